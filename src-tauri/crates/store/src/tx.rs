//! Writing: one transaction at a time, and what it made stale goes out once after the commit.

use sqlx::{Sqlite, SqliteConnection, Transaction};
use studio_domain::{CacheTag, DeviceId, UnixMillis};
use tokio::sync::broadcast;

use crate::StoreError;

/// The single write transaction. Dropping it without [`WriteTx::commit`] rolls everything back
/// and tells nobody.
#[derive(Debug)]
pub struct WriteTx {
    transaction: Transaction<'static, Sqlite>,
    now: UnixMillis,
    device_id: DeviceId,
    changed: Vec<CacheTag>,
    changes: broadcast::Sender<Vec<CacheTag>>,
}

impl WriteTx {
    pub(crate) fn new(
        transaction: Transaction<'static, Sqlite>,
        now: UnixMillis,
        device_id: DeviceId,
        changes: broadcast::Sender<Vec<CacheTag>>,
    ) -> Self {
        Self {
            transaction,
            now,
            device_id,
            changed: Vec::new(),
            changes,
        }
    }

    /// The moment the transaction began; everything it writes carries this time.
    #[must_use]
    pub const fn now(&self) -> UnixMillis {
        self.now
    }

    /// The device that is writing.
    #[must_use]
    pub const fn device_id(&self) -> DeviceId {
        self.device_id
    }

    /// Notes that answers of this group are stale once the transaction commits.
    pub fn changed(&mut self, tag: CacheTag) {
        if !self.changed.contains(&tag) {
            self.changed.push(tag);
        }
    }

    /// The connection, for the crates that own tables of their own.
    pub fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// Makes everything written here permanent, then tells subscribers what became stale.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when a deferred foreign key is not met, [`StoreError::StorageFull`]
    /// when the disk is full; nothing of the transaction remains then.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await?;
        if !self.changed.is_empty() {
            // An error only says that nobody listens.
            let _ = self.changes.send(self.changed);
        }
        Ok(())
    }
}

/// Several reads of one moment: what is written meanwhile does not appear half.
#[derive(Debug)]
pub struct Snapshot(Transaction<'static, Sqlite>);

impl Snapshot {
    pub(crate) const fn new(transaction: Transaction<'static, Sqlite>) -> Self {
        Self(transaction)
    }

    /// The read-only connection.
    pub fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}
