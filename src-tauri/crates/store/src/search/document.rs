//! What the index reads of each thing: its texts, and the facts that filters ask for.

use std::collections::HashMap;

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::{AssetKind, Money, SearchSubject};

use super::tokens::{Fact, of_document};
use super::{AnyId, any_id, json_ids, rows_of};
use crate::{Columns, StoreError};

/// A thing as the index reads it.
#[derive(Debug)]
pub(super) struct Document {
    pub id: AnyId,
    pub created_at: i64,
    pub byte_size: Option<u64>,
    pub cost: Option<Money>,
    texts: Vec<String>,
    provider_id: Option<String>,
    model_id: Option<String>,
    project_id: Option<Vec<u8>>,
    kind: Option<AssetKind>,
    rating: Option<u8>,
    flag: Option<String>,
    tags: Vec<String>,
    collections: Vec<Vec<u8>>,
}

impl Document {
    /// What the index holds of it.
    pub fn tokens(&self) -> String {
        let facts = [
            self.provider_id.as_deref().map(Fact::Provider),
            self.model_id.as_deref().map(Fact::Model),
            self.project_id.as_deref().map(Fact::Project),
            self.kind.map(Fact::Kind),
            self.kind.map(|_| Fact::Made(self.provider_id.is_some())),
            self.rating.map(Fact::Rating),
            self.flag.as_deref().map(Fact::Flag),
            self.byte_size.map(Fact::Size),
            self.cost.map(|cost| Fact::Cost(cost.currency, cost.nanos)),
        ];
        let tags = self.tags.iter().map(|tag| Fact::Tag(tag));
        let collections = self.collections.iter().map(|id| Fact::Collection(id));
        of_document(
            self.texts.iter().map(String::as_str),
            facts.into_iter().flatten().chain(tags).chain(collections),
        )
    }
}

/// The things that are there and can be found, in the order of their ids. A message without words
/// is not: it may still be written.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    subject: SearchSubject,
    ids: &[AnyId],
) -> Result<Vec<Document>, StoreError> {
    let json = json_ids(ids)?;
    let mut texts = texts(connection, subject, ids).await?;
    let rows = rows_of(connection, facts_of(subject), &json).await?;
    let mut tags = HashMap::new();
    let mut collections = HashMap::new();
    if subject == SearchSubject::Asset {
        tags = grouped(rows_of(connection, TAGS, &json).await?, |row| {
            row.text("tag")
        })?;
        collections = grouped(rows_of(connection, COLLECTIONS, &json).await?, bytes)?;
    }
    let mut documents = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = any_id(row)?;
        let texts = texts.remove(&id).unwrap_or_default();
        if texts.is_empty() && subject == SearchSubject::Message {
            continue;
        }
        documents.push(Document {
            id,
            created_at: row.number("created_at")?,
            byte_size: row.maybe_count("byte_size")?,
            cost: row.maybe_money("cost_nanos", "cost_currency")?,
            texts,
            provider_id: row.maybe_text("provider_id")?,
            model_id: row.maybe_text("model_id")?,
            project_id: row
                .maybe_id::<super::AnyBytes>("project_id")?
                .map(|id| id.0.to_vec()),
            kind: row.maybe_word("kind", AssetKind::from_word)?,
            rating: row.maybe_count("rating")?,
            flag: row.maybe_text("flag")?,
            tags: tags.remove(&id).unwrap_or_default(),
            collections: collections.remove(&id).unwrap_or_default(),
        });
    }
    Ok(documents)
}

/// The texts of each of these things, the one that names it first.
pub(super) async fn texts(
    connection: &mut SqliteConnection,
    subject: SearchSubject,
    ids: &[AnyId],
) -> Result<HashMap<AnyId, Vec<String>>, StoreError> {
    let rows = rows_of(connection, texts_of(subject), &json_ids(ids)?).await?;
    grouped(rows, |row| row.text("text"))
}

fn grouped<T>(
    rows: Vec<SqliteRow>,
    value: impl Fn(&SqliteRow) -> Result<T, StoreError>,
) -> Result<HashMap<AnyId, Vec<T>>, StoreError> {
    let mut groups: HashMap<AnyId, Vec<T>> = HashMap::new();
    for row in &rows {
        groups.entry(any_id(row)?).or_default().push(value(row)?);
    }
    Ok(groups)
}

fn bytes(row: &SqliteRow) -> Result<Vec<u8>, StoreError> {
    row.id::<super::AnyBytes>("collection_id")
        .map(|id| id.0.to_vec())
}

const fn texts_of(subject: SearchSubject) -> &'static str {
    match subject {
        SearchSubject::Message => {
            "select message_id as id, body as text from message_parts
             where kind = 'text' and body is not null
                and message_id in (select unhex(value) from json_each(?1))
             order by message_id, position"
        }
        SearchSubject::Conversation => {
            "select id, title as text from conversations
             where id in (select unhex(value) from json_each(?1))"
        }
        SearchSubject::Asset => {
            "with wanted (id) as materialized (select unhex(value) from json_each(?1))
             select id, text from (
                select id, 0 as position, title as text from assets where id in wanted
                union all select id, 1, notes from assets where id in wanted
                union all select assets.id, 2, prompt from assets
                    join generations on generations.id = assets.generation_id
                    where assets.id in wanted
                union all select asset_id, 3, prompt from asset_recipes where asset_id in wanted
                union all select asset_id, 4, author from asset_sources where asset_id in wanted
                union all select asset_id, 5, tag from asset_tags
                    where removed_at is null and asset_id in wanted
             ) where text is not null order by id, position"
        }
        SearchSubject::Prompt => {
            "select id, prompt as text from generations
             where prompt is not null and id in (select unhex(value) from json_each(?1))"
        }
        SearchSubject::Transcript => {
            "select generation_id as id, text from transcripts
             where generation_id in (select unhex(value) from json_each(?1))"
        }
    }
}

const TAGS: &str = "select asset_id as id, tag from asset_tags
     where removed_at is null and asset_id in (select unhex(value) from json_each(?1))";

const COLLECTIONS: &str = "select asset_id as id, collection_id from collection_assets
     where removed_at is null and asset_id in (select unhex(value) from json_each(?1))";

const fn facts_of(subject: SearchSubject) -> &'static str {
    match subject {
        SearchSubject::Message => {
            "select message.id, message.created_at, conversation.project_id,
                generation.provider_id, generation.model_id,
                generation.actual_cost_nanos as cost_nanos,
                generation.actual_cost_currency as cost_currency,
                null as byte_size, null as kind, null as rating, null as flag
             from messages as message
             join conversations as conversation on conversation.id = message.conversation_id
             left join generations as generation on generation.id = message.generation_id
             where message.deleted_at is null
                and message.id in (select unhex(value) from json_each(?1))
             order by message.id"
        }
        SearchSubject::Conversation => {
            "select id, created_at, project_id, null as provider_id, null as model_id,
                null as cost_nanos, null as cost_currency, null as byte_size, null as kind,
                null as rating, null as flag
             from conversations where deleted_at is null
                and id in (select unhex(value) from json_each(?1))
             order by id"
        }
        SearchSubject::Asset => {
            "select asset.id, asset.created_at, asset.project_id, generation.provider_id,
                generation.model_id, generation.actual_cost_nanos as cost_nanos,
                generation.actual_cost_currency as cost_currency, blob.byte_size, asset.kind,
                asset.rating, asset.flag
             from assets as asset join blobs as blob on blob.hash = asset.blob_hash
             left join generations as generation on generation.id = asset.generation_id
             where asset.deleted_at is null
                and asset.id in (select unhex(value) from json_each(?1))
             order by asset.id"
        }
        SearchSubject::Prompt => {
            "select id, created_at, project_id, provider_id, model_id,
                actual_cost_nanos as cost_nanos, actual_cost_currency as cost_currency,
                null as byte_size, null as kind, null as rating, null as flag
             from generations where deleted_at is null and prompt is not null
                and id in (select unhex(value) from json_each(?1))
             order by id"
        }
        SearchSubject::Transcript => {
            "select generation.id, generation.created_at, generation.project_id,
                generation.provider_id, generation.model_id,
                generation.actual_cost_nanos as cost_nanos,
                generation.actual_cost_currency as cost_currency, null as byte_size,
                null as kind, null as rating, null as flag
             from transcripts
             join generations as generation on generation.id = transcripts.generation_id
             where generation.deleted_at is null
                and generation.id in (select unhex(value) from json_each(?1))
             order by generation.id"
        }
    }
}
