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

/// How a transcript is written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum TranscriptFormat {
    /// Plain text, a paragraph for each turn.
    Txt,
    /// SubRip subtitles.
    Srt,
    /// WebVTT subtitles.
    Vtt,
    /// Everything, for programs.
    Json,
}

impl TranscriptFormat {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Txt, Self::Srt, Self::Vtt, Self::Json];

    /// The usual file name extension, without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Srt => "srt",
            Self::Vtt => "vtt",
            Self::Json => "json",
        }
    }
}
