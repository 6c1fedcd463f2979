//! A look through the library: is every file there that is recorded, is it what it was, and is
//! every file recorded that is there? Nothing is changed by looking.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use studio_domain::{
    BlobHash, ChoreKind, ChoreOutcome, ChoreStep, FaultyFile, LibraryReport, OrphanFile,
};
use studio_store::StoredFile;
use studio_store::blobs::{self, KnownBlob};

use crate::chores::Run;
use crate::error::EngineError;
use crate::studio::Studio;

/// The most files of a kind that a report lists.
const LISTED: usize = 1_000;
/// Rows read at a time.
const PAGE: u32 = 2_000;

impl Studio {
    /// Begins to look through the library. A full look reads every file and compares it with its
    /// hash.
    ///
    /// # Errors
    /// When a look is under way.
    pub fn check_library(&self, full: bool) -> Result<(), EngineError> {
        self.begin_chore(ChoreKind::Check, |run| async move {
            let report = look_through(&run, full).await?;
            Ok(ChoreOutcome::Checked { report })
        })
    }
}

/// Looks through the library.
pub(crate) async fn look_through(run: &Run, full: bool) -> Result<LibraryReport, EngineError> {
    let parts = &run.parts;
    run.step(ChoreStep::Preparing, 0, None)?;
    // Files and cache before rows: what is recorded while this goes on has its file already.
    let cached = cached_files(parts.store.folder().to_owned()).await?;
    let listed = parts.blobs.list().await?;
    let mut there: BTreeMap<BlobHash, StoredFile> =
        listed.into_iter().map(|file| (file.hash, file)).collect();
    let total = u64::try_from(there.len()).ok();
    let mut known = HashSet::new();
    let mut report = LibraryReport {
        full,
        ..LibraryReport::default()
    };
    let mut after = None;
    loop {
        let page = blobs::page(&parts.store, after, PAGE).await?;
        let Some(last) = page.last() else {
            break;
        };
        after = Some(last.hash);
        for blob in page {
            run.step(ChoreStep::Verifying, u64::from(report.files), total)?;
            report.files += 1;
            known.insert(blob.hash);
            let file = there.remove(&blob.hash);
            look_at(run, blob, file, &mut report).await?;
        }
    }
    // What was touched lately is left alone: its row may be on its way.
    for file in there.into_values().filter(|file| file.is_stale) {
        let orphan = OrphanFile {
            hash: file.hash,
            byte_size: file.byte_size,
        };
        list(&mut report.orphans, orphan, &mut report.unlisted);
    }
    let is_stray = |(hash, _): &&(BlobHash, PathBuf)| !known.contains(hash);
    let strays = cached.iter().filter(is_stray).count();
    report.stray_thumbnails = u32::try_from(strays).unwrap_or(u32::MAX);
    Ok(report)
}

async fn look_at(
    run: &Run,
    blob: KnownBlob,
    file: Option<StoredFile>,
    report: &mut LibraryReport,
) -> Result<(), EngineError> {
    let faulty = FaultyFile {
        hash: blob.hash,
        byte_size: blob.byte_size,
        title: blob.title,
    };
    let Some(file) = file else {
        // It may have come since the files were listed.
        if run.parts.blobs.exists(&blob.hash).await {
            return Ok(());
        }
        if blob.is_noted {
            list(&mut report.missing, faulty, &mut report.unlisted);
        } else {
            report.marked_missing += 1;
        }
        return Ok(());
    };
    let is_sound = file.byte_size == blob.byte_size
        && (!report.full || run.parts.blobs.is_sound(&blob.hash).await?);
    if !is_sound {
        list(&mut report.damaged, faulty, &mut report.unlisted);
    }
    Ok(())
}

fn list<T>(items: &mut Vec<T>, item: T, unlisted: &mut u32) {
    if items.len() < LISTED {
        items.push(item);
    } else {
        *unlisted += 1;
    }
}

/// The files in the cache that are named by a blob: thumbnails and what else is computed from one.
pub(crate) async fn cached_files(data: PathBuf) -> Result<Vec<(BlobHash, PathBuf)>, EngineError> {
    let walked = tokio::task::spawn_blocking(move || {
        let mut found = Vec::new();
        let Ok(entries) = std::fs::read_dir(data.join("cache")) else {
            return found;
        };
        for entry in entries.flatten() {
            // What stock libraries showed belongs to no blob.
            if entry.file_name() != "stock" {
                walk(&entry.path(), &mut found);
            }
        }
        found
    });
    walked.await.map_err(|_| EngineError::TaskLost)
}

fn walk(path: &Path, found: &mut Vec<(BlobHash, PathBuf)>) {
    let Ok(metadata) = path.symlink_metadata() else {
        return;
    };
    if metadata.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| walk(&entry.path(), found));
        return;
    }
    let name = path.file_name().and_then(|name| name.to_str());
    let hash = name.and_then(|name| name.get(..64)?.parse().ok());
    if let Some(hash) = hash {
        found.push((hash, path.to_owned()));
    }
}
