//! Conversations with a model: what is asked, and the one stream of events that every protocol's
//! answer becomes.

mod answer;
mod anthropic_messages;
mod cohere;
mod event;
mod gemini;
mod ollama;
mod openai_chat;
mod openai_responses;
mod parser;
mod protocol;
mod request;
mod think_tags;
mod tool_calls;
mod usage;

#[cfg(test)]
mod tests;

pub use event::{ChatEvent, ChatStream, Citation, FinishReason};
pub use request::{ChatMessage, ChatPart, ChatRequest, ToolCall, ToolDefinition, ToolResult};

pub(crate) use answer::read_answer;
pub(crate) use protocol::{ChatProtocol, chat_context, request_body};
