//! Things that leave the library.

use serde::{Deserialize, Serialize};

/// What becomes of a selection that is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ExportShape {
    /// A file for each, in a folder.
    Files,
    /// One ZIP archive.
    Archive,
}

/// What the files say about how they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum HowMade {
    /// Prompt, model and settings are written into them.
    Include,
    /// Whatever they said about it is taken out.
    Remove,
}

/// How far an export is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportProgress {
    /// Which export, to stop it.
    pub export: u32,
    /// How many are written.
    pub done: u32,
    /// How many there are.
    pub total: u32,
    /// What is being written.
    pub name: String,
}

/// What came of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Exported {
    /// The folder or the archive.
    pub target: String,
    /// How many were written.
    pub written: u32,
    /// The names of those whose file is missing or damaged.
    pub missing: Vec<String>,
    /// How many could not be told how they were made, because of their type.
    pub untold: u32,
}
