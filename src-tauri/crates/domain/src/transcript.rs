//! Written words from sound, with their times.

use serde::{Deserialize, Serialize};

/// What was said in a recording. Times are milliseconds from its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Transcript {
    /// The language that was heard, as the service names it.
    pub language: Option<String>,
    /// All of it.
    pub text: String,
    /// Sentences or turns, in order; empty where the service gives no times.
    pub segments: Vec<Spoken>,
    /// Words, in order; empty where the service gives none.
    pub words: Vec<Spoken>,
}

/// Something said, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Spoken {
    /// What was said.
    pub text: String,
    /// Where it begins, in milliseconds.
    pub start_ms: u32,
    /// Where it ends, in milliseconds.
    pub end_ms: u32,
    /// Who said it, as the service tells speakers apart.
    pub speaker: Option<String>,
}
