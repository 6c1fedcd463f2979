//! OpenAI's chat completions, with everything that servers speaking it do differently.

mod body;
mod citations;
mod reader;

pub(super) use body::{body, streamed, tool_call};
pub(super) use reader::Reader;

/// Marks provider data as reasoning of this protocol.
const FORMAT: &str = "openai-chat";

/// Where servers put reasoning that is plain text.
const REASONING_FIELDS: [&str; 4] = [
    "reasoning_content",
    "reasoning",
    "reasoning_text",
    "thinking",
];
