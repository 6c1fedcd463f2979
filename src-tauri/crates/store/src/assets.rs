//! The table `assets`: the things in the library.

mod list;
mod marks;

pub use list::list;
pub use marks::{AssetValue, put_back, set};

pub(crate) use marks::rating;

use sqlx::sqlite::SqliteRow;
use studio_domain::{
    Asset, AssetId, AssetKind, BlobHash, CacheTag, Deletion, DeletionId, Flag, GenerationId,
};

use crate::projects::current_project;
use crate::rows::id_list;
use crate::{Columns, Store, StoreError, WriteTx};

/// A thing to put into the library. Its blob must be recorded in the same transaction or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAsset {
    /// Its id.
    pub id: AssetId,
    /// What it is.
    pub kind: AssetKind,
    /// Its title.
    pub title: String,
    /// Its bytes.
    pub blob: BlobHash,
    /// Pixels across.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Length in milliseconds.
    pub duration_ms: Option<u32>,
    /// The generation that made it.
    pub generation_id: Option<GenerationId>,
}

/// The columns that [`from_row`] reads, from `assets` joined with `blobs`. The join leaves out
/// what was purged: it has no blob any more.
macro_rules! asset_columns {
    () => {
        "assets.id, assets.kind, assets.title, assets.blob_hash, blobs.mime, blobs.byte_size, \
         assets.width, assets.height, assets.duration_ms, assets.generation_id, \
         assets.created_at, assets.deleted_at, assets.rating, assets.flag"
    };
}
pub(crate) use asset_columns;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select ",
            asset_columns!(),
            " from assets join blobs on blobs.hash = assets.blob_hash ",
            $rest
        )
    };
}

/// Puts a thing into the library: into the project of what made it, or, where nothing here did,
/// into the current one.
///
/// # Errors
/// [`StoreError::Constraint`] when the id is taken, or at the commit when the blob is unknown.
pub async fn insert(tx: &mut WriteTx, new: &NewAsset) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(concat!(
        "insert into assets (id, kind, title, blob_hash, width, height, duration_ms, generation_id,
            project_id, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
            case when ?8 is null then ",
        current_project!(),
        " else (select project_id from generations where id = ?8) end, ?9, ?9)"
    ))
    .bind(new.id.as_bytes().as_slice())
    .bind(new.kind.as_str())
    .bind(&new.title)
    .bind(new.blob.as_bytes().as_slice())
    .bind(new.width)
    .bind(new.height)
    .bind(new.duration_ms)
    .bind(
        new.generation_id
            .as_ref()
            .map(|id| id.as_bytes().as_slice()),
    )
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Assets);
    Ok(())
}

/// The asset, also when it is in the trash.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn get(store: &Store, id: AssetId) -> Result<Asset, StoreError> {
    sqlx::query(select!("where assets.id = ?1"))
        .bind(id.as_bytes().as_slice())
        .fetch_optional(store.readers())
        .await?
        .map_or(Err(StoreError::NotFound { what: "asset" }), |row| {
            from_row(&row)
        })
}

/// The oldest asset that has these bytes, one in the trash only where there is no other; nothing
/// if none has.
///
/// # Errors
/// What the database said.
pub async fn by_blob(store: &Store, blob: &BlobHash) -> Result<Option<Asset>, StoreError> {
    sqlx::query(select!(
        "where assets.blob_hash = ?1 order by assets.deleted_at is not null, assets.id limit 1"
    ))
    .bind(blob.as_bytes().as_slice())
    .fetch_optional(store.readers())
    .await?
    .map(|row| from_row(&row))
    .transpose()
}

/// The assets in the order of the ids; those that do not exist are left out.
///
/// # Errors
/// What the database said.
pub async fn get_many(store: &Store, ids: &[AssetId]) -> Result<Vec<Asset>, StoreError> {
    let rows = sqlx::query(select!(
        "where assets.id in (select unhex(value, '-') from json_each(?1))"
    ))
    .bind(id_list(ids)?)
    .fetch_all(store.readers())
    .await?;
    let mut found = rows
        .iter()
        .map(|row| from_row(row).map(|asset| (asset.id, asset)))
        .collect::<Result<std::collections::HashMap<_, _>, _>>()?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Moves the assets to the trash as one act; those already there stay as they are.
///
/// # Errors
/// [`StoreError::NotFound`] when none of them is in the library.
pub async fn delete(tx: &mut WriteTx, ids: &[AssetId]) -> Result<Deletion, StoreError> {
    let (now, id) = (tx.now(), DeletionId::new(tx.now()));
    let deleted = sqlx::query(
        "update assets set deleted_at = ?2, deletion_id = ?3, updated_at = ?2
         where deleted_at is null and id in (select unhex(value, '-') from json_each(?1))",
    )
    .bind(id_list(ids)?)
    .bind(now.get())
    .bind(id.as_bytes().as_slice())
    .execute(tx.connection())
    .await?;
    if deleted.rows_affected() == 0 {
        return Err(StoreError::NotFound { what: "asset" });
    }
    tell(tx);
    Ok(Deletion {
        id,
        count: u32::try_from(deleted.rows_affected()).unwrap_or(u32::MAX),
    })
}

/// Brings the assets back from the trash; gives how many came back.
///
/// # Errors
/// What the database said.
pub async fn restore(tx: &mut WriteTx, ids: &[AssetId]) -> Result<u32, StoreError> {
    let now = tx.now();
    let restored = sqlx::query(
        "update assets set deleted_at = null, deletion_id = null, updated_at = ?2
         where deleted_at is not null and purged_at is null
            and id in (select unhex(value, '-') from json_each(?1))",
    )
    .bind(id_list(ids)?)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tell(tx);
    Ok(u32::try_from(restored.rows_affected()).unwrap_or(u32::MAX))
}

/// Assets are shown in the library and with the generations they came of.
fn tell(tx: &mut WriteTx) {
    tx.changed(CacheTag::Assets);
    tx.changed(CacheTag::Generations);
}

pub(crate) fn from_row(row: &SqliteRow) -> Result<Asset, StoreError> {
    Ok(Asset {
        id: row.id("id")?,
        kind: row.word("kind", AssetKind::from_word)?,
        title: row.text("title")?,
        blob: row.id("blob_hash")?,
        mime: row.text("mime")?,
        byte_size: row.count("byte_size")?,
        width: row.maybe_count("width")?,
        height: row.maybe_count("height")?,
        duration_ms: row.maybe_count("duration_ms")?,
        generation_id: row.maybe_id("generation_id")?,
        created_at: row.time("created_at")?,
        deleted_at: row.maybe_time("deleted_at")?,
        rating: rating(row, "rating")?,
        flag: row.maybe_word("flag", Flag::from_word)?,
    })
}
