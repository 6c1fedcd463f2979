//! The tables `messages` and `message_parts`: conversations as trees.
//!
//! A message's parent and conversation never change; only a conversation's head moves. So no
//! sequence of edits can make a cycle.

mod branch;
mod parts;
mod path;
mod tree;

pub use branch::branch;
pub use parts::{NewPart, StoredPart, add_part, set_provider_data};
pub use path::{PathLength, PathMessage, path, path_length};
pub use tree::{is_shown, newest_leaf};

use sqlx::sqlite::SqliteRow;
use studio_domain::{CacheTag, ConversationId, GenerationId, MessageId, Role, UnixMillis};

use crate::{Columns, Store, StoreError, WriteTx};

/// A message to add.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// The message it answers, of the same conversation.
    pub parent_id: Option<MessageId>,
    /// Who speaks.
    pub role: Role,
    /// The generation that writes it.
    pub generation_id: Option<GenerationId>,
    /// Its content, in order; empty while it is still being written.
    pub parts: Vec<NewPart>,
}

/// A row of `messages`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Its id.
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// The message it answers.
    pub parent_id: Option<MessageId>,
    /// Who speaks.
    pub role: Role,
    /// The generation that writes or wrote it.
    pub generation_id: Option<GenerationId>,
    /// When it was added.
    pub created_at: UnixMillis,
}

const NOT_FOUND: StoreError = StoreError::NotFound { what: "message" };

/// Adds a message with its content. The conversation's head stays where it is.
///
/// # Errors
/// [`StoreError::Constraint`], at once or at the commit, when the parent is of another
/// conversation, the id is taken or the generation has a message already.
pub async fn insert(tx: &mut WriteTx, new: &NewMessage) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into messages (id, conversation_id, parent_id, role, generation_id, created_at,
            updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )
    .bind(new.id.as_bytes().as_slice())
    .bind(new.conversation_id.as_bytes().as_slice())
    .bind(new.parent_id.as_ref().map(|id| id.as_bytes().as_slice()))
    .bind(new.role.as_str())
    .bind(
        new.generation_id
            .as_ref()
            .map(|id| id.as_bytes().as_slice()),
    )
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    for part in &new.parts {
        add_part(tx, new.id, part).await?;
    }
    tx.changed(CacheTag::Messages);
    Ok(())
}

macro_rules! select {
    ($condition:literal) => {
        select!(all "deleted_at is null and ", $condition)
    };
    (all $($condition:literal),+) => {
        concat!(
            "select id, conversation_id, parent_id, role, generation_id, created_at from messages ",
            "where ",
            $($condition),+
        )
    };
}

/// The message without its content.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn get(store: &Store, id: MessageId) -> Result<MessageRow, StoreError> {
    sqlx::query(select!("id = ?1"))
        .bind(id.as_bytes().as_slice())
        .fetch_optional(store.readers())
        .await?
        .map_or(Err(NOT_FOUND), |row| from_row(&row))
}

/// The message that the generation writes or wrote; nothing when it writes none or the message
/// was deleted.
///
/// # Errors
/// What the database said.
pub async fn by_generation(
    store: &Store,
    generation_id: GenerationId,
) -> Result<Option<MessageRow>, StoreError> {
    sqlx::query(select!("generation_id = ?1"))
        .bind(generation_id.as_bytes().as_slice())
        .fetch_optional(store.readers())
        .await?
        .map(|row| from_row(&row))
        .transpose()
}

/// As [`by_generation`], but a message that was deleted is found too, until it is purged: the
/// deletion may be taken back, and then it must say all that was written meanwhile.
///
/// # Errors
/// What the database said.
pub async fn by_generation_with_deleted(
    store: &Store,
    generation_id: GenerationId,
) -> Result<Option<MessageRow>, StoreError> {
    sqlx::query(select!(all "purged_at is null and generation_id = ?1"))
        .bind(generation_id.as_bytes().as_slice())
        .fetch_optional(store.readers())
        .await?
        .map(|row| from_row(&row))
        .transpose()
}

fn from_row(row: &SqliteRow) -> Result<MessageRow, StoreError> {
    Ok(MessageRow {
        id: row.id("id")?,
        conversation_id: row.id("conversation_id")?,
        parent_id: row.maybe_id("parent_id")?,
        role: row.word("role", Role::from_word)?,
        generation_id: row.maybe_id("generation_id")?,
        created_at: row.time("created_at")?,
    })
}
