//! What the window asks the studio to do.

use serde::{Deserialize, Serialize};

use crate::{AssetId, ConversationId, GenerationId, MessageId, ModelRef, Params, ProviderId};

/// A message to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SendMessage {
    /// The conversation it goes to; absent: a new one is begun.
    pub conversation_id: Option<ConversationId>,
    /// What to say.
    pub text: String,
    /// Pictures and documents from the library that go with it.
    pub attachments: Vec<AssetId>,
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

/// A message that is being written, to be told what its answer will cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EstimateMessage {
    /// The conversation it would go to; absent for a new one.
    pub conversation_id: Option<ConversationId>,
    /// How many characters it has so far.
    pub characters: u32,
    /// How many pictures and documents go with it.
    pub attachments: u32,
    /// Who would answer.
    pub model: ModelRef,
    /// What the model would be told beside the conversation.
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

/// Something to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Generate {
    /// What to make, in words; empty where the model takes none.
    pub prompt: String,
    /// Who makes it.
    pub model: ModelRef,
    /// The model's parameters, `count` among them where it has one.
    pub params: Params,
    /// What is given beside the prompt, slot by slot in the order of the form.
    pub inputs: Vec<GivenInput>,
}

/// Something from the library that a model is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GivenInput {
    /// The slot of the model it goes into.
    pub slot: String,
    /// What is given.
    pub asset_id: AssetId,
}

/// Asks for a voice that sounds like the recordings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CloneVoice {
    /// The provider that makes it.
    pub provider_id: ProviderId,
    /// What to call it.
    pub name: String,
    /// What it sounds like; may be empty.
    pub description: String,
    /// The language that the recordings speak, as a code such as `en`.
    pub language: String,
    /// Recordings of one person speaking.
    pub samples: Vec<AssetId>,
    /// The user says that the person in the recordings agreed to this.
    pub consent: bool,
}
