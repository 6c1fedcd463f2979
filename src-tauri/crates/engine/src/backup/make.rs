//! Making a backup.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use studio_domain::{Backup, BackupReason, BlobHash, ChoreStep, LibraryCounts, UnixMillis};
use studio_store::database_copy::DatabaseCopy;
use studio_store::{BlobStore, Taking};

use super::folder::{BackupFolder, DATABASE, Turn, UNFINISHED, name_at};
use super::{Kept, rotation};
use crate::chores::Run;
use crate::error::EngineError;
use crate::studio::Parts;
use crate::whole_file;

/// What a backup is made of.
pub(super) struct Made<'a> {
    pub reason: BackupReason,
    pub created_at: UnixMillis,
    /// A database that was replaced; absent: the open one.
    pub replaced: Option<&'a Path>,
}

/// Makes a backup, and then removes those that are too old to keep. Stopped or interrupted
/// anywhere, it leaves none that counts.
pub(super) async fn make(run: &Run, reason: BackupReason) -> Result<Backup, EngineError> {
    let folder = BackupFolder::at(run.parts.backup_root());
    run.step(ChoreStep::Preparing, 0, None)?;
    let turn = folder.take_turn().await?;
    let made = Made {
        reason,
        created_at: run.parts.store.clock().now(),
        replaced: None,
    };
    let backup = make_in_turn(run, &turn, &made).await?;
    // From here on it counts, whatever becomes of the older ones.
    let tidied = match run.step(ChoreStep::Tidying, 0, None) {
        Ok(()) => tidy(&folder).await,
        Err(stopped) => Err(stopped),
    };
    if let Err(error) = tidied {
        tracing::warn!(%error, "backups that are too old stay until the next one is made");
    }
    Ok(backup)
}

/// Makes a backup in a turn that was taken, and removes none.
pub(super) async fn make_in_turn(
    run: &Run,
    turn: &Turn,
    made: &Made<'_>,
) -> Result<Backup, EngineError> {
    let parts = &run.parts;
    let folder = turn.folder();
    let fingerprint = match made.replaced {
        // It says nothing of what lies in the data folder now.
        Some(_) => String::new(),
        None => fingerprint(parts.store.folder()),
    };
    let id = free_name(folder, name_at(made.created_at));
    let unfinished = folder.path(&format!("{UNFINISHED}{id}"));
    tokio::fs::create_dir_all(&unfinished)
        .await
        .map_err(|source| EngineError::File {
            action: "making a folder for the backup",
            source,
        })?;
    run.step(ChoreStep::Database, 0, None)?;
    let database = unfinished.join(DATABASE);
    let (counts, wanted) = copy_database(parts, folder, made.replaced, &database).await?;
    let (byte_size, missing_files) = copy_files(run, folder, &wanted).await?;
    run.step(ChoreStep::Verifying, 0, None)?;
    let database = tokio::fs::metadata(database).await;
    let backup = Backup {
        id,
        created_at: made.created_at,
        reason: made.reason,
        counts,
        files: u32::try_from(wanted.len()).unwrap_or(u32::MAX),
        byte_size: byte_size + database.map_or(0, |file| file.len()),
        missing_files,
        studio: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let kept = Kept {
        backup: backup.clone(),
        fingerprint,
    };
    folder.finish(kept).await?;
    Ok(backup)
}

/// The name of the moment, or one beside it where the clock was set back.
fn free_name(folder: &BackupFolder, name: String) -> String {
    let taken = |name: &String| folder.path(name).exists();
    let others = (2_u32..).map(|count| format!("{name}-{count}"));
    std::iter::once(name.clone())
        .chain(others)
        .find(|name| !taken(name))
        .unwrap_or(name)
}

/// Copies the database and opens the copy: it must be whole.
async fn copy_database(
    parts: &Parts,
    folder: &BackupFolder,
    replaced: Option<&Path>,
    file: &Path,
) -> Result<(LibraryCounts, Vec<(BlobHash, u64)>), EngineError> {
    let present = parts.store.folder().join(DATABASE);
    let size = std::fs::metadata(replaced.unwrap_or(&present)).map_or(0, |file| file.len());
    whole_file::require_room(folder.root(), size)?;
    match replaced {
        Some(replaced) => {
            let mut source = DatabaseCopy::open(replaced).await?;
            source.copy_to(file).await?;
            source.close().await?;
        }
        None => parts.store.copy_to(file).await?,
    }
    let mut copy = DatabaseCopy::open(file).await?;
    let (counts, blobs) = (copy.counts().await?, copy.blobs().await?);
    copy.close().await?;
    Ok((counts, blobs))
}

/// Takes the media files that are not there yet. Gives the bytes of all of them, and how many the
/// library itself misses.
async fn copy_files(
    run: &Run,
    folder: &BackupFolder,
    wanted: &[(BlobHash, u64)],
) -> Result<(u64, u32), EngineError> {
    let blobs = folder.blobs().await?;
    let there = blobs.list().await?;
    let there: HashMap<BlobHash, u64> = there
        .into_iter()
        .map(|file| (file.hash, file.byte_size))
        .collect();
    let is_there = |(hash, size): &&(BlobHash, u64)| there.get(hash) == Some(size);
    let lacking: Vec<_> = wanted.iter().filter(|one| !is_there(one)).collect();
    let bytes: u64 = lacking.iter().map(|(_, size)| size).sum();
    if whole_file::same_disk(run.parts.store.folder(), folder.root()) != Some(true) {
        whole_file::require_room(folder.root(), bytes)?;
    }
    let (mut done, mut missing) = (0, 0);
    for (hash, size) in lacking {
        run.step(ChoreStep::Files, done, Some(bytes))?;
        missing += u32::from(!take(&run.parts.blobs, &blobs, *hash).await?);
        done += size;
    }
    Ok((wanted.iter().map(|(_, size)| size).sum(), missing))
}

async fn take(from: &BlobStore, to: &BlobStore, hash: BlobHash) -> Result<bool, EngineError> {
    Ok(to.take(hash, &from.path(&hash), Taking::LinkOrCopy).await?)
}

async fn tidy(folder: &BackupFolder) -> Result<(), EngineError> {
    let kept = folder.list().await?;
    let backups: Vec<Backup> = kept.into_iter().map(|kept| kept.backup).collect();
    let old = rotation::too_old(&backups);
    folder.remove(&old).await
}

/// What the database's files look like; it is another one after every change.
pub(super) fn fingerprint(data: &Path) -> String {
    let facts = |name: &str| {
        let metadata = std::fs::metadata(data.join(name)).ok()?;
        let modified = metadata.modified().ok()?;
        let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(format!("{}-{}", metadata.len(), since.as_nanos()))
    };
    let files: Vec<PathBuf> = vec![DATABASE.into(), format!("{DATABASE}-wal").into()];
    files
        .iter()
        .map(|name| facts(&name.to_string_lossy()).unwrap_or_default())
        .collect::<Vec<_>>()
        .join("/")
}
