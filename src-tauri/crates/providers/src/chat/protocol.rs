//! The chat protocols: building a request's body, and reading an answer piece by piece.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    ChatEvent, ChatPart, ChatRequest, FinishReason, anthropic_messages, cohere, gemini, ollama,
    openai_chat, openai_responses,
};
use crate::error::ProviderError;
use crate::failure::ErrorReader;
use crate::manifest::ChatOperation;
use crate::model::ModelSpec;
use crate::params;

/// A chat protocol that manifests can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChatProtocol {
    /// OpenAI's responses.
    #[serde(rename = "openai-responses")]
    OpenAiResponses,
    /// OpenAI's chat completions, which many servers speak.
    #[serde(rename = "openai-chat")]
    OpenAiChat,
    /// Anthropic's messages.
    AnthropicMessages,
    /// Google's `generateContent`. Whether it streams is in the path.
    Gemini,
    /// Ollama's own `/api/chat`.
    Ollama,
    /// Cohere's second version.
    Cohere,
}

/// How an answer that begins like JSON is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// The protocol streams server-sent events: what begins like JSON is one whole value.
    Events,
    /// The protocol streams a value a line.
    Lines,
}

/// Reads one answer of a protocol. An answer comes as events, or whole where a server does not
/// stream.
pub(super) trait AnswerReader: Send {
    /// Reads the data of one event.
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError>;

    /// Reads an answer that came whole.
    fn whole(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError>;

    /// Why the answer ended, once it has: nothing more needs to be read.
    fn finished(&self) -> Option<FinishReason>;

    /// Why the answer ended when its bytes end here without the protocol's last word; `None`
    /// where that means it was cut off.
    fn finished_at_end(&self) -> Option<FinishReason> {
        self.finished()
    }

    /// Nothing more is read, whether the answer is complete or broke off: gives out what was
    /// held back.
    fn end(&mut self, _out: &mut Vec<ChatEvent>) {}
}

impl ChatProtocol {
    pub(super) fn reader(self, errors: ErrorReader, model: &ModelSpec) -> Box<dyn AnswerReader> {
        let id = model.id.clone();
        match self {
            Self::OpenAiResponses => Box::new(openai_responses::Reader::new(errors, id)),
            Self::OpenAiChat => Box::new(openai_chat::Reader::new(errors, id)),
            Self::AnthropicMessages => Box::new(anthropic_messages::Reader::new(errors, id)),
            Self::Gemini => Box::new(gemini::Reader::new(errors, id)),
            Self::Ollama => Box::new(ollama::Reader::new(errors)),
            Self::Cohere => Box::new(cohere::Reader::new(errors)),
        }
    }

    pub(super) fn framing(self) -> Framing {
        match self {
            Self::Ollama => Framing::Lines,
            Self::OpenAiResponses
            | Self::OpenAiChat
            | Self::AnthropicMessages
            | Self::Gemini
            | Self::Cohere => Framing::Events,
        }
    }

    fn body(self, operation: &ChatOperation, model: &ModelSpec, request: &ChatRequest) -> Value {
        match self {
            Self::OpenAiResponses => openai_responses::body(model, request),
            Self::OpenAiChat => openai_chat::body(model, request, operation.stream_usage),
            Self::AnthropicMessages => anthropic_messages::body(model, request),
            Self::Gemini => gemini::body(model, request),
            Self::Ollama => ollama::body(model, request),
            Self::Cohere => cohere::body(model, request),
        }
    }

    /// Whether a message can carry a document.
    fn carries_documents(self) -> bool {
        !matches!(self, Self::Ollama | Self::Cohere)
    }
}

/// What both templates of a chat request are filled from.
pub(crate) fn chat_context(model: &ModelSpec, request: &ChatRequest) -> Value {
    json!({
        "model": model.remote,
        "values": model.values,
        "params": params::as_sent(model, &request.params),
    })
}

/// The body of a request: what the protocol writes, and over it what the manifest adds.
///
/// # Errors
/// When a part of the conversation has no place in the protocol.
pub(crate) fn request_body(
    operation: &ChatOperation,
    model: &ModelSpec,
    request: &ChatRequest,
) -> Result<Value, ProviderError> {
    let mut parts = request.messages.iter().flat_map(|message| &message.parts);
    let has_documents = parts.any(|part| matches!(part, ChatPart::Document { .. }));
    if has_documents && !operation.protocol.carries_documents() {
        let message = format!("{} does not read documents.", model.name);
        return Err(ProviderError::invalid(message)
            .with_hint("Choose another model, or send the text of the document."));
    }
    let mut body = operation.protocol.body(operation, model, request);
    let context = chat_context(model, request);
    let own = operation
        .request
        .body
        .as_ref()
        .and_then(|body| body.render(&context));
    if let (Value::Object(body), Some(Value::Object(own))) = (&mut body, own) {
        add(body, own);
    }
    Ok(body)
}

fn add(body: &mut Map<String, Value>, own: Map<String, Value>) {
    for (key, value) in own {
        match (body.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(value)) => add(inner, value),
            (_, value) => {
                body.insert(key, value);
            }
        }
    }
}
