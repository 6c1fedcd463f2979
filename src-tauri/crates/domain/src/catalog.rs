//! The catalogue: every model of every provider, and what providers' own lists change in it.

use serde::{Deserialize, Serialize};

use crate::{Model, UnixMillis};

/// A model as the catalogue page shows it, selectable or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CatalogEntry {
    /// The model.
    pub model: Model,
    /// Whether its provider is switched on.
    pub provider_enabled: bool,
    /// Whether pickers offer it.
    pub selectable: bool,
    /// Whether it was accepted from the provider's own list not long ago.
    pub new: bool,
    /// When it was accepted from the provider's own list; absent for a model that ships.
    pub added_at: Option<UnixMillis>,
    /// When it was accepted as gone from the provider's list.
    pub vanished_at: Option<UnixMillis>,
}

/// A model by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NamedModel {
    /// The id the provider knows it by.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A model that its provider calls something else now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RenamedModel {
    /// The id the provider knows it by.
    pub id: String,
    /// The name known here.
    pub from: String,
    /// The name the provider gives it.
    pub to: String,
}

/// How a provider's own list differs from what is known here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CatalogDiff {
    /// Models that are not known here, or that came back.
    pub added: Vec<NamedModel>,
    /// Models that the list does not name any more.
    pub vanished: Vec<NamedModel>,
    /// Models that have another name.
    pub renamed: Vec<RenamedModel>,
}

impl CatalogDiff {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.vanished.is_empty() && self.renamed.is_empty()
    }
}
