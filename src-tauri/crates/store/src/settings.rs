//! The table `settings`: settings that belong to data, as JSON by name.

use serde::Serialize;
use serde::de::DeserializeOwned;
use studio_domain::CacheTag;

use crate::rows::to_json;
use crate::{Columns, Store, StoreError, WriteTx};

/// The setting, if it was ever made.
///
/// # Errors
/// [`StoreError::Decode`] when it is not a `T`.
pub async fn get<T: DeserializeOwned>(store: &Store, name: &str) -> Result<Option<T>, StoreError> {
    sqlx::query("select value from settings where name = ?1")
        .bind(name)
        .fetch_optional(store.readers())
        .await?
        .map(|row| row.json("value"))
        .transpose()
}

/// Makes or replaces the setting.
///
/// # Errors
/// [`StoreError::Encode`] when the value cannot be JSON.
pub async fn set<T: Serialize>(tx: &mut WriteTx, name: &str, value: &T) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into settings (name, value, updated_at) values (?1, ?2, ?3)
         on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at",
    )
    .bind(name)
    .bind(to_json(value)?)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Settings);
    Ok(())
}

/// Forgets the setting; nothing happens where there is none.
///
/// # Errors
/// What the database said.
pub async fn remove(tx: &mut WriteTx, name: &str) -> Result<(), StoreError> {
    sqlx::query("delete from settings where name = ?1")
        .bind(name)
        .execute(tx.connection())
        .await?;
    tx.changed(CacheTag::Settings);
    Ok(())
}
