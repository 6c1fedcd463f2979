//! Stock libraries: pictures, videos and sounds that others made and allow to be used.

use serde::{Deserialize, Serialize};

use crate::{AssetId, AssetKind, KeyStatus, Parameter, Params, ProviderId};

/// A service that has a library to search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockLibrary {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name.
    pub name: String,
    /// What is known of its key.
    pub key: KeyStatus,
    /// Whether it can be asked now.
    pub usable: bool,
    /// Its site, which is linked wherever its results are shown.
    pub site_url: Option<String>,
    /// What can be searched there.
    pub searches: Vec<StockSearch>,
}

/// One thing that can be searched at a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockSearch {
    /// Its id at the service.
    pub id: String,
    /// What is found, in words.
    pub name: String,
    /// What is found.
    pub kind: AssetKind,
    /// What narrows it down.
    pub parameters: Vec<Parameter>,
}

/// Asks a service for one page of what it has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockQuery {
    /// The service.
    pub provider_id: ProviderId,
    /// The id of the search.
    pub search: String,
    /// What is looked for.
    pub words: String,
    /// What narrows it down.
    pub params: Params,
    /// Which page; the first is 1.
    pub page: u32,
}

/// One page of what a service has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockPage {
    /// What was found, in the service's order.
    pub items: Vec<StockItem>,
    /// The page behind this one; absent where this is the last.
    pub next_page: Option<u32>,
    /// How many there are in all, where the service says so.
    pub total: Option<u32>,
}

/// Something that was found, by which it is shown and brought in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockItemRef {
    /// The service.
    pub provider_id: ProviderId,
    /// The id of the search that found it.
    pub search: String,
    /// What the service calls it.
    pub id: String,
}

/// Something that was found, with the terms it may be used on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockItem {
    /// What the service calls it.
    pub id: String,
    /// Its title.
    pub title: String,
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
    /// Pixels across, for what can be seen.
    pub width: Option<u32>,
    /// Pixels down, for what can be seen.
    pub height: Option<u32>,
    /// Length in milliseconds, for what can be played.
    pub duration_ms: Option<u32>,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
    /// Whether it can be looked at or listened to before it is brought in.
    pub has_preview: bool,
    /// The asset that it became, where it is in the library already.
    pub imported: Option<AssetId>,
}
