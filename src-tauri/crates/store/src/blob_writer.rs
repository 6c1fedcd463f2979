//! One blob on its way to the disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use studio_domain::{BlobHash, Clock, SystemClock};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::blob_store::UNFINISHED;
use crate::{BlobStore, StoreError, file_sync};

/// Tells the unfinished files of one process apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Takes a blob's bytes piece by piece. Dropped before [`BlobWriter::finish`], it leaves nothing.
#[derive(Debug)]
pub struct BlobWriter {
    file: File,
    hasher: blake3::Hasher,
    unfinished: Unfinished,
}

/// A file that goes, and gives its room back, unless it was moved to its place.
#[derive(Debug)]
struct Unfinished {
    store: BlobStore,
    path: PathBuf,
    bytes: u64,
    keeps: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.keeps {
            return;
        }
        self.store.release(self.bytes);
        if let Err(error) = fs::remove_file(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "an unfinished file stays until it is swept out");
        }
    }
}

impl BlobWriter {
    pub(crate) async fn begin(store: BlobStore) -> Result<Self, StoreError> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let started = SystemClock.now().get();
        let name = format!("{UNFINISHED}{}-{started}-{number}", std::process::id());
        let path = store.folder().join(name);
        let file = File::options()
            .write(true)
            .create_new(true)
            .open(&path)
            .await
            .map_err(|error| StoreError::file(&path, error))?;
        Ok(Self {
            file,
            hasher: blake3::Hasher::new(),
            unfinished: Unfinished {
                store,
                path,
                bytes: 0,
                keeps: false,
            },
        })
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`]; the blob cannot be finished then.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.unfinished.store.reserve(length)?;
        self.unfinished.bytes += length;
        self.hasher.update(bytes);
        self.file
            .write_all(bytes)
            .await
            .map_err(|error| StoreError::file(&self.unfinished.path, error))
    }

    /// The hash of the bytes so far.
    #[must_use]
    pub fn hash(&self) -> BlobHash {
        BlobHash::new(*self.hasher.finalize().as_bytes())
    }

    /// Brings the bytes to the disk and the file to its place; gives its hash and size. When the
    /// same bytes lie there already, they stay and this file goes.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`]; nothing remains then.
    pub async fn finish(mut self) -> Result<(BlobHash, u64), StoreError> {
        let failed = |error| StoreError::file(&self.unfinished.path, error);
        self.file.flush().await.map_err(failed)?;
        self.file.sync_all().await.map_err(failed)?;
        drop(self.file);
        let hash = BlobHash::new(*self.hasher.finalize().as_bytes());
        let mut unfinished = self.unfinished;
        file_sync::blocking(move || {
            let place = unfinished.store.path(&hash);
            unfinished.keeps = put_in_place(&unfinished.path, &place, unfinished.bytes)?;
            Ok((hash, unfinished.bytes))
        })
        .await
    }
}

/// Moves a whole file to its place, unless the same bytes lie there already: they are touched
/// then, which says that they are wanted again, so that they are not removed as orphans. Gives
/// whether the file was moved.
pub(crate) fn put_in_place(from: &Path, place: &Path, bytes: u64) -> Result<bool, StoreError> {
    let failed = |error| StoreError::file(place, error);
    if has_size(place, bytes) {
        touch(place).map_err(failed)?;
        return Ok(false);
    }
    move_to(from, place).map_err(failed)?;
    Ok(true)
}

fn has_size(place: &Path, bytes: u64) -> bool {
    fs::metadata(place).is_ok_and(|metadata| metadata.len() == bytes)
}

fn touch(place: &Path) -> io::Result<()> {
    fs::File::options()
        .append(true)
        .open(place)?
        .set_modified(file_sync::file_time_now())
}

/// Renames into a folder named by the hash's first byte, which is made where it is missing.
fn move_to(from: &Path, place: &Path) -> io::Result<()> {
    let Some(folder) = place.parent() else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    if !folder.exists() {
        fs::create_dir_all(folder)?;
        if let Some(parent) = folder.parent() {
            file_sync::sync_folder(parent)?;
        }
    }
    fs::rename(from, place)?;
    file_sync::sync_folder(folder)
}
