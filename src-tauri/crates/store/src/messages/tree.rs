//! Walking the tree of a conversation's messages.

use sqlx::SqliteConnection;
use studio_domain::{ConversationId, MessageId};

use super::{MessageRow, NOT_FOUND, from_row};
use crate::{Columns, Store, StoreError};

/// The messages from `start` up towards the root, at most `limit`, oldest first.
pub(super) async fn up(
    connection: &mut SqliteConnection,
    conversation_id: ConversationId,
    start: MessageId,
    limit: u32,
) -> Result<Vec<MessageRow>, StoreError> {
    sqlx::query(
        "with recursive up (id, depth) as (
            select id, 1 from messages where id = ?2 and conversation_id = ?1
            union all
            select message.parent_id, up.depth + 1 from up
            join messages as message on message.id = up.id
            where message.parent_id is not null and up.depth < ?3
         )
         select messages.id, conversation_id, parent_id, role, generation_id, created_at
         from up join messages on messages.id = up.id order by up.depth desc",
    )
    .bind(conversation_id.as_bytes().as_slice())
    .bind(start.as_bytes().as_slice())
    .bind(limit)
    .fetch_all(connection)
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// The end of the branch that starts in this message and takes the newest child at every fork:
/// what to show when somebody chooses a sibling.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such message or it was deleted.
pub async fn newest_leaf(store: &Store, id: MessageId) -> Result<MessageId, StoreError> {
    sqlx::query(
        "with recursive down (id, conversation_id, depth) as (
            select id, conversation_id, 0 from messages where id = ?1 and deleted_at is null
            union all
            select (
                select child.id from messages as child
                where child.conversation_id = down.conversation_id and child.parent_id = down.id
                    and child.deleted_at is null
                order by child.id desc limit 1
            ), down.conversation_id, down.depth + 1
            from down where down.id is not null
         )
         select id from down where id is not null order by depth desc limit 1",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_optional(store.readers())
    .await?
    .map_or(Err(NOT_FOUND), |row| row.id("id"))
}

/// True where the branch that the message's conversation shows has it.
///
/// # Errors
/// What the database said.
pub async fn is_shown(store: &Store, id: MessageId) -> Result<bool, StoreError> {
    let shown: i64 = sqlx::query_scalar(
        "with recursive shown (id) as (
            select conversation.head_message_id from messages as wanted
            join conversations as conversation on conversation.id = wanted.conversation_id
            where wanted.id = ?1
            union all
            select message.parent_id from shown join messages as message on message.id = shown.id
            where message.parent_id is not null
         )
         select exists (select 1 from shown where id = ?1)",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_one(store.readers())
    .await?;
    Ok(shown == 1)
}
