//! Media bytes in files named by their BLAKE3 hash.
//!
//! A file appears under its name only when it is whole and on the disk. Nothing is ever
//! overwritten: the same bytes have the same name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use studio_domain::BlobHash;

use crate::{BlobWriter, StoreError, file_sync};

/// What files that are still being written are called, before a unique ending.
pub(crate) const UNFINISHED: &str = "unfinished-";
/// Unfinished files older than this are nobody's any more. Blobs touched within this time are
/// somebody's who may be about to record them.
const STALE_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder of blobs. Clones share it.
#[derive(Debug, Clone)]
pub struct BlobStore(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    /// The most bytes that may lie here, and how many do; for trying out what a full disk does.
    quota: Option<(u64, AtomicU64)>,
}

impl BlobStore {
    /// Opens the folder, making it where it is missing, and sweeps out what was left unfinished
    /// more than a day ago.
    ///
    /// # Errors
    /// [`StoreError::File`] when the folder cannot be used.
    pub async fn open(folder: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let folder = folder.into();
        let swept = folder.clone();
        file_sync::blocking(move || {
            file_sync::create_private_folder(&swept)?;
            sweep(&swept).map_err(|error| StoreError::file(&swept, error))
        })
        .await?;
        Ok(Self(Arc::new(Inner {
            folder,
            quota: None,
        })))
    }

    /// The same folder with room for this many bytes, those lying there included.
    ///
    /// # Errors
    /// [`StoreError::File`] when the folder cannot be read.
    pub fn with_quota(&self, bytes: u64) -> Result<Self, StoreError> {
        let folder = self.0.folder.clone();
        let used = bytes_in(&folder).map_err(|error| StoreError::file(&folder, error))?;
        Ok(Self(Arc::new(Inner {
            folder,
            quota: Some((bytes, AtomicU64::new(used))),
        })))
    }

    /// Begins a blob whose bytes come piece by piece.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`].
    pub async fn writer(&self) -> Result<BlobWriter, StoreError> {
        BlobWriter::begin(self.clone()).await
    }

    /// Stores these bytes; gives their hash. Storing them again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`].
    pub async fn put(&self, bytes: &[u8]) -> Result<BlobHash, StoreError> {
        let mut writer = self.writer().await?;
        writer.write(bytes).await?;
        Ok(writer.finish().await?.0)
    }

    /// Where the blob's file lies, if it is here.
    #[must_use]
    pub fn path(&self, hash: &BlobHash) -> PathBuf {
        let name = hash.to_string();
        self.0.folder.join(&name[..2]).join(name)
    }

    /// The blob's bytes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when its file is not here.
    pub async fn read(&self, hash: &BlobHash) -> Result<Vec<u8>, StoreError> {
        let path = self.path(hash);
        tokio::fs::read(&path)
            .await
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => StoreError::NotFound { what: "file" },
                _ => StoreError::file(path, error),
            })
    }

    /// Whether the blob's file is here.
    pub async fn exists(&self, hash: &BlobHash) -> bool {
        tokio::fs::try_exists(self.path(hash))
            .await
            .unwrap_or(false)
    }

    /// Removes the files of blobs that nothing refers to, as purging named them. A file that was
    /// stored again within the last day is kept: its row may be on its way. Gives how many went.
    ///
    /// # Errors
    /// [`StoreError::File`] when a file cannot be removed.
    pub async fn remove_orphans(&self, orphans: &[BlobHash]) -> Result<u32, StoreError> {
        let paths: Vec<PathBuf> = orphans.iter().map(|hash| self.path(hash)).collect();
        file_sync::blocking(move || {
            let mut removed = 0;
            for path in paths {
                let gone = remove_stale(&path).map_err(|error| StoreError::file(&path, error))?;
                removed += u32::from(gone);
            }
            Ok(removed)
        })
        .await
    }

    /// Removes a file at once, although it is not a day old: for bytes that were looked at and
    /// refused, and that nobody can be about to record.
    ///
    /// # Errors
    /// [`StoreError::File`] when the file cannot be removed.
    pub async fn discard(&self, hash: &BlobHash) -> Result<(), StoreError> {
        let path = self.path(hash);
        let size = tokio::fs::metadata(&path).await.map_or(0, |it| it.len());
        match tokio::fs::remove_file(&path).await {
            Ok(()) => {
                self.release(size);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(StoreError::file(path, error)),
        }
    }

    /// The folder that unfinished files lie in, on the same disk as the finished ones.
    pub(crate) fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Takes room for more bytes.
    pub(crate) fn reserve(&self, bytes: u64) -> Result<(), StoreError> {
        let Some((quota, used)) = &self.0.quota else {
            return Ok(());
        };
        if used.fetch_add(bytes, Ordering::Relaxed) + bytes > *quota {
            used.fetch_sub(bytes, Ordering::Relaxed);
            let full = io::Error::from(io::ErrorKind::StorageFull);
            return Err(StoreError::StorageFull(full.into()));
        }
        Ok(())
    }

    /// Gives room back.
    pub(crate) fn release(&self, bytes: u64) {
        if let Some((_, used)) = &self.0.quota {
            used.fetch_sub(bytes, Ordering::Relaxed);
        }
    }
}

fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            remove_stale(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file nobody has touched within [`STALE_AFTER`]; gives whether it went.
fn remove_stale(path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(metadata) if is_stale(&metadata)? => fs::remove_file(path).map(|()| true),
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether nobody has touched the file within [`STALE_AFTER`].
pub(crate) fn is_stale(metadata: &fs::Metadata) -> io::Result<bool> {
    // A clock set back makes files from the future; they are not stale.
    let age = file_sync::file_time_now()
        .duration_since(metadata.modified()?)
        .unwrap_or_default();
    Ok(age >= STALE_AFTER)
}

fn bytes_in(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() {
            bytes_in(&entry.path())?
        } else {
            metadata.len()
        };
    }
    Ok(bytes)
}
