//! What became stale when something changed.

use serde::{Deserialize, Serialize};

/// A group of answers the window holds; a change names the groups it makes stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum CacheTag {
    /// The list of conversations.
    Conversations,
    /// The messages of conversations.
    Messages,
    /// The ledger.
    Generations,
    /// The order of the queue, and whether it goes on.
    Queue,
    /// The library.
    Assets,
    /// What people noted about assets and how they sorted them: ratings, tags, collections, projects.
    Marks,
    /// Providers, their keys and where keys are kept.
    Providers,
    /// The models that can be chosen.
    Models,
    /// Settings that belong to data.
    Settings,
    /// Budgets, exchange rates and the currency shown.
    Budgets,
    /// What a search finds.
    Search,
    /// What is kept on the disk: chores over it, backups, watched folders.
    Storage,
}

impl CacheTag {
    /// Every tag, for when it is not known what changed.
    pub const ALL: [Self; 12] = [
        Self::Conversations,
        Self::Messages,
        Self::Generations,
        Self::Queue,
        Self::Assets,
        Self::Marks,
        Self::Providers,
        Self::Models,
        Self::Settings,
        Self::Budgets,
        Self::Search,
        Self::Storage,
    ];
}
