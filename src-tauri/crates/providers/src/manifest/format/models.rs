//! The words of models, parameters, inputs and prices.

use std::collections::BTreeMap;

use serde::Deserialize;
use studio_domain::{
    AssetKind, Capabilities, Control, Currency, DurationUnit, MaskStyle, Modality, ModelStatus,
    ParamValue, Params, PromptUse,
};

use super::requests::OneOrMany;

/// What a model can be told. It draws the form and checks what is sent.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterToml {
    /// The id, where it differs from the definition's name: several definitions may share one, for
    /// models that take different values.
    pub(crate) id: Option<String>,
    /// What is shown.
    pub(crate) label: String,
    /// A plain sentence on what it does.
    pub(crate) help: Option<String>,
    /// The control that fits.
    pub(crate) control: Control,
    /// The smallest number allowed.
    pub(crate) minimum: Option<f64>,
    /// The largest number allowed.
    pub(crate) maximum: Option<f64>,
    /// The distance between allowed numbers; 1 for whole numbers.
    pub(crate) step: Option<f64>,
    /// The unit shown behind the number.
    pub(crate) unit: Option<String>,
    /// What is used where nothing is chosen. Without this nothing is sent until the user sets it.
    pub(crate) default: Option<ParamValue>,
    /// What can be chosen. For the control `choice` only.
    #[serde(default)]
    pub(crate) choices: Vec<ChoiceToml>,
    /// Whether choices are numbers and are sent as such.
    #[serde(default)]
    pub(crate) number: bool,
    /// What separates the pieces of a text that is sent as a list, such as `,`. For the controls
    /// `text` and `text-area`.
    pub(crate) separator: Option<String>,
    /// Where it has a meaning. Elsewhere it is neither shown nor sent.
    pub(crate) visible_when: Option<VisibleWhenToml>,
}

/// One of a parameter's choices.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceToml {
    /// What is sent, and what the ledger keeps.
    pub(crate) value: String,
    /// What is shown.
    pub(crate) label: String,
    /// What expressions find in place of the value: a table, a list or a number. With `gives = {
    /// width = 1920, height = 1080 }`, `$.params.size.width` is 1920.
    #[schemars(with = "Option<serde_json::Value>")]
    pub(crate) gives: Option<toml::Value>,
}

/// One of four conditions. Another parameter must stand before this one in the model's list.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisibleWhenToml {
    /// Another parameter has one of `values`.
    pub(crate) parameter: Option<String>,
    /// The values, for `parameter`.
    #[serde(default)]
    pub(crate) values: Vec<ParamValue>,
    /// Another parameter is set and not empty.
    pub(crate) parameter_given: Option<String>,
    /// Something is given in this input.
    pub(crate) input_given: Option<String>,
    /// Nothing is given in this input.
    pub(crate) input_missing: Option<String>,
}

/// Something a model is given beside the prompt, such as a picture to change.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InputToml {
    /// The slot, where it differs from the definition's name: several definitions may share one.
    pub(crate) id: Option<String>,
    /// What is shown.
    pub(crate) label: String,
    /// A plain sentence on what it is for.
    pub(crate) help: Option<String>,
    /// The kinds of files it takes.
    pub(crate) accepts: Vec<AssetKind>,
    /// Whether nothing can be made without it.
    #[serde(default)]
    pub(crate) required: bool,
    /// How many files it takes; 1 without this. Where it is 1, expressions find one value, else a
    /// list.
    pub(crate) most: Option<u32>,
    /// Another input without which this one has no meaning.
    pub(crate) needs: Option<String>,
    /// What marks the part to change, for an input that is a mask. The app lets the user paint it
    /// and converts.
    pub(crate) mask: Option<MaskStyle>,
}

/// A model that can be chosen.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModelToml {
    /// Names it; no other model of the file has it.
    pub(crate) id: String,
    /// What the service knows it by, where that differs: what `$.model` and `{model}` are.
    pub(crate) remote: Option<String>,
    /// The name people know it by.
    pub(crate) name: String,
    /// A plain sentence on what it is for.
    pub(crate) description: Option<String>,
    /// What it makes.
    pub(crate) modality: Modality,
    /// How far it can be relied on.
    pub(crate) status: ModelStatus,
    /// How it is run: a name of `operations`.
    pub(crate) operation: String,
    /// Other operations for when certain inputs are given. The first that fits wins.
    #[serde(default)]
    pub(crate) variants: Vec<VariantToml>,
    /// Tokens it can read at once.
    pub(crate) context_window: Option<u32>,
    /// Tokens it can write in one answer.
    pub(crate) output_limit: Option<u32>,
    /// Whether it is told something in words.
    #[serde(default)]
    pub(crate) prompt: PromptUse,
    /// Characters its prompt may have.
    pub(crate) prompt_limit: Option<u32>,
    /// What it can do beside the plain thing. Chat only.
    #[serde(default)]
    pub(crate) capabilities: Capabilities,
    /// What it is given beside the prompt: names of `inputs`.
    #[serde(default)]
    pub(crate) inputs: Vec<String>,
    /// Constants of this model, for `$.values.NAME` in bodies and `{values.NAME}` in paths.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(crate) values: BTreeMap<String, toml::Value>,
    /// What it costs. Left out where that is not known.
    pub(crate) prices: Option<PricesToml>,
    /// Whether use costs nothing.
    #[serde(default)]
    pub(crate) free: bool,
    /// What it can be told: names of `parameters`, in the order they are shown.
    #[serde(default)]
    pub(crate) parameters: Vec<String>,
}

/// Another operation for when certain inputs are given.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VariantToml {
    /// The input that must be given, or a list of inputs that all must.
    pub(crate) when: OneOrMany,
    /// The operation that is run then.
    pub(crate) operation: String,
}

/// What a model costs: decimal text in the currency. Tokens and characters are counted per million,
/// everything else each.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PricesToml {
    /// An ISO 4217 code; `USD` without this.
    #[schemars(with = "Option<String>")]
    pub(crate) currency: Option<Currency>,
    /// The day the prices were read, `YYYY-MM-DD`.
    pub(crate) read_on: String,
    /// The parameter that says how long what is made will be: its number, or the digits in its
    /// text.
    pub(crate) duration_parameter: Option<String>,
    /// What that parameter counts in.
    #[serde(default)]
    pub(crate) duration_unit: DurationUnit,
    /// Prices that depend on parameters. The first that fits counts; what it does not set is as
    /// above.
    #[serde(default)]
    pub(crate) tiers: Vec<TierToml>,
    /// A million input tokens.
    pub(crate) input: Option<String>,
    /// A million input tokens that the service had cached.
    pub(crate) cached_input: Option<String>,
    /// A million output tokens.
    pub(crate) output: Option<String>,
    /// A million characters of the prompt.
    pub(crate) character: Option<String>,
    /// An image made.
    pub(crate) image: Option<String>,
    /// A second made, or listened to.
    pub(crate) second: Option<String>,
    /// A minute made, or listened to.
    pub(crate) minute: Option<String>,
    /// A request.
    pub(crate) request: Option<String>,
}

/// Prices for certain values of parameters.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TierToml {
    /// The values that parameters must have, by their id.
    pub(crate) when: Params,
    /// A million input tokens.
    pub(crate) input: Option<String>,
    /// A million input tokens that the service had cached.
    pub(crate) cached_input: Option<String>,
    /// A million output tokens.
    pub(crate) output: Option<String>,
    /// A million characters of the prompt.
    pub(crate) character: Option<String>,
    /// An image made.
    pub(crate) image: Option<String>,
    /// A second made, or listened to.
    pub(crate) second: Option<String>,
    /// A minute made, or listened to.
    pub(crate) minute: Option<String>,
    /// A request.
    pub(crate) request: Option<String>,
}

/// Prices as text, by what is counted.
pub(crate) struct RatesToml<'a> {
    pub(crate) per_million: [(&'static str, &'a Option<String>); 4],
    pub(crate) each: [(&'static str, &'a Option<String>); 4],
}

macro_rules! rates_of {
    ($($of:ty),*) => { $(
        impl $of {
            pub(crate) fn rates(&self) -> RatesToml<'_> {
                RatesToml {
                    per_million: [
                        ("input", &self.input),
                        ("cached_input", &self.cached_input),
                        ("output", &self.output),
                        ("character", &self.character),
                    ],
                    each: [
                        ("image", &self.image),
                        ("second", &self.second),
                        ("minute", &self.minute),
                        ("request", &self.request),
                    ],
                }
            }
        }
    )* };
}
rates_of!(PricesToml, TierToml);

/// A rule for models that only the service's own list names: either it is `hidden`, or it has
/// `operation` and `modality`.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListedToml {
    /// Beginnings of words in a model's id, in lower case. Without this the rule fits every id.
    pub(crate) words: Option<Vec<String>>,
    /// Whether such models are not offered.
    #[serde(default)]
    pub(crate) hidden: bool,
    /// How they are run: a name of `operations`.
    pub(crate) operation: Option<String>,
    /// What they make.
    pub(crate) modality: Option<Modality>,
    /// How far they can be relied on; `experimental` without this.
    pub(crate) status: Option<ModelStatus>,
    /// Whether use costs nothing where the server is on this computer or in this network.
    #[serde(default)]
    pub(crate) free_when_local: bool,
    /// Whether they are told something in words.
    #[serde(default)]
    pub(crate) prompt: PromptUse,
    /// What they can do beside the plain thing.
    #[serde(default)]
    pub(crate) capabilities: Capabilities,
    /// What they are given: names of `inputs`.
    #[serde(default)]
    pub(crate) inputs: Vec<String>,
    /// Other operations for when certain inputs are given.
    #[serde(default)]
    pub(crate) variants: Vec<VariantToml>,
    /// Constants, as for a model.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(crate) values: BTreeMap<String, toml::Value>,
    /// What they can be told: names of `parameters`.
    #[serde(default)]
    pub(crate) parameters: Vec<String>,
}
