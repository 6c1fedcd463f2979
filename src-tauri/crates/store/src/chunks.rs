//! The table `stream_chunks`: streamed text as it arrived, until the answer's end.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::{CacheTag, GenerationId, MessageId};

use crate::{Columns, Store, StoreError, WriteTx};

/// Which of an answer's two texts a chunk belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The answer.
    Text,
    /// What the model thought before it answered.
    Reasoning,
}

impl Channel {
    /// The word the database stores, in `stream_chunks` and as the kind of a message's part.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Reasoning => "reasoning",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Text, Self::Reasoning]
            .into_iter()
            .find(|channel| channel.as_str() == word)
    }
}

/// What has been streamed so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreamedText {
    /// The answer.
    pub text: String,
    /// What the model thought before it answered.
    pub reasoning: String,
}

impl StreamedText {
    /// Appends a chunk read from the columns `channel` and `text`.
    pub(crate) fn push_row(&mut self, row: &SqliteRow) -> Result<(), StoreError> {
        let text = row.text("text")?;
        match row.word("channel", Channel::from_word)? {
            Channel::Text => self.text.push_str(&text),
            Channel::Reasoning => self.reasoning.push_str(&text),
        }
        Ok(())
    }

    /// The parts of a message it makes: reasoning first, nothing for what is empty.
    pub(crate) fn into_parts(self) -> impl Iterator<Item = (Channel, String)> {
        [
            (Channel::Reasoning, self.reasoning),
            (Channel::Text, self.text),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
    }
}

/// Keeps a piece of text that arrived. Nobody is told: who watches got the text itself.
///
/// # Errors
/// What the database said.
pub async fn append(
    tx: &mut WriteTx,
    generation_id: GenerationId,
    channel: Channel,
    text: &str,
) -> Result<(), StoreError> {
    if text.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into stream_chunks (generation_id, seq, channel, text)
         select ?1, coalesce(max(seq), 0) + 1, ?2, ?3 from stream_chunks where generation_id = ?1",
    )
    .bind(generation_id.as_bytes().as_slice())
    .bind(channel.as_str())
    .bind(text)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// What has been kept so far; empty once it was folded into the message.
///
/// # Errors
/// What the database said.
pub async fn read(store: &Store, generation_id: GenerationId) -> Result<StreamedText, StoreError> {
    let mut connection = store.readers().acquire().await?;
    read_in(&mut connection, generation_id).await
}

async fn read_in(
    connection: &mut SqliteConnection,
    generation_id: GenerationId,
) -> Result<StreamedText, StoreError> {
    let rows = sqlx::query(
        "select channel, text from stream_chunks where generation_id = ?1 order by seq",
    )
    .bind(generation_id.as_bytes().as_slice())
    .fetch_all(connection)
    .await?;
    let mut streamed = StreamedText::default();
    for row in &rows {
        streamed.push_row(row)?;
    }
    Ok(streamed)
}

/// Moves what has been kept into the message's parts, behind those it has. Belongs into the
/// transaction that ends the generation.
///
/// # Errors
/// What the database said.
pub async fn fold(
    tx: &mut WriteTx,
    generation_id: GenerationId,
    message_id: MessageId,
) -> Result<(), StoreError> {
    fold_in(tx.connection(), generation_id, message_id).await?;
    tx.changed(CacheTag::Messages);
    Ok(())
}

/// Removes what has been kept of an answer that has no message any more.
///
/// # Errors
/// What the database said.
pub async fn forget(tx: &mut WriteTx, generation_id: GenerationId) -> Result<(), StoreError> {
    sqlx::query("delete from stream_chunks where generation_id = ?1")
        .bind(generation_id.as_bytes().as_slice())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Moves what has been kept of every answer into its message.
pub(crate) async fn fold_all(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let answers = sqlx::query(
        "select message.id, message.generation_id from messages as message
         where message.generation_id in (select generation_id from stream_chunks)",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in &answers {
        fold_in(connection, row.id("generation_id")?, row.id("id")?).await?;
    }
    Ok(())
}

async fn fold_in(
    connection: &mut SqliteConnection,
    generation_id: GenerationId,
    message_id: MessageId,
) -> Result<(), StoreError> {
    let streamed = read_in(connection, generation_id).await?;
    for (channel, text) in streamed.into_parts() {
        sqlx::query(
            "insert into message_parts (message_id, position, kind, body)
             select ?1, coalesce(max(position) + 1, 0), ?2, ?3 from message_parts
             where message_id = ?1",
        )
        .bind(message_id.as_bytes().as_slice())
        .bind(channel.as_str())
        .bind(text)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("delete from stream_chunks where generation_id = ?1")
        .bind(generation_id.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}
