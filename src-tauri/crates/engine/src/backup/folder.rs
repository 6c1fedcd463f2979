//! The folder of backups.
//!
//! ```text
//! backup.lock            held by whoever changes the folder
//! blobs/ab/abcd…         media files, named by their hash, for all backups together
//! 20261126-150405-123/   a backup: studio.sqlite, and manifest.json, which was written last
//! unfinished-…/          a backup that is being made, or that nobody finished
//! removing-…/            a backup that is being removed
//! ```

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use studio_domain::{Backup, BlobHash, ChoreStep, UnixMillis};
use studio_store::BlobStore;
use studio_store::blob_listing::hash_file;
use studio_store::database_copy::DatabaseCopy;

use super::Kept;
use crate::chores::Run;
use crate::error::EngineError;
use crate::whole_file;

/// The version of a backup's manifest.
const VERSION: u32 = 1;
pub(super) const DATABASE: &str = "studio.sqlite";
const MANIFEST: &str = "manifest.json";
pub(super) const UNFINISHED: &str = "unfinished-";
const REMOVING: &str = "removing-";
/// How often a turn that somebody else has is looked for, and after how long again.
const PATIENCE: u32 = 600;
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    database: DatabaseFacts,
    fingerprint: String,
    backup: Backup,
}

#[derive(Debug, Serialize, Deserialize)]
struct DatabaseFacts {
    byte_size: u64,
    hash: BlobHash,
}

/// The folder of backups.
#[derive(Debug, Clone)]
pub(crate) struct BackupFolder(PathBuf);

/// Held by the one process that changes the folder.
#[derive(Debug)]
pub(crate) struct Turn {
    folder: BackupFolder,
    _lock: File,
}

impl Turn {
    pub fn folder(&self) -> &BackupFolder {
        &self.folder
    }
}

impl BackupFolder {
    pub fn at(root: PathBuf) -> Self {
        Self(root)
    }

    pub fn root(&self) -> &Path {
        &self.0
    }

    pub fn path(&self, id: &str) -> PathBuf {
        self.0.join(id)
    }

    pub fn database(&self, id: &str) -> PathBuf {
        self.path(id).join(DATABASE)
    }

    /// The media files of all backups.
    pub async fn blobs(&self) -> Result<BlobStore, EngineError> {
        Ok(BlobStore::open(self.0.join("blobs")).await?)
    }

    /// Takes the turn to change the folder, and clears away what another turn left.
    pub async fn take_turn(&self) -> Result<Turn, EngineError> {
        let root = self.0.clone();
        let lock = blocking(move || {
            fs::create_dir_all(&root)?;
            let file = File::create(root.join("backup.lock"))?;
            match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        })
        .await?;
        let Some(lock) = lock else {
            return Err(EngineError::NotNow(
                "Another window of the studio is at work on the backups.",
            ));
        };
        self.clear_away().await?;
        Ok(Turn {
            folder: self.clone(),
            _lock: lock,
        })
    }

    /// Takes the turn as soon as it is free, for work that need not be refused because a backup is
    /// being made by itself at this moment.
    pub async fn wait_for_turn(&self, run: &Run) -> Result<Turn, EngineError> {
        let mut left = PATIENCE;
        loop {
            match self.take_turn().await {
                Err(EngineError::NotNow(_)) if left > 0 => left -= 1,
                taken => return taken,
            }
            run.step(ChoreStep::Preparing, 0, None)?;
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn clear_away(&self) -> Result<(), EngineError> {
        for name in self.names().await? {
            if name.starts_with(UNFINISHED) {
                self.remove_folder(&name).await?;
            }
        }
        self.finish_removing().await
    }

    /// The backups that count, the latest first.
    pub async fn list(&self) -> Result<Vec<Kept>, EngineError> {
        let mut kept: Vec<Kept> = self
            .names()
            .await?
            .iter()
            .filter_map(|name| self.read(name))
            .collect();
        kept.sort_by(|one, other| {
            let order = |kept: &Kept| (kept.backup.created_at, kept.backup.id.clone());
            order(other).cmp(&order(one))
        });
        Ok(kept)
    }

    /// The backup of this name.
    pub async fn find(&self, id: &str) -> Result<Backup, EngineError> {
        let all = self.list().await?;
        let found = all.into_iter().find(|kept| kept.backup.id == id);
        found
            .map(|kept| kept.backup)
            .ok_or(EngineError::NotFound("The backup"))
    }

    /// A backup's manifest, where it is one and its database has the size it should have.
    fn read(&self, name: &str) -> Option<Kept> {
        if name.starts_with(UNFINISHED) || name.starts_with(REMOVING) {
            return None;
        }
        let manifest: Manifest = whole_file::read_json(&self.path(name).join(MANIFEST))?;
        let size = fs::metadata(self.database(name)).ok()?.len();
        let counts = manifest.version == VERSION
            && manifest.backup.id == name
            && size == manifest.database.byte_size;
        counts.then_some(Kept {
            backup: manifest.backup,
            fingerprint: manifest.fingerprint,
        })
    }

    /// Whether a backup's database is what it was.
    pub async fn is_sound(&self, id: &str) -> Result<bool, EngineError> {
        let manifest: Option<Manifest> = whole_file::read_json(&self.path(id).join(MANIFEST));
        let Some(manifest) = manifest else {
            return Ok(false);
        };
        let database = self.database(id);
        let found = blocking(move || hash_file(&database)).await?;
        Ok(found == manifest.database.hash)
    }

    /// Writes the manifest into an unfinished backup and gives it its name: from now on it counts.
    pub async fn finish(&self, kept: Kept) -> Result<(), EngineError> {
        let id = kept.backup.id.clone();
        let unfinished = self.path(&format!("{UNFINISHED}{id}"));
        let database = unfinished.join(DATABASE);
        let facts = blocking(move || {
            Ok(DatabaseFacts {
                byte_size: fs::metadata(&database)?.len(),
                hash: hash_file(&database)?,
            })
        })
        .await?;
        let manifest = Manifest {
            version: VERSION,
            database: facts,
            fingerprint: kept.fingerprint,
            backup: kept.backup,
        };
        whole_file::write_json(&unfinished.join(MANIFEST), &manifest)?;
        let (root, place) = (self.0.clone(), self.path(&id));
        blocking(move || {
            fs::rename(&unfinished, &place)?;
            whole_file::sync_folder(&root)
        })
        .await
    }

    /// Removes backups and the media files that only they refer to. Whoever calls has the turn.
    pub async fn remove(&self, ids: &[String]) -> Result<(), EngineError> {
        for id in ids {
            let (from, to) = (self.path(id), self.path(&format!("{REMOVING}{id}")));
            blocking(move || fs::rename(from, to)).await?;
        }
        self.finish_removing().await
    }

    /// Goes on with a removal, wherever it was interrupted: the media files first, because the
    /// backup that is being removed says which they are.
    async fn finish_removing(&self) -> Result<(), EngineError> {
        let names = self.names().await?;
        let doomed: Vec<&String> = names
            .iter()
            .filter(|name| name.starts_with(REMOVING))
            .collect();
        if doomed.is_empty() {
            return Ok(());
        }
        let mut free = BTreeSet::new();
        for name in &doomed {
            free.extend(self.blobs_of(name).await);
        }
        for kept in self.list().await? {
            let Some(needed) = self.known_blobs_of(&kept.backup.id).await else {
                // What cannot be read may need anything: nothing is removed then.
                free.clear();
                break;
            };
            for hash in needed {
                free.remove(&hash);
            }
        }
        let blobs = self.blobs().await?;
        for hash in free {
            blobs.discard(&hash).await?;
        }
        for name in doomed {
            self.remove_folder(name).await?;
        }
        Ok(())
    }

    async fn blobs_of(&self, name: &str) -> Vec<BlobHash> {
        self.known_blobs_of(name).await.unwrap_or_default()
    }

    async fn known_blobs_of(&self, name: &str) -> Option<Vec<BlobHash>> {
        let mut copy = DatabaseCopy::open(&self.database(name)).await.ok()?;
        copy.known_blobs().await.ok()
    }

    async fn names(&self) -> Result<Vec<String>, EngineError> {
        let root = self.0.clone();
        blocking(move || {
            let entries = match fs::read_dir(&root) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
                entries => entries?,
            };
            let mut names = Vec::new();
            for entry in entries {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    names.extend(entry.file_name().into_string().ok());
                }
            }
            Ok(names)
        })
        .await
    }

    async fn remove_folder(&self, name: &str) -> Result<(), EngineError> {
        let path = self.path(name);
        blocking(move || fs::remove_dir_all(path)).await
    }
}

/// A backup's name: the moment it was made at, in UTC.
pub(super) fn name_at(moment: UnixMillis) -> String {
    let millis = moment.get().max(0);
    let (days, of_day) = (millis / 86_400_000, millis % 86_400_000);
    let (year, month, day) = date(days);
    let (hours, minutes) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (seconds, rest) = (of_day / 1_000 % 60, of_day % 1_000);
    format!("{year:04}{month:02}{day:02}-{hours:02}{minutes:02}{seconds:02}-{rest:03}")
}

/// The date so many days after 1970-01-01, in the Gregorian calendar.
fn date(days: i64) -> (i64, i64, i64) {
    // Years that begin in March end with the day that is sometimes there.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, EngineError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| EngineError::TaskLost)?
        .map_err(|source| EngineError::File {
            action: "using the folder of backups",
            source,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_named_by_its_moment() {
        for (millis, name) in [
            (0, "19700101-000000-000"),
            (951_782_400_000, "20000229-000000-000"),
            (1_795_000_000_123, "20261118-110640-123"),
            (4_107_542_399_999, "21000228-235959-999"),
        ] {
            assert_eq!(name_at(UnixMillis::new(millis)), name);
        }
    }
}
