//! The table `catalog_models`: what was accepted from providers' own lists over what ships.

use sqlx::sqlite::SqliteRow;
use studio_domain::{CacheTag, ProviderId, UnixMillis};

use crate::{Columns, Store, StoreError, WriteTx};

/// A row of `catalog_models`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogModelRow {
    /// The configured provider.
    pub provider_id: ProviderId,
    /// The id the provider knows the model by.
    pub model_id: String,
    /// The name the provider gave it.
    pub name: String,
    /// When it was accepted as new; absent for a model that ships.
    pub added_at: Option<UnixMillis>,
    /// When it was accepted as gone.
    pub vanished_at: Option<UnixMillis>,
}

/// Notes that a provider has a model: a new one, or one that came back.
///
/// # Errors
/// What the database said.
pub async fn add(
    tx: &mut WriteTx,
    provider_id: &ProviderId,
    model_id: &str,
    name: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into catalog_models (provider_id, model_id, name, added_at, updated_at)
         values (?1, ?2, ?3, ?4, ?4)
         on conflict (provider_id, model_id) do update set
            name = excluded.name, vanished_at = null, updated_at = excluded.updated_at",
    )
    .bind(provider_id.as_str())
    .bind(model_id)
    .bind(name)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Models);
    Ok(())
}

/// Notes that a provider does not list a model any more; the first time counts.
///
/// # Errors
/// What the database said.
pub async fn mark_vanished(
    tx: &mut WriteTx,
    provider_id: &ProviderId,
    model_id: &str,
    name: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into catalog_models (provider_id, model_id, name, vanished_at, updated_at)
         values (?1, ?2, ?3, ?4, ?4)
         on conflict (provider_id, model_id) do update set
            vanished_at = coalesce(vanished_at, excluded.vanished_at),
            updated_at = excluded.updated_at",
    )
    .bind(provider_id.as_str())
    .bind(model_id)
    .bind(name)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Models);
    Ok(())
}

/// Gives a model that was accepted earlier another name.
///
/// # Errors
/// [`StoreError::NotFound`] when no such model was accepted.
pub async fn rename(
    tx: &mut WriteTx,
    provider_id: &ProviderId,
    model_id: &str,
    name: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    let changed = sqlx::query(
        "update catalog_models set name = ?3, updated_at = ?4
         where provider_id = ?1 and model_id = ?2",
    )
    .bind(provider_id.as_str())
    .bind(model_id)
    .bind(name)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    if changed.rows_affected() == 0 {
        return Err(StoreError::NotFound { what: "model" });
    }
    tx.changed(CacheTag::Models);
    Ok(())
}

/// Everything that was accepted, of all providers.
///
/// # Errors
/// What the database said.
pub async fn list(store: &Store) -> Result<Vec<CatalogModelRow>, StoreError> {
    sqlx::query(
        "select provider_id, model_id, name, added_at, vanished_at from catalog_models
         order by provider_id, model_id",
    )
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(from_row)
    .collect()
}

fn from_row(row: &SqliteRow) -> Result<CatalogModelRow, StoreError> {
    Ok(CatalogModelRow {
        provider_id: ProviderId::new(row.text("provider_id")?),
        model_id: row.text("model_id")?,
        name: row.text("name")?,
        added_at: row.maybe_time("added_at")?,
        vanished_at: row.maybe_time("vanished_at")?,
    })
}
