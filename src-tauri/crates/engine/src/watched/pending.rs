//! Files that appeared and may still be written to. One is finished when its size and time stayed
//! the same for a while.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use studio_domain::UnixMillis;

use super::files::Facts;

/// How long nothing may change, in milliseconds.
const STILL_MS: i64 = 2_000;

/// The files that are waited for, and the folders that appeared lately.
#[derive(Debug, Default)]
pub(super) struct Pending {
    files: BTreeMap<PathBuf, (Facts, UnixMillis)>,
    folders: BTreeMap<PathBuf, UnixMillis>,
}

impl Pending {
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty()
    }

    /// A folder appeared.
    pub fn note_folder(&mut self, path: PathBuf, now: UnixMillis) {
        self.folders.insert(path, now);
    }

    /// The folders to look through. The system tells of what is in a new folder only a moment
    /// after it was made, so that each is looked through for a while.
    pub fn new_folders(&mut self, now: UnixMillis) -> Vec<PathBuf> {
        let folders = self.folders.keys().cloned().collect();
        self.folders
            .retain(|_, since| (0..STILL_MS).contains(&(now.get() - since.get())));
        folders
    }

    /// A file was seen like this.
    pub fn note(&mut self, path: PathBuf, facts: Facts, now: UnixMillis) {
        let as_before = self
            .files
            .get(&path)
            .is_some_and(|(seen, _)| *seen == facts);
        if !as_before {
            self.files.insert(path, (facts, now));
        }
    }

    /// The files that are finished, looked at once more. Those that went are forgotten.
    pub fn finished(
        &mut self,
        now: UnixMillis,
        look: impl Fn(&Path) -> Option<Facts>,
    ) -> Vec<(PathBuf, Facts)> {
        let mut finished = Vec::new();
        self.files.retain(|path, (seen, since)| {
            let Some(facts) = look(path) else {
                return false;
            };
            if facts != *seen {
                (*seen, *since) = (facts, now);
                return true;
            }
            // A clock that was set back begins the wait anew.
            let waited = now.get() - since.get();
            if waited < 0 {
                *since = now;
            }
            if facts.byte_size == 0 || waited < STILL_MS {
                return true;
            }
            finished.push((path.clone(), facts));
            false
        });
        finished
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(byte_size: u64) -> Facts {
        Facts {
            byte_size,
            modified_ms: 0,
        }
    }

    #[test]
    fn a_file_is_taken_when_it_has_been_still_and_not_while_it_grows() {
        let mut pending = Pending::default();
        let at = UnixMillis::new;
        pending.note("a".into(), facts(1), at(0));
        assert_eq!(pending.finished(at(1_999), |_| Some(facts(1))), []);
        assert_eq!(
            pending.finished(at(2_000), |_| Some(facts(2))),
            [],
            "it grew at the last moment"
        );
        pending.note("a".into(), facts(2), at(3_000));
        let taken = pending.finished(at(4_000), |_| Some(facts(2)));
        assert_eq!(taken, [(PathBuf::from("a"), facts(2))]);
        assert!(pending.is_empty());
    }

    #[test]
    fn an_empty_file_is_waited_for_and_one_that_went_is_forgotten() {
        let mut pending = Pending::default();
        pending.note("a".into(), facts(0), UnixMillis::new(0));
        assert_eq!(
            pending.finished(UnixMillis::new(9_000), |_| Some(facts(0))),
            []
        );
        assert!(!pending.is_empty());
        assert_eq!(pending.finished(UnixMillis::new(9_000), |_| None), []);
        assert!(pending.is_empty());
    }

    #[test]
    fn a_new_folder_is_looked_through_until_the_system_surely_tells_of_it() {
        let mut pending = Pending::default();
        let at = UnixMillis::new;
        pending.note_folder("new".into(), at(0));
        for moment in [0, 1_999, 2_000] {
            assert_eq!(pending.new_folders(at(moment)), [PathBuf::from("new")]);
        }
        assert!(pending.is_empty());
        pending.note_folder("new".into(), at(5_000));
        pending.new_folders(at(4_000));
        assert!(pending.is_empty(), "a clock that was set back ends it");
    }
}
