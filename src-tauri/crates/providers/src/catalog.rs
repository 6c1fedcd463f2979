//! The manifests that are in use, checked against each other.

use std::sync::Arc;

use studio_domain::{ConnectionPreset, ProviderKind};

use crate::manifest::{self, Manifest, ManifestError};

/// The manifests that ship with the studio, by file name, in the order they are shown. The build
/// script finds them.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/manifests.rs"));

/// What ids of servers begin with that are added in Settings.
const OF_CONNECTIONS: &str = "my-";

/// Validated manifests.
#[derive(Debug, Clone)]
pub struct Catalog {
    manifests: Vec<Arc<Manifest>>,
}

impl Catalog {
    /// The manifests that ship with the studio.
    ///
    /// # Errors
    /// [`ManifestError`] for the first that is wrong; a test keeps that from happening.
    pub fn built_in() -> Result<Self, ManifestError> {
        Self::from_texts(BUILT_IN)
    }

    /// Manifests given as pairs of file name and text.
    ///
    /// # Errors
    /// [`ManifestError`] for the first that is wrong, or that has an id another has.
    pub fn from_texts(files: &[(&str, &str)]) -> Result<Self, ManifestError> {
        let mut manifests: Vec<Arc<Manifest>> = Vec::with_capacity(files.len());
        for (file, text) in files {
            let manifest = Self::parse(file, text)?;
            if manifests.iter().any(|other| other.id == manifest.id) {
                return Err(manifest::duplicate_id(file, text, manifest.id));
            }
            manifests.push(Arc::new(manifest));
        }
        Ok(Self { manifests })
    }

    /// Takes in a manifest that a user wrote, behind those that are there.
    ///
    /// # Errors
    /// [`ManifestError`] where it is wrong, has an id that another has, or claims to be a part of
    /// the studio. The catalogue stays as it is then.
    pub fn add(&mut self, file_name: &str, text: &str) -> Result<Arc<Manifest>, ManifestError> {
        let manifest = Self::parse(file_name, text)?;
        if self.manifest(&manifest.id).is_some() {
            return Err(manifest::duplicate_id(file_name, text, manifest.id));
        }
        if manifest.id.starts_with(OF_CONNECTIONS) {
            let message = "ids that begin with `my-` are kept for servers added in Settings";
            return Err(manifest::invalid(file_name, text, "id", message));
        }
        if manifest.kind == ProviderKind::BuiltIn {
            let message = "only the studio itself has a `built-in` provider";
            return Err(manifest::invalid(file_name, text, "kind", message));
        }
        let manifest = Arc::new(manifest);
        self.manifests.push(Arc::clone(&manifest));
        Ok(manifest)
    }

    /// The manifest that a file's text holds.
    ///
    /// # Errors
    /// [`ManifestError`], which names the file and the line.
    pub fn parse(file_name: &str, text: &str) -> Result<Manifest, ManifestError> {
        manifest::parse(file_name, text)
    }

    /// The manifests in the order they are shown.
    pub fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        self.manifests.iter().map(Arc::as_ref)
    }

    /// The manifest with this id.
    #[must_use]
    pub fn manifest(&self, id: &str) -> Option<&Manifest> {
        self.manifests().find(|manifest| manifest.id == id)
    }

    /// The same as [`Self::manifests`], to keep.
    pub fn shared_manifests(&self) -> impl Iterator<Item = &Arc<Manifest>> {
        self.manifests.iter()
    }

    /// The same as [`Self::manifest`], to keep.
    #[must_use]
    pub fn shared(&self, id: &str) -> Option<Arc<Manifest>> {
        self.manifests
            .iter()
            .find(|manifest| manifest.id == id)
            .map(Arc::clone)
    }

    /// The usual servers that a user may want to connect, of all manifests.
    #[must_use]
    pub fn presets(&self) -> Vec<ConnectionPreset> {
        self.manifests
            .iter()
            .flat_map(|manifest| manifest.presets.iter().cloned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_manifest_that_ships_is_read() {
        let Ok(catalog) = Catalog::built_in() else {
            panic!("{:?}", Catalog::built_in());
        };
        assert_eq!(catalog.manifests().count(), BUILT_IN.len());
        assert!(BUILT_IN.len() > 30);
    }

    #[test]
    fn what_a_user_adds_takes_no_place_of_another() {
        let Ok(mut catalog) = Catalog::built_in() else {
            panic!("{:?}", Catalog::built_in());
        };
        let count = catalog.manifests().count();
        let (_, openai) = BUILT_IN[1];
        let (_, sample) = BUILT_IN[0];
        let mine = openai.replacen("id = \"openai\"", "id = \"mine\"", 1);
        for (text, says) in [
            (openai.to_owned(), "another manifest already has the id"),
            (
                sample.replacen("id = \"sample\"", "id = \"a\"", 1),
                "only the studio",
            ),
            (
                mine.replacen("\"mine\"", "\"my-own\"", 1),
                "kept for servers",
            ),
            (
                format!("{mine}\n[hosts]\nother = \"http://example.com\"\n"),
                "must begin with `https://`",
            ),
            ("format = ".to_owned(), "a.toml:1:"),
        ] {
            let refused = catalog.add("a.toml", &text).map(|added| added.id.clone());
            assert!(
                refused.is_err_and(|error| error.to_string().contains(says)),
                "{says}"
            );
            assert_eq!(catalog.manifests().count(), count);
        }
        assert!(
            catalog
                .add("a.toml", &mine)
                .is_ok_and(|added| added.id == "mine")
        );
        assert!(
            catalog.add("b.toml", &mine).is_err(),
            "an earlier file has it"
        );
        assert_eq!(
            catalog.manifests().last().map(|last| last.id.as_str()),
            Some("mine")
        );
    }

    #[test]
    fn what_was_built_names_no_place_of_a_checkout() {
        let list = include_str!(concat!(env!("OUT_DIR"), "/manifests.rs"));
        assert!(!list.contains(env!("CARGO_MANIFEST_DIR")), "{list}");
        assert!(list.contains("/manifests/sample.toml"), "{list}");
    }
}
