//! The manifests that are in use, checked against each other.

use std::sync::Arc;

use studio_domain::ConnectionPreset;

use crate::manifest::{self, Manifest, ManifestError};

/// The manifests that ship with the studio, by file name, in the order they are shown. The build
/// script finds them.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/manifests.rs"));

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

    /// The manifests, shared.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Manifest>> {
        self.manifests.iter()
    }

    pub(crate) fn shared(&self, id: &str) -> Option<Arc<Manifest>> {
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
