//! The chat protocols: building a request's body, and reading an answer piece by piece.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    ChatEvent, ChatRequest, FinishReason, anthropic_messages, openai_chat, openai_responses,
};
use crate::error::ProviderError;
use crate::failure::ErrorReader;
use crate::manifest::ChatOperation;
use crate::model::ModelSpec;
use crate::params;

/// A chat protocol that manifests can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
}

impl ChatProtocol {
    pub(super) fn reader(self, errors: ErrorReader, model: &ModelSpec) -> Box<dyn AnswerReader> {
        match self {
            Self::OpenAiResponses => Box::new(openai_responses::Reader::new(errors)),
            Self::OpenAiChat => Box::new(openai_chat::Reader::new(errors)),
            Self::AnthropicMessages => {
                Box::new(anthropic_messages::Reader::new(errors, model.remote.clone()))
            }
        }
    }

    fn body(self, operation: &ChatOperation, model: &ModelSpec, request: &ChatRequest) -> Value {
        match self {
            Self::OpenAiResponses => openai_responses::body(model, request),
            Self::OpenAiChat => openai_chat::body(model, request, operation.stream_usage),
            Self::AnthropicMessages => anthropic_messages::body(model, request),
        }
    }
}

/// What both templates of a chat request are filled from.
pub(crate) fn chat_context(model: &ModelSpec, request: &ChatRequest) -> Value {
    json!({
        "model": model.remote,
        "values": model.values,
        "params": params::as_sent(&model.parameters, &request.params),
    })
}

/// The body of a request: what the protocol writes, and over it what the manifest adds.
pub(crate) fn request_body(
    operation: &ChatOperation,
    model: &ModelSpec,
    request: &ChatRequest,
) -> Value {
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
    body
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
