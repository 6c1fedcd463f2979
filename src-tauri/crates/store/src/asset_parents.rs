//! The table `asset_parents`: what the studio itself made of what.

use studio_domain::{AssetId, CacheTag, ParentRelation};

use crate::{StoreError, WriteTx};

/// Notes that an asset was made from another one; what was noted first stays.
///
/// # Errors
/// [`StoreError::Constraint`] when they are the same, or at the commit when one does not exist.
pub async fn insert(
    tx: &mut WriteTx,
    id: AssetId,
    parent: AssetId,
    relation: ParentRelation,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into asset_parents (asset_id, parent_id, relation, created_at)
         values (?1, ?2, ?3, ?4) on conflict (asset_id, parent_id) do nothing",
    )
    .bind(id.as_bytes().as_slice())
    .bind(parent.as_bytes().as_slice())
    .bind(relation.as_str())
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Assets);
    Ok(())
}
