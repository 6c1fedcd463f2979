//! Backups: the database as it was at a moment and, beside it, every media file by its hash, once
//! for all backups. A backup counts when it was opened and found whole, and not before.

mod folder;
mod make;
mod replaced;
pub(crate) mod restore;
mod rotation;
mod schedule;
mod source;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use studio_domain::{
    Backup, BackupReason, Backups, CacheTag, ChoreKind, ChoreOutcome, ChoreState, Problem,
};
use studio_store::replacement;

use self::folder::BackupFolder;
pub(crate) use self::source::{Files, Source};
use crate::error::EngineError;
use crate::studio::{Parts, Studio};
use crate::whole_file;

/// What the folder of backups is called where the user chose the folder around it.
const FOLDER: &str = "studio-backups";

impl Studio {
    /// The backups and how they are made.
    ///
    /// # Errors
    /// When the folder of backups cannot be read.
    pub async fn list_backups(&self) -> Result<Backups, EngineError> {
        let settings = self.parts.device_settings.get().backups;
        let root = self.backup_root();
        let data = self.parts.store.folder();
        let items = BackupFolder::at(root.clone()).list().await?;
        Ok(Backups {
            on: settings.on,
            folder: root.display().to_string(),
            is_default_folder: settings.folder.is_none(),
            same_disk: whole_file::same_disk(data, &root),
            items: items.into_iter().map(|kept| kept.backup).collect(),
            problem: self.parts.backup_problem(),
            pending: replacement::pending(data),
        })
    }

    /// Where backups lie.
    pub(crate) fn backup_root(&self) -> PathBuf {
        self.parts.backup_root()
    }

    /// Has backups made by themselves from now on, or not.
    ///
    /// # Errors
    /// When the setting cannot be written.
    pub fn set_backups_on(&self, on: bool) -> Result<(), EngineError> {
        self.parts
            .device_settings
            .change(|settings| settings.backups.on = on)?;
        self.parts.store.announce(&[CacheTag::Storage]);
        Ok(())
    }

    /// Has backups made in another folder from now on; absent: inside the data folder. Backups
    /// that were made stay where they are.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub async fn set_backup_folder(&self, folder: Option<String>) -> Result<(), EngineError> {
        let folder = folder.map(|folder| PathBuf::from(folder).join(FOLDER));
        if let Some(folder) = &folder {
            let tried = tokio::fs::create_dir_all(folder).await;
            tried.map_err(|_| EngineError::InvalidInput {
                message: "Nothing can be written in this folder.".to_owned(),
                hint: "Choose another one.",
            })?;
        }
        self.parts
            .device_settings
            .change(|settings| settings.backups.folder = folder)?;
        self.parts.store.announce(&[CacheTag::Storage]);
        Ok(())
    }

    /// Begins to make a backup.
    ///
    /// # Errors
    /// When one is being made.
    pub fn back_up(&self) -> Result<(), EngineError> {
        self.begin_backup(BackupReason::Asked)
    }

    fn begin_backup(&self, reason: BackupReason) -> Result<(), EngineError> {
        self.begin_chore(ChoreKind::Backup, move |run| async move {
            let backup = make::make(&run, reason).await?;
            Ok(ChoreOutcome::BackedUp { backup })
        })
    }

    /// Makes a backup if it is time for one: see [`schedule`]. Gives whether one was begun.
    ///
    /// # Errors
    /// When the folder of backups cannot be read.
    pub async fn back_up_if_due(&self) -> Result<bool, EngineError> {
        if !self.parts.device_settings.get().backups.on || !self.parts.is_backup_due().await? {
            return Ok(false);
        }
        self.begin_backup(BackupReason::Automatic)?;
        Ok(true)
    }

    /// Removes a backup, and the media files that only it refers to.
    ///
    /// # Errors
    /// When it is not there, or another backup is being made.
    pub async fn delete_backup(&self, id: String) -> Result<(), EngineError> {
        let folder = BackupFolder::at(self.backup_root());
        folder.find(&id).await?;
        let _turn = folder.take_turn().await?;
        folder.remove(&[id]).await?;
        self.parts.store.announce(&[CacheTag::Storage]);
        Ok(())
    }
}

impl Parts {
    fn backup_root(&self) -> PathBuf {
        let chosen = self.device_settings.get().backups.folder;
        chosen.unwrap_or_else(|| self.store.folder().join("backups"))
    }

    /// Why the last attempt failed.
    fn backup_problem(&self) -> Option<Problem> {
        match self.chores.get(ChoreKind::Backup)?.state {
            ChoreState::Failed { problem } => Some(problem),
            _ => None,
        }
    }
}

/// A backup as it lies in its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub backup: Backup,
    /// What the data folder looked like when it was made.
    pub fingerprint: String,
}
