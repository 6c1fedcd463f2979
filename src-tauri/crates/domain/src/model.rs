//! Models that can be chosen.

use serde::{Deserialize, Serialize};

use crate::{Currency, Parameter, PricePerMillion, ProviderId};

/// What a model makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// Text in answer to messages.
    Chat,
    /// Pictures from a prompt.
    Image,
}

/// How far a model can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ModelStatus {
    /// It works.
    Available,
    /// It should work; its facts were not confirmed.
    Experimental,
}

/// Names a model of a configured provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ModelRef {
    /// The configured provider.
    pub provider_id: ProviderId,
    /// The model's id at that provider.
    pub model_id: String,
}

/// What a model costs, and when that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Prices {
    /// The currency of every price here.
    pub currency: Currency,
    /// The day the prices were read, `YYYY-MM-DD`.
    pub read_on: String,
    /// Per million input tokens.
    pub input: Option<PricePerMillion>,
    /// Per million input tokens that the provider had cached.
    pub cached_input: Option<PricePerMillion>,
    /// Per million output tokens.
    pub output: Option<PricePerMillion>,
    /// Per million images, before anything else is counted.
    pub image: Option<PricePerMillion>,
}

/// A model as the pickers show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Model {
    /// The configured provider it belongs to.
    pub provider_id: ProviderId,
    /// That provider's name.
    pub provider_name: String,
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
    /// Tokens it can read at once.
    pub context_window: Option<u32>,
    /// Tokens it can write in one answer.
    pub output_limit: Option<u32>,
    /// What it costs; absent where nothing is known.
    pub prices: Option<Prices>,
    /// True where use costs nothing (a local server, the sample).
    pub free: bool,
    /// What it can be told.
    pub parameters: Vec<Parameter>,
    /// False while its provider misses a key.
    pub usable: bool,
}
