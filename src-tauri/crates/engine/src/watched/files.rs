//! The files of watched folders, and which of them were looked at already.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::whole_file;

/// Where it is written down which files were looked at. Losing it costs a look at each.
const FILE: &str = "watched-files.json";
/// How deep watched folders are looked through.
const DEEPEST: u32 = 16;
/// Endings of files that a program is still writing.
const UNFINISHED: [&str; 6] = [
    "part",
    "crdownload",
    "download",
    "partial",
    "tmp",
    "unfinished",
];

/// What tells a file from what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub byte_size: u64,
    pub modified_ms: u64,
}

/// What a path is like now; nothing where it is no file.
pub(super) fn facts(path: &Path) -> Option<Facts> {
    let metadata = path.symlink_metadata().ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH);
    let modified_ms = modified.map_or(0, |since| since.as_millis());
    metadata.is_file().then_some(Facts {
        byte_size: metadata.len(),
        modified_ms: u64::try_from(modified_ms).unwrap_or(u64::MAX),
    })
}

/// Whether what lies here in one of the folders is looked at: it, and each folder on the way to it.
pub(super) fn is_looked_at(folders: &[PathBuf], path: &Path) -> bool {
    let mut within = folders
        .iter()
        .filter_map(|folder| path.strip_prefix(folder).ok());
    within.any(|within| {
        let mut steps = within.ancestors().filter(|step| *step != Path::new(""));
        steps.all(is_taken_for_media)
    })
}

/// Whether a file of this name is looked at: not hidden ones and not those that are being written.
fn is_taken_for_media(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_unfinished = |ending: &str| {
        UNFINISHED
            .iter()
            .any(|word| ending.eq_ignore_ascii_case(word))
    };
    !name.starts_with(['.', '~']) && !ending.is_some_and(is_unfinished)
}

/// Every file in these folders.
pub(super) async fn in_folders(folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let walked = tokio::task::spawn_blocking(move || {
        let mut found = Vec::new();
        for folder in folders {
            walk(&folder, DEEPEST, &mut found);
        }
        found
    });
    walked.await.unwrap_or_default()
}

fn walk(folder: &Path, deeper: u32, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        // Links are not followed: they may lead in circles, or to what nobody meant.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() && deeper > 0 && is_taken_for_media(&entry.path()) {
            walk(&entry.path(), deeper - 1, found);
        } else if kind.is_file() && is_taken_for_media(&entry.path()) {
            found.push(entry.path());
        }
    }
}

/// Which files were looked at, and what they were like.
#[derive(Debug)]
pub(super) struct Seen {
    file: PathBuf,
    files: BTreeMap<PathBuf, Facts>,
}

impl Seen {
    pub fn open(data: &Path) -> Self {
        let file = data.join(FILE);
        let files = whole_file::read_json(&file).unwrap_or_default();
        Self { file, files }
    }

    pub fn has(&self, path: &Path, facts: Facts) -> bool {
        self.files.get(path) == Some(&facts)
    }

    pub fn add(&mut self, path: &Path, facts: Facts) {
        self.files.insert(path.to_owned(), facts);
    }

    /// Writes down what was added.
    pub fn keep(&self) {
        if let Err(error) = whole_file::write_json(&self.file, &self.files) {
            tracing::warn!(%error, "watched files will be looked at again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_and_unfinished_files_are_left_alone() {
        for (name, taken) in [
            ("a.png", true),
            ("film.MP4", true),
            ("no-ending", true),
            (".hidden.png", false),
            ("~$lock.png", false),
            ("film.mp4.part", false),
            ("film.mp4.CRDOWNLOAD", false),
        ] {
            assert_eq!(is_taken_for_media(Path::new(name)), taken, "{name}");
        }
    }

    #[test]
    fn what_lies_in_a_hidden_folder_is_left_alone() {
        let folders = ["/.home/in", "/other"].map(PathBuf::from);
        for (path, looked_at) in [
            ("/.home/in/a.png", true),
            ("/.home/in/deeper/a.png", true),
            ("/.home/in/.cache/a.png", false),
            ("/.home/in/deeper/.a.png", false),
            ("/elsewhere/a.png", false),
        ] {
            assert_eq!(is_looked_at(&folders, Path::new(path)), looked_at, "{path}");
        }
    }

    #[test]
    fn what_was_looked_at_is_known_after_a_restart_until_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let one = Facts {
            byte_size: 1,
            modified_ms: 2,
        };
        let mut seen = Seen::open(folder.path());
        seen.add(Path::new("/x/a.png"), one);
        seen.keep();
        let seen = Seen::open(folder.path());
        assert!(seen.has(Path::new("/x/a.png"), one));
        let changed = Facts {
            byte_size: 3,
            ..one
        };
        assert!(!seen.has(Path::new("/x/a.png"), changed));
    }
}
