//! The name a key is kept under.

use std::fmt;

use studio_domain::ProviderId;
use url::Url;

use super::KeysError;

/// A provider at a server: `provider@scheme://host:port`. A key entered for one server is never
/// found under another, whatever the provider's address is changed to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Account(String);

impl Account {
    /// The account of `provider` at the server that `origin` names. More of an address than the
    /// server does not matter.
    pub fn new(provider: &ProviderId, origin: &str) -> Result<Self, KeysError> {
        let names_none = || KeysError::NoOrigin {
            origin: origin.to_owned(),
        };
        let url = Url::parse(origin).map_err(|_| names_none())?;
        let host = url.host_str().filter(|host| !host.is_empty());
        match (url.scheme(), host, url.port_or_known_default()) {
            (scheme @ ("http" | "https" | "socks5"), Some(host), Some(port)) => {
                Ok(Self(format!("{provider}@{scheme}://{host}:{port}")))
            }
            _ => Err(names_none()),
        }
    }

    /// The name as stored in a sealed file.
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(origin: &str) -> Result<String, KeysError> {
        Account::new(&ProviderId::new("openai"), origin).map(|account| account.to_string())
    }

    #[test]
    fn only_scheme_host_and_port_matter() {
        for origin in [
            "https://api.openai.com",
            "https://api.openai.com/",
            "https://API.openai.com:443/v1?x=1",
            "https://someone:else@api.openai.com",
        ] {
            assert_eq!(
                account(origin).unwrap(),
                "openai@https://api.openai.com:443"
            );
        }
    }

    #[test]
    fn another_server_is_another_account() {
        let accounts = [
            "https://api.openai.com",
            "http://api.openai.com",
            "https://api.openai.com:8443",
            "https://api.openai.com.evil.example",
            "http://[::1]:8080",
            "socks5://api.openai.com:443",
            "socks5://[::1]:8080",
        ]
        .map(|origin| account(origin).unwrap());
        for (index, one) in accounts.iter().enumerate() {
            assert!(!accounts[index + 1..].contains(one), "{one} is there twice");
        }
    }

    #[test]
    fn what_names_no_server_is_refused() {
        for origin in [
            "",
            "api.openai.com",
            "file:///etc",
            "https://",
            "data:text/plain,a",
            "socks5://proxy.example",
        ] {
            assert!(
                matches!(account(origin), Err(KeysError::NoOrigin { .. })),
                "{origin}"
            );
        }
    }
}
