//! Where assets came from and what came of them.

use serde::{Deserialize, Serialize};

use crate::{
    Asset, AssetId, AssetSource, ConversationId, GenerationId, GenerationState, MessageId,
    Modality, UnixMillis,
};

/// How the studio itself made an asset from another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ParentRelation {
    /// It was changed.
    Edit,
    /// It was made once more, a little different.
    Variation,
    /// It was made larger.
    Upscale,
    /// It is a part, such as a frame of a film.
    Extract,
}

impl ParentRelation {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Variation => "variation",
            Self::Upscale => "upscale",
            Self::Extract => "extract",
        }
    }

    /// The relation that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Edit, Self::Variation, Self::Upscale, Self::Extract]
            .into_iter()
            .find(|relation| relation.as_str() == word)
    }
}

/// Everything that one asset came from, and everything that came of it, as a graph. An edge may
/// name an asset that is not among `assets`: it was removed for good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Provenance {
    /// The asset that was asked about.
    pub asset_id: AssetId,
    /// The assets met, it among them; those in the trash too.
    pub assets: Vec<ProvenanceAsset>,
    /// The generations met.
    pub generations: Vec<ProvenanceGeneration>,
    /// The conversations met.
    pub conversations: Vec<ProvenanceConversation>,
    /// What led to it, nearest first.
    pub came_from: Vec<ProvenanceEdge>,
    /// What it led to, nearest first.
    pub came_of: Vec<ProvenanceEdge>,
    /// Whether there is more than is told: the walk is bounded.
    pub more: bool,
}

/// An asset of the graph, with where it is from where it was not made here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProvenanceAsset {
    /// The asset.
    pub asset: Asset,
    /// Where it came from, where it was made elsewhere.
    pub source: Option<AssetSource>,
}

/// A generation of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProvenanceGeneration {
    /// Its id.
    pub id: GenerationId,
    /// What it makes.
    pub kind: Modality,
    /// Where it stands.
    pub state: GenerationState,
    /// What was asked for.
    pub prompt: Option<String>,
    /// The model's name at the time.
    pub model_name: String,
    /// The provider's name at the time.
    pub provider_name: String,
    /// When it was asked for.
    pub created_at: UnixMillis,
}

/// A conversation of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProvenanceConversation {
    /// Its id.
    pub id: ConversationId,
    /// Its title.
    pub title: String,
}

/// How two things of the graph belong together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ProvenanceEdge {
    /// The generation made the asset.
    Made {
        /// What made it.
        generation_id: GenerationId,
        /// What was made.
        asset_id: AssetId,
    },
    /// The generation was given the asset.
    Given {
        /// What was given.
        asset_id: AssetId,
        /// What it was given to.
        generation_id: GenerationId,
        /// As what, in the model's own word.
        slot: String,
    },
    /// The studio made the asset from another one.
    Derived {
        /// What it was made from.
        parent_id: AssetId,
        /// What was made.
        asset_id: AssetId,
        /// How.
        relation: ParentRelation,
    },
    /// A message holds the asset.
    Shown {
        /// What it holds.
        asset_id: AssetId,
        /// The message.
        message_id: MessageId,
        /// The conversation it is in.
        conversation_id: ConversationId,
    },
}
