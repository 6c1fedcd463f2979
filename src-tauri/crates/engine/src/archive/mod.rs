//! One file that holds a library, a project or a conversation: for another computer, or for later.
//! docs/archive.md describes the format.

mod format;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::path::{Path, PathBuf};

use studio_domain::{
    ArchivePreview, ArchiveScope, Backup, BackupReason, ChoreKind, ChoreOutcome, LibraryCounts,
    RestorePreview,
};
use studio_store::graft::Selection;

use self::format::Manifest;
pub(crate) use self::read::ArchiveFiles;
use crate::backup::restore::replace_by;
use crate::backup::{Files, Source};
use crate::error::EngineError;
use crate::library::named;
use crate::studio::{Parts, Studio};
use crate::whole_file::WorkFolder;

/// The ending of an archive's name.
const ENDING: &str = "zip";

impl Studio {
    /// The name that an archive of this would have.
    ///
    /// # Errors
    /// When there is no such project or conversation.
    pub async fn archive_name(&self, scope: &ArchiveScope) -> Result<String, EngineError> {
        let name = self.parts.archive_title(scope).await?;
        Ok(named(&name.unwrap_or_default(), "studio-library", ENDING))
    }

    /// Begins to write an archive. The file appears when it is whole.
    ///
    /// # Errors
    /// When one is being written.
    pub fn export_archive(&self, scope: ArchiveScope, file: PathBuf) -> Result<(), EngineError> {
        self.begin_chore(ChoreKind::Export, |run| async move {
            let name = run.parts.archive_title(&scope).await?;
            let written = write::write(&run, scope, name, &file).await?;
            Ok(ChoreOutcome::Exported {
                file: file.display().to_string(),
                byte_size: written.byte_size,
                missing_files: written.missing_files,
            })
        })
    }

    /// What an archive holds and what bringing it in would change.
    ///
    /// # Errors
    /// When it is no archive, damaged, or holds what none should.
    pub async fn preview_archive(&self, file: PathBuf) -> Result<ArchivePreview, EngineError> {
        let (source, manifest) = open(&self.parts, &file).await?;
        let preview: RestorePreview = source.preview(&self.parts).await?;
        Ok(ArchivePreview {
            byte_size: tokio::fs::metadata(&file).await.map_or(0, |it| it.len()),
            file: file.display().to_string(),
            scope: manifest.scope,
            name: manifest.name,
            files: u32::try_from(manifest.blobs.len()).unwrap_or(u32::MAX),
            preview,
        })
    }

    /// Begins to bring an archive in: what the library lacks of it is added, or the whole library
    /// is replaced by it at the next start.
    ///
    /// # Errors
    /// When one is being brought in.
    pub fn import_archive(&self, file: PathBuf, replace: bool) -> Result<(), EngineError> {
        self.begin_chore(ChoreKind::Import, move |run| async move {
            let (source, manifest) = open(&run.parts, &file).await?;
            if !replace {
                let (counts, missing_files) = source.add(&run, &Selection::Everything).await?;
                return Ok(ChoreOutcome::Added {
                    counts,
                    missing_files,
                });
            }
            if manifest.scope != ArchiveScope::Everything {
                return Err(EngineError::InvalidInput {
                    message: "This archive holds a part of a library only.".to_owned(),
                    hint: "Add it to the library instead.",
                });
            }
            let missing = replace_by(&run, &source, &as_backup(&manifest)).await?;
            tracing::info!(missing, "an archive is ready to take the library's place");
            Ok(ChoreOutcome::Prepared)
        })
    }
}

/// What is told of an archive that takes the library's place.
fn as_backup(manifest: &Manifest) -> Backup {
    Backup {
        id: String::new(),
        created_at: manifest.created_at,
        reason: BackupReason::Asked,
        counts: LibraryCounts::default(),
        files: u32::try_from(manifest.blobs.len()).unwrap_or(u32::MAX),
        byte_size: manifest.blobs.iter().map(|blob| blob.byte_size).sum(),
        missing_files: 0,
        studio: manifest.studio.clone(),
    }
}

async fn open(parts: &Parts, file: &Path) -> Result<(Source, Manifest), EngineError> {
    let unpacked = WorkFolder::new(parts.store.folder())?;
    let (manifest, files) = ArchiveFiles::open(file, unpacked.path()).await?;
    let database = unpacked.path().join(format::DATABASE);
    let created_at = manifest.created_at;
    let source = Source::open(parts, &database, Files::Archive(files), created_at).await?;
    Ok((source, manifest))
}

impl Parts {
    async fn archive_title(&self, scope: &ArchiveScope) -> Result<Option<String>, EngineError> {
        Ok(match scope {
            ArchiveScope::Everything => None,
            ArchiveScope::Project { id } => Some(self.store.project_name(*id).await?),
            ArchiveScope::Conversation { id } => Some(self.store.conversation_title(*id).await?),
        })
    }
}
