//! Money in integers: nano-units of a currency, so that a single token's price is not zero.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 4217 code such as `USD`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct Currency(#[cfg_attr(feature = "specta", specta(type = String))] [u8; 3]);

/// The text is not three capital letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 4217 currency code: {0:?}")]
pub struct InvalidCurrency(String);

impl Currency {
    /// The United States dollar, in which most services bill.
    pub const USD: Self = Self(*b"USD");

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl TryFrom<String> for Currency {
    type Error = InvalidCurrency;

    fn try_from(text: String) -> Result<Self, InvalidCurrency> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(InvalidCurrency(text)),
        }
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// An amount: `nanos` are billionths of one unit of `currency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Money {
    /// Billionths of one currency unit.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub nanos: i64,
    /// The currency they are billionths of.
    pub currency: Currency,
}

/// Nano-units of a currency for one million units (tokens, characters) of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct PricePerMillion(#[cfg_attr(feature = "specta", specta(type = u32))] pub i64);

impl Money {
    /// The cost of several amounts of use, each at its price, rounded once (half away from zero).
    /// A total beyond what an `i64` holds becomes the largest amount.
    #[must_use]
    pub fn for_use(currency: Currency, used: &[(u64, PricePerMillion)]) -> Self {
        let total: i128 = used
            .iter()
            .map(|(units, price)| i128::from(*units).saturating_mul(i128::from(price.0)))
            .fold(0, i128::saturating_add);
        let half = if total < 0 { -500_000 } else { 500_000 };
        let nanos = total.saturating_add(half) / 1_000_000;
        Self {
            nanos: i64::try_from(nanos).unwrap_or(i64::MAX),
            currency,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_token_of_a_cheap_model_still_costs_something() {
        let dime_per_million = PricePerMillion(100_000_000);
        let cost = Money::for_use(Currency::USD, &[(1, dime_per_million)]);
        assert_eq!(
            cost.nanos, 100,
            "0.1 USD per million tokens is 100 nano-dollars a token"
        );
    }

    #[test]
    fn rounding_happens_once_over_the_sum() {
        let third = PricePerMillion(333_333);
        let together = Money::for_use(Currency::USD, &[(1, third), (1, third), (1, third)]);
        assert_eq!(together.nanos, 1, "three thirds make one nano, not zero");
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert!(Currency::try_from("EUR".to_owned()).is_ok());
        assert!(Currency::try_from("euro".to_owned()).is_err());
    }

    #[test]
    fn absurd_amounts_saturate() {
        let cost = Money::for_use(Currency::USD, &[(u64::MAX, PricePerMillion(i64::MAX))]);
        assert_eq!(cost.nanos, i64::MAX);
    }
}
