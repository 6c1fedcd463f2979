//! Where a configured provider is and what opens it.

use studio_domain::{ProviderId, Secret};
use url::Url;

/// A configured provider as a call needs it: the manifest's words with the user's own address
/// and key.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The configured provider.
    pub provider_id: ProviderId,
    /// The manifest that describes it.
    pub manifest_id: String,
    /// The address that replaces the manifest's own.
    pub base_url: Option<Url>,
    /// The key, already trimmed.
    pub key: Option<Secret>,
}
