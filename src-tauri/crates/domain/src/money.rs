//! Money in integers: nano-units of a currency, so that a single token's price is not zero.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 4217 code such as `USD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// An amount that may have outgrown an `i64`; it becomes the largest or smallest one then.
    #[must_use]
    pub fn saturating(nanos: i128, currency: Currency) -> Self {
        let bound = if nanos < 0 { i64::MIN } else { i64::MAX };
        Self {
            nanos: i64::try_from(nanos).unwrap_or(bound),
            currency,
        }
    }

    /// The cost of several amounts of use, each at its price, rounded once (half away from zero).
    /// A total beyond what an `i64` holds becomes the largest amount.
    #[must_use]
    pub fn for_use(currency: Currency, used: &[(u64, PricePerMillion)]) -> Self {
        let total: i128 = used
            .iter()
            .map(|(units, price)| i128::from(*units).saturating_mul(i128::from(price.0)))
            .fold(0, i128::saturating_add);
        let half = if total < 0 { -500_000 } else { 500_000 };
        Self::saturating(total.saturating_add(half) / 1_000_000, currency)
    }
}

/// Decimals that an amount below a unit is written with, and one above.
const DECIMALS: (u32, u32) = (4, 2);
/// Billionths of a unit in a unit.
const UNIT: u64 = 1_000_000_000;

/// As in a sentence: `4.80 USD`, `0.0031 USD`, `less than 0.0001 USD`.
impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.nanos.unsigned_abs();
        let decimals = if whole < UNIT { DECIMALS.0 } else { DECIMALS.1 };
        let step = UNIT / 10_u64.pow(decimals);
        if whole > 0 && whole < step {
            return write!(formatter, "less than 0.0001 {}", self.currency.as_str());
        }
        let rounded = (whole + step / 2) / step;
        let scale = 10_u64.pow(decimals);
        let digits = format!("{:0width$}", rounded % scale, width = decimals as usize);
        // Two decimals are always there; more only where they say something.
        let (cents, fine) = digits.split_at(2);
        let fine = fine.trim_end_matches('0');
        let sign = if self.nanos < 0 { "-" } else { "" };
        let units = rounded / scale;
        write!(
            formatter,
            "{sign}{units}.{cents}{fine} {}",
            self.currency.as_str()
        )
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
    fn an_amount_reads_as_people_write_it() {
        let said = |nanos| {
            let money = Money {
                nanos,
                currency: Currency::USD,
            };
            money.to_string()
        };
        assert_eq!(said(4_800_000_000), "4.80 USD");
        assert_eq!(said(1_234_567_000_000), "1234.57 USD");
        assert_eq!(said(3_100_000), "0.0031 USD");
        assert_eq!(said(40_000_000), "0.04 USD");
        assert_eq!(said(999_999_999), "1.00 USD");
        assert_eq!(said(5), "less than 0.0001 USD");
        assert_eq!(said(0), "0.00 USD");
        assert_eq!(said(-2_500_000_000), "-2.50 USD");
        assert!(said(i64::MIN).starts_with("-9223372036.85"));
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
