//! What the window asks the studio to do.

use serde::{Deserialize, Serialize};

use crate::{ConversationId, GenerationId, MessageId, ModelRef, Params};

/// A message to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SendMessage {
    /// The conversation it goes to; absent: a new one is begun.
    pub conversation_id: Option<ConversationId>,
    /// What to say.
    pub text: String,
    /// Who answers.
    pub model: ModelRef,
    /// What the model is told beside the conversation.
    pub params: Params,
}

/// Asks for another answer in place of one that is there; the old one stays as a sibling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RegenerateMessage {
    /// The answer to put another beside.
    pub message_id: MessageId,
    /// Who answers.
    pub model: ModelRef,
    /// What the model is told beside the conversation.
    pub params: Params,
}

/// Says something else at an earlier point; what was said stays as a sibling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EditMessage {
    /// The person's message to put another beside.
    pub message_id: MessageId,
    /// What to say instead.
    pub text: String,
    /// Who answers.
    pub model: ModelRef,
    /// What the model is told beside the conversation.
    pub params: Params,
}

/// What sending made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Sent {
    /// The conversation, new or not.
    pub conversation_id: ConversationId,
    /// The answer that is being written.
    pub message_id: MessageId,
    /// The generation that writes it.
    pub generation_id: GenerationId,
}

/// Pictures to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GenerateImages {
    /// What to show.
    pub prompt: String,
    /// Who makes them.
    pub model: ModelRef,
    /// The model's parameters, `count` among them where it has one.
    pub params: Params,
}
