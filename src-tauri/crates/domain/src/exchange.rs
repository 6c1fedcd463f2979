//! Exchange rates, as the user entered them.

use serde::{Deserialize, Serialize};

use crate::{Currency, UnixMillis};

/// Billionths in one.
const NANOS: i128 = 1_000_000_000;

/// What one unit of a currency is worth in another, from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExchangeRate {
    /// The currency that is changed.
    pub from: Currency,
    /// The currency it becomes.
    pub to: Currency,
    /// Since when it holds; until a later one does.
    pub valid_from: UnixMillis,
    /// Billionths of `to` for one unit of `from`.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub rate_nanos: i64,
}

/// Every rate that was entered. What was entered for one direction holds for the other too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExchangeRates(Vec<ExchangeRate>);

impl ExchangeRates {
    /// From the rates, in any order.
    #[must_use]
    pub fn new(rates: Vec<ExchangeRate>) -> Self {
        Self(rates)
    }

    /// An amount of billionths in another currency, at the newest rate of that moment, rounded
    /// half away from zero. `None` where no rate holds then.
    #[must_use]
    pub fn convert(
        &self,
        nanos: i128,
        from: Currency,
        to: Currency,
        at: UnixMillis,
    ) -> Option<i128> {
        if from == to {
            return Some(nanos);
        }
        let newest = self
            .between(from, to)
            .filter(|rate| rate.valid_from <= at && rate.rate_nanos > 0)
            .max_by_key(|rate| (rate.valid_from, rate.from == from))?;
        let rate = i128::from(newest.rate_nanos);
        Some(if newest.from == from {
            rounded(nanos.saturating_mul(rate), NANOS)
        } else {
            rounded(nanos.saturating_mul(NANOS), rate)
        })
    }

    /// The moments between two others at which a rate to this currency begins to hold.
    #[must_use]
    pub fn changes(&self, to: Currency, begins: UnixMillis, ends: UnixMillis) -> Vec<UnixMillis> {
        let mut moments: Vec<UnixMillis> = self
            .0
            .iter()
            .filter(|rate| rate.from == to || rate.to == to)
            .map(|rate| rate.valid_from)
            .filter(|moment| begins < *moment && *moment < ends)
            .collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    fn between(&self, one: Currency, other: Currency) -> impl Iterator<Item = &ExchangeRate> {
        self.0.iter().filter(move |rate| {
            (rate.from, rate.to) == (one, other) || (rate.from, rate.to) == (other, one)
        })
    }
}

/// A quotient, half away from zero. The divisor is above zero.
fn rounded(dividend: i128, divisor: i128) -> i128 {
    let half = divisor / 2;
    let half = if dividend < 0 { -half } else { half };
    dividend.saturating_add(half) / divisor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::try_from(code.to_owned()).unwrap_or(Currency::USD)
    }

    fn rate(from: &str, to: &str, valid_from: i64, rate_nanos: i64) -> ExchangeRate {
        ExchangeRate {
            from: currency(from),
            to: currency(to),
            valid_from: UnixMillis::new(valid_from),
            rate_nanos,
        }
    }

    #[test]
    fn the_newest_rate_of_the_time_counts_whichever_way_it_was_entered() {
        let rates = ExchangeRates::new(vec![
            rate("USD", "EUR", 100, 900_000_000),
            rate("EUR", "USD", 200, 1_250_000_000),
            rate("USD", "EUR", 300, 700_000_000),
        ]);
        let euros = |at| {
            let at = UnixMillis::new(at);
            rates.convert(1_000, Currency::USD, currency("EUR"), at)
        };
        assert_eq!(euros(99), None, "nothing holds yet");
        assert_eq!(euros(100), Some(900));
        assert_eq!(euros(299), Some(800), "1 / 1.25");
        assert_eq!(euros(300), Some(700));
        let yen = rates.convert(5, Currency::USD, currency("JPY"), UnixMillis::new(999));
        assert_eq!(yen, None);
        assert_eq!(
            rates.convert(5, Currency::USD, Currency::USD, UnixMillis::new(0)),
            Some(5)
        );
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        let rates = ExchangeRates::new(vec![rate("USD", "EUR", 0, 500_000_000)]);
        let half = |nanos| {
            let at = UnixMillis::new(0);
            rates.convert(nanos, Currency::USD, currency("EUR"), at)
        };
        assert_eq!((half(1), half(-1), half(3)), (Some(1), Some(-1), Some(2)));
    }

    #[test]
    fn only_changes_of_the_currency_within_the_time_are_told_once() {
        let rates = ExchangeRates::new(vec![
            rate("USD", "EUR", 30, 1),
            rate("EUR", "GBP", 20, 1),
            rate("USD", "EUR", 20, 1),
            rate("USD", "GBP", 25, 1),
            rate("USD", "EUR", 10, 1),
            rate("USD", "EUR", 40, 1),
        ]);
        let moments = rates.changes(currency("EUR"), UnixMillis::new(10), UnixMillis::new(40));
        assert_eq!(moments, [UnixMillis::new(20), UnixMillis::new(30)]);
    }
}
