//! Messages of a conversation, which form a tree.

use serde::{Deserialize, Serialize};

use crate::{AssetId, Generation, MessageId, UnixMillis};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Instructions that stand above the conversation.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }

    /// The role that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::System, Self::User, Self::Assistant]
            .into_iter()
            .find(|role| role.as_str() == word)
    }
}

/// A piece of a message, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum MessagePart {
    /// Text to read, as Markdown.
    Text {
        /// The text.
        text: String,
    },
    /// What a model thought before it answered.
    Reasoning {
        /// The text.
        text: String,
    },
    /// Something from the library.
    Asset {
        /// Which.
        asset_id: AssetId,
    },
    /// A source that an answer rests on.
    Citation {
        /// Its address.
        url: String,
        /// Its title.
        title: Option<String>,
        /// The passage that was used.
        snippet: Option<String>,
    },
}

/// A message as the shown branch has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ThreadMessage {
    /// Its id.
    pub id: MessageId,
    /// The message it answers; absent for a first message.
    pub parent_id: Option<MessageId>,
    /// Who speaks.
    pub role: Role,
    /// Its content. For an answer still streaming this is what has been checkpointed.
    pub parts: Vec<MessagePart>,
    /// The generation that wrote it, for an answer.
    pub generation: Option<Generation>,
    /// All messages with the same parent and role, itself among them, oldest first.
    pub siblings: Vec<MessageId>,
    /// When it was written.
    pub created_at: UnixMillis,
}
