//! The table `asset_tags`: the words that assets are found by. A tag taken off keeps its row.

use serde_json::{Value, json};
use sqlx::sqlite::SqliteRow;
use studio_domain::{AssetId, CacheTag, Tag, TagCount};

use crate::rows::{id_list, to_json};
use crate::{Columns, Store, StoreError, WriteTx};

/// A tag that an asset has, had or is given.
pub type Tagged = (AssetId, Tag);

/// Gives each of the assets each of the tags; tells which had which of them not yet.
///
/// # Errors
/// What the database said.
pub async fn add(
    tx: &mut WriteTx,
    ids: &[AssetId],
    tags: &[Tag],
) -> Result<Vec<Tagged>, StoreError> {
    let now = tx.now();
    let added = sqlx::query(
        "insert into asset_tags (asset_id, tag, added_at, updated_at)
         select assets.id, tags.value, ?3, ?3 from assets cross join json_each(?2) as tags
         where assets.purged_at is null
            and assets.id in (select unhex(value, '-') from json_each(?1))
         on conflict (asset_id, tag) do update
            set removed_at = null, updated_at = excluded.updated_at
            where removed_at is not null
         returning asset_id, tag",
    )
    .bind(id_list(ids)?)
    .bind(to_json(&tags)?)
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    told(tx, &added)
}

/// Takes each of the tags off each of the assets; tells which had which of them.
///
/// # Errors
/// What the database said.
pub async fn remove(
    tx: &mut WriteTx,
    ids: &[AssetId],
    tags: &[Tag],
) -> Result<Vec<Tagged>, StoreError> {
    let now = tx.now();
    let removed = sqlx::query(
        "update asset_tags set removed_at = ?3, updated_at = ?3
         where removed_at is null
            and asset_id in (select unhex(value, '-') from json_each(?1))
            and tag in (select value from json_each(?2))
         returning asset_id, tag",
    )
    .bind(id_list(ids)?)
    .bind(to_json(&tags)?)
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    told(tx, &removed)
}

/// Takes a tag off everything that has it; tells what that was.
///
/// # Errors
/// What the database said.
pub async fn remove_everywhere(tx: &mut WriteTx, tag: &Tag) -> Result<Vec<Tagged>, StoreError> {
    let now = tx.now();
    let removed = sqlx::query(
        "update asset_tags set removed_at = ?2, updated_at = ?2
         where removed_at is null and tag = ?1 returning asset_id, tag",
    )
    .bind(tag.as_str())
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    told(tx, &removed)
}

/// Gives a tag to everything that has another one; tells what had it not yet.
///
/// # Errors
/// What the database said.
pub async fn copy(tx: &mut WriteTx, from: &Tag, to: &Tag) -> Result<Vec<Tagged>, StoreError> {
    let now = tx.now();
    let added = sqlx::query(
        "insert into asset_tags (asset_id, tag, added_at, updated_at)
         select asset_id, ?2, ?3, ?3 from asset_tags as other
         where other.tag = ?1 and other.removed_at is null
         on conflict (asset_id, tag) do update
            set removed_at = null, updated_at = excluded.updated_at
            where removed_at is not null
         returning asset_id, tag",
    )
    .bind(from.as_str())
    .bind(to.as_str())
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    told(tx, &added)
}

/// Takes exactly these off again; tells how many were there to be taken off.
///
/// # Errors
/// What the database said.
pub async fn take_off(tx: &mut WriteTx, pairs: &[Tagged]) -> Result<u32, StoreError> {
    write_pairs(
        tx,
        pairs,
        "update asset_tags set removed_at = ?2, updated_at = ?2 from json_each(?1) as pair
         where asset_id = unhex(pair.value ->> 'id', '-') and tag = pair.value ->> 'tag'
            and removed_at is null",
    )
    .await
}

/// Puts exactly these on again, as far as their assets were not purged; tells how many.
///
/// # Errors
/// What the database said.
pub async fn put_on_again(tx: &mut WriteTx, pairs: &[Tagged]) -> Result<u32, StoreError> {
    write_pairs(
        tx,
        pairs,
        "update asset_tags set removed_at = null, updated_at = ?2 from json_each(?1) as pair
         where asset_id = unhex(pair.value ->> 'id', '-') and tag = pair.value ->> 'tag'
            and removed_at is not null",
    )
    .await
}

async fn write_pairs(
    tx: &mut WriteTx,
    pairs: &[Tagged],
    statement: &'static str,
) -> Result<u32, StoreError> {
    let now = tx.now();
    let pairs: Vec<Value> = pairs
        .iter()
        .map(|(id, tag)| json!({ "id": id, "tag": tag }))
        .collect();
    let written = sqlx::query(statement)
        .bind(to_json(&pairs)?)
        .bind(now.get())
        .execute(tx.connection())
        .await?
        .rows_affected();
    if written > 0 {
        tx.changed(CacheTag::Marks);
    }
    Ok(u32::try_from(written).unwrap_or(u32::MAX))
}

/// The tags that any of the assets has and how many of them have each, in order of the tags.
///
/// # Errors
/// What the database said.
pub async fn of(store: &Store, ids: &[AssetId]) -> Result<Vec<TagCount>, StoreError> {
    sqlx::query(
        "select tag, count(*) as count from asset_tags
         where removed_at is null and asset_id in (select unhex(value, '-') from json_each(?1))
         group by tag order by tag",
    )
    .bind(id_list(ids)?)
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(counted)
    .collect()
}

/// Every tag that something in the library has and how much has it, in order of the tags. What
/// lies in the trash is little, so it is counted apart and taken off: no asset's row is read.
///
/// # Errors
/// What the database said.
pub async fn list(store: &Store) -> Result<Vec<TagCount>, StoreError> {
    sqlx::query(
        "select tag, sum(part) as count from (
            select tag, count(*) as part from asset_tags indexed by asset_tags_by_tag
            where removed_at is null group by tag
            union all
            select tag, -count(*) from assets indexed by assets_in_trash
            cross join asset_tags on asset_tags.asset_id = assets.id
            where assets.deleted_at is not null and asset_tags.removed_at is null group by tag
         ) group by tag having count > 0 order by tag",
    )
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(counted)
    .collect()
}

/// Every tag that anything has, what lies in the trash included, in order. Reads as many rows as
/// there are tags.
///
/// # Errors
/// What the database said.
pub async fn names(store: &Store) -> Result<Vec<Tag>, StoreError> {
    sqlx::query(
        "with recursive named (tag) as (
            select min(tag) from asset_tags where removed_at is null
            union all
            select (select min(tag) from asset_tags where removed_at is null and tag > named.tag)
            from named where named.tag is not null
         )
         select tag from named where tag is not null",
    )
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(tag)
    .collect()
}

fn told(tx: &mut WriteTx, rows: &[SqliteRow]) -> Result<Vec<Tagged>, StoreError> {
    if !rows.is_empty() {
        tx.changed(CacheTag::Marks);
    }
    rows.iter()
        .map(|row| Ok((row.id("asset_id")?, tag(row)?)))
        .collect()
}

fn tag(row: &SqliteRow) -> Result<Tag, StoreError> {
    row.text("tag")?
        .parse()
        .map_err(|error| StoreError::decode("tag", error))
}

fn counted(row: &SqliteRow) -> Result<TagCount, StoreError> {
    Ok(TagCount {
        tag: tag(row)?,
        count: row.count("count")?,
    })
}
