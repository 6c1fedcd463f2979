//! What has been in the trash for 30 days is scrubbed; the ledger keeps what things cost.

use std::collections::BTreeSet;
use std::sync::Arc;

use studio_domain::{BlobHash, CacheTag, TrashUse, UnixMillis};
use studio_store::deletions::{self, Purged};
use studio_store::{blobs, search, storage_use};

use crate::error::EngineError;
use crate::studio::{Parts, Studio};
use crate::whole_file;

/// In the data folder: files that go as soon as it is certain that nobody wants them.
const LEAVING: &str = "leaving.json";

/// How long deleted things can be brought back.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

impl Studio {
    /// Scrubs what was deleted more than 30 days ago, without holding up the start.
    pub(crate) fn empty_old_trash_in_background(&self) {
        let parts = Arc::clone(&self.parts);
        tokio::spawn(async move {
            let before = parts.store.clock().now().plus(-KEPT_MS);
            if let Err(error) = parts.purge_before(before).await {
                tracing::warn!(%error, "the old trash could not be emptied");
            }
            if let Err(error) = parts.remove_leaving().await {
                tracing::warn!(%error, "files that are let go stay for now");
            }
        });
    }

    /// What is in the trash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trash_use(&self) -> Result<TrashUse, EngineError> {
        Ok(storage_use::trash(&self.parts.store, KEPT_MS).await?)
    }

    /// Scrubs everything that is in the trash now. It cannot be taken back. Gives how many things
    /// of the library and conversations went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn empty_trash(&self) -> Result<u32, EngineError> {
        let now = self.parts.store.clock().now();
        // What was deleted at this very moment goes too.
        let purged = self.parts.purge_before(now.plus(1)).await?;
        let gone = purged.assets + purged.conversations;
        Ok(u32::try_from(gone).unwrap_or(u32::MAX))
    }
}

impl Parts {
    async fn purge_before(&self, moment: UnixMillis) -> Result<Purged, EngineError> {
        let mut tx = self.store.write().await?;
        let purged = deletions::purge_before(&mut tx, moment).await?;
        tx.changed(CacheTag::Conversations);
        tx.changed(CacheTag::Storage);
        tx.commit().await?;
        if purged.conversations + purged.messages + purged.assets + purged.generations > 0 {
            search::compact(&self.store).await?;
        }
        for hash in &purged.orphan_blobs {
            self.thumbnails.forget(hash).await;
            self.sound_peaks.forget(hash).await;
        }
        self.let_go(purged.orphan_blobs.clone()).await?;
        Ok(purged)
    }

    /// Tries again what could not go yet.
    async fn remove_leaving(&self) -> Result<(), EngineError> {
        let leaving: Vec<BlobHash> =
            whole_file::read_json(&self.store.folder().join(LEAVING)).unwrap_or_default();
        self.let_go(leaving).await
    }

    /// Removes files that nothing refers to. One that was stored lately may be on its way to a row
    /// of its own: it is noted, and looked at again at the next start.
    async fn let_go(&self, hashes: Vec<BlobHash>) -> Result<(), EngineError> {
        let note = self.store.folder().join(LEAVING);
        let earlier: Vec<BlobHash> = whole_file::read_json(&note).unwrap_or_default();
        let mut leaving: BTreeSet<BlobHash> = earlier.iter().copied().collect();
        let before = leaving.clone();
        leaving.extend(&hashes);
        let mut orphans = Vec::new();
        for hash in hashes {
            if blobs::get(&self.store, &hash).await?.is_none() {
                orphans.push(hash);
            } else {
                leaving.remove(&hash);
            }
        }
        self.blobs.remove_orphans(&orphans).await?;
        for hash in orphans {
            if !self.blobs.exists(&hash).await {
                leaving.remove(&hash);
            }
        }
        if leaving != before {
            whole_file::write_json(&note, &leaving)?;
            self.store.announce(&[CacheTag::Storage]);
        }
        Ok(())
    }
}
