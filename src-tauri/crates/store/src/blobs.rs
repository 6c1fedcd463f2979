//! The tables `blobs` and `blob_files`: which bytes are known, and which of them lie here.

use studio_domain::{BlobHash, CacheTag};

use crate::rows::to_json;
use crate::{Columns, Store, StoreError, WriteTx};

/// What is known about a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// The type of its bytes, found by looking at them.
    pub mime: String,
    /// The number of bytes.
    pub byte_size: u64,
}

/// Notes that a blob's file lies in this device's blob store. Doing so twice is the same as once;
/// what was noted first stays.
///
/// # Errors
/// What the database said.
pub async fn record(
    tx: &mut WriteTx,
    hash: &BlobHash,
    byte_size: u64,
    mime: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into blobs (hash, byte_size, mime, created_at) values (?1, ?2, ?3, ?4)
         on conflict (hash) do nothing",
    )
    .bind(hash.as_bytes().as_slice())
    .bind(i64::try_from(byte_size).unwrap_or(i64::MAX))
    .bind(mime)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "insert into blob_files (hash, stored_at) values (?1, ?2) on conflict (hash) do nothing",
    )
    .bind(hash.as_bytes().as_slice())
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// What is known about the blob; nothing if it was never recorded.
///
/// # Errors
/// What the database said.
pub async fn get(store: &Store, hash: &BlobHash) -> Result<Option<BlobRow>, StoreError> {
    sqlx::query("select mime, byte_size from blobs where hash = ?1")
        .bind(hash.as_bytes().as_slice())
        .fetch_optional(store.readers())
        .await?
        .map(|row| {
            Ok(BlobRow {
                mime: row.text("mime")?,
                byte_size: row.count("byte_size")?,
            })
        })
        .transpose()
}

/// A blob that something in the library refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownBlob {
    /// Its name.
    pub hash: BlobHash,
    /// The number of bytes.
    pub byte_size: u64,
    /// Whether its file is noted as lying here.
    pub is_noted: bool,
    /// What the newest thing that has it is called; absent where nothing has it.
    pub title: Option<String>,
}

/// The blobs that are recorded, in the order of names, after this one.
///
/// # Errors
/// What the database said.
pub async fn page(
    store: &Store,
    after: Option<BlobHash>,
    limit: u32,
) -> Result<Vec<KnownBlob>, StoreError> {
    let after = after.map_or_else(Vec::new, |hash| hash.as_bytes().to_vec());
    sqlx::query(
        "select hash, byte_size,
            exists (select 1 from blob_files where blob_files.hash = blobs.hash) as is_noted,
            (select title from assets where assets.blob_hash = blobs.hash
             order by assets.id desc limit 1) as title
         from blobs where hash > ?1 order by hash limit ?2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(|row| {
        Ok(KnownBlob {
            hash: row.id("hash")?,
            byte_size: row.count("byte_size")?,
            is_noted: row.number("is_noted")? != 0,
            title: row.maybe_text("title")?,
        })
    })
    .collect()
}

/// Notes that these files do not lie here, whatever refers to them.
///
/// # Errors
/// What the database said.
pub async fn note_missing(tx: &mut WriteTx, hashes: &[BlobHash]) -> Result<(), StoreError> {
    sqlx::query("delete from blob_files where hash in (select unhex(value) from json_each(?1))")
        .bind(to_json(&hashes)?)
        .execute(tx.connection())
        .await?;
    tx.changed(CacheTag::Assets);
    Ok(())
}

/// Notes that these files lie here again. Those that are not recorded are left out.
///
/// # Errors
/// What the database said.
pub async fn note_present(tx: &mut WriteTx, hashes: &[BlobHash]) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into blob_files (hash, stored_at)
         select hash, ?2 from blobs where hash in (select unhex(value) from json_each(?1))
         on conflict (hash) do nothing",
    )
    .bind(to_json(&hashes)?)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Assets);
    Ok(())
}
