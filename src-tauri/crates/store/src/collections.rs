//! The table `collections`: assets that somebody put together.

use sqlx::sqlite::SqliteRow;
use studio_domain::{AssetId, Collection, CollectionId, Deletion};

use crate::named::Named;
use crate::rows::id_list;
use crate::{Columns, Store, StoreError, WriteTx};

const TABLE: Named = Named {
    table: "collections",
    what: "collection",
};

/// Begins an empty collection behind those there are.
///
/// # Errors
/// [`StoreError::Constraint`] when the name is empty or longer than 200 characters.
pub async fn create(tx: &mut WriteTx, id: CollectionId, name: &str) -> Result<(), StoreError> {
    TABLE.create(tx, id.as_bytes(), name).await
}

/// Gives the collection another name.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted; [`StoreError::Constraint`] as
/// for [`create`].
pub async fn rename(tx: &mut WriteTx, id: CollectionId, name: &str) -> Result<(), StoreError> {
    TABLE.rename(tx, id.as_bytes(), name).await
}

/// Deletes the collection; what is in it stays in the library.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn delete(tx: &mut WriteTx, id: CollectionId) -> Result<Deletion, StoreError> {
    TABLE.delete(tx, id.as_bytes()).await
}

/// Every collection in the order of its place, and how much of the library is in each.
///
/// # Errors
/// What the database said.
pub async fn list(store: &Store) -> Result<Vec<Collection>, StoreError> {
    sqlx::query(
        "with parts (collection_id, part) as (
            select collection_id, count(*) from collection_assets
            where removed_at is null group by collection_id
            union all
            select collection_id, -count(*) from assets indexed by assets_in_trash
            cross join collection_assets indexed by collection_assets_by_asset
                on collection_assets.asset_id = assets.id
            where assets.deleted_at is not null and collection_assets.removed_at is null
            group by collection_id
         ),
         counts (collection_id, count) as (
            select collection_id, sum(part) from parts group by collection_id
         )
         select collections.id, collections.name, coalesce(counts.count, 0) as count
         from collections left join counts on counts.collection_id = collections.id
         where collections.deleted_at is null order by collections.position, collections.id",
    )
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// The collections that any of the assets is in, and how many of them are in each.
///
/// # Errors
/// What the database said.
pub async fn of(store: &Store, ids: &[AssetId]) -> Result<Vec<Collection>, StoreError> {
    sqlx::query(
        "select collections.id, collections.name, count(*) as count
         from collection_assets indexed by collection_assets_by_asset
         join collections on collections.id = collection_assets.collection_id
         where collection_assets.removed_at is null and collections.deleted_at is null
            and collection_assets.asset_id in (select unhex(value, '-') from json_each(?1))
         group by collections.id order by collections.position, collections.id",
    )
    .bind(id_list(ids)?)
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// Fails where there is no such collection.
pub(crate) async fn require(tx: &mut WriteTx, id: CollectionId) -> Result<(), StoreError> {
    TABLE.require(tx, id.as_bytes()).await
}

fn from_row(row: &SqliteRow) -> Result<Collection, StoreError> {
    Ok(Collection {
        id: row.id("id")?,
        name: row.text("name")?,
        count: row.count("count")?,
    })
}
