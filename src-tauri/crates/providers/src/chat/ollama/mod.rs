//! Ollama's own chat: a JSON object a line.

mod body;
mod reader;

pub(super) use body::body;
pub(super) use reader::Reader;
