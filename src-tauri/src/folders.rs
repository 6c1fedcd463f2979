//! Where the studio keeps its files.

use std::path::{Path, PathBuf};

use studio_engine::EngineError;

/// Names a folder to use instead of the usual one; tests and portable installs set it.
pub const DATA_FOLDER_VARIABLE: &str = "STUDIO_DATA_DIR";

/// The app's identifier, as in `tauri.conf.json`.
const IDENTIFIER: &str = "studio.multimodal.app";

/// The folder of this person's data and what lies in it.
#[derive(Debug, Clone)]
pub struct Folders {
    data: PathBuf,
    /// The file outside the data folder that says where it was moved to.
    note: Option<PathBuf>,
}

impl Folders {
    /// The folder named by `STUDIO_DATA_DIR`, or else the system's place for application data.
    /// Nothing where the system has no such place.
    pub fn find() -> Option<Self> {
        let named = std::env::var_os(DATA_FOLDER_VARIABLE).filter(|folder| !folder.is_empty());
        if let Some(folder) = named {
            return Some(Self::at(PathBuf::from(folder)));
        }
        let usual = dirs::data_dir()?;
        Some(Self {
            data: usual.join(IDENTIFIER),
            note: Some(usual.join(format!("{IDENTIFIER}.json"))),
        })
    }

    /// The folders where the library lies now, which a move that is ready comes to its end for.
    ///
    /// # Errors
    /// When the library was moved to a place that is not there now.
    pub async fn moved(self) -> Result<Self, EngineError> {
        let Some(note) = self.note else {
            return Ok(self);
        };
        let data = studio_engine::library_folder(self.data, &note).await?;
        Ok(Self {
            data,
            note: Some(note),
        })
    }

    /// Whether the library may be moved: not where its folder was named.
    pub fn can_move(&self) -> bool {
        self.note.is_some()
    }

    /// A studio in a folder of its own.
    pub fn at(data: PathBuf) -> Self {
        Self { data, note: None }
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
