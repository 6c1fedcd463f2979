//! How much of the disk the library's media takes, by kind, by project and in the trash.

use std::collections::BTreeMap;

use studio_domain::{
    AssetKind, KindUse, ProjectId, ProjectUse, StorageAmount, TrashUse, UnixMillis,
};

use crate::{Columns, Store, StoreError};

/// What the media of the library takes. Bytes that several things share count once: for the first
/// of them that is not in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MediaUse {
    /// By kind, the largest first.
    pub kinds: Vec<KindUse>,
    /// By project, the largest first and those without one last.
    pub projects: Vec<ProjectUse>,
    /// What only things in the trash have.
    pub trash: StorageAmount,
}

/// Adds up what is recorded, in one pass over the library.
///
/// # Errors
/// What the database said.
pub async fn media(store: &Store) -> Result<MediaUse, StoreError> {
    let rows = sqlx::query(
        "with held as (
            select blob_hash, kind, project_id, deleted_at is not null as is_trash,
                min((deleted_at is not null) || hex(id))
            from assets where blob_hash is not null group by blob_hash
         )
         select held.kind, held.project_id, held.is_trash, projects.name,
            count(*) as files, sum(blobs.byte_size) as bytes
         from held join blobs on blobs.hash = held.blob_hash
            left join projects on projects.id = held.project_id
         group by held.kind, held.project_id, held.is_trash",
    )
    .fetch_all(store.readers())
    .await?;
    let mut found = MediaUse::default();
    let mut kinds: BTreeMap<&str, KindUse> = BTreeMap::new();
    let mut projects: BTreeMap<Option<ProjectId>, ProjectUse> = BTreeMap::new();
    for row in rows {
        let more = StorageAmount {
            bytes: row.count("bytes")?,
            files: row.count("files")?,
        };
        if row.number("is_trash")? != 0 {
            add(&mut found.trash, more);
            continue;
        }
        let kind = row.word("kind", AssetKind::from_word)?;
        let by_kind = kinds.entry(kind.as_str()).or_insert(KindUse {
            kind,
            amount: StorageAmount::default(),
        });
        add(&mut by_kind.amount, more);
        let id = row.maybe_id("project_id")?;
        let name = row.maybe_text("name")?;
        let by_project = projects.entry(id).or_insert(ProjectUse {
            id,
            name,
            amount: StorageAmount::default(),
        });
        add(&mut by_project.amount, more);
    }
    found.kinds = kinds.into_values().collect();
    found
        .kinds
        .sort_by_key(|one| std::cmp::Reverse(one.amount.bytes));
    found.projects = projects.into_values().collect();
    found
        .projects
        .sort_by_key(|one| (one.id.is_none(), std::cmp::Reverse(one.amount.bytes)));
    Ok(found)
}

fn add(sum: &mut StorageAmount, more: StorageAmount) {
    sum.bytes += more.bytes;
    sum.files += more.files;
}

/// What is in the trash, for things that stay in it so many milliseconds.
///
/// # Errors
/// What the database said.
pub async fn trash(store: &Store, kept_ms: i64) -> Result<TrashUse, StoreError> {
    let row = sqlx::query(
        "select
            (select count(*) from assets
             where deleted_at is not null and purged_at is null) as assets,
            (select count(*) from conversations
             where deleted_at is not null and purged_at is null) as conversations,
            (select coalesce(sum(byte_size), 0) from blobs where
                exists (select 1 from assets where assets.blob_hash = blobs.hash)
                and not exists (select 1 from assets
                    where assets.blob_hash = blobs.hash and assets.deleted_at is null)) as bytes,
            (select min(deleted_at) from (
                select deleted_at from assets
                where deleted_at is not null and purged_at is null
                union all select deleted_at from conversations
                where deleted_at is not null and purged_at is null)) as oldest",
    )
    .fetch_one(store.readers())
    .await?;
    let oldest: Option<UnixMillis> = row.maybe_time("oldest")?;
    Ok(TrashUse {
        assets: row.count("assets")?,
        conversations: row.count("conversations")?,
        bytes: row.count("bytes")?,
        kept_days: u32::try_from(kept_ms / (24 * 60 * 60 * 1_000)).unwrap_or(0),
        next_at: oldest.map(|at| at.plus(kept_ms)),
    })
}
