//! The currency that amounts are shown in, and the rates between currencies.

use studio_domain::{CacheTag, Currency, ExchangeRate};
use studio_store::{Store, exchange_rates, settings};

use crate::error::EngineError;
use crate::studio::Studio;

const DISPLAY_CURRENCY: &str = "display-currency";

/// The currency that amounts are shown in.
pub(crate) async fn display_currency(store: &Store) -> Result<Currency, EngineError> {
    let chosen = settings::get(store, DISPLAY_CURRENCY).await?;
    Ok(chosen.unwrap_or(Currency::USD))
}

impl Studio {
    /// The currency that amounts are shown in: the dollar unless another was chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get_display_currency(&self) -> Result<Currency, EngineError> {
        display_currency(&self.parts.store).await
    }

    /// Chooses the currency that amounts are shown in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_display_currency(&self, currency: Currency) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write().await?;
        settings::set(&mut tx, DISPLAY_CURRENCY, &currency).await?;
        tx.changed(CacheTag::Budgets);
        Ok(tx.commit().await?)
    }

    /// Every exchange rate that was entered, the newest of each pair first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_exchange_rates(&self) -> Result<Vec<ExchangeRate>, EngineError> {
        let mut snapshot = self.parts.store.snapshot().await?;
        Ok(exchange_rates::list(snapshot.connection()).await?)
    }

    /// Enters an exchange rate, in place of one between the same currencies from the same moment.
    ///
    /// # Errors
    /// When it is nothing, or between a currency and itself.
    pub async fn set_exchange_rate(&self, rate: ExchangeRate) -> Result<(), EngineError> {
        if rate.rate_nanos <= 0 || rate.from == rate.to {
            return Err(EngineError::InvalidInput {
                message: "That is not an exchange rate.".to_owned(),
                hint: "Enter two different currencies and a rate above zero.",
            });
        }
        let mut tx = self.parts.store.write_durable().await?;
        exchange_rates::set(&mut tx, &rate).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets an exchange rate.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_exchange_rate(&self, rate: ExchangeRate) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        exchange_rates::remove(&mut tx, rate.from, rate.to, rate.valid_from).await?;
        Ok(tx.commit().await?)
    }
}
