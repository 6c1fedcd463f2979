//! How much of the disk the studio takes, and for what.

use std::path::{Path, PathBuf};

use studio_domain::{StorageAmount, StorageUse};
use studio_store::storage_use;

use crate::error::EngineError;
use crate::ledger::SET_ASIDE;
use crate::studio::Studio;
use crate::whole_file;

impl Studio {
    /// What the studio takes of the disk.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn storage_use(&self) -> Result<StorageUse, EngineError> {
        let media = storage_use::media(&self.parts.store).await?;
        let data = self.parts.store.folder().to_owned();
        let backups = self.backup_root();
        let measured = tokio::task::spawn_blocking(move || Measured::of(&data, &backups)).await;
        let measured = measured.map_err(|_| EngineError::TaskLost)?;
        Ok(StorageUse {
            kinds: media.kinds,
            projects: media.projects,
            trash: media.trash,
            set_aside: measured.set_aside,
            thumbnails: measured.thumbnails,
            database: measured.database,
            backups: measured.backups,
            free_bytes: measured.free,
        })
    }
}

struct Measured {
    set_aside: StorageAmount,
    thumbnails: StorageAmount,
    database: StorageAmount,
    backups: StorageAmount,
    free: Option<u64>,
}

impl Measured {
    fn of(data: &Path, backups: &Path) -> Self {
        let mut database = StorageAmount::default();
        for name in ["studio.sqlite", "studio.sqlite-wal", "studio.sqlite-shm"] {
            measure(&data.join(name), &mut database);
        }
        Self {
            set_aside: folder(data.join(SET_ASIDE)),
            thumbnails: folder(data.join("cache")),
            database,
            backups: folder(backups.to_owned()),
            free: whole_file::free_bytes(data),
        }
    }
}

fn folder(folder: PathBuf) -> StorageAmount {
    let mut amount = StorageAmount::default();
    measure(&folder, &mut amount);
    amount
}

/// Adds up files, leaving out what cannot be read. A file that has another name elsewhere, such as
/// a backup's link to the library's own, takes no room of its own.
fn measure(path: &Path, amount: &mut StorageAmount) {
    let Ok(metadata) = path.symlink_metadata() else {
        return;
    };
    if metadata.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| measure(&entry.path(), amount));
    } else if metadata.is_file() && !is_shared(&metadata) {
        amount.bytes += metadata.len();
        amount.files += 1;
    }
}

#[cfg(unix)]
fn is_shared(metadata: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn is_shared(_: &std::fs::Metadata) -> bool {
    false
}
