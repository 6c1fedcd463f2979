//! The table `connections`: servers the user added, and addresses that replace a manifest's own.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use studio_domain::{CacheTag, Deletion, DeletionId, ProviderId, UnixMillis};

use crate::rows::to_json;
use crate::{Columns, Store, StoreError, WriteTx};

/// A model as a server listed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedModel {
    /// The id the server knows it by.
    pub id: String,
    /// The name to show.
    pub name: String,
}

/// A row of `connections`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// The configured provider it makes.
    pub provider_id: ProviderId,
    /// The manifest that describes how to speak with it.
    pub manifest_id: String,
    /// Its name.
    pub name: String,
    /// The address requests go to.
    pub base_url: String,
    /// The models it listed when it was last asked.
    pub models: Vec<ListedModel>,
    /// When it was last asked.
    pub models_read_at: Option<UnixMillis>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select provider_id, manifest_id, name, base_url, models, models_read_at ",
            "from connections where deleted_at is null ",
            $rest
        )
    };
}

/// Adds the connection, or replaces the one with the same provider id, a deleted one too.
///
/// # Errors
/// What the database said.
pub async fn upsert(tx: &mut WriteTx, row: &ConnectionRow) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into connections (provider_id, manifest_id, name, base_url, models, models_read_at,
            created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
         on conflict (provider_id) do update set
            manifest_id = excluded.manifest_id, name = excluded.name,
            base_url = excluded.base_url, models = excluded.models,
            models_read_at = excluded.models_read_at, updated_at = excluded.updated_at,
            deleted_at = null, deletion_id = null, purged_at = null",
    )
    .bind(row.provider_id.as_str())
    .bind(&row.manifest_id)
    .bind(&row.name)
    .bind(&row.base_url)
    .bind(to_json(&row.models)?)
    .bind(row.models_read_at.map(UnixMillis::get))
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tell(tx);
    Ok(())
}

/// Notes the models that the server listed just now.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such connection.
pub async fn set_models(
    tx: &mut WriteTx,
    provider_id: &ProviderId,
    models: &[ListedModel],
) -> Result<(), StoreError> {
    let now = tx.now();
    let changed = sqlx::query(
        "update connections set models = ?2, models_read_at = ?3, updated_at = ?3
         where provider_id = ?1 and deleted_at is null",
    )
    .bind(provider_id.as_str())
    .bind(to_json(&models)?)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    found(changed.rows_affected())?;
    tell(tx);
    Ok(())
}

/// The connection, if there is one.
///
/// # Errors
/// What the database said.
pub async fn get(
    store: &Store,
    provider_id: &ProviderId,
) -> Result<Option<ConnectionRow>, StoreError> {
    sqlx::query(select!("and provider_id = ?1"))
        .bind(provider_id.as_str())
        .fetch_optional(store.readers())
        .await?
        .map(|row| from_row(&row))
        .transpose()
}

/// Every connection, by name.
///
/// # Errors
/// What the database said.
pub async fn list(store: &Store) -> Result<Vec<ConnectionRow>, StoreError> {
    sqlx::query(select!("order by name, provider_id"))
        .fetch_all(store.readers())
        .await?
        .iter()
        .map(from_row)
        .collect()
}

/// Removes the connection; the deletion can be undone.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such connection.
pub async fn delete(tx: &mut WriteTx, provider_id: &ProviderId) -> Result<Deletion, StoreError> {
    let (now, id) = (tx.now(), DeletionId::new(tx.now()));
    let changed = sqlx::query(
        "update connections set deleted_at = ?2, deletion_id = ?3, updated_at = ?2
         where provider_id = ?1 and deleted_at is null",
    )
    .bind(provider_id.as_str())
    .bind(now.get())
    .bind(id.as_bytes().as_slice())
    .execute(tx.connection())
    .await?;
    found(changed.rows_affected())?;
    tell(tx);
    Ok(Deletion { id, count: 1 })
}

fn found(rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::NotFound { what: "connection" });
    }
    Ok(())
}

fn tell(tx: &mut WriteTx) {
    tx.changed(CacheTag::Providers);
    tx.changed(CacheTag::Models);
}

fn from_row(row: &SqliteRow) -> Result<ConnectionRow, StoreError> {
    Ok(ConnectionRow {
        provider_id: ProviderId::new(row.text("provider_id")?),
        manifest_id: row.text("manifest_id")?,
        name: row.text("name")?,
        base_url: row.text("base_url")?,
        models: row.json("models")?,
        models_read_at: row.maybe_time("models_read_at")?,
    })
}
