//! What models make.

use serde::{Deserialize, Serialize};

/// What a model makes, and what a generation made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// Text in answer to messages.
    Chat,
    /// Pictures from a prompt, with or without pictures to go by.
    Image,
    /// Pictures from a picture that must be given: edits, upscaling, cutting out.
    ImageEdit,
    /// Moving pictures.
    Video,
    /// Spoken words.
    Speech,
    /// Sound effects, and sound taken apart or cleaned.
    Sound,
    /// Music.
    Music,
    /// Written words from sound, with their times.
    Transcription,
    /// Numbers that stand for a text's meaning.
    Embedding,
}

impl Modality {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 9] = [
        Self::Chat,
        Self::Image,
        Self::ImageEdit,
        Self::Video,
        Self::Speech,
        Self::Sound,
        Self::Music,
        Self::Transcription,
        Self::Embedding,
    ];

    /// The word that the database and manifests use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Image => "image",
            Self::ImageEdit => "image-edit",
            Self::Video => "video",
            Self::Speech => "speech",
            Self::Sound => "sound",
            Self::Music => "music",
            Self::Transcription => "transcription",
            Self::Embedding => "embedding",
        }
    }

    /// The modality that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|modality| modality.as_str() == word)
    }
}
