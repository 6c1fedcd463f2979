//! The table `collection_assets`: what is in collections, in an order of their own. What was taken
//! out keeps its row and its place.

use serde_json::{Value, json};
use sqlx::sqlite::SqliteRow;
use studio_domain::{AssetId, CacheTag, CollectionId};

use crate::rows::{id_list, to_json};
use crate::{Columns, StoreError, WriteTx, collections, positions};

/// Where an asset stands in a collection.
pub type Placed = (AssetId, String);

/// Puts the assets into the collection behind what is in it, in the order given; tells which were
/// not in it yet.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such collection.
pub async fn add(
    tx: &mut WriteTx,
    collection: CollectionId,
    ids: &[AssetId],
) -> Result<Vec<AssetId>, StoreError> {
    collections::require(tx, collection).await?;
    let now = tx.now();
    let last: Option<String> =
        sqlx::query_scalar("select max(position) from collection_assets where collection_id = ?1")
            .bind(collection.as_bytes().as_slice())
            .fetch_one(tx.connection())
            .await?;
    let places = positions::several(last.as_deref(), None, ids.len())?;
    let added = sqlx::query(
        "insert into collection_assets (collection_id, asset_id, position, added_at, updated_at)
         select ?1, assets.id, new.value ->> 'place', ?3, ?3
         from json_each(?2) as new join assets on assets.id = unhex(new.value ->> 'id', '-')
         where assets.purged_at is null
         on conflict (collection_id, asset_id) do update
            set position = excluded.position, removed_at = null, updated_at = excluded.updated_at
            where removed_at is not null
         returning asset_id",
    )
    .bind(collection.as_bytes().as_slice())
    .bind(placed(ids.iter().zip(&places))?)
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    told(tx, &added)
}

/// Takes the assets out of the collection; tells which were in it.
///
/// # Errors
/// What the database said.
pub async fn remove(
    tx: &mut WriteTx,
    collection: CollectionId,
    ids: &[AssetId],
) -> Result<Vec<AssetId>, StoreError> {
    let now = tx.now();
    let removed = sqlx::query(
        "update collection_assets set removed_at = ?3, updated_at = ?3
         where collection_id = ?1 and removed_at is null
            and asset_id in (select unhex(value, '-') from json_each(?2))
         returning asset_id",
    )
    .bind(collection.as_bytes().as_slice())
    .bind(id_list(ids)?)
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    told(tx, &removed)
}

/// Puts what was taken out back where it stood; tells how many came back.
///
/// # Errors
/// What the database said.
pub async fn bring_back(
    tx: &mut WriteTx,
    collection: CollectionId,
    ids: &[AssetId],
) -> Result<u32, StoreError> {
    let now = tx.now();
    let back = sqlx::query(
        "update collection_assets set removed_at = null, updated_at = ?3
         where collection_id = ?1 and removed_at is not null
            and asset_id in (select unhex(value, '-') from json_each(?2))
            and exists (
                select 1 from assets
                where assets.id = collection_assets.asset_id and assets.purged_at is null
            )
         returning asset_id",
    )
    .bind(collection.as_bytes().as_slice())
    .bind(id_list(ids)?)
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    let back = told(tx, &back)?;
    Ok(u32::try_from(back.len()).unwrap_or(u32::MAX))
}

/// Moves assets of the collection, in the order given, to before another one or to the end; tells
/// where they stood. What is not in the collection is left out.
///
/// # Errors
/// [`StoreError::NotFound`] when `before` is not in the collection, or is one of those that move.
pub async fn arrange(
    tx: &mut WriteTx,
    collection: CollectionId,
    ids: &[AssetId],
    before: Option<AssetId>,
) -> Result<Vec<Placed>, StoreError> {
    let stood = places_of(tx, collection, ids).await?;
    let moving: Vec<AssetId> = ids
        .iter()
        .copied()
        .filter(|id| stood.iter().any(|(known, _)| known == id))
        .collect();
    let upper = match before {
        None => None,
        Some(before) => Some(place_before(tx, collection, &moving, before).await?),
    };
    let lower = neighbour_below(tx, collection, &moving, upper.as_deref()).await?;
    let places = positions::several(lower.as_deref(), upper.as_deref(), moving.len())?;
    put_at(tx, collection, &placed(moving.iter().zip(&places))?).await?;
    Ok(stood)
}

/// Puts assets of the collection back to where they stood.
///
/// # Errors
/// What the database said.
pub async fn put_back(
    tx: &mut WriteTx,
    collection: CollectionId,
    stood: &[Placed],
) -> Result<u32, StoreError> {
    let places = placed(stood.iter().map(|(id, place)| (id, place)))?;
    put_at(tx, collection, &places).await
}

async fn put_at(
    tx: &mut WriteTx,
    collection: CollectionId,
    places: &str,
) -> Result<u32, StoreError> {
    let now = tx.now();
    let moved = sqlx::query(
        "update collection_assets set position = new.value ->> 'place', updated_at = ?3
         from json_each(?2) as new
         where collection_id = ?1 and asset_id = unhex(new.value ->> 'id', '-')
            and removed_at is null",
    )
    .bind(collection.as_bytes().as_slice())
    .bind(places)
    .bind(now.get())
    .execute(tx.connection())
    .await?
    .rows_affected();
    if moved > 0 {
        tx.changed(CacheTag::Marks);
    }
    Ok(u32::try_from(moved).unwrap_or(u32::MAX))
}

async fn places_of(
    tx: &mut WriteTx,
    collection: CollectionId,
    ids: &[AssetId],
) -> Result<Vec<Placed>, StoreError> {
    sqlx::query(
        "select asset_id, position from collection_assets
         where collection_id = ?1 and removed_at is null
            and asset_id in (select unhex(value, '-') from json_each(?2))
         order by position, asset_id",
    )
    .bind(collection.as_bytes().as_slice())
    .bind(id_list(ids)?)
    .fetch_all(tx.connection())
    .await?
    .iter()
    .map(|row| Ok((row.id("asset_id")?, row.text("position")?)))
    .collect()
}

async fn place_before(
    tx: &mut WriteTx,
    collection: CollectionId,
    moving: &[AssetId],
    before: AssetId,
) -> Result<String, StoreError> {
    let place = places_of(tx, collection, &[before]).await?.pop();
    place
        .filter(|_| !moving.contains(&before))
        .map(|(_, place)| place)
        .ok_or(StoreError::NotFound { what: "asset" })
}

/// The last place below `upper`, or of all, of what stays where it is.
async fn neighbour_below(
    tx: &mut WriteTx,
    collection: CollectionId,
    moving: &[AssetId],
    upper: Option<&str>,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "select max(position) from collection_assets
         where collection_id = ?1 and removed_at is null and (?3 is null or position < ?3)
            and asset_id not in (select unhex(value, '-') from json_each(?2))",
    )
    .bind(collection.as_bytes().as_slice())
    .bind(id_list(moving)?)
    .bind(upper)
    .fetch_one(tx.connection())
    .await?)
}

fn placed<'a>(
    places: impl IntoIterator<Item = (&'a AssetId, &'a String)>,
) -> Result<String, StoreError> {
    let places: Vec<Value> = places
        .into_iter()
        .map(|(id, place)| json!({ "id": id, "place": place }))
        .collect();
    to_json(&places)
}

fn told(tx: &mut WriteTx, rows: &[SqliteRow]) -> Result<Vec<AssetId>, StoreError> {
    if !rows.is_empty() {
        tx.changed(CacheTag::Marks);
    }
    rows.iter().map(|row| row.id("asset_id")).collect()
}
