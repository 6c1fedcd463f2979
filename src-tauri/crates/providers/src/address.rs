//! From what a person types as a server's address to the base that requests are built on.

use std::net::IpAddr;

use studio_domain::{ErrorCode, Problem, ProviderKind, ResolvedEndpoint};
use url::{Host, Url};

use crate::manifest::{Manifest, Operation};
use crate::template::PathTemplate;
use crate::transport::is_public;

/// The paths that people copy together with the base, longest first where one ends another.
const ENDPOINTS: [&str; 14] = [
    "/chat/completions",
    "/images/generations",
    "/images/edits",
    "/images/variations",
    "/audio/speech",
    "/audio/transcriptions",
    "/audio/translations",
    "/messages/count_tokens",
    "/completions",
    "/responses",
    "/embeddings",
    "/messages",
    "/models",
    "/files",
];

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// Nothing was entered.
    #[error("Enter the address of the server.")]
    Empty,
    /// It is not an address.
    #[error(
        "`{0}` is not an address. Write something like `localhost:1234` or `https://example.com/v1`."
    )]
    NotAnAddress(String),
    /// It begins with something other than `http` or `https`.
    #[error("Addresses begin with `http://` or `https://`, not with `{0}:`.")]
    WrongScheme(String),
    /// It holds a user name or a password.
    #[error("The address holds a name or a password. Enter the key in its own field instead.")]
    HoldsCredentials,
    /// The manifest does not exist.
    #[error("There is no kind of connection called `{0}`.")]
    UnknownManifest(String),
    /// The manifest's provider has no address.
    #[error("This provider works inside the studio and has no address.")]
    NoAddressNeeded,
}

impl AddressProblem {
    /// The problem as the window shows it.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem::new(ErrorCode::InvalidInput, self.to_string())
    }
}

/// Whether a server is on this computer or in this network, as far as its address tells.
pub(crate) fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => !is_public(IpAddr::V6(address)),
        Some(Host::Domain(name)) => is_local_name(name),
        None => false,
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let endings = [
        ".localhost",
        ".local",
        ".lan",
        ".home",
        ".internal",
        ".home.arpa",
    ];
    // A name without a dot is one that only the local network knows.
    !name.contains('.') || endings.iter().any(|ending| name.ends_with(ending))
}

/// The base and the addresses that follow from it.
pub(crate) fn resolve(
    manifest: &Manifest,
    address: &str,
) -> Result<ResolvedEndpoint, AddressProblem> {
    if manifest.kind == ProviderKind::BuiltIn {
        return Err(AddressProblem::NoAddressNeeded);
    }
    let base = base_of(address, &manifest.default_path)?;
    let at = |path: &PathTemplate| {
        let path = path.render(&serde_json::json!({"model": "model"}))?;
        Some(join(&base, &path).to_string())
    };
    let chat = chat_path(manifest).and_then(at);
    let models = manifest.listing.as_ref().map(|listing| &listing.path);
    let check = manifest.check.as_ref().map(|check| &check.path);
    Ok(ResolvedEndpoint {
        chat_url: chat,
        models_url: models.and_then(at),
        test_url: check.or(models).and_then(at),
        base_url: base.to_string().trim_end_matches('/').to_owned(),
    })
}

/// Where conversations go. A manifest may know several ways: that of its first model is shown.
fn chat_path(manifest: &Manifest) -> Option<&PathTemplate> {
    let of_models = manifest
        .models
        .iter()
        .filter_map(|model| manifest.named_operation(&model.operation));
    of_models
        .chain(manifest.operations.values())
        .find_map(|operation| match operation {
            Operation::Chat(chat) => chat.request.path(),
            _ => None,
        })
}

fn base_of(address: &str, default_path: &str) -> Result<Url, AddressProblem> {
    let address = address.trim();
    if address.is_empty() {
        return Err(AddressProblem::Empty);
    }
    let not_an_address = || AddressProblem::NotAnAddress(address.chars().take(120).collect());
    let mut url = match scheme_of(address) {
        Some(scheme)
            if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
        {
            Url::parse(address).map_err(|_| not_an_address())?
        }
        Some(scheme) => return Err(AddressProblem::WrongScheme(scheme.to_owned())),
        None => with_default_scheme(address).ok_or_else(not_an_address)?,
    };
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    if !has_host || address.contains(char::is_whitespace) {
        return Err(not_an_address());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressProblem::HoldsCredentials);
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = base_path(url.path(), default_path);
    url.set_path(&path);
    Ok(url)
}

/// What stands before `://`, if that does.
fn scheme_of(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once("://")?;
    let is_scheme = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some(scheme)
}

fn with_default_scheme(address: &str) -> Option<Url> {
    let address = address.trim_start_matches('/');
    let plain = Url::parse(&format!("http://{address}")).ok()?;
    if is_local(&plain) {
        return Some(plain);
    }
    Url::parse(&format!("https://{address}")).ok()
}

/// The path of the base: without the endpoint that was copied along, and with the usual path
/// where a bare host was given.
fn base_path(path: &str, default_path: &str) -> String {
    let path = path.trim_end_matches('/');
    if path.is_empty() {
        return default_path.to_owned();
    }
    let endpoint = ENDPOINTS
        .iter()
        .find_map(|endpoint| path.strip_suffix(endpoint));
    endpoint.unwrap_or(path).trim_end_matches('/').to_owned()
}

/// The base with a request's path, which may carry a query, behind it.
pub(crate) fn join(base: &Url, path: &str) -> Url {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(query);
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn resolved(manifest: &str, address: &str) -> Result<ResolvedEndpoint, AddressProblem> {
        let catalog = Catalog::built_in().unwrap();
        resolve(catalog.manifest(manifest).unwrap(), address)
    }

    #[test]
    fn whatever_people_copy_leads_to_the_base() {
        let table = [
            ("localhost", "http://localhost/v1"),
            ("localhost:1234", "http://localhost:1234/v1"),
            ("  localhost:1234/  ", "http://localhost:1234/v1"),
            ("127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
            ("192.168.1.20:8080", "http://192.168.1.20:8080/v1"),
            ("[::1]:8080", "http://[::1]:8080/v1"),
            ("nas", "http://nas/v1"),
            ("nas.local:5000", "http://nas.local:5000/v1"),
            ("//nas.local:5000", "http://nas.local:5000/v1"),
            ("api.example.com", "https://api.example.com/v1"),
            ("api.example.com:8443", "https://api.example.com:8443/v1"),
            ("https://api.example.com", "https://api.example.com/v1"),
            ("HTTPS://API.Example.com/", "https://api.example.com/v1"),
            ("https://api.example.com/v1", "https://api.example.com/v1"),
            ("https://api.example.com/v1/", "https://api.example.com/v1"),
            ("https://api.example.com/v1//", "https://api.example.com/v1"),
            (
                "api.example.com/openai/v1",
                "https://api.example.com/openai/v1",
            ),
            (
                "https://example.com/api/paas/v4",
                "https://example.com/api/paas/v4",
            ),
            ("https://example.com/llm", "https://example.com/llm"),
            (
                "https://api.example.com/v1/chat/completions",
                "https://api.example.com/v1",
            ),
            (
                "https://api.example.com/chat/completions/",
                "https://api.example.com",
            ),
            ("localhost:8080/v1/models", "http://localhost:8080/v1"),
            ("localhost:8080/v1/responses", "http://localhost:8080/v1"),
            (
                "localhost:8080/v1/images/generations",
                "http://localhost:8080/v1",
            ),
            ("localhost:8080/v1/completions", "http://localhost:8080/v1"),
            ("localhost:8080/v1/messages", "http://localhost:8080/v1"),
            ("https://example.com/v1?key=1#top", "https://example.com/v1"),
            ("http://example.com/v1", "http://example.com/v1"),
            (
                "https://münchen.example/v1",
                "https://xn--mnchen-3ya.example/v1",
            ),
        ];
        for (address, base) in table {
            let resolved = resolved("openai-compatible", address).unwrap();
            assert_eq!(resolved.base_url, base, "{address}");
            assert_eq!(
                resolved.chat_url.unwrap(),
                format!("{base}/chat/completions"),
                "{address}"
            );
            assert_eq!(
                resolved.models_url.unwrap(),
                format!("{base}/models"),
                "{address}"
            );
        }
    }

    #[test]
    fn the_address_shown_is_where_the_first_model_is_asked() {
        let resolved = resolved("openai", "https://api.openai.com").unwrap();
        assert_eq!(
            resolved.chat_url.unwrap(),
            "https://api.openai.com/v1/responses"
        );
    }

    #[test]
    fn other_protocols_have_their_own_addresses() {
        let resolved = resolved("anthropic", "https://gateway.example.com/v1/messages").unwrap();
        assert_eq!(resolved.base_url, "https://gateway.example.com/v1");
        assert_eq!(
            resolved.chat_url.unwrap(),
            "https://gateway.example.com/v1/messages"
        );
        assert_eq!(
            resolved.models_url.unwrap(),
            "https://gateway.example.com/v1/models?limit=1000"
        );
    }

    #[test]
    fn what_is_no_address_is_refused_in_a_sentence() {
        type IsRight = fn(&AddressProblem) -> bool;
        let table: &[(&str, IsRight)] = &[
            ("", |problem| *problem == AddressProblem::Empty),
            ("   ", |problem| *problem == AddressProblem::Empty),
            ("ftp://example.com", |problem| {
                matches!(problem, AddressProblem::WrongScheme(_))
            }),
            ("file:///etc/passwd", |problem| {
                matches!(problem, AddressProblem::WrongScheme(_))
            }),
            ("https://", |problem| {
                matches!(problem, AddressProblem::NotAnAddress(_))
            }),
            ("not an address", |problem| {
                matches!(problem, AddressProblem::NotAnAddress(_))
            }),
            ("localhost:99999", |problem| {
                matches!(problem, AddressProblem::NotAnAddress(_))
            }),
            ("https://me:secret@example.com", |problem| {
                *problem == AddressProblem::HoldsCredentials
            }),
            ("sk-key@example.com", |problem| {
                *problem == AddressProblem::HoldsCredentials
            }),
        ];
        for (address, is_right) in table {
            let problem = resolved("openai-compatible", address).unwrap_err();
            assert!(is_right(&problem), "{address}: {problem:?}");
            assert!(problem.to_string().ends_with('.'), "{problem}");
        }
        assert_eq!(
            resolved("sample", "localhost"),
            Err(AddressProblem::NoAddressNeeded)
        );
    }

    #[test]
    fn a_service_without_conversations_has_an_address_too() {
        let resolved = resolved("elevenlabs", "voices.example.com").unwrap();
        assert_eq!(resolved.base_url, "https://voices.example.com");
        assert_eq!(resolved.chat_url, None);
        let tested = resolved.test_url.unwrap();
        assert!(
            tested.starts_with("https://voices.example.com/"),
            "{tested}"
        );
    }
}
