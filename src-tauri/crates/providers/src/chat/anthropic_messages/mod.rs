//! Anthropic's messages: content blocks with deltas, and reasoning that must come back as it was.

mod body;
mod reader;

pub(super) use body::body;
pub(super) use reader::Reader;

/// Marks provider data as a block of this protocol.
const FORMAT: &str = "anthropic-messages";
