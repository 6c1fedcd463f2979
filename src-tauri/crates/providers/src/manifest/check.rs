//! Checking manifests for whoever writes them.

use std::collections::BTreeMap;
use std::fmt;

use studio_domain::ModelStatus;

use super::{Manifest, ManifestError, Operation};
use crate::catalog::Catalog;

/// Checks files one after another, as they would stand in a user's folder.
#[derive(Debug)]
pub struct ManifestCheck {
    shipped: Catalog,
    together: Catalog,
}

/// What a manifest holds, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestSummary {
    file: String,
    name: String,
    id: String,
    version: String,
    models: BTreeMap<&'static str, usize>,
    experimental: usize,
    operations: Vec<(String, &'static str)>,
    ships: bool,
}

impl ManifestCheck {
    /// A check beside the manifests that ship.
    ///
    /// # Errors
    /// [`ManifestError`] where one of those is wrong.
    pub fn new() -> Result<Self, ManifestError> {
        let shipped = Catalog::built_in()?;
        Ok(Self {
            together: shipped.clone(),
            shipped,
        })
    }

    /// Checks a file. One with the id of a manifest that ships is taken for that one itself.
    ///
    /// # Errors
    /// [`ManifestError`], which names the file and the line.
    pub fn check(&mut self, file: &str, text: &str) -> Result<ManifestSummary, ManifestError> {
        let manifest = Catalog::parse(file, text)?;
        let ships = self.shipped.manifest(&manifest.id).is_some();
        if !ships {
            self.together.add(file, text)?;
        }
        Ok(ManifestSummary::of(file, &manifest, ships))
    }
}

impl ManifestSummary {
    fn of(file: &str, manifest: &Manifest, ships: bool) -> Self {
        let mut models = BTreeMap::new();
        for model in &manifest.models {
            *models.entry(model.modality.as_str()).or_insert(0) += 1;
        }
        let doubtful = |status| status == ModelStatus::Experimental;
        let models_in_doubt = manifest.models.iter().filter(|one| doubtful(one.status));
        let operations = manifest.operations.iter();
        Self {
            file: file.to_owned(),
            name: manifest.name.clone(),
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            experimental: models_in_doubt.count(),
            models,
            operations: operations
                .map(|(name, operation)| (name.clone(), family(operation)))
                .collect(),
            ships,
        }
    }
}

impl fmt::Display for ManifestSummary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{}: {} (`{}`), as of {}",
            self.file, self.name, self.id, self.version
        )?;
        let kinds = self
            .models
            .iter()
            .map(|(kind, count)| format!("{count} {kind}"));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        match self.models.values().sum::<usize>() {
            0 => writeln!(out, "  models: only those that its own list names")?,
            all => writeln!(
                out,
                "  models: {all} ({kinds}), {} experimental",
                self.experimental
            )?,
        }
        let operations = self.operations.iter();
        let operations = operations.map(|(name, family)| format!("{name} ({family})"));
        writeln!(
            out,
            "  operations: {}",
            operations.collect::<Vec<_>>().join(", ")
        )?;
        if self.ships {
            writeln!(
                out,
                "  note: the studio ships this id; a file of your own needs another"
            )?;
        }
        Ok(())
    }
}

fn family(operation: &Operation) -> &'static str {
    match operation {
        Operation::Chat(_) => "chat",
        Operation::Answer(_) => "answer",
        Operation::Poll(_) => "poll",
        Operation::BuiltIn(_) => "built-in",
    }
}
