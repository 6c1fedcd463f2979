//! Putting right what a look through the library found: only what was asked for, and nothing that
//! changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use studio_domain::{
    BlobHash, CacheTag, ChoreKind, ChoreOutcome, ChoreState, ChoreStep, LibraryReport, Repair,
};
use studio_store::{Taking, blobs, replacement};

use crate::chores::Run;
use crate::error::EngineError;
use crate::library_check::cached_files;
use crate::studio::Studio;

/// How deep folders are searched for files that are missing.
const DEEPEST: u32 = 32;

impl Studio {
    /// Begins to put right what the last look through the library found.
    ///
    /// # Errors
    /// When nothing was looked through yet, or a repair is under way.
    pub fn repair_library(&self, repair: Repair) -> Result<(), EngineError> {
        let checked = self.parts.chores.get(ChoreKind::Check);
        let Some(ChoreState::Finished {
            outcome: ChoreOutcome::Checked { report },
        }) = checked.map(|chore| chore.state)
        else {
            return Err(EngineError::NotNow("Look through the library first."));
        };
        let studio = self.clone();
        self.begin_chore(ChoreKind::Repair, |run| async move {
            let done = studio.repair(&run, repair, &report).await?;
            run.parts
                .store
                .announce(&[CacheTag::Assets, CacheTag::Storage]);
            Ok(ChoreOutcome::Repaired {
                files: done.files,
                left: done.left,
            })
        })
    }

    async fn repair(
        &self,
        run: &Run,
        repair: Repair,
        report: &LibraryReport,
    ) -> Result<Done, EngineError> {
        run.step(ChoreStep::Preparing, 0, None)?;
        match repair {
            Repair::Relink { folder } => relink(run, PathBuf::from(folder), report).await,
            Repair::MarkMissing => mark_missing(run, report).await,
            Repair::AdoptOrphans => self.adopt_orphans(run, report).await,
            Repair::DeleteOrphans => delete_orphans(run, report).await,
            Repair::DeleteStrayThumbnails => delete_strays(run).await,
        }
    }

    /// Brings orphaned files back as things in the library, each by what its bytes are.
    async fn adopt_orphans(&self, run: &Run, report: &LibraryReport) -> Result<Done, EngineError> {
        let mut done = Done::default();
        let total = u64::try_from(report.orphans.len()).ok();
        for (count, orphan) in (0..).zip(&report.orphans) {
            run.step(ChoreStep::Files, count, total)?;
            if blobs::get(&self.parts.store, &orphan.hash).await?.is_some() {
                continue;
            }
            let path = self.parts.blobs.path(&orphan.hash);
            let is_sound = self.parts.blobs.is_sound(&orphan.hash).await?;
            let looked = tokio::task::spawn_blocking(move || studio_media::check_file(&path)).await;
            match looked.map_err(|_| EngineError::TaskLost)? {
                Ok(info) if is_sound => {
                    let title = "Found again".to_owned();
                    self.record_import(orphan.hash, orphan.byte_size, info, title, None)
                        .await?;
                    done.files += 1;
                }
                _ => done.left += 1,
            }
        }
        Ok(done)
    }
}

/// How much was put right, and how much could not be.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    files: u32,
    left: u32,
}

/// The files that are missing or damaged, those noted as missing earlier too.
async fn wanted(run: &Run, report: &LibraryReport) -> Result<BTreeMap<BlobHash, u64>, EngineError> {
    let faulty = report.missing.iter().chain(&report.damaged);
    let mut wanted: BTreeMap<BlobHash, u64> =
        faulty.map(|file| (file.hash, file.byte_size)).collect();
    let mut after = None;
    loop {
        let page = blobs::page(&run.parts.store, after, 2_000).await?;
        let Some(last) = page.last() else {
            return Ok(wanted);
        };
        after = Some(last.hash);
        let marked = page.into_iter().filter(|blob| !blob.is_noted);
        wanted.extend(marked.map(|blob| (blob.hash, blob.byte_size)));
    }
}

/// Looks for what is missing in a folder, by size and then by hash, and copies it back.
async fn relink(run: &Run, folder: PathBuf, report: &LibraryReport) -> Result<Done, EngineError> {
    let mut wanted = wanted(run, report).await?;
    let sizes: BTreeSet<u64> = wanted.values().copied().collect();
    let found = tokio::task::spawn_blocking(move || {
        let mut found = Vec::new();
        files_of_size(&folder, &sizes, DEEPEST, &mut found).map(|()| found)
    });
    let unreadable = |source| EngineError::File {
        action: "reading the folder",
        source,
    };
    let candidates = found.await.map_err(|_| EngineError::TaskLost)?;
    let candidates = candidates.map_err(unreadable)?;
    let total = u64::try_from(candidates.len()).ok();
    let mut back = Vec::new();
    for (count, file) in (0..).zip(candidates) {
        run.step(ChoreStep::Verifying, count, total)?;
        let path = file.clone();
        let hashed =
            tokio::task::spawn_blocking(move || studio_store::blob_listing::hash_file(&path)).await;
        // A file that cannot be read is not the one that is looked for.
        let Ok(hash) = hashed.map_err(|_| EngineError::TaskLost)? else {
            continue;
        };
        if wanted.contains_key(&hash) && run.parts.blobs.take(hash, &file, Taking::Copy).await? {
            wanted.remove(&hash);
            back.push(hash);
        }
    }
    let mut tx = run.parts.store.write().await?;
    blobs::note_present(&mut tx, &back).await?;
    tx.commit().await?;
    Ok(Done {
        files: u32::try_from(back.len()).unwrap_or(u32::MAX),
        left: u32::try_from(wanted.len()).unwrap_or(u32::MAX),
    })
}

fn files_of_size(
    folder: &Path,
    sizes: &BTreeSet<u64>,
    deeper: u32,
    found: &mut Vec<PathBuf>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // Links are not followed: they may lead in circles.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() && deeper > 0 {
            // A folder inside that is closed to us holds nothing we could take.
            let _ = files_of_size(&entry.path(), sizes, deeper - 1, found);
        } else if metadata.is_file() && sizes.contains(&metadata.len()) {
            found.push(entry.path());
        }
    }
    Ok(())
}

async fn mark_missing(run: &Run, report: &LibraryReport) -> Result<Done, EngineError> {
    let mut gone = Vec::new();
    for file in &report.missing {
        if !run.parts.blobs.exists(&file.hash).await {
            gone.push(file.hash);
        }
    }
    let mut tx = run.parts.store.write().await?;
    blobs::note_missing(&mut tx, &gone).await?;
    tx.commit().await?;
    Ok(Done {
        files: u32::try_from(gone.len()).unwrap_or(u32::MAX),
        left: 0,
    })
}

/// Removes orphans that are orphans still, and that nobody touched meanwhile.
async fn delete_orphans(run: &Run, report: &LibraryReport) -> Result<Done, EngineError> {
    if !replacement::replaced(run.parts.store.folder()).is_empty() {
        return Err(EngineError::NotNow(
            "What the last restore replaced is still being kept as a backup, and may need these \
             files. Try again when that backup is listed.",
        ));
    }
    let mut orphans = Vec::new();
    for orphan in &report.orphans {
        if blobs::get(&run.parts.store, &orphan.hash).await?.is_none() {
            orphans.push(orphan.hash);
        }
    }
    let removed = run.parts.blobs.remove_orphans(&orphans).await?;
    for hash in &orphans {
        run.parts.thumbnails.forget(hash).await;
    }
    let left = u32::try_from(report.orphans.len()).unwrap_or(u32::MAX);
    Ok(Done {
        files: removed,
        left: left.saturating_sub(removed),
    })
}

async fn delete_strays(run: &Run) -> Result<Done, EngineError> {
    let mut done = Done::default();
    for (hash, path) in cached_files(run.parts.store.folder().to_owned()).await? {
        if blobs::get(&run.parts.store, &hash).await?.is_some() {
            continue;
        }
        match tokio::fs::remove_file(&path).await {
            Ok(()) => done.files += 1,
            Err(_) => done.left += 1,
        }
    }
    Ok(done)
}
