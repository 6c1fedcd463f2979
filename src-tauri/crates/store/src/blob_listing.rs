//! Looking through the folder of blobs: what lies there, and whether it is what its name says.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use studio_domain::BlobHash;

use crate::{BlobStore, StoreError, blob_store, file_sync};

/// Bytes read at a time.
const PIECE: usize = 1024 * 1024;

/// A file in the blob store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name.
    pub hash: BlobHash,
    /// How many bytes it has.
    pub byte_size: u64,
    /// Whether nobody touched it for so long that nobody can be about to record it.
    pub is_stale: bool,
}

/// How a blob is taken from a file elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// By a hard link where both lie on the same disk, else as a copy: for files that nobody
    /// changes in place.
    LinkOrCopy,
    /// As a copy: for files that belong to somebody else.
    Copy,
}

impl BlobStore {
    /// Every blob that lies here, in the order of names. What is still being written, and files
    /// that are no blobs, are left out.
    ///
    /// # Errors
    /// [`StoreError::File`] when the folder cannot be read.
    pub async fn list(&self) -> Result<Vec<StoredFile>, StoreError> {
        let folder = self.folder().to_owned();
        file_sync::blocking(move || list(&folder).map_err(|error| StoreError::file(&folder, error)))
            .await
    }

    /// Whether the blob's bytes are what its name says; false where it is not here.
    ///
    /// # Errors
    /// [`StoreError::File`] when it is here and cannot be read.
    pub async fn is_sound(&self, hash: &BlobHash) -> Result<bool, StoreError> {
        let (path, hash) = (self.path(hash), *hash);
        file_sync::blocking(move || match hash_file(&path) {
            Ok(found) => Ok(found == hash),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(StoreError::file(path, error)),
        })
        .await
    }

    /// Takes a blob from a file elsewhere. Nothing is taken whose bytes are not what the hash says,
    /// and a blob here that is not what its name says is replaced. Gives whether it is here now.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`].
    pub async fn take(
        &self,
        hash: BlobHash,
        file: &Path,
        taking: Taking,
    ) -> Result<bool, StoreError> {
        let place = self.path(&hash);
        let (folder, file) = (self.folder().to_owned(), file.to_owned());
        file_sync::blocking(move || {
            take(&folder, &place, hash, &file, taking)
                .map_err(|error| StoreError::file(&place, error))
        })
        .await
    }
}

/// The hash of a file's bytes.
///
/// # Errors
/// What the system said.
pub fn hash_file(path: &Path) -> io::Result<BlobHash> {
    let mut file = fs::File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(BlobHash::new(*hasher.finalize().as_bytes()));
        }
        hasher.update(&piece[..read]);
    }
}

fn list(folder: &Path) -> io::Result<Vec<StoredFile>> {
    let mut files = Vec::new();
    for shard in fs::read_dir(folder)? {
        let shard = shard?;
        if !shard.file_type()?.is_dir() {
            continue;
        }
        for entry in fs::read_dir(shard.path())? {
            let entry = entry?;
            let Some(hash) = name_of(&entry.file_name()) else {
                continue;
            };
            // A file may go while the folder is read.
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_file() {
                files.push(StoredFile {
                    hash,
                    byte_size: metadata.len(),
                    is_stale: blob_store::is_stale(&metadata)?,
                });
            }
        }
    }
    files.sort_unstable_by_key(|file| file.hash);
    Ok(files)
}

fn name_of(name: &std::ffi::OsStr) -> Option<BlobHash> {
    name.to_str()?.parse().ok()
}

fn take(
    folder: &Path,
    place: &Path,
    hash: BlobHash,
    file: &Path,
    taking: Taking,
) -> io::Result<bool> {
    match hash_file(file) {
        Ok(found) if found == hash => {}
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    }
    if let Some(shard) = place.parent() {
        fs::create_dir_all(shard)?;
    }
    if hash_file(place).is_ok_and(|found| found == hash) {
        return Ok(true);
    }
    let linked = taking == Taking::LinkOrCopy && fs::hard_link(file, place).is_ok();
    if !linked {
        copy(folder, place, hash, file)?;
    }
    if let Some(shard) = place.parent() {
        file_sync::sync_folder(shard)?;
    }
    Ok(true)
}

/// Copies under another name, compares, and renames: the name shows a whole file at every moment.
fn copy(folder: &Path, place: &Path, hash: BlobHash, file: &Path) -> io::Result<()> {
    let name = format!("{}{}-{hash}", blob_store::UNFINISHED, std::process::id());
    let unfinished = folder.join(name);
    let copied = fs::copy(file, &unfinished)
        .and_then(|_| file_sync::sync_file(&unfinished))
        .and_then(|()| hash_file(&unfinished))
        .and_then(|found| {
            if found == hash {
                fs::rename(&unfinished, place)
            } else {
                Err(io::Error::other("the copy is not what was copied"))
            }
        });
    if copied.is_err() {
        // It is swept out later where it cannot be removed now.
        let _ = fs::remove_file(&unfinished);
    }
    copied
}
