//! Cohere's second version: completions of its own kind.

mod body;
mod reader;

pub(super) use body::body;
pub(super) use reader::Reader;
