//! Conversations with a model: what is asked, and the one stream of events that every protocol's
//! answer becomes.

mod anthropic_messages;
mod openai_chat;
mod openai_responses;
mod protocol;
mod reader;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use studio_domain::{Params, Role, Usage};

use crate::error::ProviderError;

pub(crate) use protocol::ChatProtocol;
pub(crate) use protocol::{chat_context, request_body};
pub(crate) use reader::read_answer;

/// A conversation to answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// What was said so far, oldest first; the last message is what is answered.
    pub messages: Vec<ChatMessage>,
    /// The model's parameters.
    pub params: Params,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatMessage {
    /// Who speaks.
    pub role: Role,
    /// What is said, in order.
    pub parts: Vec<ChatPart>,
}

impl ChatMessage {
    /// A message of one text.
    #[must_use]
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            parts: vec![ChatPart::Text(text.into())],
        }
    }

    /// The texts of the message, a blank line between them; reasoning is left out.
    pub(crate) fn joined_text(&self) -> String {
        let texts: Vec<&str> = self
            .parts
            .iter()
            .filter_map(|part| match part {
                ChatPart::Text(text) if !text.is_empty() => Some(text.as_str()),
                ChatPart::Text(_) | ChatPart::Reasoning { .. } => None,
            })
            .collect();
        texts.join("\n\n")
    }
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatPart {
    /// Text to read.
    Text(String),
    /// What the model thought. It is sent back only where the protocol wants it, and then as
    /// `provider_data` has it.
    Reasoning {
        /// The text; empty where the provider keeps it to itself.
        text: String,
        /// What [`ChatEvent::ProviderData`] brought with it.
        provider_data: Option<Value>,
    },
}

/// The events of one answer, in order. Dropping it closes the connection.
pub type ChatStream = BoxStream<'static, Result<ChatEvent, ProviderError>>;

/// Something that happened in an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatEvent {
    /// More text.
    Text(String),
    /// More of what the model thinks.
    Reasoning(String),
    /// Opaque data that belongs to the reasoning before it (or to reasoning without any text)
    /// and must be kept as it is, so that it can be sent back with the next turn.
    ProviderData(Value),
    /// What the provider counted. A later one replaces an earlier one.
    Usage(Usage),
    /// The answer is complete; nothing follows.
    Finished(FinishReason),
}

/// Why an answer ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FinishReason {
    /// The model was done.
    Stop,
    /// The limit of output tokens or of the context was reached.
    Length,
    /// The model wants a tool's result.
    ToolCall,
    /// The provider or the model declined the content.
    Refused,
    /// The provider's own word for something else.
    Other(String),
}
