//! How the window likes to look, and which models it starts with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Modality, ModelRef};

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How the window looks. Losing these loses nothing of value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Preferences {
    /// The theme.
    pub theme: Theme,
    /// The page shown last.
    pub last_page: String,
    /// Width of the sidebar in pixels.
    pub sidebar_width: u32,
    /// Whether the sidebar is folded away.
    pub sidebar_collapsed: bool,
    /// Width of the inspector in pixels.
    pub inspector_width: u32,
    /// Whether the inspector is folded away.
    pub inspector_collapsed: bool,
    /// Whether the system tells of a long run that ends while one looks elsewhere.
    pub notify_when_done: bool,
    /// Whether what leaves the library says how it was made.
    pub export_how_made: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            last_page: "chat".to_owned(),
            sidebar_width: 272,
            sidebar_collapsed: false,
            inspector_width: 312,
            inspector_collapsed: false,
            notify_when_done: true,
            export_how_made: true,
        }
    }
}

/// The model each kind of work starts with: the one chosen last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct ModelDefaults(pub BTreeMap<Modality, ModelRef>);
