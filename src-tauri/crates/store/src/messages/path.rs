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
