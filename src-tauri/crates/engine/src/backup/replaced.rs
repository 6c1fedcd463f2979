//! What a restore replaced, made into a backup: between preparing a restore and the start at which
//! it takes place, work went on, and the backup made before it does not hold that.

use studio_domain::{Backup, BackupReason, ChoreKind, ChoreOutcome, ChoreStep};
use studio_store::replacement;

use super::folder::BackupFolder;
use super::make::{self, Made};
use crate::chores::Run;
use crate::error::EngineError;
use crate::studio::Studio;

impl Studio {
    /// Begins to keep replaced databases as backups, where any lie in the data folder.
    ///
    /// # Errors
    /// When a backup is being made.
    pub(super) fn keep_replaced(&self) -> Result<(), EngineError> {
        if replacement::replaced(self.parts.store.folder()).is_empty() {
            return Ok(());
        }
        self.begin_chore(ChoreKind::Backup, |run| async move {
            let kept = keep_replaced(&run).await?;
            let backup = kept.ok_or(EngineError::NotNow("Another window keeps it."))?;
            Ok(ChoreOutcome::BackedUp { backup })
        })
    }
}

/// Keeps all that there are. Gives the last backup that was made. A database goes only when its
/// backup counts and is what was written; until then the next start finds it again.
pub(super) async fn keep_replaced(run: &Run) -> Result<Option<Backup>, EngineError> {
    let folder = BackupFolder::at(run.parts.backup_root());
    run.step(ChoreStep::Preparing, 0, None)?;
    let turn = folder.wait_for_turn(run).await?;
    let mut last = None;
    for (created_at, replaced) in replacement::replaced(run.parts.store.folder()) {
        let made = Made {
            reason: BackupReason::BeforeRestore,
            created_at,
            replaced: Some(&replaced),
        };
        let backup = make::make_in_turn(run, &turn, &made).await?;
        if folder.is_sound(&backup.id).await? {
            tokio::fs::remove_file(&replaced)
                .await
                .map_err(|source| EngineError::File {
                    action: "removing a database that was kept as a backup",
                    source,
                })?;
        } else {
            tracing::warn!(id = backup.id, "a backup is not what was written");
        }
        last = Some(backup);
    }
    Ok(last)
}
