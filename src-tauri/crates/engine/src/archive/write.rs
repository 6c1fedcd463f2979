//! Writing an archive: under another name, and renamed when it is whole.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use studio_domain::{ArchiveScope, BlobHash, ChoreStep};
use studio_store::blob_listing::hash_file;
use studio_store::database_copy::DatabaseCopy;
use studio_store::graft::{self, Selection};
use studio_store::{Store, StoreConfig, staging};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::format::{DATABASE, Entry, FORMAT, MANIFEST, Manifest, VERSION, blob_name};
use crate::chores::Run;
use crate::error::EngineError;
use crate::whole_file::{self, WorkFolder};

/// Bytes copied at a time.
const PIECE: usize = 1024 * 1024;

/// What was written.
pub(super) struct Written {
    pub byte_size: u64,
    /// Files that the library itself misses, or whose bytes are not what they were.
    pub missing_files: u32,
}

pub(super) async fn write(
    run: &Run,
    scope: ArchiveScope,
    name: Option<String>,
    file: &Path,
) -> Result<Written, EngineError> {
    run.step(ChoreStep::Database, 0, None)?;
    let work = WorkFolder::new(run.parts.store.folder())?;
    let (database, wanted) = database_of(run, &scope, work.path()).await?;
    let target = file.parent().unwrap_or(Path::new("."));
    let bytes = wanted.iter().map(|(_, size)| size).sum();
    whole_file::require_room(target, bytes)?;
    let mut blobs = Vec::new();
    let (mut missing_files, mut looked_at) = (0, 0);
    for (hash, byte_size) in wanted {
        run.step(ChoreStep::Verifying, looked_at, Some(bytes))?;
        looked_at += byte_size;
        if run.parts.blobs.is_sound(&hash).await? {
            blobs.push(Entry { hash, byte_size });
        } else {
            missing_files += 1;
        }
    }
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        studio: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: run.parts.store.clock().now(),
        scope,
        name,
        database: entry_of(&database)?,
        blobs,
    };
    let (run, file) = (run.clone(), file.to_owned());
    let packed = tokio::task::spawn_blocking(move || {
        let unfinished = unfinished_name(&file);
        let packed = pack(&run, &manifest, &database, &unfinished)
            .and_then(|byte_size| put_in_place(&unfinished, &file).map(|()| byte_size));
        if packed.is_err() {
            // It is overwritten by the next attempt where it cannot be removed now.
            let _ = std::fs::remove_file(&unfinished);
        }
        packed
    });
    let byte_size = packed.await.map_err(|_| EngineError::TaskLost)??;
    drop(work);
    Ok(Written {
        byte_size,
        missing_files,
    })
}

fn unfinished_name(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    file.with_file_name(name)
}

/// The database of what goes into the archive, and the media files it refers to.
async fn database_of(
    run: &Run,
    scope: &ArchiveScope,
    work: &Path,
) -> Result<(PathBuf, Vec<(BlobHash, u64)>), EngineError> {
    let store = &run.parts.store;
    let selection = match scope {
        ArchiveScope::Everything => {
            let file = work.join(DATABASE);
            store.copy_to(&file).await?;
            let mut copy = DatabaseCopy::open(&file).await?;
            let blobs = copy.blobs().await?;
            copy.close().await?;
            return Ok((file, blobs));
        }
        ArchiveScope::Project { id } => Selection::Project(*id),
        ArchiveScope::Conversation { id } => Selection::Conversations(vec![*id]),
    };
    let part = Store::open(StoreConfig {
        folder: work.to_owned(),
        clock: Arc::clone(store.clock()),
        device_name: String::new(),
        reader_connections: 1,
    })
    .await?;
    let live = store.folder().join(DATABASE);
    let blobs = graft::blobs_of(&live, &selection).await?;
    let present: Vec<BlobHash> = blobs.iter().map(|(hash, _)| *hash).collect();
    let grafted = graft::graft(&part, &live, &selection, &present).await;
    part.close().await;
    grafted?;
    let file = work.join(DATABASE);
    staging::fold(&file).await?;
    Ok((file, blobs))
}

fn entry_of(file: &Path) -> Result<Entry, EngineError> {
    let found = hash_file(file).and_then(|hash| {
        Ok(Entry {
            hash,
            byte_size: std::fs::metadata(file)?.len(),
        })
    });
    found.map_err(not_written)
}

fn not_written(source: io::Error) -> EngineError {
    EngineError::File {
        action: "writing the archive",
        source,
    }
}

/// Media files hardly get smaller, and what is not packed tight cannot burst: all is stored as it
/// is. The manifest comes first, so that a look at the archive is quick.
fn pack(
    run: &Run,
    manifest: &Manifest,
    database: &Path,
    unfinished: &Path,
) -> Result<u64, EngineError> {
    let file = File::create(unfinished).map_err(not_written)?;
    let mut archive = ZipWriter::new(BufWriter::new(file));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true);
    let text = serde_json::to_vec_pretty(manifest).map_err(studio_store::StoreError::Encode)?;
    let broken = |error: zip::result::ZipError| not_written(error.into());
    archive.start_file(MANIFEST, options).map_err(broken)?;
    archive.write_all(&text).map_err(not_written)?;
    archive.start_file(DATABASE, options).map_err(broken)?;
    copy(database, &manifest.database, &mut archive)?;
    let bytes = manifest.blobs.iter().map(|blob| blob.byte_size).sum();
    let mut done = 0;
    for blob in &manifest.blobs {
        run.step(ChoreStep::Files, done, Some(bytes))?;
        archive
            .start_file(blob_name(&blob.hash), options)
            .map_err(broken)?;
        copy(&run.parts.blobs.path(&blob.hash), blob, &mut archive)?;
        done += blob.byte_size;
    }
    let file = archive.finish().map_err(broken)?;
    let file = file
        .into_inner()
        .map_err(|error| not_written(error.into_error()))?;
    file.sync_all().map_err(not_written)?;
    Ok(file.metadata().map_err(not_written)?.len())
}

fn copy(from: &Path, entry: &Entry, to: &mut impl Write) -> Result<(), EngineError> {
    let mut file = File::open(from).map_err(not_written)?;
    let mut piece = vec![0; PIECE];
    let mut copied = 0;
    loop {
        let read = file.read(&mut piece).map_err(not_written)?;
        if read == 0 {
            break;
        }
        to.write_all(&piece[..read]).map_err(not_written)?;
        copied += u64::try_from(read).unwrap_or(u64::MAX);
    }
    if copied == entry.byte_size {
        return Ok(());
    }
    Err(not_written(io::Error::other(
        "a file changed while it was copied",
    )))
}

fn put_in_place(unfinished: &Path, file: &Path) -> Result<(), EngineError> {
    std::fs::rename(unfinished, file)
        .and_then(|()| file.parent().map_or(Ok(()), whole_file::sync_folder))
        .map_err(not_written)
}
