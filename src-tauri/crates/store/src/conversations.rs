//! The table `conversations`.

use sqlx::sqlite::SqliteRow;
use studio_domain::{
    CacheTag, Conversation, ConversationId, Deletion, DeletionId, MessageId, Page, PageRequest,
};

use crate::projects::current_project;
use crate::{Columns, Store, StoreError, WriteTx, page, search};

/// Begins a conversation without messages, in the current project where there is one.
///
/// # Errors
/// What the database said.
pub async fn insert(tx: &mut WriteTx, id: ConversationId, title: &str) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(concat!(
        "insert into conversations (id, title, project_id, created_at, updated_at)
         values (?1, ?2, ",
        current_project!(),
        ", ?3, ?3)"
    ))
    .bind(id.as_bytes().as_slice())
    .bind(title)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Conversations);
    Ok(())
}

/// The conversation.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn get(store: &Store, id: ConversationId) -> Result<Conversation, StoreError> {
    sqlx::query(
        "select id, title, head_message_id, project_id, created_at, updated_at
         from conversations
         where id = ?1 and deleted_at is null",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_optional(store.readers())
    .await?
    .map_or(Err(NOT_FOUND), |row| from_row(&row))
}

/// A page of the conversations whose title contains `search`, the one changed last first.
///
/// # Errors
/// [`StoreError::InvalidCursor`], [`StoreError::SearchTooLong`].
pub async fn list(
    store: &Store,
    request: &PageRequest,
    search: Option<&str>,
) -> Result<Page<Conversation>, StoreError> {
    let (time, id) = page::before_time_and_id::<ConversationId>(request)?;
    let items = sqlx::query(
        "select id, title, head_message_id, project_id, created_at, updated_at
         from conversations
         where deleted_at is null and (updated_at, id) < (?1, ?2) and title glob ?3
         order by updated_at desc, id desc limit ?4",
    )
    .bind(time)
    .bind(id.as_slice())
    .bind(search::containing(search)?)
    .bind(page::sql_limit(request))
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(from_row)
    .collect::<Result<Vec<_>, _>>()?;
    Ok(page::cut(request, items, |last| {
        page::time_and_id(last.updated_at.get(), last.id)
    }))
}

/// Gives the conversation another title, which makes it the one changed last.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn rename(tx: &mut WriteTx, id: ConversationId, title: &str) -> Result<(), StoreError> {
    let now = tx.now();
    let renamed = sqlx::query(
        "update conversations set title = ?2, updated_at = ?3 where id = ?1 and deleted_at is null",
    )
    .bind(id.as_bytes().as_slice())
    .bind(title)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    found(renamed.rows_affected())?;
    tx.changed(CacheTag::Conversations);
    Ok(())
}

/// Shows the branch that ends in this message. The message must be of this conversation.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation, or [`StoreError::Constraint`] at
/// the commit when the message is of another one.
pub async fn set_head(
    tx: &mut WriteTx,
    id: ConversationId,
    head: Option<MessageId>,
) -> Result<(), StoreError> {
    let now = tx.now();
    let moved = sqlx::query(
        "update conversations set head_message_id = ?2, updated_at = ?3
         where id = ?1 and deleted_at is null",
    )
    .bind(id.as_bytes().as_slice())
    .bind(head.as_ref().map(|head| head.as_bytes().as_slice()))
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    found(moved.rows_affected())?;
    tx.changed(CacheTag::Conversations);
    tx.changed(CacheTag::Messages);
    Ok(())
}

/// Deletes the conversation with its messages as one act.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn delete(tx: &mut WriteTx, id: ConversationId) -> Result<Deletion, StoreError> {
    let (now, deletion) = (tx.now(), DeletionId::new(tx.now()));
    let deleted = sqlx::query(
        "update conversations set deleted_at = ?2, deletion_id = ?3, updated_at = ?2
         where id = ?1 and deleted_at is null",
    )
    .bind(id.as_bytes().as_slice())
    .bind(now.get())
    .bind(deletion.as_bytes().as_slice())
    .execute(tx.connection())
    .await?;
    found(deleted.rows_affected())?;
    sqlx::query(
        "update messages set deleted_at = ?2, deletion_id = ?3, updated_at = ?2
         where conversation_id = ?1 and deleted_at is null",
    )
    .bind(id.as_bytes().as_slice())
    .bind(now.get())
    .bind(deletion.as_bytes().as_slice())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Conversations);
    tx.changed(CacheTag::Messages);
    Ok(Deletion {
        id: deletion,
        count: 1,
    })
}

const NOT_FOUND: StoreError = StoreError::NotFound {
    what: "conversation",
};

fn found(rows: u64) -> Result<(), StoreError> {
    if rows == 0 { Err(NOT_FOUND) } else { Ok(()) }
}

fn from_row(row: &SqliteRow) -> Result<Conversation, StoreError> {
    Ok(Conversation {
        id: row.id("id")?,
        title: row.text("title")?,
        head_message_id: row.maybe_id("head_message_id")?,
        project_id: row.maybe_id("project_id")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
