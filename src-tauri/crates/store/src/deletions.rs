//! Taking deletions back, and making them final when their time is over.

pub use crate::purge::{Purged, purge_before};

use studio_domain::{CacheTag, DeletionId};

use crate::{StoreError, WriteTx};

/// A table whose rows can be deleted and brought back, and what that makes stale.
struct Deletable {
    undo: &'static str,
    tags: &'static [CacheTag],
}

macro_rules! deletable {
    ($table:literal, $($tag:ident),*) => {
        Deletable {
            undo: concat!(
                "update ",
                $table,
                " set deleted_at = null, deletion_id = null, updated_at = ?2 ",
                "where deletion_id = ?1 and purged_at is null"
            ),
            tags: &[$(CacheTag::$tag),*],
        }
    };
}

const DELETABLE: [Deletable; 7] = [
    deletable!("projects", Conversations, Assets, Marks),
    deletable!("collections", Marks),
    deletable!("generations", Generations),
    deletable!("assets", Assets, Generations),
    deletable!("conversations", Conversations),
    deletable!("messages", Messages),
    deletable!("connections", Providers, Models),
];

/// Brings back exactly what that act deleted, as far as it was not purged; gives how many rows.
/// Doing so twice brings back nothing more.
///
/// # Errors
/// What the database said.
pub async fn undo(tx: &mut WriteTx, id: DeletionId) -> Result<u32, StoreError> {
    let now = tx.now();
    let mut restored = 0_u64;
    for table in DELETABLE {
        let rows = sqlx::query(table.undo)
            .bind(id.as_bytes().as_slice())
            .bind(now.get())
            .execute(tx.connection())
            .await?
            .rows_affected();
        if rows > 0 {
            table.tags.iter().for_each(|tag| tx.changed(*tag));
        }
        restored += rows;
    }
    Ok(u32::try_from(restored).unwrap_or(u32::MAX))
}
