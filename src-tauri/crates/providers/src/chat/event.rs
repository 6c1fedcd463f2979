//! What happens in an answer, the same for every protocol.

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use studio_domain::Usage;

use crate::error::ProviderError;

/// The events of one answer, in order. Dropping it closes the connection.
pub type ChatStream = BoxStream<'static, Result<ChatEvent, ProviderError>>;

/// Something that happened in an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatEvent {
    /// More text.
    Text(String),
    /// More of what the model thinks.
    Reasoning(String),
    /// The model begins to call a tool.
    ToolCallStarted {
        /// Counts the calls of the answer from 0.
        index: u32,
        /// The id of the call; made here where the provider gives none.
        id: String,
        /// The tool.
        name: String,
    },
    /// More of the arguments of a call; all pieces together are JSON.
    ToolCallArguments {
        /// Which call.
        index: u32,
        /// What to append.
        delta: String,
    },
    /// The arguments of a call are complete.
    ToolCallDone {
        /// Which call.
        index: u32,
        /// Opaque data that must be sent back with the call.
        provider_data: Option<Value>,
    },
    /// A source the answer rests on. Each place that refers to it gives one.
    Citation(Citation),
    /// Opaque data that belongs to the reasoning before it (or to reasoning without any text)
    /// and must be kept as it is, so that it can be sent back with the next turn. An answer may
    /// have several; their order counts.
    ProviderData(Value),
    /// What the provider counted. A later one replaces an earlier one.
    Usage(Usage),
    /// The answer is complete; nothing follows.
    Finished(FinishReason),
}

/// A source that an answer refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Citation {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// The passage that was used.
    pub snippet: Option<String>,
    /// Where in the text of the answer the reference begins, in characters, where it is told.
    pub start: Option<u32>,
    /// Where in the text of the answer the reference ends, in characters, where it is told.
    pub end: Option<u32>,
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

impl ChatEvent {
    /// More text, if there is any.
    pub(super) fn text(text: Option<&str>) -> Option<Self> {
        text.filter(|text| !text.is_empty())
            .map(|text| Self::Text(text.to_owned()))
    }

    /// More reasoning, if there is any.
    pub(super) fn reasoning(text: Option<&str>) -> Option<Self> {
        text.filter(|text| !text.is_empty())
            .map(|text| Self::Reasoning(text.to_owned()))
    }
}

impl Citation {
    /// A source read from an object whose fields have these names; `None` without an address.
    pub(super) fn read(source: &Value, title: &str, snippet: &str) -> Option<Self> {
        let text = |name: &str| {
            let text = source.get(name)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let place = |name: &str| u32::try_from(source.get(name)?.as_u64()?).ok();
        Some(Self {
            url: text("url")?,
            title: text(title),
            snippet: text(snippet),
            start: place("start_index"),
            end: place("end_index"),
        })
    }
}
