//! The table `blob_looks`: how pictures and the posters of films look from afar. All of it can be
//! computed again from the bytes, so nothing here is ever synced.

use studio_domain::{AssetId, BlobHash, CacheTag, Looks};

use crate::rows::to_json;
use crate::{Columns, Store, StoreError, WriteTx};

/// A picture or film whose looks are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// The asset that has it.
    pub asset: AssetId,
    /// Its bytes.
    pub blob: BlobHash,
}

/// Notes how blobs look, all in one statement; what was noted of one before is replaced. Blobs
/// that are gone are left out.
///
/// # Errors
/// What the database said.
pub async fn put(tx: &mut WriteTx, seen: &[(BlobHash, Looks)]) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into blob_looks (hash, blurhash, colours, computed_at)
         select unhex(value ->> 0), value ->> '$[1].blurhash', value -> '$[1].colours', ?2
         from json_each(?1)
         where exists (select 1 from blobs where blobs.hash = unhex(value ->> 0))
         on conflict (hash) do update set blurhash = excluded.blurhash,
            colours = excluded.colours, computed_at = excluded.computed_at",
    )
    .bind(to_json(&seen)?)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Assets);
    Ok(())
}

/// How a blob looks, once that was noted.
///
/// # Errors
/// What the database said.
pub async fn get(store: &Store, hash: &BlobHash) -> Result<Option<Looks>, StoreError> {
    sqlx::query("select blurhash, colours from blob_looks where hash = ?1")
        .bind(hash.as_bytes().as_slice())
        .fetch_optional(store.readers())
        .await?
        .map(|row| {
            Ok(Looks {
                blurhash: row.maybe_text("blurhash")?,
                colours: row.json("colours")?,
            })
        })
        .transpose()
}

/// The newest asset, up to which [`unseen`] may look.
///
/// # Errors
/// What the database said.
pub async fn newest_asset(store: &Store) -> Result<Option<AssetId>, StoreError> {
    sqlx::query("select id from assets order by id desc limit 1")
        .fetch_optional(store.readers())
        .await?
        .map(|row| row.id("id"))
        .transpose()
}

/// Pictures and films in the library whose looks are not known, of assets after `after` and up to
/// `until`, the oldest first. Drawings are shown as they are and need none.
///
/// # Errors
/// What the database said.
pub async fn unseen(
    store: &Store,
    after: Option<AssetId>,
    until: AssetId,
    limit: u32,
) -> Result<Vec<Unseen>, StoreError> {
    sqlx::query(
        "select assets.id, assets.blob_hash from assets
         join blobs on blobs.hash = assets.blob_hash
         where assets.id > ?1 and assets.id <= ?2 and assets.kind in ('image', 'video')
            and blobs.mime <> 'image/svg+xml'
            and not exists (select 1 from blob_looks where blob_looks.hash = assets.blob_hash)
         order by assets.id limit ?3",
    )
    .bind(
        after
            .as_ref()
            .map_or(&[][..], |id| id.as_bytes().as_slice()),
    )
    .bind(until.as_bytes().as_slice())
    .bind(limit)
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(|row| {
        Ok(Unseen {
            asset: row.id("id")?,
            blob: row.id("blob_hash")?,
        })
    })
    .collect()
}
