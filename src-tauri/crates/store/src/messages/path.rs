//! The way from the root to a message, for building a request.

use std::collections::HashMap;

use sqlx::SqliteConnection;
use studio_domain::{GenerationId, GenerationState, MessageId, Role};

use super::parts::{self, StoredPart};
use super::{MessageRow, NOT_FOUND, from_row, tree};
use crate::rows::id_list;
use crate::{Columns, Store, StoreError};

/// A message as a request needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct PathMessage {
    /// Who speaks.
    pub role: Role,
    /// What it says; for an unfinished answer what has arrived so far.
    pub parts: Vec<StoredPart>,
    /// Where the generation that writes it stands, for an answer.
    pub generation_state: Option<GenerationState>,
}

/// The messages from the root to this one, itself included, root first.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such message.
pub async fn path(store: &Store, id: MessageId) -> Result<Vec<PathMessage>, StoreError> {
    let mut snapshot = store.snapshot().await?;
    let connection = snapshot.connection();
    let rows = rows_to(connection, id).await?;
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
    let generation_ids: Vec<GenerationId> =
        rows.iter().filter_map(|row| row.generation_id).collect();
    let mut parts = parts::of(connection, &ids).await?;
    let states = states(connection, &generation_ids).await?;
    let unfinished: Vec<GenerationId> = states
        .iter()
        .filter(|(_, state)| !state.is_terminal())
        .map(|(id, _)| *id)
        .collect();
    let mut streamed = parts::streamed(connection, &unfinished).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let arrived = row.generation_id.and_then(|id| streamed.remove(&id));
            let arrived = arrived.map(parts::of_streamed).into_iter().flatten();
            let mut parts = parts.remove(&row.id).unwrap_or_default();
            parts.extend(arrived.map(|part| StoredPart {
                part,
                provider_data: None,
            }));
            PathMessage {
                role: row.role,
                parts,
                generation_state: row.generation_id.and_then(|id| states.get(&id).copied()),
            }
        })
        .collect())
}

/// How much a request over a path of messages holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PathLength {
    /// Characters of what was said and answered.
    pub characters: u64,
    /// Pictures and documents that go with it.
    pub attachments: u64,
}

/// How much the messages from the root to this one hold, without reading them.
///
/// # Errors
/// What the database said.
pub async fn path_length(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<PathLength, StoreError> {
    let row = sqlx::query(
        "with recursive up (id) as (
            select ?1
            union all
            select message.parent_id from up join messages as message on message.id = up.id
            where message.parent_id is not null
         )
         select coalesce(sum(iif(kind = 'text', length(body), 0)), 0) as characters,
            coalesce(sum(kind = 'asset'), 0) as attachments
         from up join message_parts on message_parts.message_id = up.id",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_one(connection)
    .await?;
    Ok(PathLength {
        characters: row.count("characters")?,
        attachments: row.count("attachments")?,
    })
}

async fn rows_to(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<Vec<MessageRow>, StoreError> {
    let last = sqlx::query(
        "select id, conversation_id, parent_id, role, generation_id, created_at from messages
         where id = ?1 and deleted_at is null",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_optional(&mut *connection)
    .await?
    .map_or(Err(NOT_FOUND), |row| from_row(&row))?;
    tree::up(connection, last.conversation_id, id, u32::MAX).await
}

async fn states(
    connection: &mut SqliteConnection,
    ids: &[GenerationId],
) -> Result<HashMap<GenerationId, GenerationState>, StoreError> {
    sqlx::query(
        "select id, state from generations
         where id in (select unhex(value, '-') from json_each(?1))",
    )
    .bind(id_list(ids)?)
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| {
        Ok((
            row.id("id")?,
            row.word("state", GenerationState::from_word)?,
        ))
    })
    .collect()
}
