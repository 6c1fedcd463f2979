//! What models cost.

use serde::{Deserialize, Serialize};

use crate::{Currency, Params, PricePerMillion};

/// What a model costs, and when that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Prices {
    /// The currency of every price here.
    pub currency: Currency,
    /// The day the prices were read, `YYYY-MM-DD`.
    pub read_on: String,
    /// What is asked unless a tier says otherwise.
    #[serde(flatten)]
    pub rates: Rates,
    /// Prices that depend on parameters, such as size and quality. The first that fits counts,
    /// and what it does not set is as in `rates`.
    #[serde(default)]
    pub tiers: Vec<PriceTier>,
    /// The parameter that says how many seconds will be made, where one does.
    #[serde(default)]
    pub duration_parameter: Option<String>,
    /// What that parameter counts in.
    #[serde(default)]
    pub duration_unit: DurationUnit,
}

/// What a duration is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DurationUnit {
    /// Seconds.
    #[default]
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// A price for each thing that is counted. Each is per million of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Rates {
    /// Input tokens.
    pub input: Option<PricePerMillion>,
    /// Input tokens that the provider had cached.
    pub cached_input: Option<PricePerMillion>,
    /// Output tokens.
    pub output: Option<PricePerMillion>,
    /// Characters of the prompt.
    pub character: Option<PricePerMillion>,
    /// Images made.
    pub image: Option<PricePerMillion>,
    /// Seconds made, or listened to.
    pub second: Option<PricePerMillion>,
    /// Minutes made, or listened to.
    pub minute: Option<PricePerMillion>,
    /// Requests, whatever they make.
    pub request: Option<PricePerMillion>,
}

impl Rates {
    /// These rates, and the other's where these say nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            input: self.input.or(other.input),
            cached_input: self.cached_input.or(other.cached_input),
            output: self.output.or(other.output),
            character: self.character.or(other.character),
            image: self.image.or(other.image),
            second: self.second.or(other.second),
            minute: self.minute.or(other.minute),
            request: self.request.or(other.request),
        }
    }

    /// Whether nothing has a price.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Prices for certain values of parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PriceTier {
    /// The values that parameters must have, all of them.
    pub when: Params,
    /// What is asked then.
    #[serde(flatten)]
    pub rates: Rates,
}

impl Prices {
    /// What is asked with these parameters.
    #[must_use]
    pub fn rates_for(&self, params: &Params) -> Rates {
        let fits = |tier: &&PriceTier| {
            tier.when
                .iter()
                .all(|(id, value)| params.get(id) == Some(value))
        };
        self.tiers
            .iter()
            .find(fits)
            .map_or(self.rates, |tier| tier.rates.or(self.rates))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParamValue;

    #[test]
    fn the_first_tier_that_fits_counts_and_keeps_what_it_does_not_set() {
        let price = |nanos| Some(PricePerMillion(nanos));
        let tier = |size: &str, nanos| PriceTier {
            when: Params::from([("size".to_owned(), ParamValue::Text(size.to_owned()))]),
            rates: Rates {
                image: price(nanos),
                ..Rates::default()
            },
        };
        let prices = Prices {
            currency: Currency::USD,
            read_on: "2026-11-20".to_owned(),
            rates: Rates {
                input: price(5),
                image: price(1),
                ..Rates::default()
            },
            tiers: vec![tier("large", 3), tier("large", 4)],
            duration_parameter: None,
            duration_unit: DurationUnit::Seconds,
        };
        let asked = |size: &str| {
            let size = ParamValue::Text(size.to_owned());
            prices.rates_for(&Params::from([("size".to_owned(), size)]))
        };
        assert_eq!(
            (asked("large").image, asked("large").input),
            (price(3), price(5))
        );
        assert_eq!(asked("small").image, price(1));
    }
}
