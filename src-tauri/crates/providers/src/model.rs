//! A model as its manifest declares it: what it takes and what it costs.

use serde_json::{Value, json};
use studio_domain::{
    Modality, ModelStatus, Money, ParamValue, Parameter, Params, PricePerMillion, Prices, Usage,
};

use crate::params::{self, ParamProblem};

/// Characters of ordinary text that make about one token.
const CHARACTERS_PER_TOKEN: u64 = 4;

/// Tokens of an answer of ordinary length, for estimates where nothing else is known.
const ORDINARY_ANSWER_TOKENS: u64 = 1_000;

/// The parameters that limit the length of an answer, under the names manifests give them.
const OUTPUT_LIMIT_PARAMETERS: [&str; 3] =
    ["max_output_tokens", "max_tokens", "max_completion_tokens"];

/// A model that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelSpec {
    /// The id the provider knows it by.
    pub id: String,
    /// The name people know it by.
    pub name: String,
    /// A plain sentence on what it is for.
    pub description: Option<String>,
    /// What it makes.
    pub modality: Modality,
    /// How far it can be relied on.
    pub status: ModelStatus,
    /// The manifest's operation that runs it.
    pub operation: String,
    /// Tokens it can read at once.
    pub context_window: Option<u32>,
    /// Tokens it can write in one answer.
    pub output_limit: Option<u32>,
    /// Characters a prompt may have.
    pub prompt_limit: Option<u32>,
    /// What it costs; absent where nothing is known.
    pub prices: Option<Prices>,
    /// True where use costs nothing.
    pub free: bool,
    /// What it can be told.
    pub parameters: Vec<Parameter>,
}

/// What is known before a request leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Characters that will be read: the prompt, or the whole conversation.
    pub input_characters: u64,
    /// The parameters that will be sent.
    pub params: Params,
}

impl ModelSpec {
    /// The parameters as they are sent: defaults filled in, everything checked.
    ///
    /// # Errors
    /// [`ParamProblem`] for a parameter the model does not have, a value of the wrong type, out
    /// of its range, off its step or not among its choices.
    pub fn validate(&self, params: &Params) -> Result<Params, ParamProblem> {
        params::validate(&self.parameters, params)
    }

    /// About what a request will cost: the input at four characters a token, and an output as
    /// long as the limit among the parameters allows, or of 1,000 tokens where none is set.
    /// `None` where prices are unknown, or where what is made is priced by tokens that cannot be
    /// told beforehand (pictures).
    #[must_use]
    pub fn estimate(&self, estimate: &Estimate) -> Option<Money> {
        let prices = self.prices.as_ref()?;
        let input_tokens = estimate.input_characters.div_ceil(CHARACTERS_PER_TOKEN);
        let mut used = Vec::with_capacity(2);
        used.extend(prices.input.map(|price| (input_tokens, price)));
        match self.modality {
            Modality::Chat => {
                used.extend(
                    prices
                        .output
                        .map(|price| (self.expected_answer_tokens(&estimate.params), price)),
                );
            }
            Modality::Image => used.push((count_of(&estimate.params), prices.image?)),
        }
        (!used.is_empty()).then(|| Money::for_use(prices.currency, &used))
    }

    /// What a request did cost by the provider's own count. `None` where prices are unknown, or
    /// where something that was used has a price which its count does not cover.
    #[must_use]
    pub fn cost(&self, usage: &Usage) -> Option<Money> {
        let prices = self.prices.as_ref()?;
        let mut used: Vec<(u64, PricePerMillion)> = Vec::with_capacity(4);
        if let Some(price) = prices.input {
            let total = usage.input_tokens;
            let cached = usage.cached_input_tokens.unwrap_or(0);
            let total = total?;
            let cached = cached.min(total);
            used.push((total - cached, price));
            used.push((cached, prices.cached_input.unwrap_or(price)));
        }
        match (prices.output, usage.output_tokens) {
            (Some(price), Some(tokens)) => used.push((tokens, price)),
            (Some(_), None) => return None,
            (None, _) => {}
        }
        if let (Some(price), Some(images)) = (prices.image, usage.images) {
            used.push((u64::from(images), price));
        }
        (!used.is_empty()).then(|| Money::for_use(prices.currency, &used))
    }

    /// What the ledger keeps of the model, so that a generation stays readable and its cost
    /// explainable when the model or its prices are gone.
    #[must_use]
    pub fn snapshot(&self, manifest_version: &str) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "modality": self.modality,
            "operation": self.operation,
            "free": self.free,
            "prices": self.prices,
            "manifest_version": manifest_version,
        })
    }

    fn expected_answer_tokens(&self, params: &Params) -> u64 {
        let chosen = OUTPUT_LIMIT_PARAMETERS
            .iter()
            .find_map(|id| match params.get(*id) {
                Some(ParamValue::Integer(limit)) => u64::try_from(*limit).ok(),
                _ => None,
            });
        let limit = self.output_limit.map_or(u64::MAX, u64::from);
        chosen.unwrap_or(ORDINARY_ANSWER_TOKENS).min(limit)
    }
}

fn count_of(params: &Params) -> u64 {
    match params.get("count") {
        Some(ParamValue::Integer(count)) => u64::try_from(*count).unwrap_or(1),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use studio_domain::Currency;

    use super::*;

    fn model(modality: Modality, prices: Option<Prices>) -> ModelSpec {
        ModelSpec {
            id: "m".to_owned(),
            name: "M".to_owned(),
            description: None,
            modality,
            status: ModelStatus::Available,
            operation: "o".to_owned(),
            context_window: None,
            output_limit: Some(2_000),
            prompt_limit: None,
            prices,
            free: false,
            parameters: Vec::new(),
        }
    }

    fn prices() -> Prices {
        Prices {
            currency: Currency::USD,
            read_on: "2026-11-20".to_owned(),
            input: Some(PricePerMillion(2_000_000_000)),
            cached_input: Some(PricePerMillion(200_000_000)),
            output: Some(PricePerMillion(10_000_000_000)),
            image: None,
        }
    }

    fn estimate(model: &ModelSpec, params: &[(&str, i64)]) -> Option<i64> {
        let params = params
            .iter()
            .map(|(id, number)| ((*id).to_owned(), ParamValue::Integer(*number)))
            .collect();
        let asked = Estimate {
            input_characters: 4_001,
            params,
        };
        model.estimate(&asked).map(|money| money.nanos)
    }

    #[test]
    fn a_chat_is_estimated_by_its_length_and_its_limit() {
        let chat = model(Modality::Chat, Some(prices()));
        // 1,001 tokens at 2 USD and 1,000 at 10 USD a million.
        assert_eq!(estimate(&chat, &[]), Some(2_002_000 + 10_000_000));
        assert_eq!(
            estimate(&chat, &[("max_tokens", 500)]),
            Some(2_002_000 + 5_000_000)
        );
        assert_eq!(
            estimate(&chat, &[("max_tokens", 9_999)]),
            Some(2_002_000 + 20_000_000)
        );
        assert_eq!(estimate(&model(Modality::Chat, None), &[]), None);
    }

    #[test]
    fn pictures_are_estimated_only_where_a_picture_has_a_price() {
        assert_eq!(estimate(&model(Modality::Image, Some(prices())), &[]), None);
        let by_piece = Prices {
            input: None,
            cached_input: None,
            output: None,
            image: Some(PricePerMillion(40_000_000_000_000)),
            ..prices()
        };
        let model = model(Modality::Image, Some(by_piece));
        assert_eq!(estimate(&model, &[("count", 3)]), Some(120_000_000));
    }

    #[test]
    fn cost_counts_cached_input_at_its_own_price() {
        let chat = model(Modality::Chat, Some(prices()));
        let usage = Usage {
            input_tokens: Some(1_000),
            cached_input_tokens: Some(400),
            output_tokens: Some(100),
            images: None,
        };
        let cost = chat.cost(&usage).map(|money| money.nanos);
        assert_eq!(cost, Some(600 * 2_000 + 400 * 200 + 100 * 10_000));
        let silent = Usage {
            output_tokens: None,
            ..usage
        };
        assert_eq!(chat.cost(&silent), None, "half a count is no cost");
    }

    #[test]
    fn the_snapshot_explains_a_cost_later() {
        let snapshot = model(Modality::Chat, Some(prices())).snapshot("2026-11-20");
        assert_eq!(snapshot["manifest_version"], "2026-11-20");
        assert_eq!(snapshot["prices"]["input"], 2_000_000_000_i64);
        assert_eq!(snapshot["prices"]["read_on"], "2026-11-20");
    }
}
