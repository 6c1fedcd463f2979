//! Settings of this computer's library folder that name places outside it. They lie in a file of
//! their own and not in the database: a backup brought back on another day or another computer
//! must not bring its folders with it.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::whole_file;

/// The file in the data folder.
const FILE: &str = "storage.json";

/// Where backups go, and which folders are watched.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeviceSettings {
    pub backups: BackupSettings,
    pub watched: Vec<WatchedSetting>,
}

/// How backups are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BackupSettings {
    pub on: bool,
    /// Absent: inside the data folder.
    pub folder: Option<PathBuf>,
}

impl Default for BackupSettings {
    fn default() -> Self {
        Self {
            on: true,
            folder: None,
        }
    }
}

/// A watched folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WatchedSetting {
    pub folder: PathBuf,
    #[serde(default)]
    pub paused: bool,
}

/// The settings, read once and written at each change.
#[derive(Debug)]
pub(crate) struct DeviceSettingsFile {
    file: PathBuf,
    settings: Mutex<DeviceSettings>,
}

impl DeviceSettingsFile {
    /// Reads the settings of a data folder; what cannot be read counts as not set.
    pub fn open(data: &Path) -> Self {
        let file = data.join(FILE);
        let settings = std::fs::read(&file)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default();
        Self {
            file,
            settings: Mutex::new(settings),
        }
    }

    pub fn get(&self) -> DeviceSettings {
        self.settings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes the settings. They stay as they were where they cannot be written.
    pub fn change(&self, change: impl FnOnce(&mut DeviceSettings)) -> Result<(), EngineError> {
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = settings.clone();
        change(&mut changed);
        whole_file::write_json(&self.file, &changed)?;
        *settings = changed;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_there_again_after_a_restart_and_begin_with_backups_on() {
        let folder = tempfile::tempdir().unwrap();
        let file = DeviceSettingsFile::open(folder.path());
        assert!(file.get().backups.on);
        file.change(|settings| {
            settings.backups.on = false;
            settings.backups.folder = Some("elsewhere".into());
        })
        .unwrap();
        assert_eq!(DeviceSettingsFile::open(folder.path()).get(), file.get());
        assert!(!file.get().backups.on);
    }
}
