//! Models that can be chosen.

use serde::{Deserialize, Serialize};

use crate::{AssetKind, Modality, Parameter, Prices, ProviderId};

/// How far a model can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ModelStatus {
    /// It works.
    Available,
    /// It should work; its facts were not confirmed.
    Experimental,
    /// Announced, and shown in the catalogue only: it cannot be chosen.
    ComingSoon,
}

impl ModelStatus {
    /// Whether such a model can be chosen.
    #[must_use]
    pub const fn is_selectable(self) -> bool {
        !matches!(self, Self::ComingSoon)
    }
}

/// What a model can do beside the plain thing.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that a manifest states or leaves out"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Capabilities {
    /// It reads pictures in a conversation.
    pub vision: bool,
    /// It reads PDF files in a conversation.
    pub pdf: bool,
    /// It calls tools.
    pub tools: bool,
    /// It thinks before it answers.
    pub reasoning: bool,
    /// It looks things up on the web and names its sources.
    pub web_search: bool,
}

/// Something a model is given beside the prompt, such as a picture to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InputSlot {
    /// Names it, for example `mask` or `start_frame`.
    pub id: String,
    /// What is shown.
    pub label: String,
    /// A plain sentence on what it does.
    pub help: Option<String>,
    /// The kinds it takes.
    pub accepts: Vec<AssetKind>,
    /// Whether nothing can be made without it.
    pub required: bool,
    /// How many it takes at most.
    pub most: u32,
    /// Another slot without which it has no meaning.
    pub needs: Option<String>,
    /// What marks the part to change, where it takes a mask. The window always paints white on
    /// black.
    pub mask: Option<MaskStyle>,
}

/// What marks the part of a picture that is to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MaskStyle {
    /// White changes, black stays.
    White,
    /// Black changes, white stays.
    Black,
    /// What is transparent changes.
    Transparent,
}

/// Whether a model is told something in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PromptUse {
    /// Nothing can be made without a prompt.
    #[default]
    Required,
    /// A prompt may be given.
    Optional,
    /// It takes none.
    Unused,
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
    /// What it can do beside the plain thing.
    pub capabilities: Capabilities,
    /// Whether it is told something in words.
    pub prompt: PromptUse,
    /// Characters its prompt may have.
    pub prompt_limit: Option<u32>,
    /// What it takes beside the prompt.
    pub inputs: Vec<InputSlot>,
    /// What it costs; absent where nothing is known.
    pub prices: Option<Prices>,
    /// True where use costs nothing (a local server, the sample).
    pub free: bool,
    /// What it can be told.
    pub parameters: Vec<Parameter>,
    /// False while its provider misses a key.
    pub usable: bool,
}
