//! Connections to servers that the user adds.

use serde::{Deserialize, Serialize};

/// A usual kind of server, with its usual address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ConnectionPreset {
    /// The preset's id.
    pub id: String,
    /// The manifest that speaks its protocol.
    pub manifest_id: String,
    /// What it is called.
    pub name: String,
    /// The address it usually has; empty where there is no usual one.
    pub base_url: String,
    /// A plain sentence on what it is and how to start it.
    pub help: String,
}

/// What the user enters to add a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ConnectionDraft {
    /// The manifest that speaks the server's protocol.
    pub manifest_id: String,
    /// What to call it.
    pub name: String,
    /// A host, a host with `/v1`, a sub-path, or a full endpoint.
    pub address: String,
}

/// The addresses that an entered one stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ResolvedEndpoint {
    /// The base every request is built on.
    pub base_url: String,
    /// Where conversations will go, where the provider has them.
    pub chat_url: Option<String>,
    /// Where the list of models is asked for, where the provider keeps one.
    pub models_url: Option<String>,
    /// Where the key is tried.
    pub test_url: Option<String>,
}
