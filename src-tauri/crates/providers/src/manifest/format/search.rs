//! The words of a search in a stock library.

use std::collections::BTreeMap;

use serde::Deserialize;
use studio_domain::AssetKind;

use super::TimeUnit;
use super::requests::with_request;

with_request! {
    /// A request that searches, and where its answer has what was found.
    struct SearchToml {
        name: String,
        kind: AssetKind,
        #[serde(default)]
        parameters: Vec<String>,
        /// How many items a page has.
        page_size: u32,
        /// The most characters that are looked for.
        words_limit: Option<u32>,
        /// The last page that the service gives.
        last_page: Option<u32>,
        items: String,
        total: Option<String>,
        /// Finds something while another page follows.
        next: Option<String>,
        item: FoundToml,
    }
}

/// Where a single item has what. All paths start at the item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundToml {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) page_url: Option<WordsToml>,
    pub(crate) author: Option<String>,
    pub(crate) author_url: Option<WordsToml>,
    pub(crate) licence: Option<WordsToml>,
    /// What values of the licence are called.
    #[serde(default)]
    pub(crate) licences: BTreeMap<String, String>,
    pub(crate) licence_url: Option<WordsToml>,
    pub(crate) attribution: Option<WordsToml>,
    pub(crate) width: Option<String>,
    pub(crate) height: Option<String>,
    pub(crate) duration: Option<String>,
    #[serde(default)]
    pub(crate) duration_unit: TimeUnit,
    pub(crate) thumbnail_url: Option<String>,
    pub(crate) preview_url: Option<String>,
    pub(crate) download_url: String,
    /// An address that is called when the item is used.
    pub(crate) on_import: Option<String>,
}

/// A path, fixed words, or a list of both. A list in a list is left out where a path in it finds
/// nothing.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum WordsToml {
    One(String),
    Several(Vec<WordsToml>),
}
