//! Voices of providers that speak.

use serde::{Deserialize, Serialize};

use crate::{AssetId, ProviderId};

/// A voice that speech can be made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Voice {
    /// What the provider knows it by.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it sounds like, in the provider's words.
    pub description: Option<String>,
    /// The language it was made for, as the provider names it.
    pub language: Option<String>,
    /// As the provider describes it.
    pub gender: Option<String>,
    /// Whether it can be listened to.
    pub has_preview: bool,
}

/// Asks for a voice that sounds like the recordings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CloneVoice {
    /// The provider that makes it.
    pub provider_id: ProviderId,
    /// What to call it.
    pub name: String,
    /// What it sounds like; may be empty.
    pub description: String,
    /// Recordings of one person speaking.
    pub samples: Vec<AssetId>,
    /// The user says that the person in the recordings agreed to this.
    pub consent: bool,
}
