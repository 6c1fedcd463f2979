//! The words of a search in a stock library.

use std::collections::BTreeMap;

use serde::Deserialize;
use studio_domain::AssetKind;

use super::TimeUnit;
use super::requests::with_request;

with_request! {
    /// A request that searches, and where its answer has what was found. Its expressions find
    /// `$.query`, `$.params`, `$.page`, `$.offset` and `$.page_size`.
    struct SearchToml {
        /// What is searched for, such as `Photos`.
        name: String,
        /// What kind of thing is found.
        kind: AssetKind,
        /// What can be chosen beside the words, by names of `[parameters]`.
        #[serde(default)]
        parameters: Vec<String>,
        /// How many items a page has.
        page_size: u32,
        /// The most characters that are looked for.
        words_limit: Option<u32>,
        /// The last page that the service gives.
        last_page: Option<u32>,
        /// Where the items are.
        items: String,
        /// How many there are in all.
        total: Option<String>,
        /// Finds something while another page follows.
        next: Option<String>,
        /// Where a single item has what.
        item: FoundToml,
    }
}

/// Where a single item has what. All paths start at the item.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundToml {
    /// Names it at the service.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: Option<String>,
    /// Where people see it.
    pub(crate) page_url: Option<WordsToml>,
    /// Who made it.
    pub(crate) author: Option<String>,
    /// Where its author is at home.
    pub(crate) author_url: Option<WordsToml>,
    /// The licence, or where its word is.
    pub(crate) licence: Option<WordsToml>,
    /// What values of the licence are called.
    #[serde(default)]
    pub(crate) licences: BTreeMap<String, String>,
    /// Where the licence can be read.
    pub(crate) licence_url: Option<WordsToml>,
    /// The sentence that names author and licence; `@licence` in it is the licence's name.
    pub(crate) attribution: Option<WordsToml>,
    /// Pixels across.
    pub(crate) width: Option<String>,
    /// Pixels down.
    pub(crate) height: Option<String>,
    /// How long it lasts.
    pub(crate) duration: Option<String>,
    /// What the length is counted in.
    #[serde(default)]
    pub(crate) duration_unit: TimeUnit,
    /// A small picture of it.
    pub(crate) thumbnail_url: Option<String>,
    /// Something to look at or listen to.
    pub(crate) preview_url: Option<String>,
    /// What is imported.
    pub(crate) download_url: String,
    /// An address that is called when the item is used.
    pub(crate) on_import: Option<String>,
}

/// A path, fixed words, or a list of both. A list in a list is left out where a path in it finds
/// nothing.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub(crate) enum WordsToml {
    One(String),
    Several(Vec<WordsToml>),
}
