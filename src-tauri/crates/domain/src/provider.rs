//! Configured providers and the keys they need.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The id of a configured provider: a manifest's id, or that of a connection the user added.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct ProviderId(String);

impl ProviderId {
    /// Wraps an id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where a provider runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// Inside the studio; needs no network.
    BuiltIn,
    /// A service on the internet.
    Hosted,
    /// A server on this computer or in this network.
    Local,
}

/// What the window may know about a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum KeyStatus {
    /// The provider takes none.
    NotNeeded,
    /// None is set. `required` is false where the server may do without.
    Missing {
        /// Whether the provider refuses to work without one.
        required: bool,
    },
    /// One is set.
    Set {
        /// Its last four characters; absent for a very short key.
        last_four: Option<String>,
    },
    /// One may be set, but the place where keys are kept is locked or unreachable.
    Locked,
}

/// Where keys are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "place", rename_all = "kebab-case")]
pub enum KeyStorage {
    /// In the operating system's keychain.
    Keychain,
    /// In a file sealed with a passphrase.
    SealedFile {
        /// Whether the passphrase must be entered before keys can be used.
        locked: bool,
    },
    /// Nowhere yet: no keychain answers and no sealed file was made.
    Unavailable {
        /// What the keychain said.
        reason: String,
    },
}

/// A configured provider as Settings shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Provider {
    /// Its id.
    pub id: ProviderId,
    /// The manifest that describes it.
    pub manifest_id: String,
    /// Its name.
    pub name: String,
    /// Where it runs.
    pub kind: ProviderKind,
    /// Whether the user added it and may remove it.
    pub added_by_user: bool,
    /// The address requests go to; absent for a built-in one.
    pub base_url: Option<String>,
    /// The manifest's own address, which `base_url` may replace.
    pub default_base_url: Option<String>,
    /// What is known of its key.
    pub key: KeyStatus,
    /// Where a key can be made.
    pub keys_url: Option<String>,
    /// Its documentation.
    pub docs_url: Option<String>,
    /// How many models can be chosen.
    pub model_count: u32,
    /// Whether it can tell which models it has.
    pub lists_models: bool,
    /// Whether its models are offered; history stays either way.
    pub enabled: bool,
    /// Whether it tells which voices it has.
    pub has_voices: bool,
    /// Whether models can be fetched to its disk and thrown away.
    pub manages_models: bool,
    /// Whether it makes voices from recordings.
    pub clones_voices: bool,
}

/// The outcome of a test call that reached the provider and was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProviderTest {
    /// The address that was called.
    pub url: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u32,
    /// How many models it offered; absent where it does not say.
    pub model_count: Option<u32>,
}

/// A voice that a provider speaks with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Voice {
    /// What the provider knows it by.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A sentence on how it sounds.
    pub description: Option<String>,
    /// The language it speaks, as the provider names it.
    pub language: Option<String>,
    /// How it is heard, as the provider names it.
    pub gender: Option<String>,
    /// Whether there is a recording to listen to.
    pub has_preview: bool,
}
