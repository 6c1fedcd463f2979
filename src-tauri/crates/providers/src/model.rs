//! A model as its manifest declares it: what it takes and what it costs.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use studio_domain::{
    Capabilities, DurationUnit, InputSlot, Modality, ModelStatus, Money, ParamValue, Parameter,
    Params, PricePerMillion, Prices, PromptUse, Rates, Usage,
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
    /// Names it among the provider's models.
    pub id: String,
    /// What the provider knows it by.
    pub remote: String,
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
    /// Other operations for when certain inputs are given; the first that fits is used.
    pub variants: Vec<Variant>,
    /// Tokens it can read at once.
    pub context_window: Option<u32>,
    /// Tokens it can write in one answer.
    pub output_limit: Option<u32>,
    /// Whether it is told something in words.
    pub prompt: PromptUse,
    /// Characters a prompt may have.
    pub prompt_limit: Option<u32>,
    /// What it can do beside the plain thing.
    pub capabilities: Capabilities,
    /// What it takes beside the prompt.
    pub inputs: Vec<InputSlot>,
    /// Constants that its requests hold.
    pub values: BTreeMap<String, Value>,
    /// What certain choices send in place of their values, by parameter and value.
    pub gives: BTreeMap<String, BTreeMap<String, Value>>,
    /// What it costs; absent where nothing is known.
    pub prices: Option<Prices>,
    /// True where use costs nothing.
    pub free: bool,
    /// What it can be told.
    pub parameters: Vec<Parameter>,
}

/// Another operation for when certain inputs are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The slots, all of which must be given.
    pub when: Vec<String>,
    /// The manifest's operation.
    pub operation: String,
}

/// How many things are given, by slot.
pub type Given = BTreeMap<String, usize>;

/// What is known before a request leaves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Estimate {
    /// Characters that will be read: the prompt, or the whole conversation.
    pub input_characters: u64,
    /// The parameters that will be sent.
    pub params: Params,
    /// How long the sound or film is that is given.
    pub input_duration_ms: Option<u64>,
}

impl ModelSpec {
    /// Stands where a request is made for no model in particular.
    pub(crate) fn without_a_model() -> Self {
        Self {
            id: String::new(),
            remote: String::new(),
            name: String::new(),
            description: None,
            modality: Modality::Speech,
            status: ModelStatus::Available,
            operation: String::new(),
            variants: Vec::new(),
            context_window: None,
            output_limit: None,
            prompt: PromptUse::Unused,
            prompt_limit: None,
            capabilities: Capabilities::default(),
            inputs: Vec::new(),
            values: BTreeMap::new(),
            gives: BTreeMap::new(),
            prices: None,
            free: false,
            parameters: Vec::new(),
        }
    }

    /// The parameters as they are sent: defaults filled in, everything checked, and what has no
    /// meaning with these values and inputs left out.
    ///
    /// # Errors
    /// [`ParamProblem`] for a parameter the model does not have, a value of the wrong type, out
    /// of its range, off its step or not among its choices; and for inputs that are missing, too
    /// many, or for a slot that the model does not have.
    pub fn validate(&self, params: &Params, given: &Given) -> Result<Params, ParamProblem> {
        params::check_inputs(&self.inputs, given)?;
        params::validate(&self.parameters, params, given)
    }

    /// A checked value as requests hold it.
    #[must_use]
    pub fn value_as_sent(&self, id: &str, value: &ParamValue) -> Value {
        params::value_as_sent(self, id, value)
    }

    /// The operation that runs a request with these inputs.
    #[must_use]
    pub fn operation_for(&self, given: &Given) -> &str {
        let is_given = |slot: &String| given.get(slot).is_some_and(|count| *count > 0);
        self.variants
            .iter()
            .find(|variant| variant.when.iter().all(is_given))
            .map_or(self.operation.as_str(), |variant| {
                variant.operation.as_str()
            })
    }

    /// About what a request will cost: the input at four characters a token, and an output as
    /// long as the limit among the parameters allows, or of 1,000 tokens where none is set.
    /// `None` where prices are unknown, or where what is made is priced by something that cannot
    /// be told beforehand (the tokens of a picture).
    #[must_use]
    pub fn estimate(&self, estimate: &Estimate) -> Option<Money> {
        let prices = self.prices.as_ref()?;
        let rates = prices.rates_for(&estimate.params);
        let input_tokens = estimate.input_characters.div_ceil(CHARACTERS_PER_TOKEN);
        let mut used = Vec::with_capacity(2);
        if self.modality == Modality::Chat {
            used.extend(rates.input.map(|price| (input_tokens, price)));
            let tokens = self.expected_answer_tokens(&estimate.params);
            used.extend(rates.output.map(|price| (tokens, price)));
        } else if self.modality == Modality::Embedding {
            used.extend(rates.input.map(|price| (input_tokens, price)));
        } else {
            if rates.output.is_some() && rates.image.is_none() && !is_timed(&rates) {
                return None;
            }
            let count = count_of(&estimate.params);
            used.extend(rates.image.map(|price| (count, price)));
            used.extend(rates.request.map(|price| (1, price)));
            used.extend(
                rates
                    .character
                    .map(|price| (estimate.input_characters, price)),
            );
            if is_timed(&rates) {
                let asked = prices.duration_parameter.as_ref();
                let asked = asked.and_then(|id| duration_of(estimate.params.get(id)?));
                let asked = asked.map(|seconds_as_ms| match prices.duration_unit {
                    DurationUnit::Seconds => seconds_as_ms,
                    DurationUnit::Milliseconds => seconds_as_ms / 1_000,
                });
                let millis = asked.or(estimate.input_duration_ms)?;
                used.extend(timed(&rates, millis.saturating_mul(count)));
            }
        }
        (!used.is_empty()).then(|| Money::for_use(prices.currency, &used))
    }

    /// What a request did cost: what the provider itself says, else by its count of use. `None`
    /// where prices are unknown, or where something that was used has a price which its count
    /// does not cover.
    #[must_use]
    pub fn cost(&self, usage: &Usage, params: &Params) -> Option<Money> {
        if usage.cost.is_some() {
            return usage.cost;
        }
        let prices = self.prices.as_ref()?;
        let rates = prices.rates_for(params);
        let mut used: Vec<(u64, PricePerMillion)> = Vec::with_capacity(4);
        if let Some(price) = rates.input {
            let total = usage.input_tokens?;
            let cached = usage.cached_input_tokens.unwrap_or(0).min(total);
            used.push((total - cached, price));
            used.push((cached, rates.cached_input.unwrap_or(price)));
        }
        used.extend(counted(rates.output, usage.output_tokens)?);
        used.extend(counted(rates.character, usage.characters)?);
        used.extend(counted(rates.image, usage.images.map(u64::from))?);
        used.extend(rates.request.map(|price| (1, price)));
        if is_timed(&rates) {
            used.extend(timed(&rates, usage.duration_ms?));
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

/// What is used and priced; the outer `None` where there is a price and no count.
fn counted(
    price: Option<PricePerMillion>,
    count: Option<u64>,
) -> Option<Option<(u64, PricePerMillion)>> {
    match (price, count) {
        (None, _) => Some(None),
        (Some(price), Some(count)) => Some(Some((count, price))),
        (Some(_), None) => None,
    }
}

fn is_timed(rates: &Rates) -> bool {
    rates.second.is_some() || rates.minute.is_some()
}

/// Milliseconds at what a second or a minute costs. A price per second is a thousand times that
/// of a millisecond; what the division drops is below a nano-unit per million milliseconds.
fn timed(rates: &Rates, millis: u64) -> impl Iterator<Item = (u64, PricePerMillion)> {
    let of_second = rates.second.map(|price| PricePerMillion(price.0 / 1_000));
    let of_minute = rates.minute.map(|price| PricePerMillion(price.0 / 60_000));
    of_second
        .into_iter()
        .chain(of_minute)
        .map(move |price| (millis, price))
}

/// The milliseconds that a parameter's value in seconds stands for, such as 5, 2.5 or `8s`.
fn duration_of(value: &ParamValue) -> Option<u64> {
    let seconds = match value {
        #[expect(clippy::cast_precision_loss, reason = "durations are small numbers")]
        ParamValue::Integer(seconds) => *seconds as f64,
        ParamValue::Number(seconds) => *seconds,
        ParamValue::Text(text) => {
            let is_number = |character: &char| character.is_ascii_digit() || *character == '.';
            let number: String = text.chars().take_while(is_number).collect();
            number.parse().ok()?
        }
        ParamValue::Boolean(_) => return None,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be in the range of a film"
    )]
    (0.0..1e9)
        .contains(&seconds)
        .then(|| (seconds * 1_000.0).round() as u64)
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
            remote: "m".to_owned(),
            name: "M".to_owned(),
            description: None,
            modality,
            status: ModelStatus::Available,
            operation: "o".to_owned(),
            variants: vec![Variant {
                when: vec!["image".to_owned()],
                operation: "edit".to_owned(),
            }],
            context_window: None,
            output_limit: Some(2_000),
            prompt: PromptUse::Required,
            prompt_limit: None,
            capabilities: Capabilities::default(),
            inputs: Vec::new(),
            values: BTreeMap::new(),
            gives: BTreeMap::new(),
            prices,
            free: false,
            parameters: Vec::new(),
        }
    }

    fn prices() -> Prices {
        Prices {
            currency: Currency::USD,
            read_on: "2026-11-20".to_owned(),
            rates: Rates {
                input: Some(PricePerMillion(2_000_000_000)),
                cached_input: Some(PricePerMillion(200_000_000)),
                output: Some(PricePerMillion(10_000_000_000)),
                ..Rates::default()
            },
            tiers: Vec::new(),
            duration_parameter: None,
            duration_unit: DurationUnit::Seconds,
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
            input_duration_ms: None,
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
            rates: Rates {
                image: Some(PricePerMillion(40_000_000_000_000)),
                ..Rates::default()
            },
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
            ..Usage::default()
        };
        let cost = chat.cost(&usage, &Params::new()).map(|money| money.nanos);
        assert_eq!(cost, Some(600 * 2_000 + 400 * 200 + 100 * 10_000));
        let silent = Usage {
            output_tokens: None,
            ..usage
        };
        assert_eq!(
            chat.cost(&silent, &Params::new()),
            None,
            "half a count is no cost"
        );
    }

    #[test]
    fn films_are_counted_by_the_second_and_speech_by_the_character() {
        let by_second = Prices {
            rates: Rates {
                second: Some(PricePerMillion(100_000_000_000_000)),
                ..Rates::default()
            },
            duration_parameter: Some("duration".to_owned()),
            ..prices()
        };
        let film = model(Modality::Video, Some(by_second));
        let asked = |value| Estimate {
            params: Params::from([("duration".to_owned(), value)]),
            ..Estimate::default()
        };
        for value in [ParamValue::Integer(8), ParamValue::Text("8s".to_owned())] {
            let cost = film.estimate(&asked(value)).map(|money| money.nanos);
            assert_eq!(cost, Some(800_000_000), "0.10 USD a second");
        }
        assert_eq!(film.estimate(&Estimate::default()), None);
        let usage = Usage {
            duration_ms: Some(2_500),
            ..Usage::default()
        };
        let cost = film.cost(&usage, &Params::new());
        assert_eq!(cost.map(|money| money.nanos), Some(250_000_000));
        let told = Usage {
            cost: cost.map(|cost| Money { nanos: 7, ..cost }),
            ..usage
        };
        let cost = film.cost(&told, &Params::new()).map(|money| money.nanos);
        assert_eq!(cost, Some(7), "what the provider says counts");
    }

    #[test]
    fn what_is_given_decides_the_operation() {
        let model = model(Modality::Image, None);
        let given = |count| Given::from([("image".to_owned(), count)]);
        assert_eq!(model.operation_for(&Given::new()), "o");
        assert_eq!(model.operation_for(&given(0)), "o");
        assert_eq!(model.operation_for(&given(1)), "edit");
    }

    #[test]
    fn the_snapshot_explains_a_cost_later() {
        let snapshot = model(Modality::Chat, Some(prices())).snapshot("2026-11-20");
        assert_eq!(snapshot["manifest_version"], "2026-11-20");
        assert_eq!(snapshot["prices"]["input"], 2_000_000_000_i64);
        assert_eq!(snapshot["prices"]["read_on"], "2026-11-20");
    }
}
