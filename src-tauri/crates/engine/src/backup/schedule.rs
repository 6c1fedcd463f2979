//! When a backup is made by itself: an hour after the last one, if the database changed since.

use std::time::Duration;

use studio_domain::UnixMillis;

use super::folder::BackupFolder;
use super::{Kept, make};
use crate::error::EngineError;
use crate::studio::{Parts, Studio};

/// How long after the start it is looked at first: the start itself has enough to do.
const FIRST_LOOK: Duration = Duration::from_secs(120);
/// How often it is looked at afterwards.
const LOOK_EVERY: Duration = Duration::from_secs(300);
/// How long after a backup the next one is made.
const EVERY_MS: i64 = 60 * 60 * 1_000;

impl Studio {
    /// Makes backups for as long as the studio is open.
    pub(crate) fn back_up_in_background(&self) {
        // At once: the media files that only a replaced database knows are nobody's until then.
        self.try_to_keep_replaced();
        let studio = self.clone();
        let closing = self.parts.closing.clone();
        tokio::spawn(async move {
            let mut wait = FIRST_LOOK;
            loop {
                tokio::select! {
                    () = closing.cancelled() => return,
                    () = tokio::time::sleep(wait) => {}
                }
                wait = LOOK_EVERY;
                studio.try_to_keep_replaced();
                match studio.back_up_if_due().await {
                    // Another backup is being made: then this one need not be.
                    Ok(_) | Err(EngineError::NotNow(_)) => {}
                    Err(error) => tracing::warn!(%error, "no backup could be made"),
                }
            }
        });
    }

    fn try_to_keep_replaced(&self) {
        if let Err(error) = self.keep_replaced() {
            tracing::warn!(%error, "what a restore replaced is not a backup yet");
        }
    }
}

impl Parts {
    pub(super) async fn is_backup_due(&self) -> Result<bool, EngineError> {
        let latest = BackupFolder::at(self.backup_root()).list().await?;
        let now = self.store.clock().now();
        let looks_like = make::fingerprint(self.store.folder());
        Ok(is_due(latest.first(), now, &looks_like))
    }
}

fn is_due(latest: Option<&Kept>, now: UnixMillis, looks_like: &str) -> bool {
    let Some(latest) = latest else {
        return true;
    };
    let age = now.get() - latest.backup.created_at.get();
    // A backup from the future says that the clock was set back: then another one is made.
    !(0..EVERY_MS).contains(&age) && latest.fingerprint != looks_like
}

#[cfg(test)]
mod tests {
    use studio_domain::{Backup, BackupReason, LibraryCounts};

    use super::*;

    #[test]
    fn a_backup_is_due_after_an_hour_in_which_something_changed() {
        let kept = Kept {
            backup: Backup {
                id: "x".to_owned(),
                created_at: UnixMillis::new(EVERY_MS),
                reason: BackupReason::Automatic,
                counts: LibraryCounts::default(),
                files: 0,
                byte_size: 0,
                missing_files: 0,
                studio: String::new(),
            },
            fingerprint: "as it was".to_owned(),
        };
        let at = UnixMillis::new;
        assert!(is_due(None, at(0), ""));
        assert!(!is_due(Some(&kept), at(2 * EVERY_MS - 1), "changed"));
        assert!(is_due(Some(&kept), at(2 * EVERY_MS), "changed"));
        assert!(!is_due(Some(&kept), at(9 * EVERY_MS), "as it was"));
        assert!(
            is_due(Some(&kept), at(0), "changed"),
            "the clock was set back"
        );
    }
}
