//! What a start does about a move: it ends the one that is ready, and empties the folder that was
//! left. Nothing is open yet.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use studio_store::blob_listing::hash_file;
use studio_store::{StoreError, staging};

use super::copying::{self, DATABASE, LibraryFile};
use super::{MOVED, MOVING, Moved, Moving, Remembered, not_moved};
use crate::error::EngineError;
use crate::whole_file;

/// The folder that the library lies in: `usual`, or where it was moved to as noted in the file
/// `note`. A move that is ready is ended first. Where that cannot be, the library stays where it
/// is, and the next start tries again.
///
/// # Errors
/// [`EngineError::NotFound`] when the library was moved to a folder that is not there now, such as
/// one on a disk that is not connected.
pub async fn library_folder(usual: PathBuf, note: &Path) -> Result<PathBuf, EngineError> {
    let remembered: Option<Remembered> = whole_file::read_json(note);
    let folder = remembered.map_or(usual, |remembered| remembered.folder);
    let moved = note.exists();
    if moved && !folder.join(DATABASE).exists() {
        return Err(EngineError::LibraryAway(folder));
    }
    let (folder, lock) = match end_move(&folder, note, &mut |_| Ok(())).await {
        Ok(Some(ended)) => (ended.to, ended.lock),
        Ok(None) => (folder, None),
        Err(error) => {
            tracing::warn!(%error, "the library could not be moved yet");
            (folder, None)
        }
    };
    if let Err(error) = empty_old_folder(&folder, lock, &mut |_| Ok(())) {
        tracing::warn!(%error, "the folder that was left could not be emptied yet");
    }
    Ok(folder)
}

/// Said before each step, so that a test can end the process there.
pub(super) type Before<'a> = &'a mut (dyn FnMut(&str) -> Result<(), EngineError> + Send);

/// A move that came to its end.
pub(super) struct Ended {
    pub to: PathBuf,
    /// The old folder's lock, where this process ended the move: until the folder is empty, nobody
    /// else may take what is left of it for a library.
    pub lock: Option<File>,
}

/// Ends a move that is ready. Gives the new folder, or nothing where there is no such move.
pub(super) async fn end_move(
    from: &Path,
    note: &Path,
    before: Before<'_>,
) -> Result<Option<Ended>, EngineError> {
    if ready_target(from).is_none() {
        return Ok(None);
    }
    before("lock")?;
    let lock = lock(from);
    // Another start may have ended the move meanwhile, and even removed the folder.
    let remembered: Option<Remembered> = whole_file::read_json(note);
    if let Some(Remembered { folder }) = remembered
        && folder != from
    {
        return Ok(Some(Ended {
            to: folder,
            lock: None,
        }));
    }
    let lock = lock?;
    let Some(to) = ready_target(from) else {
        return Ok(None);
    };
    before("fold")?;
    let database = from.join(DATABASE);
    match staging::fold(&database).await {
        Err(StoreError::Busy(_)) => {
            return Err(EngineError::NotNow(
                "The library is open in another window and is moved later.",
            ));
        }
        folded => folded?,
    }
    copying::forget_replacement(&to).map_err(not_moved)?;
    for file in copying::files_of(from).map_err(not_moved)? {
        before("file")?;
        copying::copy(from, &to, &file).map_err(not_moved)?;
    }
    before("database")?;
    let whole = LibraryFile {
        path: DATABASE.into(),
        byte_size: fs::metadata(&database).map_err(not_moved)?.len(),
    };
    copying::copy(from, &to, &whole).map_err(not_moved)?;
    before("note in the new folder")?;
    let left = Moved {
        from: from.to_owned(),
        database: Some(hash_file(&database).map_err(not_moved)?),
    };
    whole_file::write_json(&to.join(MOVED), &left)?;
    before("switch")?;
    if let Some(folder) = note.parent() {
        fs::create_dir_all(folder).map_err(not_moved)?;
    }
    let remembered = Remembered { folder: to.clone() };
    whole_file::write_json(note, &remembered)?;
    Ok(Some(Ended {
        to,
        lock: Some(lock),
    }))
}

/// Where to a move that is ready goes.
fn ready_target(from: &Path) -> Option<PathBuf> {
    let moving: Moving = whole_file::read_json(&from.join(MOVING))?;
    moving.ready.then_some(moving.to)
}

/// Empties the folder that the library was moved from, whose lock may be held. One whose database
/// was written to since stays as it is: what was written is nowhere else.
pub(super) fn empty_old_folder(
    folder: &Path,
    held: Option<File>,
    before: Before<'_>,
) -> Result<(), EngineError> {
    let note = folder.join(MOVED);
    let Some(Moved { from, .. }) = whole_file::read_json(&note) else {
        return Ok(());
    };
    // A folder that was moved back to is in use, and an unfinished return must not empty itself.
    if from.exists() && from != folder {
        let _lock = match held {
            Some(lock) => lock,
            None => lock(&from)?,
        };
        // Another start may have done it while this one waited.
        let Some(Moved { database, .. }) = whole_file::read_json(&note) else {
            return Ok(());
        };
        before("empty")?;
        if !copying::is_as_copied(&from, folder, database).map_err(not_moved)? {
            return Err(EngineError::NotNow(
                "The folder that was left was written to after the move.",
            ));
        }
        copying::remove_copied(&from, folder).map_err(not_moved)?;
    }
    before("forget")?;
    match fs::remove_file(note) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(not_moved(error)),
        _ => Ok(()),
    }
}

/// The lock that opening the store takes too.
fn lock(folder: &Path) -> Result<File, EngineError> {
    let lock = File::create(folder.join("migrate.lock")).and_then(|file| {
        file.lock()?;
        Ok(file)
    });
    lock.map_err(not_moved)
}
