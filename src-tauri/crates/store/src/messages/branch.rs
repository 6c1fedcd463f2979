//! A page of the branch that a conversation shows, ready for the window.

use std::collections::HashMap;

use sqlx::SqliteConnection;
use studio_domain::{
    ConversationId, Generation, GenerationId, MessageId, Page, Role, ThreadMessage,
};

use super::parts::{self, StoredPart};
use super::{MessageRow, NOT_FOUND, tree};
use crate::chunks::StreamedText;
use crate::generations::get_many_in;
use crate::rows::id_list;
use crate::{Columns, Snapshot, Store, StoreError};

/// The most messages a page may have.
const LIMIT: u32 = 10_000;

/// The newest `limit` messages of the shown branch, or of what lies above `before`; oldest first.
/// The page's `next` is the `before` of the page above it.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation, or `before` is not in it.
pub async fn branch(
    store: &Store,
    conversation_id: ConversationId,
    before: Option<MessageId>,
    limit: u32,
) -> Result<Page<ThreadMessage>, StoreError> {
    let mut snapshot = store.snapshot().await?;
    let head = head(snapshot.connection(), conversation_id).await?;
    let start = match before {
        None => head,
        Some(before) => parent(snapshot.connection(), conversation_id, before).await?,
    };
    let Some(start) = start else {
        return Ok(Page {
            items: Vec::new(),
            next: None,
        });
    };
    let rows = tree::up(
        snapshot.connection(),
        conversation_id,
        start,
        limit.clamp(1, LIMIT),
    )
    .await?;
    let next = rows
        .first()
        .filter(|oldest| oldest.parent_id.is_some())
        .map(|oldest| oldest.id.to_string());
    let items = assemble(&mut snapshot, conversation_id, rows).await?;
    Ok(Page { items, next })
}

async fn head(
    connection: &mut SqliteConnection,
    id: ConversationId,
) -> Result<Option<MessageId>, StoreError> {
    sqlx::query("select head_message_id from conversations where id = ?1 and deleted_at is null")
        .bind(id.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?
        .ok_or(StoreError::NotFound {
            what: "conversation",
        })?
        .maybe_id("head_message_id")
}

async fn parent(
    connection: &mut SqliteConnection,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<Option<MessageId>, StoreError> {
    sqlx::query("select parent_id from messages where id = ?1 and conversation_id = ?2")
        .bind(id.as_bytes().as_slice())
        .bind(conversation_id.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?
        .ok_or(NOT_FOUND)?
        .maybe_id("parent_id")
}

/// Everything the window shows with the messages, in one query for each kind of thing.
async fn assemble(
    snapshot: &mut Snapshot,
    conversation_id: ConversationId,
    rows: Vec<MessageRow>,
) -> Result<Vec<ThreadMessage>, StoreError> {
    let connection = snapshot.connection();
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
    let generation_ids: Vec<GenerationId> =
        rows.iter().filter_map(|row| row.generation_id).collect();
    let mut siblings = siblings(connection, conversation_id, &rows).await?;
    let mut parts = parts::of(connection, &ids).await?;
    let mut generations = get_many_in(connection, &generation_ids).await?;
    let unfinished: Vec<GenerationId> = generations
        .values()
        .filter(|generation| !generation.state.is_terminal())
        .map(|generation| generation.id)
        .collect();
    let mut streamed = parts::streamed(connection, &unfinished).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let generation = row.generation_id.and_then(|id| generations.remove(&id));
            let streamed = row.generation_id.and_then(|id| streamed.remove(&id));
            let siblings = siblings.take(&row);
            let parts = parts.remove(&row.id).unwrap_or_default();
            thread_message(row, parts, streamed, generation, siblings)
        })
        .collect())
}

fn thread_message(
    row: MessageRow,
    parts: Vec<StoredPart>,
    streamed: Option<StreamedText>,
    generation: Option<Generation>,
    siblings: Vec<MessageId>,
) -> ThreadMessage {
    let streamed = streamed.map(parts::of_streamed).into_iter().flatten();
    ThreadMessage {
        id: row.id,
        parent_id: row.parent_id,
        role: row.role,
        parts: parts
            .into_iter()
            .map(|stored| stored.part)
            .chain(streamed)
            .collect(),
        generation,
        siblings,
        created_at: row.created_at,
    }
}

/// The messages beside each other: same parent, same role.
struct Siblings(HashMap<(Option<MessageId>, Role), Vec<MessageId>>);

impl Siblings {
    /// A branch has one message of a parent, so each group is asked for once.
    fn take(&mut self, row: &MessageRow) -> Vec<MessageId> {
        self.0
            .remove(&(row.parent_id, row.role))
            .unwrap_or_else(|| vec![row.id])
    }
}

async fn siblings(
    connection: &mut SqliteConnection,
    conversation_id: ConversationId,
    rows: &[MessageRow],
) -> Result<Siblings, StoreError> {
    let has_root = rows
        .first()
        .is_some_and(|oldest| oldest.parent_id.is_none());
    let found = sqlx::query(
        "select id, parent_id, role from messages
         where conversation_id = ?1 and deleted_at is null
            and parent_id in (select unhex(value, '-') from json_each(?2))
         union all
         select id, parent_id, role from messages
         where ?3 and conversation_id = ?1 and deleted_at is null and parent_id is null
         order by id",
    )
    .bind(conversation_id.as_bytes().as_slice())
    .bind(id_list(rows.iter().filter_map(|row| row.parent_id))?)
    .bind(has_root)
    .fetch_all(connection)
    .await?;
    let mut groups: HashMap<_, Vec<MessageId>> = HashMap::new();
    for row in &found {
        let group = (
            row.maybe_id("parent_id")?,
            row.word("role", Role::from_word)?,
        );
        groups.entry(group).or_default().push(row.id("id")?);
    }
    Ok(Siblings(groups))
}
