//! The table `exchange_rates`: rates that the user entered.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::{CacheTag, Currency, ExchangeRate, UnixMillis};

use crate::{Columns, StoreError, WriteTx};

/// Every rate, by currencies and the newest first.
///
/// # Errors
/// What the database said.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<ExchangeRate>, StoreError> {
    sqlx::query(
        "select from_currency, to_currency, valid_from, rate_nanos from exchange_rates
         order by from_currency, to_currency, valid_from desc",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// Enters a rate, in place of one between the same currencies from the same moment.
///
/// # Errors
/// [`StoreError::Constraint`] for a rate of nothing, or between a currency and itself.
pub async fn set(tx: &mut WriteTx, rate: &ExchangeRate) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into exchange_rates (from_currency, to_currency, valid_from, rate_nanos, updated_at)
         values (?1, ?2, ?3, ?4, ?5)
         on conflict (from_currency, to_currency, valid_from)
            do update set rate_nanos = excluded.rate_nanos, updated_at = excluded.updated_at",
    )
    .bind(rate.from.as_str())
    .bind(rate.to.as_str())
    .bind(rate.valid_from.get())
    .bind(rate.rate_nanos)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Budgets);
    Ok(())
}

/// Forgets a rate; nothing happens where there is none.
///
/// # Errors
/// What the database said.
pub async fn remove(
    tx: &mut WriteTx,
    from: Currency,
    to: Currency,
    valid_from: UnixMillis,
) -> Result<(), StoreError> {
    sqlx::query(
        "delete from exchange_rates
         where from_currency = ?1 and to_currency = ?2 and valid_from = ?3",
    )
    .bind(from.as_str())
    .bind(to.as_str())
    .bind(valid_from.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Budgets);
    Ok(())
}

fn from_row(row: &SqliteRow) -> Result<ExchangeRate, StoreError> {
    Ok(ExchangeRate {
        from: currency(row, "from_currency")?,
        to: currency(row, "to_currency")?,
        valid_from: row.time("valid_from")?,
        rate_nanos: row.number("rate_nanos")?,
    })
}

fn currency(row: &SqliteRow, column: &'static str) -> Result<Currency, StoreError> {
    Currency::try_from(row.text(column)?).map_err(|error| StoreError::decode(column, error))
}
