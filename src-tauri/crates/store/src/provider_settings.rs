//! The table `provider_settings`: what the user settled for a provider.

use std::collections::BTreeSet;

use studio_domain::{CacheTag, ProviderId};

use crate::{Columns, Store, StoreError, WriteTx};

/// Switches a provider on or off.
///
/// # Errors
/// What the database said.
pub async fn set_enabled(
    tx: &mut WriteTx,
    id: &ProviderId,
    enabled: bool,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into provider_settings (provider_id, enabled, updated_at) values (?1, ?2, ?3)
         on conflict (provider_id) do update set
            enabled = excluded.enabled, updated_at = excluded.updated_at",
    )
    .bind(id.as_str())
    .bind(enabled)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Providers);
    tx.changed(CacheTag::Models);
    Ok(())
}

/// The providers that were switched off.
///
/// # Errors
/// What the database said.
pub async fn disabled(store: &Store) -> Result<BTreeSet<ProviderId>, StoreError> {
    sqlx::query("select provider_id from provider_settings where enabled = 0")
        .fetch_all(store.readers())
        .await?
        .iter()
        .map(|row| row.text("provider_id").map(ProviderId::new))
        .collect()
}
