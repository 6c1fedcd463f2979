//! The tables `blobs` and `blob_files`: which bytes are known, and which of them lie here.

use studio_domain::BlobHash;

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
