//! Google's `generateContent`: contents of parts, some of which carry a signature of what the
//! model thought.

mod body;
mod reader;

pub(super) use body::body;
pub(super) use reader::Reader;

/// Marks provider data as a signature of this protocol.
const FORMAT: &str = "gemini";
