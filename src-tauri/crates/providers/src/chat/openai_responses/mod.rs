//! OpenAI's responses: typed events that end with the whole response.

mod body;
mod reader;

pub(super) use body::body;
pub(super) use reader::Reader;

/// Marks provider data as reasoning of this protocol.
const FORMAT: &str = "openai-responses";
