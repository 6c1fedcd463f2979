//! Making deletions final: what people wrote and made goes, what it cost stays.

use sqlx::sqlite::SqliteQueryResult;
use studio_domain::{BlobHash, CacheTag, UnixMillis};

use crate::{Columns, StoreError, WriteTx};

/// What purging removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purged {
    /// Conversations whose title was blanked.
    pub conversations: u64,
    /// Messages whose content was removed.
    pub messages: u64,
    /// Assets whose title and notes were blanked and whose bytes were let go.
    pub assets: u64,
    /// Generations whose prompt, parameters, details and transcript were blanked.
    pub generations: u64,
    /// Connections whose name, address and models were blanked.
    pub connections: u64,
    /// Blobs that nothing refers to any more: their files may go once this is committed.
    pub orphan_blobs: Vec<BlobHash>,
}

/// Purges what was deleted before this moment. Rows stay, blanked, so that what refers to them
/// still does and so that other devices learn of the deletion. A generation keeps its model,
/// times, usage and cost; its content goes with its message, or with the last of its assets.
///
/// # Errors
/// What the database said; nothing is purged then.
pub async fn purge_before(tx: &mut WriteTx, moment: UnixMillis) -> Result<Purged, StoreError> {
    let orphan_blobs_before = blobs_of_doomed_assets(tx, moment).await?;
    let assets = run(tx, moment, PURGE_ASSETS).await?;
    let messages = run(tx, moment, PURGE_MESSAGES).await?;
    run(tx, moment, REMOVE_PARTS).await?;
    let conversations = run(tx, moment, PURGE_CONVERSATIONS).await?;
    let connections = run(tx, moment, PURGE_CONNECTIONS).await?;
    run(tx, moment, PURGE_PROJECTS).await?;
    run(tx, moment, PURGE_BUDGETS).await?;
    run(tx, moment, PURGE_COLLECTIONS).await?;
    run(tx, moment, PURGE_GENERATIONS).await?;
    run(tx, moment, SCRUB_EVENTS).await?;
    run(tx, moment, REMOVE_CHUNKS).await?;
    run(tx, moment, REMOVE_TRANSCRIPTS).await?;
    // Last, because which generations go is told by what they still say.
    let generations = run(tx, moment, SCRUB_GENERATIONS).await?;
    run(tx, moment, REMOVE_SOURCES).await?;
    run(tx, moment, REMOVE_TAGS).await?;
    run(tx, moment, REMOVE_RECIPES).await?;
    run(tx, moment, LEAVE_COLLECTIONS).await?;
    let orphan_blobs = forget_orphans(tx, orphan_blobs_before).await?;
    for tag in [
        CacheTag::Assets,
        CacheTag::Marks,
        CacheTag::Generations,
        CacheTag::Messages,
    ] {
        tx.changed(tag);
    }
    Ok(Purged {
        conversations: conversations.rows_affected(),
        messages: messages.rows_affected(),
        assets: assets.rows_affected(),
        generations: generations.rows_affected(),
        connections: connections.rows_affected(),
        orphan_blobs,
    })
}

const PURGE_ASSETS: &str = "update assets set title = '', blob_hash = null, rating = null,
    flag = null, notes = null, purged_at = ?2, updated_at = ?2
    where deleted_at < ?1 and purged_at is null";

const PURGE_MESSAGES: &str = "update messages set purged_at = ?2, updated_at = ?2
    where deleted_at < ?1 and purged_at is null";

const REMOVE_PARTS: &str = "delete from message_parts where message_id in (
    select id from messages where purged_at = ?2 and deleted_at < ?1)";

const PURGE_CONVERSATIONS: &str = "update conversations set title = '', purged_at = ?2,
    updated_at = ?2 where deleted_at < ?1 and purged_at is null";

const PURGE_CONNECTIONS: &str = "update connections set name = '', base_url = '', models = '[]',
    purged_at = ?2, updated_at = ?2 where deleted_at < ?1 and purged_at is null";

const PURGE_PROJECTS: &str = "update projects set name = '', purged_at = ?2, updated_at = ?2
    where deleted_at < ?1 and purged_at is null";

// What may be spent says nothing of what was made, so that nothing of it is blanked.
const PURGE_BUDGETS: &str = "update budgets set purged_at = ?2, updated_at = ?2
    where deleted_at < ?1 and purged_at is null";

// A name is never empty.
const PURGE_COLLECTIONS: &str = "update collections set name = '-', purged_at = ?2, updated_at = ?2
    where deleted_at < ?1 and purged_at is null";

const PURGE_GENERATIONS: &str = "update generations set purged_at = ?2, updated_at = ?2
    where deleted_at < ?1 and purged_at is null";

const REMOVE_SOURCES: &str = "delete from asset_sources where asset_id in (
    select id from assets where purged_at = ?2 and deleted_at < ?1)";

const REMOVE_TAGS: &str = "delete from asset_tags where asset_id in (
    select id from assets where purged_at = ?2 and deleted_at < ?1)";

const REMOVE_RECIPES: &str = "delete from asset_recipes where asset_id in (
    select id from assets where purged_at = ?2 and deleted_at < ?1)";

const LEAVE_COLLECTIONS: &str = "update collection_assets set removed_at = ?2, updated_at = ?2
    where removed_at is null and asset_id in (
        select id from assets where purged_at = ?2 and deleted_at < ?1)";

/// The generations whose content goes: those purged themselves or with their message, and of those
/// that ended those that made assets of which none is left, and those that made none and of whose
/// inputs none is left, such as the transcription of a recording. One that is under way is paid
/// for, and needs what it was asked and its provider's job to come to its end; what was purged
/// before it ended counts at the first purge afterwards.
macro_rules! gone {
    () => {
        "(purged_at = ?2
          or exists (
              select 1 from messages
              where messages.generation_id = generations.id and messages.purged_at = ?2
          )
          or state not in ('queued', 'submitted', 'running', 'unknown') and exists (
              select 1 from generation_outputs as output
              join assets on assets.id = output.asset_id
              where output.generation_id = generations.id and (assets.purged_at = ?2
                  or assets.purged_at <= generations.ended_at and (
                      generations.prompt is not null or generations.params <> '{}'
                      or generations.provider_job is not null))
          ) and not exists (
              select 1 from generation_outputs as output
              join assets on assets.id = output.asset_id
              where output.generation_id = generations.id and assets.purged_at is null
          )
          or state not in ('queued', 'submitted', 'running', 'unknown') and exists (
              select 1 from generation_inputs as input
              join assets on assets.id = input.asset_id
              where input.generation_id = generations.id and assets.purged_at = ?2
          ) and not exists (
              select 1 from generation_inputs as input
              join assets on assets.id = input.asset_id
              where input.generation_id = generations.id and assets.purged_at is null
          ) and not exists (
              select 1 from generation_outputs as output
              where output.generation_id = generations.id
          ))"
    };
}

const SCRUB_GENERATIONS: &str = concat!(
    "update generations set prompt = null, params = '{}', provider_job = null,
        problem = json_remove(problem, '$.details'), updated_at = ?2
     where ",
    gone!()
);

const SCRUB_EVENTS: &str = concat!(
    "update generation_events set detail = null
     where generation_id in (select id from generations where ",
    gone!(),
    ")"
);

const REMOVE_CHUNKS: &str = concat!(
    "delete from stream_chunks
     where generation_id in (select id from generations where ",
    gone!(),
    ")"
);

const REMOVE_TRANSCRIPTS: &str = concat!(
    "delete from transcripts
     where generation_id in (select id from generations where ",
    gone!(),
    ")"
);

/// Runs a statement with the moment as `?1` and now as `?2`.
async fn run(
    tx: &mut WriteTx,
    moment: UnixMillis,
    statement: &'static str,
) -> Result<SqliteQueryResult, StoreError> {
    let now = tx.now();
    Ok(sqlx::query(statement)
        .bind(moment.get())
        .bind(now.get())
        .execute(tx.connection())
        .await?)
}

/// The blobs of the assets about to be purged. Only these can become orphans: a blob that was
/// just recorded for an asset to come must not be taken for one.
async fn blobs_of_doomed_assets(
    tx: &mut WriteTx,
    moment: UnixMillis,
) -> Result<Vec<BlobHash>, StoreError> {
    sqlx::query("select distinct blob_hash from assets where deleted_at < ?1 and purged_at is null")
        .bind(moment.get())
        .fetch_all(tx.connection())
        .await?
        .iter()
        .map(|row| row.id("blob_hash"))
        .collect()
}

/// Removes the rows of those blobs that no asset has any more; gives which.
async fn forget_orphans(
    tx: &mut WriteTx,
    candidates: Vec<BlobHash>,
) -> Result<Vec<BlobHash>, StoreError> {
    let candidates = serde_json::to_string(&candidates).map_err(StoreError::Encode)?;
    let orphans = sqlx::query(
        "delete from blobs where hash in (select unhex(value) from json_each(?1))
            and not exists (select 1 from assets where assets.blob_hash = blobs.hash)
         returning hash",
    )
    .bind(&candidates)
    .fetch_all(tx.connection())
    .await?
    .iter()
    .map(|row| row.id("hash"))
    .collect::<Result<Vec<BlobHash>, _>>()?;
    sqlx::query(
        "delete from blob_looks where not exists (
            select 1 from blobs where blobs.hash = blob_looks.hash
         ) and hash in (select unhex(value) from json_each(?1))",
    )
    .bind(&candidates)
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "delete from blob_files where not exists (
            select 1 from blobs where blobs.hash = blob_files.hash
         ) and hash in (select unhex(value) from json_each(?1))",
    )
    .bind(&candidates)
    .execute(tx.connection())
    .await?;
    Ok(orphans)
}
