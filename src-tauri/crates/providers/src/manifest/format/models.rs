//! The words of models, parameters, inputs and prices.

use std::collections::BTreeMap;

use serde::Deserialize;
use studio_domain::{
    AssetKind, Capabilities, Control, Currency, DurationUnit, MaskStyle, Modality, ModelStatus,
    ParamValue, Params, PromptUse,
};

use super::requests::OneOrMany;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterToml {
    /// The id, where it differs from the definition's name.
    pub(crate) id: Option<String>,
    pub(crate) label: String,
    pub(crate) help: Option<String>,
    pub(crate) control: Control,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    pub(crate) step: Option<f64>,
    pub(crate) unit: Option<String>,
    pub(crate) default: Option<ParamValue>,
    #[serde(default)]
    pub(crate) choices: Vec<ChoiceToml>,
    /// Whether choices are numbers and are sent as such.
    #[serde(default)]
    pub(crate) number: bool,
    /// What separates the pieces of a text that is sent as a list.
    pub(crate) separator: Option<String>,
    pub(crate) visible_when: Option<VisibleWhenToml>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceToml {
    pub(crate) value: String,
    pub(crate) label: String,
    /// What is sent in place of the value.
    pub(crate) gives: Option<toml::Value>,
}

/// One of four conditions.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisibleWhenToml {
    pub(crate) parameter: Option<String>,
    #[serde(default)]
    pub(crate) values: Vec<ParamValue>,
    pub(crate) parameter_given: Option<String>,
    pub(crate) input_given: Option<String>,
    pub(crate) input_missing: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InputToml {
    /// The slot, where it differs from the definition's name.
    pub(crate) id: Option<String>,
    pub(crate) label: String,
    pub(crate) help: Option<String>,
    pub(crate) accepts: Vec<AssetKind>,
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) most: Option<u32>,
    pub(crate) needs: Option<String>,
    pub(crate) mask: Option<MaskStyle>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModelToml {
    pub(crate) id: String,
    /// What the service knows it by, where that differs.
    pub(crate) remote: Option<String>,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) modality: Modality,
    pub(crate) status: ModelStatus,
    pub(crate) operation: String,
    #[serde(default)]
    pub(crate) variants: Vec<VariantToml>,
    pub(crate) context_window: Option<u32>,
    pub(crate) output_limit: Option<u32>,
    #[serde(default)]
    pub(crate) prompt: PromptUse,
    pub(crate) prompt_limit: Option<u32>,
    #[serde(default)]
    pub(crate) capabilities: Capabilities,
    #[serde(default)]
    pub(crate) inputs: Vec<String>,
    #[serde(default)]
    pub(crate) values: BTreeMap<String, toml::Value>,
    pub(crate) prices: Option<PricesToml>,
    #[serde(default)]
    pub(crate) free: bool,
    #[serde(default)]
    pub(crate) parameters: Vec<String>,
}

/// Another operation for when certain inputs are given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VariantToml {
    pub(crate) when: OneOrMany,
    pub(crate) operation: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PricesToml {
    pub(crate) currency: Option<Currency>,
    pub(crate) read_on: String,
    pub(crate) duration_parameter: Option<String>,
    #[serde(default)]
    pub(crate) duration_unit: DurationUnit,
    #[serde(default)]
    pub(crate) tiers: Vec<TierToml>,
    pub(crate) input: Option<String>,
    pub(crate) cached_input: Option<String>,
    pub(crate) output: Option<String>,
    pub(crate) character: Option<String>,
    pub(crate) image: Option<String>,
    pub(crate) second: Option<String>,
    pub(crate) minute: Option<String>,
    pub(crate) request: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TierToml {
    pub(crate) when: Params,
    pub(crate) input: Option<String>,
    pub(crate) cached_input: Option<String>,
    pub(crate) output: Option<String>,
    pub(crate) character: Option<String>,
    pub(crate) image: Option<String>,
    pub(crate) second: Option<String>,
    pub(crate) minute: Option<String>,
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListedToml {
    /// Beginnings of words in a model's id; absent: every id.
    pub(crate) words: Option<Vec<String>>,
    /// True: such models are not offered.
    #[serde(default)]
    pub(crate) hidden: bool,
    pub(crate) operation: Option<String>,
    pub(crate) modality: Option<Modality>,
    pub(crate) status: Option<ModelStatus>,
    /// Whether use costs nothing where the server is on this computer or in this network.
    #[serde(default)]
    pub(crate) free_when_local: bool,
    #[serde(default)]
    pub(crate) prompt: PromptUse,
    #[serde(default)]
    pub(crate) capabilities: Capabilities,
    #[serde(default)]
    pub(crate) inputs: Vec<String>,
    #[serde(default)]
    pub(crate) variants: Vec<VariantToml>,
    #[serde(default)]
    pub(crate) values: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub(crate) parameters: Vec<String>,
}
