//! Files that come into the library from outside.

use serde::{Deserialize, Serialize};

use crate::{Asset, Problem};

/// What became of a file that was brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Imported {
    /// It is in the library now.
    Added {
        /// The new asset.
        asset: Asset,
    },
    /// The library had the same bytes already; that asset stands for it.
    Present {
        /// The asset that was there.
        asset: Asset,
    },
    /// It cannot be used.
    Refused {
        /// The file's name.
        name: String,
        /// Why.
        problem: Problem,
    },
}

/// Where an asset from elsewhere came from, and on what terms it may be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AssetSource {
    /// The service it came from.
    pub provider: String,
    /// What the service calls it.
    pub item_id: String,
    /// Its page at the service.
    pub page_url: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// That person's page.
    pub author_url: Option<String>,
    /// The name of its licence.
    pub licence: Option<String>,
    /// The licence's text.
    pub licence_url: Option<String>,
    /// What must be said where it is shown.
    pub attribution: Option<String>,
}
