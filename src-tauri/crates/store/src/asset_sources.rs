//! The table `asset_sources`: where assets from elsewhere came from, and on what terms.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use studio_domain::{AssetId, AssetKind, AssetSource, CacheTag};

use crate::rows::id_list;
use crate::{Columns, Store, StoreError, WriteTx};

/// Notes where an asset came from; what was noted first stays.
///
/// # Errors
/// [`StoreError::Constraint`] at the commit when there is no such asset.
pub async fn insert(tx: &mut WriteTx, id: AssetId, source: &AssetSource) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into asset_sources (asset_id, provider, item_id, page_url, author, author_url,
            licence, licence_url, attribution, imported_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         on conflict (asset_id) do nothing",
    )
    .bind(id.as_bytes().as_slice())
    .bind(&source.provider)
    .bind(&source.item_id)
    .bind(source.page_url.as_deref())
    .bind(source.author.as_deref())
    .bind(source.author_url.as_deref())
    .bind(source.licence.as_deref())
    .bind(source.licence_url.as_deref())
    .bind(source.attribution.as_deref())
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Assets);
    Ok(())
}

/// Where an asset came from; nothing if it was made here or nobody knows.
///
/// # Errors
/// What the database said.
pub async fn get(store: &Store, id: AssetId) -> Result<Option<AssetSource>, StoreError> {
    sqlx::query(
        "select provider, item_id, page_url, author, author_url, licence, licence_url, attribution
         from asset_sources where asset_id = ?1",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_optional(store.readers())
    .await?
    .map(|row| from_row(&row))
    .transpose()
}

/// Where several assets came from; those that were made here or of which nobody knows are left out.
///
/// # Errors
/// What the database said.
pub async fn get_many(
    store: &Store,
    ids: &[AssetId],
) -> Result<HashMap<AssetId, AssetSource>, StoreError> {
    sqlx::query(
        "select asset_id, provider, item_id, page_url, author, author_url, licence, licence_url,
            attribution
         from asset_sources where asset_id in (select unhex(value, '-') from json_each(?1))",
    )
    .bind(id_list(ids)?)
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(|row| Ok((row.id("asset_id")?, from_row(row)?)))
    .collect()
}

fn from_row(row: &SqliteRow) -> Result<AssetSource, StoreError> {
    Ok(AssetSource {
        provider: row.text("provider")?,
        item_id: row.text("item_id")?,
        page_url: row.maybe_text("page_url")?,
        author: row.maybe_text("author")?,
        author_url: row.maybe_text("author_url")?,
        licence: row.maybe_text("licence")?,
        licence_url: row.maybe_text("licence_url")?,
        attribution: row.maybe_text("attribution")?,
    })
}

/// Which of a service's things are in the library, by what the service calls them. What lies in
/// the trash is not.
///
/// # Errors
/// What the database said.
pub async fn imported(
    store: &Store,
    provider: &str,
    kind: AssetKind,
    items: &[&str],
) -> Result<HashMap<String, AssetId>, StoreError> {
    let wanted = id_list(items)?;
    let rows = sqlx::query(
        "select s.item_id, s.asset_id from asset_sources s join assets a on a.id = s.asset_id
         where s.provider = ?1 and a.kind = ?2 and a.deleted_at is null and a.purged_at is null
             and s.item_id in (select value from json_each(?3))",
    )
    .bind(provider)
    .bind(kind.as_str())
    .bind(wanted)
    .fetch_all(store.readers())
    .await?;
    rows.iter()
        .map(|row| Ok((row.text("item_id")?, row.id("asset_id")?)))
        .collect()
}
