//! What was paid for and cannot be used here, such as a picture in a format that the studio does
//! not read: kept as a file of its own, because another program may show it.

use std::fs;
use std::path::{Path, PathBuf};

use studio_domain::Problem;
use studio_media::{MediaError, extension, sniff_file};

use super::Run;
use super::fetching::Fetching;

/// Where in the data folder such files lie.
const FOLDER: &str = "set-aside";

impl Run {
    /// Brings what came of these outputs and is not in the library to a folder of its own, and
    /// says in the problem where it is. What is no media at all was nothing to pay for.
    pub(super) async fn set_aside(&self, fetching: &Fetching, problem: Problem) -> Problem {
        let folder = self.parts.store.folder().join(FOLDER);
        let mut kept: Option<PathBuf> = None;
        for expected in &fetching.outputs {
            let name = self.partial_name(expected.position);
            let Some(ending) = usual_ending(&self.parts.blobs.partial_path(name)) else {
                continue;
            };
            let file = folder.join(format!("{}-{}.{ending}", self.id, expected.position));
            let taken = match fs::create_dir_all(&folder) {
                Ok(()) => self.parts.blobs.take_out(name, file.clone()).await,
                Err(error) => {
                    tracing::warn!(id = %self.id, %error, "there is no folder to set things aside");
                    continue;
                }
            };
            match taken {
                Ok(()) => kept = kept.or(Some(file)),
                Err(error) => tracing::warn!(id = %self.id, %error, "what came cannot be kept"),
            }
        }
        match kept {
            Some(file) => told_of(problem, &file),
            None => problem,
        }
    }
}

fn told_of(problem: Problem, file: &Path) -> Problem {
    let kept = format!("What came is kept as {}.", file.display());
    let hint = match &problem.hint {
        Some(hint) => format!("{kept} {hint}"),
        None => kept,
    };
    problem.with_hint(hint)
}

/// How the names of such files usually end. Nothing where there is no file, or none of media.
fn usual_ending(path: &Path) -> Option<String> {
    match sniff_file(path) {
        Ok(mime) => Some(extension(mime).to_owned()),
        Err(MediaError::Unsupported { format }) => Some(format.to_lowercase().replace(' ', "-")),
        Err(MediaError::Truncated) => Some("bin".to_owned()),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_end_as_other_programs_know_them_and_pages_are_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("came");
        let ending = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            usual_ending(&path)
        };
        assert_eq!(ending(b"\x89PNG\r\n\x1a\n").as_deref(), Some("png"));
        assert_eq!(ending(b"II*\0rest").as_deref(), Some("tiff"));
        assert_eq!(ending(b"\xff\x0arest").as_deref(), Some("jpeg-xl"));
        assert_eq!(ending(b"<!doctype html>"), None);
        assert_eq!(ending(b""), None);
        assert_eq!(usual_ending(Path::new("/nowhere/at/all")), None);
    }
}
