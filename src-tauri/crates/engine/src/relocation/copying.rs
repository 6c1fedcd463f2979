//! Copying a library's files, and removing them where they are not needed any more.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use studio_domain::BlobHash;
use studio_store::blob_listing::hash_file;
use studio_store::{PartialName, replacement};

use super::{MOVED, MOVING};
use crate::whole_file::{self, WorkFolder};

/// The database, which goes over last.
pub(super) const DATABASE: &str = "studio.sqlite";
/// What lies in a data folder and is made again where it is missing.
const LEFT_BEHIND: [&str; 9] = [
    "cache",
    "webview",
    "logs",
    "migrate.lock",
    "studio.sqlite-wal",
    "studio.sqlite-shm",
    "studio.sqlite-journal",
    MOVING,
    MOVED,
];
/// What a copy is called until it is whole.
const UNFINISHED: &str = "moving-unfinished";

/// A file of the library, by its path in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LibraryFile {
    pub path: PathBuf,
    pub byte_size: u64,
}

impl LibraryFile {
    /// Whether the file is named by its hash, so that one of the same name and size is the same.
    pub(super) fn is_blob(&self) -> bool {
        let mut parents = self.path.iter().rev().skip(2);
        let name = self.path.file_name().and_then(|name| name.to_str());
        parents.next().is_some_and(|folder| folder == "blobs")
            && name.is_some_and(|name| name.len() == 64)
    }

    /// Whether it is a download that goes on: it grows while the studio runs.
    pub(super) fn is_growing(&self) -> bool {
        let name = self.path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.parse::<PartialName>().is_ok())
    }

    /// Whether it belongs to a restore that takes place at the next start, or did.
    pub(super) fn is_replacement(&self) -> bool {
        let is_replaced = |path: &Path| {
            let name = path.to_string_lossy();
            name.starts_with("replaced-") && name.ends_with(".sqlite")
        };
        self.path.starts_with(replacement::folder(Path::new(""))) || is_replaced(&self.path)
    }
}

/// Removes a restore that an earlier attempt brought along: it may have been given up since.
pub(super) fn forget_replacement(to: &Path) -> io::Result<()> {
    gone(fs::remove_dir_all(replacement::folder(to)))
}

/// Whether the database of a folder that was left is what was copied, to its last change.
pub(super) fn is_as_copied(
    folder: &Path,
    whole: &Path,
    copied: Option<BlobHash>,
) -> io::Result<bool> {
    let database = folder.join(DATABASE);
    if !database.exists() {
        return Ok(true);
    }
    let is_written = |name: &str| fs::metadata(folder.join(name)).is_ok_and(|file| file.len() > 0);
    if is_written("studio.sqlite-wal") || is_written("studio.sqlite-journal") {
        return Ok(false);
    }
    let copied = match copied {
        Some(copied) => copied,
        None => hash_file(&whole.join(DATABASE))?,
    };
    Ok(hash_file(&database)? == copied)
}

/// The files to move, but for the database. Links are left alone.
pub(super) fn files_of(folder: &Path) -> io::Result<Vec<LibraryFile>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let word = name.to_string_lossy();
        let stays =
            LEFT_BEHIND.contains(&&*word) || word == DATABASE || WorkFolder::is_named_so(&word);
        if !stays {
            walk(folder, Path::new(&name), &mut files)?;
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn walk(root: &Path, path: &Path, files: &mut Vec<LibraryFile>) -> io::Result<()> {
    let metadata = match root.join(path).symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata?,
    };
    if metadata.is_dir() {
        for entry in fs::read_dir(root.join(path))? {
            walk(root, &path.join(entry?.file_name()), files)?;
        }
    } else if metadata.is_file() && !is_being_written(path) {
        files.push(LibraryFile {
            path: path.to_owned(),
            byte_size: metadata.len(),
        });
    }
    Ok(())
}

/// Whether somebody writes a file of this name at this moment.
fn is_being_written(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("unfinished-") || name.ends_with(".unfinished"))
}

/// How many bytes of these files are not at the target yet.
pub(super) fn lacking(files: &[LibraryFile], to: &Path) -> u64 {
    let is_there = |file: &&LibraryFile| {
        fs::metadata(to.join(&file.path)).is_ok_and(|there| there.len() == file.byte_size)
    };
    files
        .iter()
        .filter(|file| !is_there(file))
        .map(|file| file.byte_size)
        .sum()
}

/// Copies a file, unless the same is there: under another name, compared, and renamed. What a
/// backup shares with the library, it shares again.
pub(super) fn copy(from: &Path, to: &Path, file: &LibraryFile) -> io::Result<()> {
    let (source, target) = (from.join(&file.path), to.join(&file.path));
    if is_same(&source, &target, file)? {
        return Ok(());
    }
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    if file.is_blob() && link_to_library(to, &target, file) {
        return Ok(());
    }
    copy_file(&source, &target)
}

/// Copies one file whatever is there. One that was written to meanwhile is
/// [`io::ErrorKind::ResourceBusy`].
pub(super) fn copy_file(source: &Path, target: &Path) -> io::Result<()> {
    let unfinished = target.with_file_name(UNFINISHED);
    fs::copy(source, &unfinished)?;
    fs::File::options()
        .write(true)
        .open(&unfinished)?
        .sync_all()?;
    let same = hash_file(&unfinished)? == hash_file(source)?;
    if !same {
        fs::remove_file(&unfinished)?;
        let reason = "a copy is not what was copied";
        return Err(io::Error::new(io::ErrorKind::ResourceBusy, reason));
    }
    fs::rename(&unfinished, target)?;
    target.parent().map_or(Ok(()), whole_file::sync_folder)
}

fn is_same(source: &Path, target: &Path, file: &LibraryFile) -> io::Result<bool> {
    match fs::metadata(target) {
        Ok(there) if there.len() != fs::metadata(source)?.len() => Ok(false),
        Ok(_) if file.is_blob() => Ok(true),
        Ok(_) => Ok(hash_file(source)? == hash_file(target)?),
        Err(_) => Ok(false),
    }
}

fn link_to_library(to: &Path, target: &Path, file: &LibraryFile) -> bool {
    let (Some(name), Some(shard)) = (file.path.file_name(), file.path.iter().rev().nth(1)) else {
        return false;
    };
    let own = to.join("blobs").join(shard).join(name);
    own != target
        && fs::metadata(&own).is_ok_and(|there| there.len() == file.byte_size)
        && fs::hard_link(own, target).is_ok()
}

/// Removes from a folder what lies in the other one too, and what is made again where missing.
/// What else is in it stays.
pub(super) fn remove_copied(folder: &Path, whole: &Path) -> io::Result<()> {
    let files = files_of(folder)?;
    for file in files {
        if fs::metadata(whole.join(&file.path)).is_ok() {
            gone(fs::remove_file(folder.join(&file.path)))?;
        }
    }
    if whole.join(DATABASE).exists() {
        gone(fs::remove_file(folder.join(DATABASE)))?;
    }
    for name in LEFT_BEHIND {
        let path = folder.join(name);
        if path.is_dir() {
            gone(fs::remove_dir_all(path))?;
        } else {
            gone(fs::remove_file(path))?;
        }
    }
    remove_empty(folder);
    Ok(())
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes folders that nothing is left in, the innermost first.
fn remove_empty(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty(&entry.path());
        }
    }
    // It fails where something is left, and that is meant.
    let _ = fs::remove_dir(folder);
}
