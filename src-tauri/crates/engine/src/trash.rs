//! What has been in the trash for 30 days is scrubbed; the ledger keeps what things cost.

use std::sync::Arc;

use studio_store::{deletions, search};

use crate::error::EngineError;
use crate::studio::{Parts, Studio};

/// How long deleted things can be brought back.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

impl Studio {
    /// Scrubs what was deleted more than 30 days ago, without holding up the start.
    pub(crate) fn empty_old_trash_in_background(&self) {
        let parts = Arc::clone(&self.parts);
        tokio::spawn(async move {
            if let Err(error) = parts.empty_old_trash().await {
                tracing::warn!(%error, "the old trash could not be emptied");
            }
        });
    }
}

impl Parts {
    async fn empty_old_trash(&self) -> Result<(), EngineError> {
        let before = self.store.clock().now().plus(-KEPT_MS);
        let mut tx = self.store.write().await?;
        let purged = deletions::purge_before(&mut tx, before).await?;
        tx.commit().await?;
        self.blobs.remove_orphans(&purged.orphan_blobs).await?;
        if purged.conversations + purged.messages + purged.assets + purged.generations > 0 {
            search::compact(&self.store).await?;
        }
        for hash in &purged.orphan_blobs {
            self.thumbnails.forget(hash).await;
            self.sound_peaks.forget(hash).await;
        }
        Ok(())
    }
}
