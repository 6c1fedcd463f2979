//! The table `message_parts`: what messages consist of.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::{AssetId, CacheTag, GenerationId, MessageId, MessagePart};

use super::NOT_FOUND;
use crate::chunks::{Channel, StreamedText};
use crate::rows::{id_list, maybe_to_json, to_json};
use crate::{Columns, StoreError, WriteTx};

/// A piece of content to add to a message.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPart {
    /// The piece.
    pub part: MessagePart,
    /// What must go back to the provider unchanged together with it.
    pub provider_data: Option<Value>,
}

/// A piece of a message's content as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPart {
    /// The piece.
    pub part: MessagePart,
    /// What must go back to the provider unchanged together with it.
    pub provider_data: Option<Value>,
}

impl From<MessagePart> for NewPart {
    fn from(part: MessagePart) -> Self {
        Self {
            part,
            provider_data: None,
        }
    }
}

/// The body of a citation.
#[derive(Debug, Serialize, Deserialize)]
struct Source {
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    snippet: Option<String>,
}

/// Adds a piece behind those the message has.
///
/// # Errors
/// [`StoreError::Constraint`] at the commit when the message or the asset does not exist.
pub async fn add_part(
    tx: &mut WriteTx,
    message_id: MessageId,
    new: &NewPart,
) -> Result<(), StoreError> {
    let (kind, body, asset): (_, Option<Cow<'_, str>>, Option<AssetId>) = match &new.part {
        MessagePart::Text { text } => ("text", Some(text.into()), None),
        MessagePart::Reasoning { text } => ("reasoning", Some(text.into()), None),
        MessagePart::Asset { asset_id } => ("asset", None, Some(*asset_id)),
        MessagePart::Citation {
            url,
            title,
            snippet,
        } => {
            let body = to_json(&Source {
                url: url.clone(),
                title: title.clone(),
                snippet: snippet.clone(),
            })?;
            ("citation", Some(body.into()), None)
        }
    };
    sqlx::query(
        "insert into message_parts (message_id, position, kind, body, asset_id, provider_data)
         select ?1, coalesce(max(position) + 1, 0), ?2, ?3, ?4, ?5 from message_parts
         where message_id = ?1",
    )
    .bind(message_id.as_bytes().as_slice())
    .bind(kind)
    .bind(body.as_deref())
    .bind(asset.as_ref().map(|id| id.as_bytes().as_slice()))
    .bind(maybe_to_json(new.provider_data.as_ref())?)
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Messages);
    Ok(())
}

/// Keeps what must go back to the provider unchanged with the message's first part of this kind,
/// such as the signature that came after the streamed reasoning.
///
/// # Errors
/// [`StoreError::NotFound`] when the message has no such part.
pub async fn set_provider_data(
    tx: &mut WriteTx,
    message_id: MessageId,
    kind: Channel,
    data: &Value,
) -> Result<(), StoreError> {
    let changed = sqlx::query(
        "update message_parts set provider_data = ?3
         where message_id = ?1 and position = (
            select min(position) from message_parts where message_id = ?1 and kind = ?2
         )",
    )
    .bind(message_id.as_bytes().as_slice())
    .bind(kind.as_str())
    .bind(to_json(data)?)
    .execute(tx.connection())
    .await?;
    if changed.rows_affected() == 0 {
        return Err(NOT_FOUND);
    }
    Ok(())
}

/// The content of several messages, in order.
pub(super) async fn of(
    connection: &mut SqliteConnection,
    ids: &[MessageId],
) -> Result<HashMap<MessageId, Vec<StoredPart>>, StoreError> {
    let rows = sqlx::query(
        "select message_id, kind, body, asset_id, provider_data from message_parts
         where message_id in (select unhex(value, '-') from json_each(?1))
         order by message_id, position",
    )
    .bind(id_list(ids)?)
    .fetch_all(connection)
    .await?;
    let mut parts: HashMap<MessageId, Vec<StoredPart>> = HashMap::new();
    for row in &rows {
        parts
            .entry(row.id("message_id")?)
            .or_default()
            .push(from_row(row)?);
    }
    Ok(parts)
}

/// What several generations have streamed so far.
pub(super) async fn streamed(
    connection: &mut SqliteConnection,
    ids: &[GenerationId],
) -> Result<HashMap<GenerationId, StreamedText>, StoreError> {
    let mut streamed: HashMap<GenerationId, StreamedText> = HashMap::new();
    if ids.is_empty() {
        return Ok(streamed);
    }
    let rows = sqlx::query(
        "select generation_id, channel, text from stream_chunks
         where generation_id in (select unhex(value, '-') from json_each(?1))
         order by generation_id, seq",
    )
    .bind(id_list(ids)?)
    .fetch_all(connection)
    .await?;
    for row in &rows {
        streamed
            .entry(row.id("generation_id")?)
            .or_default()
            .push_row(row)?;
    }
    Ok(streamed)
}

/// The parts that streamed text will become.
pub(super) fn of_streamed(streamed: StreamedText) -> impl Iterator<Item = MessagePart> {
    streamed.into_parts().map(|(channel, text)| match channel {
        Channel::Text => MessagePart::Text { text },
        Channel::Reasoning => MessagePart::Reasoning { text },
    })
}

fn from_row(row: &SqliteRow) -> Result<StoredPart, StoreError> {
    let part = match row.text("kind")?.as_str() {
        "text" => MessagePart::Text {
            text: row.text("body")?,
        },
        "reasoning" => MessagePart::Reasoning {
            text: row.text("body")?,
        },
        "asset" => MessagePart::Asset {
            asset_id: row.id("asset_id")?,
        },
        "citation" => {
            let Source {
                url,
                title,
                snippet,
            } = row.json("body")?;
            MessagePart::Citation {
                url,
                title,
                snippet,
            }
        }
        other => {
            let reason = format!("unknown kind {other:?}");
            return Err(StoreError::decode("kind", reason));
        }
    };
    Ok(StoredPart {
        part,
        provider_data: row.maybe_json("provider_data")?,
    })
}
