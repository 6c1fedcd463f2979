//! The manifests as they lie on disk, and where their cases are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use studio_domain::{Clock, ProviderId, Secret, UnixMillis};
use studio_providers::{Catalog, Endpoint, HttpClient, HttpConfig, Manifest, Providers};
use url::Url;

/// A key that every way of authenticating can carry: a pair, without anything to escape.
pub const KEY: &str = "test-access:test-secret";

/// Stands still, so that signed tokens are the same in every run.
#[derive(Debug)]
struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> UnixMillis {
        UnixMillis::new(1_764_000_000_000)
    }
}

/// The crate's folder. It is asked for at run time, so that a built test serves manifests that
/// are being written.
pub fn folder() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}

pub fn cases_of(manifest: &str) -> PathBuf {
    folder().join("tests/recorded/cases").join(manifest)
}

pub fn file(name: &str) -> PathBuf {
    folder().join("tests/recorded/files").join(name)
}

/// The files of a folder with an ending, in order.
pub fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    found.sort();
    found
}

pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// What a case is about: an operation, or a section that asks something. Searches have names of
/// their own, as in `search.photos`; whatever follows tells cases of the same apart.
pub fn operation_of(name: &str) -> &str {
    let dots = 1 + usize::from(name.starts_with("search."));
    name.match_indices('.')
        .nth(dots - 1)
        .map_or(name, |(at, _)| &name[..at])
}

/// Every manifest that asks a service, or the one that `STUDIO_SERVICE` names.
pub fn catalog() -> Catalog {
    let chosen = std::env::var("STUDIO_SERVICE").ok();
    let texts: Vec<(String, String)> = files_in(&folder().join("manifests"), "toml")
        .into_iter()
        .filter(|path| chosen.as_ref().is_none_or(|name| *name == stem(path)))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    assert!(!texts.is_empty(), "there is no such manifest");
    let borrowed: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Catalog::from_texts(&borrowed).unwrap_or_else(|error| panic!("{error}"))
}

/// The manifests that ask a service.
pub fn remote(catalog: &Catalog) -> impl Iterator<Item = &Manifest> {
    catalog.manifests().filter(|manifest| !manifest.runs_here())
}

pub fn providers(catalog: Catalog) -> Providers {
    let config = HttpConfig {
        attempts: 1,
        ..HttpConfig::default()
    };
    Providers::new(
        catalog,
        HttpClient::new(config).unwrap(),
        Arc::new(StoppedClock),
    )
}

/// A service as a server on loopback stands for it, at the path where the service has it.
pub fn endpoint(manifest: &Manifest, server: &str) -> Endpoint {
    let path = manifest.base_url.as_ref().map_or("/v1", Url::path);
    Endpoint {
        provider_id: ProviderId::new(manifest.id.as_str()),
        manifest_id: manifest.id.clone(),
        base_url: Some(Url::parse(&format!("{server}{path}")).unwrap()),
        key: manifest
            .auth
            .takes_key()
            .then(|| Secret::new(KEY.to_owned())),
    }
}
