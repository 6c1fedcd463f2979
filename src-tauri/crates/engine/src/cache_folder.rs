//! A folder of files that can be made again, kept to a size: what was used longest ago goes first.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use studio_domain::Clock;

/// A use is noted when the last that was is older than this: to the minute it does not matter.
const NOTED_EVERY: Duration = Duration::from_secs(60 * 60);

/// The folder. It can be deleted at any time.
#[derive(Debug, Clone)]
pub(crate) struct CacheFolder(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    most_bytes: u64,
    clock: Arc<dyn Clock>,
    /// The bytes that lie here, once they were counted.
    bytes: Mutex<Option<u64>>,
}

impl CacheFolder {
    /// A cache in `folder`, which is made when first needed, of so many bytes.
    pub fn new(folder: PathBuf, most_bytes: u64, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner {
            folder,
            most_bytes,
            clock,
            bytes: Mutex::default(),
        }))
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Notes that a file was used: the time it was last changed tells it, which every system
    /// keeps. Blocks for a moment.
    pub fn used(&self, path: &Path) {
        let now = self.now();
        let noted = fs::metadata(path).and_then(|it| it.modified());
        let is_old =
            noted.is_ok_and(|noted| now.duration_since(noted).unwrap_or_default() > NOTED_EVERY);
        if is_old {
            // A use that could not be noted only lets the file go sooner.
            let _ = File::options()
                .write(true)
                .open(path)
                .and_then(|file| file.set_modified(now));
        }
    }

    /// Notes that files of so many bytes came in, and makes room where it has become too much.
    /// Blocks.
    pub fn added(&self, bytes: u64) {
        let mut counted = self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let total = match *counted {
            Some(before) => before + bytes,
            None => self
                .files()
                .map_or(0, |files| files.iter().map(|it| it.bytes).sum()),
        };
        *counted = Some(total);
        if total > self.0.most_bytes {
            match self.make_room() {
                Ok(left) => *counted = Some(left),
                Err(error) => tracing::warn!(%error, "a cache could not be made smaller"),
            }
        }
    }

    fn now(&self) -> SystemTime {
        let millis = u64::try_from(self.0.clock.now().get()).unwrap_or(0);
        UNIX_EPOCH + Duration::from_millis(millis)
    }

    /// Removes what was used longest ago until a tenth is free; gives the bytes that are left.
    fn make_room(&self) -> io::Result<u64> {
        let mut files = self.files()?;
        files.sort_by_key(|file| file.used);
        let mut left: u64 = files.iter().map(|file| file.bytes).sum();
        for file in files {
            if left <= self.0.most_bytes / 10 * 9 {
                break;
            }
            match fs::remove_file(&file.path) {
                Ok(()) => left = left.saturating_sub(file.bytes),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(left)
    }

    fn files(&self) -> io::Result<Vec<CachedFile>> {
        let mut files = Vec::new();
        let mut folders = vec![self.0.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let metadata = entry.metadata()?;
                if metadata.is_dir() {
                    folders.push(entry.path());
                } else {
                    files.push(CachedFile {
                        path: entry.path(),
                        bytes: metadata.len(),
                        used: metadata.modified()?,
                    });
                }
            }
        }
        Ok(files)
    }
}

struct CachedFile {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use studio_domain::UnixMillis;

    use super::*;

    #[derive(Debug)]
    struct SetClock(AtomicI64);

    impl Clock for SetClock {
        fn now(&self) -> UnixMillis {
            UnixMillis::new(self.0.load(Ordering::SeqCst))
        }
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        const HOUR: i64 = 60 * 60 * 1_000;
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(AtomicI64::new(1_800_000_000_000)));
        let cache = CacheFolder::new(folder.path().to_owned(), 1_000, clock.clone());
        let file = |name: &str| folder.path().join("64").join(name);
        fs::create_dir(folder.path().join("64")).unwrap();
        for name in ["a", "b", "c"] {
            fs::write(file(name), [0; 300]).unwrap();
            // Noted as used at the clock's time, whatever the real one is.
            File::options()
                .write(true)
                .open(file(name))
                .unwrap()
                .set_modified(cache.now())
                .unwrap();
            clock.0.fetch_add(HOUR, Ordering::SeqCst);
            cache.added(300);
        }
        clock.0.fetch_add(HOUR, Ordering::SeqCst);
        cache.used(&file("a"));
        fs::write(file("d"), [0; 300]).unwrap();
        File::options()
            .write(true)
            .open(file("d"))
            .unwrap()
            .set_modified(cache.now())
            .unwrap();
        cache.added(300);
        let left: Vec<bool> = ["a", "b", "c", "d"]
            .map(|name| file(name).exists())
            .to_vec();
        assert_eq!(left, [true, false, true, true], "b was used longest ago");
    }

    #[test]
    fn a_folder_that_is_gone_holds_nothing() {
        let clock = Arc::new(SetClock(AtomicI64::new(0)));
        let cache = CacheFolder::new(PathBuf::from("/nowhere/at/all"), 10, clock);
        cache.added(100);
        cache.used(Path::new("/nowhere/at/all/a"));
    }
}
