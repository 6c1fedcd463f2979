//! Amounts in several currencies, counted in one.

use std::collections::BTreeMap;

use studio_domain::{Currency, ExchangeRates, Money, SpendingSum, UnixMillis};
use studio_store::spending::{Amounts, Span, SpanSum};

/// What was spent and is held. What has no exchange rate stands apart and is never lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    /// What it is counted in.
    pub currency: Currency,
    /// Billionths that were spent.
    pub spent: i128,
    /// Billionths that are held.
    pub held: i128,
    /// What has no rate, by its currency: spent and held together.
    pub unconverted: BTreeMap<Currency, i128>,
    /// How many generations there are.
    pub generations: u32,
    /// How many of them have no known price.
    pub unpriced: u32,
}

impl Tally {
    /// Nothing yet.
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            spent: 0,
            held: 0,
            unconverted: BTreeMap::new(),
            generations: 0,
            unpriced: 0,
        }
    }

    /// Adds amounts at the rate of a moment.
    pub fn add(
        &mut self,
        amounts: &Amounts,
        currency: Option<Currency>,
        at: UnixMillis,
        rates: &ExchangeRates,
    ) {
        self.generations = self.generations.saturating_add(amounts.generations);
        self.unpriced = self.unpriced.saturating_add(amounts.unpriced);
        let Some(currency) = currency else { return };
        let convert = |nanos| rates.convert(nanos, currency, self.currency, at);
        if let (Some(spent), Some(held)) = (convert(amounts.spent), convert(amounts.held)) {
            self.spent = self.spent.saturating_add(spent);
            self.held = self.held.saturating_add(held);
        } else if amounts.spent != 0 || amounts.held != 0 {
            let apart = self.unconverted.entry(currency).or_default();
            *apart = apart
                .saturating_add(amounts.spent)
                .saturating_add(amounts.held);
        }
    }

    /// Adds what was found in spans that [`split`] made.
    pub fn add_all(&mut self, sums: &[SpanSum], spans: &[Span], rates: &ExchangeRates) {
        for sum in sums {
            if let Some(span) = spans.get(sum.span) {
                self.add(&sum.amounts, sum.currency, span.begins, rates);
            }
        }
    }

    /// What is used: spent or held.
    pub fn used(&self) -> i128 {
        self.spent.saturating_add(self.held)
    }

    /// What was spent.
    pub fn spent(&self) -> Money {
        Money::saturating(self.spent, self.currency)
    }

    /// What is held.
    pub fn held(&self) -> Money {
        Money::saturating(self.held, self.currency)
    }

    /// What has no rate.
    pub fn unconverted(&self) -> Vec<Money> {
        self.unconverted
            .iter()
            .map(|(currency, nanos)| Money::saturating(*nanos, *currency))
            .collect()
    }

    /// The same for the window.
    pub fn sum(&self) -> SpendingSum {
        SpendingSum {
            spent: self.spent(),
            held: self.held(),
            unconverted: self.unconverted(),
            generations: self.generations,
            unpriced: self.unpriced,
        }
    }
}

/// A span in parts within which no rate to a currency changes, so that the rate at the beginning
/// of each holds for all of it.
pub(crate) fn split(span: Span, currency: Currency, rates: &ExchangeRates) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut begins = span.begins;
    for change in rates.changes(currency, span.begins, span.ends) {
        parts.push(Span {
            begins,
            ends: change,
        });
        begins = change;
    }
    parts.push(Span {
        begins,
        ends: span.ends,
    });
    parts
}

#[cfg(test)]
mod tests {
    use studio_domain::ExchangeRate;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::try_from(code.to_owned()).unwrap_or(Currency::USD)
    }

    fn spent(nanos: i128) -> Amounts {
        Amounts {
            spent: nanos,
            held: 1,
            generations: 1,
            unpriced: 0,
        }
    }

    #[test]
    fn each_part_of_a_time_is_counted_at_its_own_rate() {
        let rate = |valid_from, rate_nanos| ExchangeRate {
            from: Currency::USD,
            to: currency("EUR"),
            valid_from: UnixMillis::new(valid_from),
            rate_nanos,
        };
        let rates = ExchangeRates::new(vec![rate(5, 2_000_000_000), rate(8, 3_000_000_000)]);
        let whole = Span {
            begins: UnixMillis::new(0),
            ends: UnixMillis::new(10),
        };
        let parts = split(whole, currency("EUR"), &rates);
        let ends: Vec<i64> = parts.iter().map(|part| part.ends.get()).collect();
        assert_eq!(ends, [5, 8, 10]);
        let sums: Vec<SpanSum> = (0..3)
            .map(|span| SpanSum {
                span,
                currency: Some(Currency::USD),
                amounts: spent(100),
            })
            .collect();
        let mut tally = Tally::new(currency("EUR"));
        tally.add_all(&sums, &parts, &rates);
        assert_eq!((tally.spent, tally.held), (200 + 300, 2 + 3));
        let apart = Money {
            nanos: 101,
            currency: Currency::USD,
        };
        assert_eq!(tally.unconverted(), [apart], "before the first rate");
        assert_eq!(tally.generations, 3);
    }
}
