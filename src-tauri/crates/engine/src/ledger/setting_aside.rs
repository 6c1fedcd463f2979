//! What was paid for and cannot be used here, such as a picture in a format that the studio does
//! not read: kept as a file of its own, because another program may show it.

use std::path::{Path, PathBuf};

use studio_domain::{GenerationId, Problem};
use studio_media::{MediaError, extension, sniff_file};
use studio_store::PartialName;
use studio_store::generations::GenerationRow;

use super::Run;
use super::fetching::Fetching;
use crate::error::EngineError;
use crate::studio::Parts;

/// Where in the data folder such files lie.
pub(crate) const SET_ASIDE: &str = "set-aside";

impl Run {
    /// What is told of a run that ends without these outputs, once what is here of them was set
    /// aside. Where the run is to stop, what the disk does not take now is given up.
    pub(super) async fn set_aside(&self, fetching: &Fetching, problem: Problem) -> Problem {
        loop {
            match self.parts.set_aside(self.id, fetching).await {
                Ok(kept) => return told_of(problem, kept),
                Err(error) => {
                    if let Err(error) = self.wait_to_store(error).await {
                        tracing::warn!(id = %self.id, %error, "what came cannot be kept");
                        return problem;
                    }
                }
            }
        }
    }
}

impl Parts {
    /// Brings what is here of these outputs, and not in the library, to a folder of its own; gives
    /// the first of the files. What is no media at all was nothing to pay for.
    async fn set_aside(
        &self,
        id: GenerationId,
        fetching: &Fetching,
    ) -> Result<Option<PathBuf>, EngineError> {
        let folder = self.store.folder().join(SET_ASIDE);
        let mut kept = None;
        for expected in fetching.outputs.iter().filter(|it| it.is_here()) {
            let position = expected.position;
            let name = PartialName {
                generation_id: id,
                position,
            };
            let Some(ending) = usual_ending(&self.blobs.partial_path(name)) else {
                continue;
            };
            let file = folder.join(format!("{id}-{position}.{ending}"));
            self.blobs.take_out(name, file.clone()).await?;
            kept = kept.or(Some(file));
        }
        Ok(kept)
    }

    /// What is told of a generation that is given up, once what is here of it was set aside.
    pub(crate) async fn given_up(
        &self,
        row: &GenerationRow,
        problem: Problem,
    ) -> Result<Problem, EngineError> {
        let Some(fetching) = Fetching::in_job(row.provider_job.as_ref()) else {
            return Ok(problem);
        };
        let kept = self.set_aside(row.id, &fetching).await?;
        Ok(told_of(problem, kept))
    }
}

fn told_of(problem: Problem, file: Option<PathBuf>) -> Problem {
    let Some(file) = file else {
        return problem;
    };
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
    use std::fs;

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
