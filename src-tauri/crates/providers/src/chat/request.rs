//! What is asked: messages of parts, parameters, and tools the model may call.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;
use studio_domain::{Params, Role};

/// A conversation to answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatRequest {
    /// What was said so far, oldest first; the last message is what is answered.
    pub messages: Vec<ChatMessage>,
    /// The model's parameters.
    pub params: Params,
    /// What the model may call. Its calls come as events; their results go back with the next
    /// request.
    pub tools: Vec<ToolDefinition>,
}

/// A tool that a model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolDefinition {
    /// Its name: letters, digits, `_` and `-`, at most 64.
    pub name: String,
    /// What it does, for the model to read.
    pub description: String,
    /// Its arguments, as a JSON Schema of an object.
    pub parameters: Value,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatMessage {
    /// Who speaks.
    pub role: Role,
    /// What is said, in order.
    pub parts: Vec<ChatPart>,
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
        /// What [`crate::ChatEvent::ProviderData`] brought with it. An answer with several of
        /// them has a part for each, in their order.
        provider_data: Option<Value>,
    },
    /// A picture, in a message of the person.
    Image {
        /// `image/jpeg`, `image/png`, `image/webp` or `image/gif`.
        mime: String,
        /// The file.
        bytes: Bytes,
    },
    /// A document, in a message of the person.
    Document {
        /// `application/pdf`.
        mime: String,
        /// The name of its file.
        name: String,
        /// The file.
        bytes: Bytes,
    },
    /// A call the model made, in a message of the model.
    ToolCall(ToolCall),
    /// What came of a call, in a message of the person behind the one that made it.
    ToolResult(ToolResult),
}

/// A call of a tool by a model.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// The id of the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments, an object.
    pub arguments: Value,
    /// What [`crate::ChatEvent::ToolCallDone`] brought with it.
    pub provider_data: Option<Value>,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolResult {
    /// The id of the call.
    pub call_id: String,
    /// The tool.
    pub name: String,
    /// The result, or what went wrong.
    pub text: String,
    /// Whether it went wrong.
    pub is_error: bool,
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

    /// The texts of the message, a blank line between them; everything else is left out.
    pub(crate) fn joined_text(&self) -> String {
        let texts: Vec<&str> = self
            .parts
            .iter()
            .filter_map(|part| match part {
                ChatPart::Text(text) if !text.is_empty() => Some(text.as_str()),
                _ => None,
            })
            .collect();
        texts.join("\n\n")
    }

    /// Whether there is anything to answer in it.
    pub(crate) fn says_something(&self) -> bool {
        self.parts.iter().any(|part| match part {
            ChatPart::Text(text) => !text.trim().is_empty(),
            ChatPart::Reasoning { .. } => false,
            ChatPart::Image { .. }
            | ChatPart::Document { .. }
            | ChatPart::ToolCall(_)
            | ChatPart::ToolResult(_) => true,
        })
    }

    /// Whether it carries a file.
    pub(super) fn has_files(&self) -> bool {
        let is_file =
            |part: &ChatPart| matches!(part, ChatPart::Image { .. } | ChatPart::Document { .. });
        self.parts.iter().any(is_file)
    }

    pub(super) fn tool_calls(&self) -> impl Iterator<Item = &ToolCall> {
        self.parts.iter().filter_map(|part| match part {
            ChatPart::ToolCall(call) => Some(call),
            _ => None,
        })
    }

    pub(super) fn tool_results(&self) -> impl Iterator<Item = &ToolResult> {
        self.parts.iter().filter_map(|part| match part {
            ChatPart::ToolResult(result) => Some(result),
            _ => None,
        })
    }

    /// The reasoning of the message that this protocol and model made, text and data.
    pub(super) fn own_reasoning<'m>(
        &'m self,
        format: &'m str,
        model: &'m str,
    ) -> impl Iterator<Item = (&'m str, &'m Value)> {
        self.parts.iter().filter_map(move |part| match part {
            ChatPart::Reasoning {
                text,
                provider_data: Some(data),
            } if is_own(data, format, model) => Some((text.as_str(), data)),
            _ => None,
        })
    }
}

impl ChatRequest {
    /// The texts that stand above the conversation, a blank line between them.
    pub(super) fn instructions(&self) -> Option<String> {
        let texts: Vec<String> = self
            .messages
            .iter()
            .filter(|message| message.role == Role::System)
            .map(ChatMessage::joined_text)
            .filter(|text| !text.is_empty())
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }
}

/// Whether provider data came from this protocol and model.
pub(super) fn is_own(data: &Value, format: &str, model: &str) -> bool {
    data.get("format").and_then(Value::as_str) == Some(format)
        && data.get("model").and_then(Value::as_str) == Some(model)
}

pub(super) fn base64(bytes: &Bytes) -> String {
    STANDARD.encode(bytes)
}

pub(super) fn data_uri(mime: &str, bytes: &Bytes) -> String {
    format!("data:{mime};base64,{}", base64(bytes))
}
