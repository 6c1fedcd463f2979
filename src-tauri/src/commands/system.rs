//! The studio itself: what it is, where its data lies, and what the window reports.

use serde::{Deserialize, Serialize};
use studio_domain::Problem;
use studio_engine::Studio;
use tauri::State;

use crate::desktop::Desktop;
use crate::error::CommandError;
use crate::folders::Folders;
use crate::startup::SystemStart;
use crate::ui_problems::UiProblems;

/// What the About section shows.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct About {
    /// The studio's version.
    pub version: String,
    /// Where everything that was made lies.
    pub data_folder: String,
    /// Where the log files lie.
    pub log_folder: String,
    /// The version of the database's schema.
    pub database_version: u32,
    /// The address of sound and video, before the hash of their bytes.
    pub playback_base: String,
    /// The operating system and processor.
    pub platform: String,
}

/// The kind of a problem that the window noticed by itself.
#[derive(Debug, Clone, Copy, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum UiProblemKind {
    /// An error nobody caught.
    Error,
    /// A rejected promise nobody handled.
    Rejection,
    /// Something the content security policy forbade.
    Csp,
}

/// A problem that the window noticed by itself.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct UiReport {
    /// Its kind.
    pub kind: UiProblemKind,
    /// What it says.
    pub message: String,
    /// The file and line, where known.
    pub source: Option<String>,
    /// The stack, where known.
    pub stack: Option<String>,
}

/// Why the studio could not be opened, where that is so; nothing else works then.
#[tauri::command]
#[specta::specta]
pub fn startup_problem(start: State<'_, SystemStart>) -> Option<Problem> {
    start.0.clone()
}

/// What the studio is and where its data lies.
#[tauri::command]
#[specta::specta]
pub fn about(studio: State<'_, Studio>, folders: State<'_, Folders>) -> About {
    let facts = studio.facts();
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_folder: facts.data_folder.display().to_string(),
        log_folder: folders.logs().display().to_string(),
        database_version: facts.database_version,
        playback_base: studio.playback_base(),
        platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    }
}

/// Shows the data folder in the system's file manager.
#[tauri::command]
#[specta::specta]
pub fn reveal_data_folder(
    desktop: State<'_, Box<dyn Desktop>>,
    folders: State<'_, Folders>,
) -> Result<(), CommandError> {
    desktop.open_folder(folders.data())
}

/// Opens a web page in the system's browser; anything but a web or mail address is refused.
#[tauri::command]
#[specta::specta]
pub fn open_link(desktop: State<'_, Box<dyn Desktop>>, url: String) -> Result<(), CommandError> {
    let allowed = ["https://", "http://", "mailto:"];
    if !allowed.iter().any(|scheme| url.starts_with(scheme)) {
        return Err(CommandError::refused(
            "Only web and mail addresses can be opened.",
        ));
    }
    desktop.open_link(&url)
}

/// Takes down a problem that the window noticed by itself; floods are cut off.
#[tauri::command]
#[specta::specta]
pub fn report_ui_problem(problems: State<'_, UiProblems>, report: UiReport) {
    problems.report(&report);
}
