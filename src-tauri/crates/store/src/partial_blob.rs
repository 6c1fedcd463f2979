//! A blob whose bytes come over hours and several starts of the studio.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use studio_domain::{BlobHash, GenerationId};

use crate::blob_writer::put_in_place;
use crate::{BlobStore, StoreError, file_sync};

/// What such files are called, before the generation and the place among its outputs.
const PARTIAL: &str = "partial-";
/// After so many bytes they are brought to the disk before more are written. Those of the last
/// step are not relied on after a restart: a power cut may have left a hole there.
const STEP: u64 = 1024 * 1024;

/// Which output of which generation a partial blob is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialName {
    /// The generation.
    pub generation_id: GenerationId,
    /// The place among its outputs.
    pub position: u32,
}

impl fmt::Display for PartialName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{PARTIAL}{}-{}",
            self.generation_id, self.position
        )
    }
}

impl FromStr for PartialName {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let rest = name.strip_prefix(PARTIAL).ok_or(())?;
        let (id, position) = rest.rsplit_once('-').ok_or(())?;
        Ok(Self {
            generation_id: id.parse().map_err(|_| ())?,
            position: position.parse().map_err(|_| ())?,
        })
    }
}

/// The bytes of an output that are here so far. One process has it at a time, and no other can
/// open it meanwhile. Dropped before [`PartialBlob::finish`], it stays for the next time.
#[derive(Debug)]
pub struct PartialBlob {
    store: BlobStore,
    path: PathBuf,
    file: Arc<File>,
    hasher: blake3::Hasher,
    length: u64,
    synced: u64,
}

impl BlobStore {
    /// The partial blob of this name: what is here of it, or an empty one. Nothing where another
    /// process has it.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`].
    pub async fn partial(&self, name: PartialName) -> Result<Option<PartialBlob>, StoreError> {
        self.open_partial(name, surely_on_disk).await
    }

    /// As [`BlobStore::partial`], with all that lies there: for bytes that were whole and synced,
    /// and whose hash is known.
    ///
    /// # Errors
    /// [`StoreError::File`].
    pub async fn whole_partial(
        &self,
        name: PartialName,
    ) -> Result<Option<PartialBlob>, StoreError> {
        self.open_partial(name, |length| length).await
    }

    async fn open_partial(
        &self,
        name: PartialName,
        relied_on: fn(u64) -> u64,
    ) -> Result<Option<PartialBlob>, StoreError> {
        let (store, path) = (self.clone(), self.partial_path(name));
        file_sync::blocking(move || PartialBlob::open(store, path, relied_on)).await
    }

    /// Where the partial blob of this name lies, whether it is there or not.
    #[must_use]
    pub fn partial_path(&self, name: PartialName) -> PathBuf {
        self.folder().join(name.to_string())
    }

    /// Moves a partial blob to a file elsewhere on the same disk, making its folder where that is
    /// missing.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`]; it stays where it is then.
    pub async fn take_out(&self, name: PartialName, file: PathBuf) -> Result<(), StoreError> {
        let (store, path) = (self.clone(), self.partial_path(name));
        file_sync::blocking(move || {
            let failed = |error| StoreError::file(&file, error);
            file_sync::sync_file(&path).map_err(failed)?;
            let size = fs::metadata(&path).map_err(failed)?.len();
            if let Some(folder) = file.parent() {
                file_sync::create_private_folder(folder)?;
            }
            fs::rename(&path, &file).map_err(failed)?;
            store.release(size);
            match file.parent() {
                Some(folder) => file_sync::sync_folder(folder).map_err(failed),
                None => Ok(()),
            }
        })
        .await
    }

    /// Which partial blobs lie here.
    ///
    /// # Errors
    /// [`StoreError::File`] when the folder cannot be read.
    pub async fn partials(&self) -> Result<Vec<PartialName>, StoreError> {
        let folder = self.folder().to_owned();
        file_sync::blocking(move || {
            let failed = |error| StoreError::file(&folder, error);
            let mut found = Vec::new();
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let name = entry.map_err(failed)?.file_name();
                found.extend(
                    name.to_str()
                        .and_then(|name| name.parse::<PartialName>().ok()),
                );
            }
            found.sort_unstable();
            Ok(found)
        })
        .await
    }

    /// Removes every partial blob of a generation, because nobody goes on with it.
    ///
    /// # Errors
    /// [`StoreError::File`].
    pub async fn remove_partials(&self, generation_id: GenerationId) -> Result<(), StoreError> {
        for name in self.partials().await? {
            if name.generation_id == generation_id {
                let path = self.partial_path(name);
                let size = fs::metadata(&path).map_or(0, |metadata| metadata.len());
                remove(&path)?;
                self.release(size);
            }
        }
        Ok(())
    }
}

/// All steps before the one that the last byte lies in were synced before it was begun.
fn surely_on_disk(length: u64) -> u64 {
    length.saturating_sub(1) / STEP * STEP
}

impl PartialBlob {
    fn open(
        store: BlobStore,
        path: PathBuf,
        relied_on: fn(u64) -> u64,
    ) -> Result<Option<Self>, StoreError> {
        let failed = |error| StoreError::file(&path, error);
        let mut options = File::options();
        let file = options.read(true).append(true).create(true).open(&path);
        let mut file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let found = file.metadata().map_err(failed)?.len();
        let sure = relied_on(found);
        file.set_len(sure).map_err(failed)?;
        store.release(found - sure);
        let mut hasher = blake3::Hasher::new();
        let read = io::copy(&mut Read::by_ref(&mut file), &mut hasher).map_err(failed)?;
        Ok(Some(Self {
            store,
            file: Arc::new(file),
            hasher,
            length: read,
            synced: read,
            path,
        }))
    }

    /// How many bytes are here.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Brings what is here to the disk and tells where it lies, to be looked at.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`].
    pub async fn settled(&mut self) -> Result<&Path, StoreError> {
        self.sync().await?;
        if cfg!(windows) {
            // There a lock keeps this process from reading the file another time, too.
            self.file
                .unlock()
                .map_err(|error| StoreError::file(&self.path, error))?;
        }
        Ok(&self.path)
    }

    /// The hash of what is here.
    #[must_use]
    pub fn hash(&self) -> BlobHash {
        BlobHash::new(*self.hasher.finalize().as_bytes())
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`]; what was here before still is, and the
    /// same bytes can be appended again.
    pub async fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = STEP - self.length % STEP;
            let (piece, behind) =
                rest.split_at(rest.len().min(usize::try_from(room).unwrap_or(usize::MAX)));
            let mut appended = self.append_piece(piece).await;
            if appended.is_ok() {
                rest = behind;
                if self.length.is_multiple_of(STEP) {
                    appended = self.sync().await;
                }
            }
            if let Err(error) = appended {
                let before = self.length - (bytes.len() - rest.len()) as u64;
                return self.cut(before).await.and(Err(error));
            }
        }
        Ok(())
    }

    async fn append_piece(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        let size = piece.len() as u64;
        self.store.reserve(size)?;
        let (file, path) = (Arc::clone(&self.file), self.path.clone());
        let (owned, length) = (piece.to_vec(), self.length);
        let written = file_sync::blocking(move || {
            (&*file).write_all(&owned).map_err(|error| {
                // A piece of it may have been written.
                let _ = file.set_len(length);
                StoreError::file(&path, error)
            })
        })
        .await;
        if written.is_err() {
            self.store.release(size);
            return written;
        }
        self.hasher.update(piece);
        self.length += size;
        Ok(())
    }

    /// Goes back to fewer bytes.
    async fn cut(&mut self, length: u64) -> Result<(), StoreError> {
        if length == self.length {
            return Ok(());
        }
        let (file, path) = (Arc::clone(&self.file), self.path.clone());
        self.hasher = file_sync::blocking(move || {
            let failed = |error| StoreError::file(&path, error);
            file.set_len(length).map_err(failed)?;
            let mut hasher = blake3::Hasher::new();
            let mut reader = &*file;
            reader.rewind().map_err(failed)?;
            io::copy(&mut reader, &mut hasher).map_err(failed)?;
            Ok(hasher)
        })
        .await?;
        self.store.release(self.length - length);
        self.length = length;
        self.synced = self.synced.min(length);
        Ok(())
    }

    /// Begins anew.
    ///
    /// # Errors
    /// [`StoreError::File`].
    pub async fn restart(&mut self) -> Result<(), StoreError> {
        self.cut(0).await
    }

    /// Brings what is here to the disk.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`].
    pub async fn sync(&mut self) -> Result<(), StoreError> {
        if self.synced == self.length {
            return Ok(());
        }
        let (file, path) = (Arc::clone(&self.file), self.path.clone());
        file_sync::blocking(move || {
            file.sync_all()
                .map_err(|error| StoreError::file(&path, error))
        })
        .await?;
        self.synced = self.length;
        Ok(())
    }

    /// Brings the bytes to their place among the blobs; gives their hash and number. When the
    /// same bytes lie there already, they stay and this file goes.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::File`]; the bytes stay where they are then.
    pub async fn finish(&mut self) -> Result<(BlobHash, u64), StoreError> {
        self.sync().await?;
        let (hash, bytes) = (self.hash(), self.length);
        let (store, path) = (self.store.clone(), self.path.clone());
        file_sync::blocking(move || {
            if !put_in_place(&path, &store.path(&hash), bytes)? {
                remove(&path)?;
                store.release(bytes);
            }
            Ok((hash, bytes))
        })
        .await
    }

    /// Removes it: it is not wanted.
    ///
    /// # Errors
    /// [`StoreError::File`].
    pub async fn discard(self) -> Result<(), StoreError> {
        let (path, bytes) = (self.path.clone(), self.length);
        let store = self.store.clone();
        file_sync::blocking(move || {
            remove(&path)?;
            store.release(bytes);
            Ok(())
        })
        .await
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::file(path, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use studio_domain::UnixMillis;

    use super::*;

    #[test]
    fn names_round_trip_and_nothing_else_is_one() {
        let name = PartialName {
            generation_id: GenerationId::new(UnixMillis::new(1_000)),
            position: 12,
        };
        assert_eq!(name.to_string().parse(), Ok(name));
        for wrong in ["partial-", "partial-x-1", "unfinished-1-2-3", "ab"] {
            assert_eq!(wrong.parse::<PartialName>(), Err(()), "{wrong}");
        }
    }
}
