//! Servers and programs on this computer.

use serde::{Deserialize, Serialize};

use crate::{ProviderId, UnixMillis};

/// A server that was found running on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FoundServer {
    /// The usual kind of server it is; absent where the manifest itself has its address.
    pub preset_id: Option<String>,
    /// The manifest that speaks its protocol.
    pub manifest_id: String,
    /// What it is called.
    pub name: String,
    /// Its address.
    pub base_url: String,
    /// How many models it has; absent where it does not say without a key.
    pub model_count: Option<u32>,
    /// The provider that has this address already.
    pub provider_id: Option<ProviderId>,
}

/// A model that a server keeps on its disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocalModel {
    /// What the server knows it by.
    pub id: String,
    /// The number of bytes it takes.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub byte_size: u64,
    /// When it was fetched or changed.
    pub modified_at: Option<UnixMillis>,
    /// The family it is of.
    pub family: Option<String>,
    /// How many parameters it has, as people say it: `7.6B`.
    pub parameters: Option<String>,
    /// How its numbers are shortened: `Q4_K_M`.
    pub quantization: Option<String>,
}

/// How far the fetching of a model is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PullProgress {
    /// The model.
    pub model: String,
    /// What is being done, in the server's own words.
    pub step: String,
    /// How many bytes of it are there, as far as its parts are known.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub completed_bytes: Option<u64>,
    /// How many bytes it has, as far as its parts are known.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub total_bytes: Option<u64>,
}

/// The programs of this computer that speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OfflineVoices {
    /// Where eSpeak NG is; absent where it is not installed.
    pub espeak_ng: Option<String>,
    /// Where Piper is; absent where it is not installed.
    pub piper: Option<String>,
    /// The folder in which Piper's voices are looked for.
    pub piper_folder: String,
}
