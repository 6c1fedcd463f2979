//! Bringing back from a backup: the whole library, or conversations of it.

use studio_domain::{
    Backup, BackupReason, CacheTag, ChoreKind, ChoreOutcome, ChoreStep, ConversationId,
    RestorePreview,
};
use studio_store::graft::Selection;
use studio_store::replacement;

use super::folder::{BackupFolder, Turn};
use super::make::{self, Made};
use super::{Files, Source};
use crate::chores::Run;
use crate::error::EngineError;
use crate::studio::{Parts, Studio};

impl Studio {
    /// What a backup holds and what bringing it back would change.
    ///
    /// # Errors
    /// When it is not there or damaged.
    pub async fn preview_backup(&self, id: String) -> Result<RestorePreview, EngineError> {
        let folder = BackupFolder::at(self.parts.backup_root());
        let (source, _) = open(&self.parts, &folder, &id).await?;
        source.preview(&self.parts).await
    }

    /// Begins to bring back the whole of a backup: it takes the place of the library at the next
    /// start. What there is now is kept as a backup first.
    ///
    /// # Errors
    /// When something is being brought back.
    pub fn restore_backup(&self, id: String) -> Result<(), EngineError> {
        self.begin_chore(ChoreKind::Restore, |run| async move {
            let turn = turn(&run).await?;
            let (source, backup) = open(&run.parts, turn.folder(), &id).await?;
            replace_in_turn(&run, &turn, &source, &backup).await?;
            Ok(ChoreOutcome::Prepared)
        })
    }

    /// Begins to bring conversations of a backup back into the library, with what they made and
    /// were given.
    ///
    /// # Errors
    /// When something is being brought back.
    pub fn restore_conversations(
        &self,
        id: String,
        conversations: Vec<ConversationId>,
    ) -> Result<(), EngineError> {
        self.begin_chore(ChoreKind::Restore, |run| async move {
            let turn = turn(&run).await?;
            let (source, _) = open(&run.parts, turn.folder(), &id).await?;
            let selection = Selection::Conversations(conversations);
            let (counts, missing_files) = source.add(&run, &selection).await?;
            Ok(ChoreOutcome::Added {
                counts,
                missing_files,
            })
        })
    }

    /// Gives up replacing the library at the next start.
    ///
    /// # Errors
    /// When what was prepared cannot be removed.
    pub async fn give_up_restore(&self) -> Result<(), EngineError> {
        replacement::give_up(self.parts.store.folder()).await?;
        self.parts.store.announce(&[CacheTag::Storage]);
        Ok(())
    }
}

/// The turn that is held for as long as something is brought back: nobody removes a backup, or a
/// file that only it has, meanwhile.
async fn turn(run: &Run) -> Result<Turn, EngineError> {
    run.step(ChoreStep::Preparing, 0, None)?;
    let folder = BackupFolder::at(run.parts.backup_root());
    folder.wait_for_turn(run).await
}

async fn open(
    parts: &Parts,
    folder: &BackupFolder,
    id: &str,
) -> Result<(Source, Backup), EngineError> {
    let backup = folder.find(id).await?;
    if !folder.is_sound(id).await? {
        return Err(EngineError::InvalidInput {
            message: "This backup is damaged: its database is not what it was.".to_owned(),
            hint: "Choose another one.",
        });
    }
    let files = Files::Backups(folder.blobs().await?);
    let source = Source::open(parts, &folder.database(id), files, backup.created_at).await?;
    Ok((source, backup))
}

/// Keeps what there is as a backup, and makes a source ready to take its place at the next start.
pub(crate) async fn replace_by(
    run: &Run,
    source: &Source,
    what: &Backup,
) -> Result<u32, EngineError> {
    let turn = turn(run).await?;
    replace_in_turn(run, &turn, source, what).await
}

async fn replace_in_turn(
    run: &Run,
    turn: &Turn,
    source: &Source,
    what: &Backup,
) -> Result<u32, EngineError> {
    let made = Made {
        reason: BackupReason::BeforeRestore,
        created_at: run.parts.store.clock().now(),
        replaced: None,
    };
    make::make_in_turn(run, turn, &made).await?;
    let data = run.parts.store.folder();
    // One that was made ready before must not be taken for this one half prepared.
    replacement::give_up(data).await?;
    let missing = source
        .prepare_whole(run, &replacement::folder(data))
        .await?;
    replacement::make_ready(data, what).await?;
    run.parts.store.announce(&[CacheTag::Storage]);
    Ok(missing)
}
