//! Adding what another database of the same schema holds: whole, a project or conversations.
//!
//! Rows keep their ids, so that adding the same things twice adds them once and no cost is counted
//! twice. A conversation whose id is taken by one that lacks some of its messages comes as a copy
//! with new ids.

mod choose;
mod copy_rows;

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use studio_domain::{
    BlobHash, CacheTag, ConversationId, LibraryCounts, MessageId, ProjectId, UnixMillis,
};

use crate::migrate::copy::path_text;
use crate::rows::to_json;
use crate::{Columns, Store, StoreError};

/// What to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Everything that is not in the trash.
    Everything,
    /// What belongs to a project.
    Project(ProjectId),
    /// Conversations with what they made and were given.
    Conversations(Vec<ConversationId>),
}

/// The media files that a selection of a database needs, with their sizes.
///
/// # Errors
/// What the database said.
pub async fn blobs_of(
    database: &Path,
    selection: &Selection,
) -> Result<Vec<(BlobHash, u64)>, StoreError> {
    // Attached databases are opened as the first one was: a database in memory would attach another
    // one in memory.
    let mut connection = SqliteConnectOptions::new()
        .filename(database)
        .read_only(true)
        .connect()
        .await?;
    let found = read_blobs(&mut connection, database, selection).await;
    connection.close().await?;
    found
}

async fn read_blobs(
    connection: &mut SqliteConnection,
    database: &Path,
    selection: &Selection,
) -> Result<Vec<(BlobHash, u64)>, StoreError> {
    attach(connection, database).await?;
    choose::everything_of(connection, selection).await?;
    sqlx::query(
        "select hash, byte_size from source.blobs as blob where exists (
            select 1 from temp.chosen_assets as chosen
            join source.assets as asset on asset.id = chosen.id
            where asset.blob_hash = blob.hash
         ) order by hash",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| Ok((row.id("hash")?, row.count("byte_size")?)))
    .collect()
}

/// Adds the selection in one transaction that survives a power cut; gives how much was new.
/// `present` are the media files that lie here: those of the selection are noted as such.
///
/// # Errors
/// [`StoreError::Constraint`] when the database contradicts this one, or what the disk said;
/// nothing is added then.
pub async fn graft(
    store: &Store,
    database: &Path,
    selection: &Selection,
    present: &[BlobHash],
) -> Result<LibraryCounts, StoreError> {
    let mut connection = store.writer().acquire().await?;
    // Attached databases and temporary tables go with it, however this ends.
    connection.close_on_drop();
    attach(&mut connection, database).await?;
    sqlx::query("pragma synchronous = full")
        .execute(&mut *connection)
        .await?;
    let before = store.counts().await?;
    let mut transaction = connection.begin_with("begin immediate").await?;
    choose::everything_of(&mut transaction, selection).await?;
    name_copies(&mut transaction, store.clock().now()).await?;
    copy_rows::all(&mut transaction, store.clock().now()).await?;
    note_present(&mut transaction, present, store.clock().now()).await?;
    transaction.commit().await?;
    store.announce(&CacheTag::ALL);
    let after = store.counts().await?;
    Ok(LibraryCounts {
        conversations: after.conversations.saturating_sub(before.conversations),
        messages: after.messages.saturating_sub(before.messages),
        assets: after.assets.saturating_sub(before.assets),
        generations: after.generations.saturating_sub(before.generations),
    })
}

async fn attach(connection: &mut SqliteConnection, database: &Path) -> Result<(), StoreError> {
    sqlx::query("attach ?1 as source")
        .bind(path_text(database)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Runs a statement that was put together from the schema's own words.
async fn run(connection: &mut SqliteConnection, statement: String) -> Result<u64, StoreError> {
    Ok(sqlx::query(AssertSqlSafe(statement))
        .execute(connection)
        .await?
        .rows_affected())
}

/// Leaves out conversations that are here whole, and gives new ids to those whose id is taken.
async fn name_copies(connection: &mut SqliteConnection, now: UnixMillis) -> Result<(), StoreError> {
    run(connection, LEAVE_OUT_WHAT_IS_HERE.to_owned()).await?;
    let taken: Vec<ConversationId> = sqlx::query(
        "select id from temp.chosen_conversations where exists (
            select 1 from main.conversations as here where here.id = chosen_conversations.id
         ) order by id",
    )
    .fetch_all(&mut *connection)
    .await?
    .iter()
    .map(|row| row.id("id"))
    .collect::<Result<_, _>>()?;
    let pairs: Vec<(String, String)> = taken
        .iter()
        .map(|id| (id.to_string(), ConversationId::new(now).to_string()))
        .collect();
    rename(connection, "chosen_conversations", &pairs).await?;
    run(connection, CHOOSE_MESSAGES.to_owned()).await?;
    let taken: Vec<MessageId> = sqlx::query(
        "select message.id from temp.chosen_messages as message
         join temp.chosen_conversations as conversation
            on conversation.id = message.conversation_id
         where conversation.new_id <> conversation.id order by message.id",
    )
    .fetch_all(&mut *connection)
    .await?
    .iter()
    .map(|row| row.id("id"))
    .collect::<Result<_, _>>()?;
    let pairs: Vec<(String, String)> = taken
        .iter()
        .map(|id| (id.to_string(), MessageId::new(now).to_string()))
        .collect();
    rename(connection, "chosen_messages", &pairs).await
}

const LEAVE_OUT_WHAT_IS_HERE: &str = "delete from temp.chosen_conversations where exists (
        select 1 from main.conversations as here
        where here.id = chosen_conversations.id and here.deleted_at is null
    ) and not exists (
        select 1 from source.messages as message
        where message.conversation_id = chosen_conversations.id and message.deleted_at is null
            and not exists (select 1 from main.messages as here
                where here.id = message.id and here.deleted_at is null)
    )";

const CHOOSE_MESSAGES: &str = "insert into temp.chosen_messages (id, new_id, conversation_id)
    select message.id, message.id, message.conversation_id from source.messages as message
    join temp.chosen_conversations as chosen on chosen.id = message.conversation_id";

async fn rename(
    connection: &mut SqliteConnection,
    table: &'static str,
    pairs: &[(String, String)],
) -> Result<(), StoreError> {
    let statement = format!(
        "update temp.{table} set new_id = (
            select unhex(value ->> 1, '-') from json_each(?1)
            where unhex(value ->> 0, '-') = {table}.id)
         where id in (select unhex(value ->> 0, '-') from json_each(?1))"
    );
    for some in pairs.chunks(500) {
        sqlx::query(AssertSqlSafe(statement.clone()))
            .bind(to_json(&some)?)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn note_present(
    connection: &mut SqliteConnection,
    present: &[BlobHash],
    now: UnixMillis,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into main.blob_files (hash, stored_at)
         select hash, ?2 from main.blobs where hash in (select unhex(value) from json_each(?1))
         on conflict (hash) do nothing",
    )
    .bind(to_json(&present)?)
    .bind(now.get())
    .execute(connection)
    .await?;
    Ok(())
}
