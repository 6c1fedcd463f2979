//! A row of the ledger as the window sees it, and what happens to it while it runs.

use serde::{Deserialize, Serialize};

use crate::{
    Asset, BatchId, GenerationId, GenerationState, Modality, Money, Params, Problem, ProviderId,
    UnixMillis,
};

/// Where a generation was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// In a conversation.
    Chat,
    /// On a studio page such as Images.
    Studio,
    /// As one of many asked for together.
    Batch,
}

impl Origin {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Studio => "studio",
            Self::Batch => "batch",
        }
    }

    /// The origin that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Chat, Self::Studio, Self::Batch]
            .into_iter()
            .find(|origin| origin.as_str() == word)
    }
}

/// What the provider counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Usage {
    /// Tokens read, cached ones among them.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub input_tokens: Option<u64>,
    /// Tokens read that the provider had cached.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub cached_input_tokens: Option<u64>,
    /// Tokens written, reasoning among them.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub output_tokens: Option<u64>,
    /// Images made.
    pub images: Option<u32>,
    /// Characters of the prompt that were counted.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub characters: Option<u64>,
    /// Milliseconds made, or listened to.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub duration_ms: Option<u64>,
    /// What the provider itself says that it cost.
    pub cost: Option<Money>,
}

/// What an actual cost rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum CostBasis {
    /// The provider's own count of use, at the prices of the time.
    Usage,
    /// A count made here, because the provider's did not arrive.
    Estimate,
}

impl CostBasis {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Estimate => "estimate",
        }
    }

    /// The basis that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Usage, Self::Estimate]
            .into_iter()
            .find(|basis| basis.as_str() == word)
    }
}

/// What a generation was given in a slot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GenerationInput {
    /// The slot of the model.
    pub slot: String,
    /// What was given.
    pub asset: Asset,
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Generation {
    /// Its id.
    pub id: GenerationId,
    /// What it makes.
    pub kind: Modality,
    /// Where it stands.
    pub state: GenerationState,
    /// The provider that was asked.
    pub provider_id: ProviderId,
    /// That provider's name at the time.
    pub provider_name: String,
    /// The model that was asked.
    pub model_id: String,
    /// That model's name at the time.
    pub model_name: String,
    /// What was asked for; absent for a chat answer, whose request is the conversation.
    pub prompt: Option<String>,
    /// The parameters that were sent.
    pub params: Params,
    /// What was given beside the prompt, slot by slot.
    pub inputs: Vec<GenerationInput>,
    /// The generations asked for together with this one.
    pub batch_id: Option<BatchId>,
    /// The generation that this one tries again.
    pub retry_of: Option<GenerationId>,
    /// Where it was asked for.
    pub origin: Origin,
    /// Why it failed or is unknown.
    pub problem: Option<Problem>,
    /// What the provider counted.
    pub usage: Option<Usage>,
    /// What it was expected to cost.
    pub estimated_cost: Option<Money>,
    /// What it did cost.
    pub actual_cost: Option<Money>,
    /// What `actual_cost` rests on.
    pub cost_basis: Option<CostBasis>,
    /// What came of it so far, in order.
    pub outputs: Vec<Asset>,
    /// When it was recorded.
    pub created_at: UnixMillis,
    /// When its request left.
    pub submitted_at: Option<UnixMillis>,
    /// When its first output arrived.
    pub first_output_at: Option<UnixMillis>,
    /// When it ended.
    pub ended_at: Option<UnixMillis>,
}

/// Why work is not moving right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum WaitReason {
    /// Other work goes first.
    Queue,
    /// A limit on how much is asked at a time: the studio's own, or the provider's.
    RateLimit,
    /// The provider is working and will be asked again.
    Provider,
}

impl WaitReason {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::RateLimit => "rate-limit",
            Self::Provider => "provider",
        }
    }
}

/// How far a running generation is.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Progress {
    /// 0 to 1, where the provider tells.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub fraction: Option<f64>,
    /// What is being waited for.
    pub waiting_for: Option<WaitReason>,
    /// About when the wait is over, where that can be told.
    #[serde(default)]
    #[cfg_attr(feature = "specta", specta(optional))]
    pub until: Option<UnixMillis>,
    /// How many go before it.
    #[serde(default)]
    #[cfg_attr(feature = "specta", specta(optional))]
    pub ahead: Option<u32>,
}

/// What a window that watches a generation is told, the whole of it first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum GenerationUpdate {
    /// How it stands at the moment of watching.
    Snapshot {
        /// The row.
        generation: Box<Generation>,
        /// The text received so far.
        text: String,
        /// The reasoning received so far.
        reasoning: String,
    },
    /// More text.
    Text {
        /// What to append.
        delta: String,
    },
    /// More reasoning.
    Reasoning {
        /// What to append.
        delta: String,
    },
    /// A source the answer rests on. Behind a snapshot those received so far follow one by one.
    Citation {
        /// Its address.
        url: String,
        /// Its title.
        title: Option<String>,
        /// The passage that was used.
        snippet: Option<String>,
    },
    /// How far it is.
    Progress {
        /// The progress.
        progress: Progress,
    },
    /// The row changed: its state moved on or an output arrived.
    Changed {
        /// The row as it is now.
        generation: Box<Generation>,
    },
    /// It reached its end; nothing follows.
    Ended {
        /// The row as it is now.
        generation: Box<Generation>,
    },
}
