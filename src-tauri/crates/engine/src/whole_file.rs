//! Files that are there whole or not at all, and the disks they lie on.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use studio_store::StoreError;

use crate::error::EngineError;

/// Writes a value as JSON: under another name, to the disk, renamed.
pub(crate) fn write_json(file: &Path, value: &impl Serialize) -> Result<(), EngineError> {
    let text = serde_json::to_vec_pretty(value).map_err(StoreError::Encode)?;
    write(file, &text).map_err(|source| EngineError::File {
        action: "writing a file of the studio",
        source,
    })
}

fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = file.with_extension("unfinished");
    let mut opened = File::create(&unfinished)?;
    opened.write_all(bytes)?;
    opened.sync_all()?;
    drop(opened);
    fs::rename(&unfinished, file)?;
    file.parent().map_or(Ok(()), sync_folder)
}

/// Reads what [`write_json`] wrote; nothing where it is not there or is something else.
pub(crate) fn read_json<T: DeserializeOwned>(file: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

/// Brings a folder's entries to the disk. Windows orders renames by itself.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// How many bytes the disk has left under a folder that is there or will be.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.exists())?;
    fs4::available_space(there).ok()
}

/// Whether two folders lie on the same disk; nothing where that cannot be told.
#[cfg(unix)]
pub(crate) fn same_disk(one: &Path, other: &Path) -> Option<bool> {
    use std::os::unix::fs::MetadataExt;
    let disk = |folder: &Path| {
        let there = folder.ancestors().find(|folder| folder.exists())?;
        Some(fs::metadata(there).ok()?.dev())
    };
    Some(disk(one)? == disk(other)?)
}

/// Whether two folders lie on the same disk; nothing where that cannot be told.
#[cfg(not(unix))]
pub(crate) fn same_disk(one: &Path, other: &Path) -> Option<bool> {
    use std::path::Component;
    let disk = |folder: &Path| match folder.components().next() {
        Some(Component::Prefix(prefix)) => Some(prefix.as_os_str().to_ascii_lowercase()),
        _ => None,
    };
    Some(disk(one)? == disk(other)?)
}

/// That a disk has room for so many bytes more, with some to spare.
pub(crate) fn require_room(folder: &Path, bytes: u64) -> Result<(), EngineError> {
    /// What must stay free for everything else.
    const SPARE: u64 = 64 * 1024 * 1024;
    match free_bytes(folder) {
        Some(free) if free < bytes.saturating_add(SPARE) => Err(EngineError::File {
            action: "finding room on the disk",
            source: io::Error::new(
                io::ErrorKind::StorageFull,
                format!("{bytes} bytes are needed and {free} are free"),
            ),
        }),
        _ => Ok(()),
    }
}

/// A folder for work under way, which goes with whoever holds this.
#[derive(Debug)]
pub(crate) struct WorkFolder(std::path::PathBuf);

/// What these folders are called before a unique ending.
const WORK: &str = "work-";

impl WorkFolder {
    /// A new folder in the data folder.
    pub fn new(data: &Path) -> Result<Self, EngineError> {
        static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = data.join(format!("{WORK}{}-{count}", std::process::id()));
        // A process that ended by force may have had the same number.
        let made = match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => fs::create_dir_all(&folder),
        };
        made.map_err(|source| EngineError::File {
            action: "making a folder to work in",
            source,
        })?;
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Removes what a process that ended by force left more than a day ago.
    pub fn sweep(data: &Path) {
        const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
        let entries = fs::read_dir(data).into_iter().flatten().flatten();
        for entry in entries {
            let touched = entry.metadata().and_then(|metadata| metadata.modified());
            let is_old = touched.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > DAY));
            if is_old && Self::is_named_so(&entry.file_name().to_string_lossy()) {
                drop(Self(entry.path()));
            }
        }
    }

    /// Whether a folder is called as these are.
    pub fn is_named_so(name: &str) -> bool {
        name.starts_with(WORK)
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a folder of finished work stays");
        }
    }
}
