//! Looking through the library.

use serde::{Deserialize, Serialize};

use crate::{
    Asset, AssetKind, AssetSource, CollectionId, Flag, Generation, ProjectId, ProviderId, Rating,
    Recipe, Tag, UnixMillis,
};

/// Which assets to list. What is left out does not narrow the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct AssetFilter {
    /// Only of these kinds; empty: of every kind.
    pub kinds: Vec<AssetKind>,
    /// Only what the search finds by this; in the trash, whose title or prompt contains it.
    pub search: Option<String>,
    /// What is in the trash instead of what is not.
    pub trash: bool,
    /// Only with so many stars or more.
    pub rating: Option<Rating>,
    /// Only with this verdict.
    pub flag: Option<Flag>,
    /// Only with every one of these tags.
    pub tags: Vec<Tag>,
    /// Only what is in this collection: in its order, or newest first where something is searched.
    pub collection_id: Option<CollectionId>,
    /// Only what is in this project.
    pub project_id: Option<ProjectId>,
    /// Only what this provider made.
    pub provider_id: Option<ProviderId>,
    /// Only what the model of this id made.
    pub model_id: Option<String>,
    /// Only from here, or from elsewhere.
    pub origin: Option<AssetOrigin>,
    /// Only what came into the library at this moment or after it.
    pub from: Option<UnixMillis>,
    /// Only what came into the library before this moment.
    pub until: Option<UnixMillis>,
}

/// Where assets are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum AssetOrigin {
    /// A generation made them.
    Made,
    /// They were brought in.
    Imported,
}

/// An asset with what made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AssetDetail {
    /// The asset.
    pub asset: Asset,
    /// The generation it came from.
    pub generation: Option<Generation>,
    /// Where it came from, where it was made elsewhere.
    pub source: Option<AssetSource>,
    /// How its file says that it was made, where it was made elsewhere.
    pub recipe: Option<Recipe>,
}
