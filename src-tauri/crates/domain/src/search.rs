//! Searching everything that people wrote and made.

use serde::{Deserialize, Serialize};

use crate::{
    Asset, AssetKind, ConversationId, Currency, GenerationId, MessageId, Modality, ProjectId,
    ProviderId, Role, UnixMillis,
};

/// What a search finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum SearchSubject {
    /// What was said in a conversation.
    Message,
    /// A conversation, by its title.
    Conversation,
    /// A thing in the library, by its title, notes, tags and what it was made from.
    Asset,
    /// What was asked of a model outside conversations.
    Prompt,
    /// What a transcription wrote down.
    Transcript,
}

impl SearchSubject {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 5] = [
        Self::Conversation,
        Self::Message,
        Self::Asset,
        Self::Prompt,
        Self::Transcript,
    ];
}

/// What narrows a search down. Everything that is set must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SearchFilter {
    /// Only of this kind.
    pub subject: Option<SearchSubject>,
    /// Only assets of this kind.
    pub asset_kind: Option<AssetKind>,
    /// Only what came of this provider.
    pub provider_id: Option<ProviderId>,
    /// Only what came of this model.
    pub model_id: Option<String>,
    /// Only what belongs to this project.
    pub project_id: Option<ProjectId>,
    /// Only what was made at this moment or later.
    pub from: Option<UnixMillis>,
    /// Only what was made before this moment.
    pub before: Option<UnixMillis>,
    /// Only assets with as many stars or more, 1 to 5.
    pub least_rating: Option<u8>,
    /// Only what cost this much.
    pub cost: Option<CostRange>,
    /// Only assets of this size.
    pub size: Option<SizeRange>,
}

/// From how much to how much, in one currency; both ends are within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CostRange {
    /// The currency; what cost in another one is left out.
    pub currency: Currency,
    /// Billionths of one currency unit.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub least: Option<i64>,
    /// Billionths of one currency unit.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub most: Option<i64>,
}

/// From how many bytes to how many; both ends are within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SizeRange {
    /// Bytes.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub least: Option<u64>,
    /// Bytes.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub most: Option<u64>,
}

/// A part of a text and where in it the search matched.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Snippet {
    /// The text, in one line.
    pub text: String,
    /// What matched, in order and apart from each other.
    pub matches: Vec<MatchRange>,
}

/// A stretch of a text, counted in UTF-16 units as the window counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MatchRange {
    /// Its first unit.
    pub start: u32,
    /// The unit behind its last.
    pub end: u32,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "subject", rename_all = "kebab-case")]
pub enum SearchHit {
    /// What was said in a conversation.
    Message {
        /// The message.
        id: MessageId,
        /// The conversation it belongs to.
        conversation_id: ConversationId,
        /// That conversation's title.
        conversation_title: String,
        /// Who said it.
        role: Role,
        /// When.
        created_at: UnixMillis,
        /// Where it matched.
        snippet: Snippet,
    },
    /// A conversation.
    Conversation {
        /// The conversation.
        id: ConversationId,
        /// When it was begun.
        created_at: UnixMillis,
        /// Its title.
        snippet: Snippet,
    },
    /// A thing in the library.
    Asset {
        /// The asset.
        asset: Asset,
        /// Where it matched: its title, or else notes, tags or the prompt.
        snippet: Snippet,
    },
    /// What was asked of a model.
    Prompt {
        /// The generation.
        id: GenerationId,
        /// What it makes.
        kind: Modality,
        /// The model that was asked.
        model_name: String,
        /// The first thing that came of it and is not in the trash.
        output: Option<Asset>,
        /// When.
        created_at: UnixMillis,
        /// The prompt.
        snippet: Snippet,
    },
    /// What a transcription wrote down.
    Transcript {
        /// The generation.
        id: GenerationId,
        /// The recording, unless it is in the trash.
        recording: Option<Asset>,
        /// When.
        created_at: UnixMillis,
        /// Where it matched.
        snippet: Snippet,
    },
}

/// What was found of one kind, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SearchGroup {
    /// The kind.
    pub subject: SearchSubject,
    /// A page of what was found; never empty unless it is the only group.
    pub hits: Vec<SearchHit>,
    /// Where the next page starts; absent on the last page.
    pub next: Option<String>,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SearchResults {
    /// What was found, kind by kind. One group where the filter names the kind.
    pub groups: Vec<SearchGroup>,
    /// How many things the search has not read yet, counted up to 10,000.
    pub unread: u32,
}
