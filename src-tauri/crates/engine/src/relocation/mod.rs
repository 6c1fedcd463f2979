//! Moving the library to another folder. Where it lies is remembered in a file outside it.
//!
//! While the studio runs, its files are copied and compared. At the next start, when nothing is
//! open, what came since is copied, the database goes over, and the note of where the library lies
//! changes: that is the moment of the move. Then the old folder is emptied. Interrupted anywhere,
//! the next start goes on, and at every moment one of the two folders is whole.

mod copying;
mod start;
#[cfg(test)]
mod tests;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use studio_domain::{BlobHash, CacheTag, ChoreKind, ChoreOutcome, ChoreStep, LibraryFolder};

pub use self::start::library_folder;
use crate::chores::Run;
use crate::error::EngineError;
use crate::studio::Studio;
use crate::whole_file;

/// In the folder that is being left: where to, and whether all of it is there.
const MOVING: &str = "moving.json";
/// In the folder that was moved to: from where.
const MOVED: &str = "moved-from.json";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moving {
    to: PathBuf,
    /// Whether the files were copied, so that the next start may go on.
    ready: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moved {
    from: PathBuf,
    /// What the database was when it was copied.
    #[serde(default)]
    database: Option<BlobHash>,
}

/// Where the library lies, as it was noted outside of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    folder: PathBuf,
}

impl Studio {
    /// Where the library lies.
    #[must_use]
    pub fn library_folder(&self) -> LibraryFolder {
        let folder = self.parts.store.folder();
        let moving: Option<Moving> = whole_file::read_json(&folder.join(MOVING));
        LibraryFolder {
            folder: folder.display().to_string(),
            free_bytes: whole_file::free_bytes(folder),
            can_move: self.parts.can_move,
            move_is_ready: moving.as_ref().is_some_and(|moving| moving.ready),
            moving_to: moving.map(|moving| moving.to.display().to_string()),
        }
    }

    /// Begins to move the library to another folder, which is made or is empty. The studio uses it
    /// from its next start on.
    ///
    /// # Errors
    /// When the folder cannot be used, or a move is under way.
    pub fn move_library(&self, to: String) -> Result<(), EngineError> {
        if !self.parts.can_move {
            return Err(EngineError::InvalidInput {
                message: "The folder was named when the studio was started.".to_owned(),
                hint: "Start the studio without STUDIO_DATA_DIR to move its library.",
            });
        }
        let from = self.parts.store.folder().to_owned();
        let to = usable(&from, Path::new(&to))?;
        self.begin_chore(ChoreKind::Move, |run| async move {
            copy_to(&run, &from, &to).await?;
            run.parts.store.announce(&[CacheTag::Storage]);
            Ok(ChoreOutcome::Moved {
                folder: to.display().to_string(),
            })
        })
    }

    /// Gives up a move that did not come to its end, and removes what was copied.
    ///
    /// # Errors
    /// When what was copied cannot be removed.
    pub async fn give_up_move(&self) -> Result<(), EngineError> {
        self.stop_chore(ChoreKind::Move);
        self.chore_end(ChoreKind::Move).await;
        let from = self.parts.store.folder().to_owned();
        let given_up = tokio::task::spawn_blocking(move || {
            let note = from.join(MOVING);
            let Some(moving) = whole_file::read_json::<Moving>(&note) else {
                return Ok(());
            };
            std::fs::remove_file(note)?;
            copying::remove_copied(&moving.to, &from)
        });
        let given_up = given_up.await.map_err(|_| EngineError::TaskLost)?;
        given_up.map_err(not_moved)?;
        self.parts.store.announce(&[CacheTag::Storage]);
        Ok(())
    }
}

fn not_moved(source: std::io::Error) -> EngineError {
    EngineError::File {
        action: "moving the library",
        source,
    }
}

/// The folder as it will be: a full path, not inside the present one nor around it, with nothing
/// in it but what an earlier attempt left.
fn usable(from: &Path, to: &Path) -> Result<PathBuf, EngineError> {
    let wrong = |message: &str| EngineError::InvalidInput {
        message: message.to_owned(),
        hint: "Choose an empty folder somewhere else.",
    };
    if !to.is_absolute() {
        return Err(wrong("The folder needs its full path."));
    }
    std::fs::create_dir_all(to).map_err(|_| wrong("Nothing can be written in this folder."))?;
    let full = |folder: &Path| folder.canonicalize().map_err(not_moved);
    let (from_full, to) = (full(from)?, full(to)?);
    if to.starts_with(&from_full) || from_full.starts_with(&to) {
        return Err(wrong("The folder overlaps with the present one."));
    }
    let moving: Option<Moving> = whole_file::read_json(&from.join(MOVING));
    let goes_on = moving.is_some_and(|moving| moving.to == to);
    let mut entries = std::fs::read_dir(&to).map_err(not_moved)?;
    if !goes_on && entries.next().is_some() {
        return Err(wrong("The folder is not empty."));
    }
    Ok(to)
}

/// Copies everything but the database, and notes that the next start may go on.
async fn copy_to(run: &Run, from: &Path, to: &Path) -> Result<(), EngineError> {
    run.step(ChoreStep::Preparing, 0, None)?;
    let note = from.join(MOVING);
    let moving = |ready| Moving {
        to: to.to_owned(),
        ready,
    };
    whole_file::write_json(&note, &moving(false))?;
    let (work, from, target) = (run.clone(), from.to_owned(), to.to_owned());
    let copied = tokio::task::spawn_blocking(move || {
        let mut files = copying::files_of(&from).map_err(not_moved)?;
        // They go over at the start, when nobody writes to them or gives them up.
        files.retain(|file| !file.is_growing() && !file.is_replacement());
        let bytes = files.iter().map(|file| file.byte_size).sum();
        whole_file::require_room(&target, copying::lacking(&files, &target))?;
        let mut done = 0;
        for file in &files {
            work.step(ChoreStep::Files, done, Some(bytes))?;
            match copying::copy(&from, &target, file) {
                // What went meanwhile need not be moved, and what changed is copied at the start.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) if error.kind() == ErrorKind::ResourceBusy && !file.is_blob() => {}
                copied => copied.map_err(not_moved)?,
            }
            done += file.byte_size;
        }
        Ok::<(), EngineError>(())
    });
    copied.await.map_err(|_| EngineError::TaskLost)??;
    whole_file::write_json(&note, &moving(true))
}
