//! Looking through the library.

use serde::{Deserialize, Serialize};

use crate::{Asset, AssetKind, AssetSource, Generation, Recipe};

/// Which assets to list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AssetFilter {
    /// Only of this kind.
    pub kind: Option<AssetKind>,
    /// Only whose title or prompt contains this, whatever the case.
    pub search: Option<String>,
    /// What is in the trash instead of what is not.
    pub trash: bool,
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
