//! Lists are read a page at a time, by key.

use serde::{Deserialize, Serialize};

/// Asks for one page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PageRequest {
    /// The `next` of the page before; absent for the first page.
    pub cursor: Option<String>,
    /// The most items wanted, 1 to 500.
    pub limit: u32,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Where the next page starts; absent on the last page.
    pub next: Option<String>,
}
