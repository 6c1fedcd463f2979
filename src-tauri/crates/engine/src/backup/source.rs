//! What a library can be brought back from: a staged database, and where its media files lie.

use std::path::{Path, PathBuf};

use studio_domain::{BlobHash, ChoreStep, LibraryCounts, RestorePreview, UnixMillis};
use studio_store::database_copy::{self, DatabaseCopy};
use studio_store::graft::{self, Selection};
use studio_store::{BlobStore, Taking, staging};

use crate::archive::ArchiveFiles;
use crate::chores::Run;
use crate::error::EngineError;
use crate::studio::Parts;
use crate::whole_file::{self, WorkFolder};

/// Where media files come from.
#[derive(Debug)]
pub(crate) enum Files {
    /// The folder of backups.
    Backups(BlobStore),
    /// An archive.
    Archive(ArchiveFiles),
}

impl Files {
    async fn has(&self, hash: &BlobHash) -> bool {
        match self {
            Self::Backups(blobs) => blobs.exists(hash).await,
            Self::Archive(files) => files.has(hash),
        }
    }

    /// Brings a file into the library, if it is there and what its name says.
    async fn bring(&self, hash: BlobHash, into: &BlobStore) -> Result<bool, EngineError> {
        match self {
            Self::Backups(blobs) => Ok(into
                .take(hash, &blobs.path(&hash), Taking::LinkOrCopy)
                .await?),
            Self::Archive(files) => files.bring(hash, into).await,
        }
    }
}

/// A library that something can be brought back from. Its folder goes with it.
#[derive(Debug)]
pub(crate) struct Source {
    database: PathBuf,
    folder: WorkFolder,
    files: Files,
    created_at: UnixMillis,
}

impl Source {
    /// Stages the database, which need not be trusted.
    pub async fn open(
        parts: &Parts,
        database: &Path,
        files: Files,
        created_at: UnixMillis,
    ) -> Result<Self, EngineError> {
        let folder = WorkFolder::new(parts.store.folder())?;
        let size = std::fs::metadata(database).map_or(0, |file| file.len());
        whole_file::require_room(folder.path(), size)?;
        let database =
            staging::stage(&parts.store, database, &folder.path().join("staged")).await?;
        Ok(Self {
            database,
            folder,
            files,
            created_at,
        })
    }

    /// What bringing back the whole of it would change.
    pub async fn preview(&self, parts: &Parts) -> Result<RestorePreview, EngineError> {
        let difference = database_copy::difference(&parts.store, &self.database).await?;
        let mut copy = DatabaseCopy::open(&self.database).await?;
        let (holds, mut conversations) = (copy.counts().await?, copy.conversations().await?);
        let blobs = copy.blobs().await?;
        copy.close().await?;
        for conversation in &mut conversations {
            conversation.is_here = difference.here.contains(&conversation.id);
        }
        let mut missing_files = 0;
        for (hash, _) in blobs {
            let is_there = self.files.has(&hash).await || parts.blobs.exists(&hash).await;
            missing_files += u32::from(!is_there);
        }
        Ok(RestorePreview {
            holds,
            now: parts.store.counts().await?,
            created_at: self.created_at,
            returns: difference.returns,
            leaves: difference.leaves,
            conversations,
            missing_files,
        })
    }

    /// Adds a part of it to the library. Gives what was new and how many files were missing.
    pub async fn add(
        &self,
        run: &Run,
        selection: &Selection,
    ) -> Result<(LibraryCounts, u32), EngineError> {
        run.step(ChoreStep::Preparing, 0, None)?;
        let wanted = graft::blobs_of(&self.database, selection).await?;
        let (present, missing) = self.bring_files(run, wanted).await?;
        run.step(ChoreStep::Database, 0, None)?;
        let store = &run.parts.store;
        let counts = graft::graft(store, &self.database, selection, &present).await?;
        Ok((counts, missing))
    }

    /// Brings every media file of it into the library, and makes its database ready to take the
    /// place of the present one.
    pub async fn prepare_whole(&self, run: &Run, into: &Path) -> Result<u32, EngineError> {
        let mut copy = DatabaseCopy::open(&self.database).await?;
        let wanted = copy.blobs().await?;
        copy.close().await?;
        let (_, missing) = self.bring_files(run, wanted).await?;
        run.step(ChoreStep::Database, 0, None)?;
        staging::adopt(&run.parts.store, &self.database).await?;
        let staged = self.folder.path().join("staged");
        let placed = match tokio::fs::remove_dir_all(into).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => tokio::fs::rename(staged, into).await,
        };
        placed.map_err(|source| EngineError::File {
            action: "preparing the library",
            source,
        })?;
        Ok(missing)
    }

    async fn bring_files(
        &self,
        run: &Run,
        wanted: Vec<(BlobHash, u64)>,
    ) -> Result<(Vec<BlobHash>, u32), EngineError> {
        let blobs = &run.parts.blobs;
        let mut lacking = Vec::new();
        let mut present = Vec::new();
        for (hash, size) in wanted {
            let here = tokio::fs::metadata(blobs.path(&hash)).await;
            if here.is_ok_and(|file| file.len() == size) {
                present.push(hash);
            } else {
                lacking.push((hash, size));
            }
        }
        let bytes = lacking.iter().map(|(_, size)| size).sum();
        whole_file::require_room(run.parts.store.folder(), bytes)?;
        let (mut done, mut missing) = (0, 0);
        for (hash, size) in lacking {
            run.step(ChoreStep::Files, done, Some(bytes))?;
            if self.files.bring(hash, blobs).await? {
                present.push(hash);
            } else {
                missing += 1;
            }
            done += size;
        }
        Ok((present, missing))
    }
}
