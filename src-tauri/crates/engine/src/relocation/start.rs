//! What a start does about a move: it ends the one that is ready, and empties the folder that was
//! left. Nothing is open yet.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

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
    let folder = match end_move(&folder, note, &mut |_| Ok(())).await {
        Ok(Some(to)) => to,
        Ok(None) => folder,
        Err(error) => {
            tracing::warn!(%error, "the library could not be moved yet");
            folder
        }
    };
    if let Err(error) = empty_old_folder(&folder, &mut |_| Ok(())) {
        tracing::warn!(%error, "the folder that was left could not be emptied yet");
    }
    Ok(folder)
}

/// Said before each step, so that a test can end the process there.
pub(super) type Before<'a> = &'a mut (dyn FnMut(&str) -> Result<(), EngineError> + Send);

/// Ends a move that is ready. Gives the new folder, or nothing where there is no such move.
pub(super) async fn end_move(
    from: &Path,
    note: &Path,
    before: Before<'_>,
) -> Result<Option<PathBuf>, EngineError> {
    let moving: Option<Moving> = whole_file::read_json(&from.join(MOVING));
    let Some(Moving { to, ready: true }) = moving else {
        return Ok(None);
    };
    before("lock")?;
    let _lock = lock(from)?;
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
    };
    whole_file::write_json(&to.join(MOVED), &left)?;
    before("switch")?;
    if let Some(folder) = note.parent() {
        fs::create_dir_all(folder).map_err(not_moved)?;
    }
    let remembered = Remembered { folder: to.clone() };
    whole_file::write_json(note, &remembered)?;
    Ok(Some(to))
}

/// Empties the folder that the library was moved from.
pub(super) fn empty_old_folder(folder: &Path, before: Before<'_>) -> Result<(), EngineError> {
    let note = folder.join(MOVED);
    let Some(Moved { from }) = whole_file::read_json(&note) else {
        return Ok(());
    };
    // A folder that was moved back to is in use, and an unfinished return must not empty itself.
    if from.exists() && from != folder {
        before("empty")?;
        copying::remove_copied(&from, folder).map_err(not_moved)?;
    }
    before("forget")?;
    fs::remove_file(note).map_err(not_moved)
}

/// The lock that opening the store takes too.
fn lock(folder: &Path) -> Result<File, EngineError> {
    let lock = File::create(folder.join("migrate.lock")).and_then(|file| {
        file.lock()?;
        Ok(file)
    });
    lock.map_err(not_moved)
}
