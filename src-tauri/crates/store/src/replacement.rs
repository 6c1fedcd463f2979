//! A database that takes the place of the present one when the store is opened next.
//!
//! Whoever prepares it puts `studio.sqlite` into the folder `restoring` and last of all the file
//! `ready.json` beside it. It is taken over under the lock that openings share, so that no other
//! process has the database open; where one has, it waits for the next opening.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::migrate::copy;
use crate::store::database_file;
use crate::{StoreError, file_sync, staging};

/// The folder in which a replacement is prepared.
#[must_use]
pub fn folder(data: &Path) -> PathBuf {
    data.join("restoring")
}

fn note(data: &Path) -> PathBuf {
    folder(data).join("ready.json")
}

/// Says that the database in the folder may take the place of the present one, and what it is.
///
/// # Errors
/// [`StoreError::File`] when that cannot be written.
pub async fn make_ready<T: Serialize>(data: &Path, what: &T) -> Result<(), StoreError> {
    let text = serde_json::to_vec(what).map_err(StoreError::Encode)?;
    let file = note(data);
    file_sync::blocking(move || {
        let unfinished = file.with_extension("unfinished");
        std::fs::write(&unfinished, text).map_err(|error| StoreError::file(&unfinished, error))?;
        copy::move_into_place(&unfinished, &file)
    })
    .await
}

/// Whether something is ready to take the place of the present database.
pub(crate) fn is_ready(data: &Path) -> bool {
    note(data).exists()
}

/// What is ready to take the place of the present database, as its preparer noted it.
#[must_use]
pub fn pending<T: DeserializeOwned>(data: &Path) -> Option<T> {
    let text = std::fs::read(note(data)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Gives up a replacement, ready or half prepared.
///
/// # Errors
/// [`StoreError::File`] when it cannot be removed.
pub async fn give_up(data: &Path) -> Result<(), StoreError> {
    let (ready, folder) = (note(data), folder(data));
    file_sync::blocking(move || {
        // The note first: without it nothing takes anything over.
        remove(&ready, std::fs::remove_file(&ready))?;
        remove(&folder, std::fs::remove_dir_all(&folder))
    })
    .await
}

fn remove(path: &Path, removed: std::io::Result<()>) -> Result<(), StoreError> {
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::file(path, error))
        }
        _ => Ok(()),
    }
}

/// Takes the replacement over, if one is ready. Interrupted anywhere, the next opening goes on.
pub(crate) async fn apply(data: &Path) -> Result<(), StoreError> {
    if !is_ready(data) {
        return Ok(());
    }
    let fresh = database_file(&folder(data));
    if fresh.exists() {
        let present = database_file(data);
        if present.exists() && !set_aside_journal(&present).await? {
            tracing::warn!("another process has the database open; it is replaced later");
            return Ok(());
        }
        file_sync::blocking(move || copy::move_into_place(&fresh, &present)).await?;
        tracing::info!("the database was replaced by the one that was prepared");
    }
    give_up(data).await
}

/// Folds the write-ahead log into the present database, so that none is left to be taken for the
/// new one's. A database that is damaged is kept under another name. False where another process
/// has it open.
async fn set_aside_journal(present: &Path) -> Result<bool, StoreError> {
    match staging::fold(present).await {
        Ok(()) => Ok(true),
        Err(StoreError::Busy(_)) => Ok(false),
        Err(error) => {
            tracing::warn!(%error, "the present database is damaged and kept under another name");
            let present = present.to_owned();
            file_sync::blocking(move || keep_damaged(&present)).await?;
            Ok(true)
        }
    }
}

fn keep_damaged(present: &Path) -> Result<(), StoreError> {
    // The logs first: were the database to go first, a crash would leave a log without it.
    for ending in ["-wal", "-shm", ""] {
        let name = |stem: &str| present.with_file_name(format!("{stem}{ending}"));
        let (from, to) = (name("studio.sqlite"), name("damaged.sqlite"));
        remove(&from, std::fs::rename(&from, &to))?;
    }
    Ok(())
}
