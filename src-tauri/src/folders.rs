//! Where the studio keeps its files.

use std::path::{Path, PathBuf};

/// Names a folder to use instead of the usual one; tests and portable installs set it.
pub const DATA_FOLDER_VARIABLE: &str = "STUDIO_DATA_DIR";

/// The app's identifier, as in `tauri.conf.json`.
const IDENTIFIER: &str = "studio.multimodal.app";

/// The folder of this person's data and what lies in it.
#[derive(Debug, Clone)]
pub struct Folders {
    data: PathBuf,
}

impl Folders {
    /// The folder named by `STUDIO_DATA_DIR`, or else the system's place for application data.
    /// Nothing where the system has no such place.
    pub fn find() -> Option<Self> {
        let named = std::env::var_os(DATA_FOLDER_VARIABLE).filter(|folder| !folder.is_empty());
        let data = match named {
            Some(folder) => PathBuf::from(folder),
            None => dirs::data_dir()?.join(IDENTIFIER),
        };
        Some(Self { data })
    }

    /// A studio in a folder of its own.
    pub fn at(data: PathBuf) -> Self {
        Self { data }
    }

    /// Everything that was made, the database and the settings.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The log files.
    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }

    /// How the window likes to look.
    pub fn preferences(&self) -> PathBuf {
        self.data.join("preferences.json")
    }

    /// What the web view keeps for itself; it holds nothing of value.
    pub fn web_view(&self) -> PathBuf {
        self.data.join("webview")
    }
}
