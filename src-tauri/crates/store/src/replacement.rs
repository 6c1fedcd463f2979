//! A database that takes the place of the present one when the store is opened next.
//!
//! Whoever prepares it puts `studio.sqlite` into the folder `restoring` and last of all the file
//! `ready.json` beside it. It is taken over under the lock that openings share, so that no other
//! process has the database open; where one has, it waits for the next opening.
//!
//! What is replaced is never thrown away: it stays beside the new one as `replaced-….sqlite`, with
//! the moment in its name, until somebody who kept it elsewhere removes it.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use studio_domain::UnixMillis;

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
pub(crate) async fn apply(data: &Path, now: UnixMillis) -> Result<(), StoreError> {
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
        file_sync::blocking(move || {
            if present.exists() {
                set_aside(&present, now)?;
            }
            copy::move_into_place(&fresh, &present)
        })
        .await?;
        tracing::info!("the database was replaced by the one that was prepared");
    }
    give_up(data).await
}

/// What the names of replaced databases begin and end with.
const REPLACED: (&str, &str) = ("replaced-", ".sqlite");

/// The databases that were replaced and are not kept elsewhere yet, with the moments at which they
/// were, the earliest first.
#[must_use]
pub fn replaced(data: &Path) -> Vec<(UnixMillis, PathBuf)> {
    let entries = std::fs::read_dir(data).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let moment = name.to_str()?.strip_prefix(REPLACED.0)?;
            let moment = moment.strip_suffix(REPLACED.1)?.parse().ok()?;
            Some((UnixMillis::new(moment), entry.path()))
        })
        .collect();
    found.sort();
    found
}

/// Gives the present database, which is folded, a second name that outlives the replacement.
fn set_aside(present: &Path, now: UnixMillis) -> Result<(), StoreError> {
    let now = now.get();
    let name = |moment| present.with_file_name(format!("{}{moment}{}", REPLACED.0, REPLACED.1));
    // An earlier one that has this name stays as it is.
    let kept = (now..).map(name).find(|file| !file.exists());
    let kept = kept.unwrap_or_else(|| name(now));
    // A disk without second names loses the first one for a moment: the next opening goes on then.
    std::fs::hard_link(present, &kept)
        .or_else(|_| std::fs::rename(present, &kept))
        .and_then(|()| kept.parent().map_or(Ok(()), file_sync::sync_folder))
        .map_err(|error| StoreError::file(&kept, error))
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
    let stem = (1..)
        .map(|count| match count {
            1 => "damaged".to_owned(),
            count => format!("damaged-{count}"),
        })
        .find(|stem| !is_taken(present, stem))
        .unwrap_or_default();
    // The logs first: were the database to go first, a crash would leave a log without it.
    for ending in ["-wal", "-shm", ""] {
        let name = |stem: &str| present.with_file_name(format!("{stem}.sqlite{ending}"));
        let (from, to) = (name("studio"), name(&stem));
        remove(&from, std::fs::rename(&from, &to))?;
    }
    Ok(())
}

/// Whether a whole database has the name. Logs without one are what a crash left in between.
fn is_taken(present: &Path, stem: &str) -> bool {
    present.with_file_name(format!("{stem}.sqlite")).exists()
}
