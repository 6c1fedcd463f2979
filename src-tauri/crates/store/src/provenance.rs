//! The ways between assets, generations and conversations, a step at a time and for many at once.

use sqlx::sqlite::SqliteRow;
use studio_domain::{
    AssetId, ConversationId, GenerationId, GenerationState, Modality, ParentRelation,
    ProvenanceConversation, ProvenanceEdge, ProvenanceGeneration,
};

use crate::rows::id_list;
use crate::{Columns, Snapshot, StoreError};

/// Reads edges: `?1` are the ids, `?2` is the most of them.
async fn edges<T: serde::Serialize>(
    snapshot: &mut Snapshot,
    ids: &[T],
    most: u32,
    statement: &'static str,
    read: impl Fn(&SqliteRow) -> Result<ProvenanceEdge, StoreError>,
) -> Result<Vec<ProvenanceEdge>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query(statement)
        .bind(id_list(ids)?)
        .bind(most)
        .fetch_all(snapshot.connection())
        .await?
        .iter()
        .map(read)
        .collect()
}

fn made(row: &SqliteRow) -> Result<ProvenanceEdge, StoreError> {
    Ok(ProvenanceEdge::Made {
        generation_id: row.id("generation_id")?,
        asset_id: row.id("asset_id")?,
    })
}

fn given(row: &SqliteRow) -> Result<ProvenanceEdge, StoreError> {
    Ok(ProvenanceEdge::Given {
        asset_id: row.id("asset_id")?,
        generation_id: row.id("generation_id")?,
        slot: row.text("role")?,
    })
}

fn derived(row: &SqliteRow) -> Result<ProvenanceEdge, StoreError> {
    Ok(ProvenanceEdge::Derived {
        parent_id: row.id("parent_id")?,
        asset_id: row.id("asset_id")?,
        relation: row.word("relation", ParentRelation::from_word)?,
    })
}

fn shown(row: &SqliteRow) -> Result<ProvenanceEdge, StoreError> {
    Ok(ProvenanceEdge::Shown {
        asset_id: row.id("asset_id")?,
        message_id: row.id("message_id")?,
        conversation_id: row.id("conversation_id")?,
    })
}

/// What made the assets: generations, and the studio from other assets. At most `most` of each.
///
/// # Errors
/// What the database said.
pub async fn behind_assets(
    snapshot: &mut Snapshot,
    ids: &[AssetId],
    most: u32,
) -> Result<Vec<ProvenanceEdge>, StoreError> {
    let by_models = "select generation_id, asset_id from generation_outputs
        where asset_id in (select unhex(value, '-') from json_each(?1))
        order by generation_id limit ?2";
    let by_studio = "select parent_id, asset_id, relation from asset_parents
        where asset_id in (select unhex(value, '-') from json_each(?1))
        order by parent_id limit ?2";
    let mut found = edges(snapshot, ids, most, by_models, made).await?;
    found.extend(edges(snapshot, ids, most, by_studio, derived).await?);
    Ok(found)
}

/// What the generations were given.
///
/// # Errors
/// What the database said.
pub async fn behind_generations(
    snapshot: &mut Snapshot,
    ids: &[GenerationId],
    most: u32,
) -> Result<Vec<ProvenanceEdge>, StoreError> {
    let statement = "select generation_id, asset_id, role from generation_inputs
        where generation_id in (select unhex(value, '-') from json_each(?1))
        order by generation_id, position limit ?2";
    edges(snapshot, ids, most, statement, given).await
}

/// What the assets were used for: generations that were given them, what the studio made from
/// them, and messages that hold them. At most `most` of each. What was deleted is left out.
///
/// # Errors
/// What the database said.
pub async fn beyond_assets(
    snapshot: &mut Snapshot,
    ids: &[AssetId],
    most: u32,
) -> Result<Vec<ProvenanceEdge>, StoreError> {
    let to_models = "select generation_id, asset_id, role from generation_inputs
        join generations on generations.id = generation_inputs.generation_id
        where asset_id in (select unhex(value, '-') from json_each(?1))
            and generations.deleted_at is null
        order by generation_id desc, position limit ?2";
    let by_studio = "select parent_id, asset_id, relation from asset_parents
        where parent_id in (select unhex(value, '-') from json_each(?1))
        order by asset_id limit ?2";
    let to_messages = "select message_parts.asset_id, messages.id as message_id,
            messages.conversation_id
        from message_parts
        join messages on messages.id = message_parts.message_id
        join conversations on conversations.id = messages.conversation_id
        where message_parts.asset_id in (select unhex(value, '-') from json_each(?1))
            and messages.deleted_at is null and conversations.deleted_at is null
        order by messages.id limit ?2";
    let mut found = edges(snapshot, ids, most, to_models, given).await?;
    found.extend(edges(snapshot, ids, most, by_studio, derived).await?);
    found.extend(edges(snapshot, ids, most, to_messages, shown).await?);
    Ok(found)
}

/// What the generations made.
///
/// # Errors
/// What the database said.
pub async fn beyond_generations(
    snapshot: &mut Snapshot,
    ids: &[GenerationId],
    most: u32,
) -> Result<Vec<ProvenanceEdge>, StoreError> {
    let statement = "select generation_id, asset_id from generation_outputs
        where generation_id in (select unhex(value, '-') from json_each(?1))
        order by generation_id, position limit ?2";
    edges(snapshot, ids, most, statement, made).await
}

/// The generations as the graph shows them, in order of their ids.
///
/// # Errors
/// What the database said.
pub async fn generations(
    snapshot: &mut Snapshot,
    ids: &[GenerationId],
) -> Result<Vec<ProvenanceGeneration>, StoreError> {
    sqlx::query(
        "select id, kind, state, prompt, model_name, provider_name, created_at from generations
         where id in (select unhex(value, '-') from json_each(?1)) order by id",
    )
    .bind(id_list(ids)?)
    .fetch_all(snapshot.connection())
    .await?
    .iter()
    .map(|row| {
        Ok(ProvenanceGeneration {
            id: row.id("id")?,
            kind: row.word("kind", Modality::from_word)?,
            state: row.word("state", GenerationState::from_word)?,
            prompt: row.maybe_text("prompt")?,
            model_name: row.text("model_name")?,
            provider_name: row.text("provider_name")?,
            created_at: row.time("created_at")?,
        })
    })
    .collect()
}

/// The conversations as the graph shows them, the latest changed first.
///
/// # Errors
/// What the database said.
pub async fn conversations(
    snapshot: &mut Snapshot,
    ids: &[ConversationId],
) -> Result<Vec<ProvenanceConversation>, StoreError> {
    sqlx::query(
        "select id, title from conversations
         where id in (select unhex(value, '-') from json_each(?1))
         order by updated_at desc, id desc",
    )
    .bind(id_list(ids)?)
    .fetch_all(snapshot.connection())
    .await?
    .iter()
    .map(|row| {
        Ok(ProvenanceConversation {
            id: row.id("id")?,
            title: row.text("title")?,
        })
    })
    .collect()
}
