//! What the window shows of what was found.

use std::collections::HashMap;

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::{Asset, AssetId, Modality, Role, SearchHit, SearchSubject, Snippet};

use super::find::Found;
use super::{AnyId, SearchQuery, any_id, document, json_ids, rows_of, snippet};
use crate::{Columns, Store, StoreError, assets};

/// The hits of what was found, in its order. What was deleted a moment ago is left out.
pub(super) async fn of(
    store: &Store,
    connection: &mut SqliteConnection,
    subject: SearchSubject,
    query: &SearchQuery,
    mut found: Vec<Found>,
) -> Result<Vec<SearchHit>, StoreError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<AnyId> = found.iter().map(|each| each.id).collect();
    if found.iter().all(|each| each.texts.is_empty()) {
        let mut texts = document::texts(connection, subject, &ids).await?;
        for each in &mut found {
            each.texts = texts.remove(&each.id).unwrap_or_default();
        }
    }
    let rows: HashMap<AnyId, SqliteRow> = rows_of(connection, details(subject), &json_ids(&ids)?)
        .await?
        .into_iter()
        .map(|row| Ok((any_id(&row)?, row)))
        .collect::<Result<_, StoreError>>()?;
    let assets = shown_assets(store, &rows).await?;
    found
        .iter()
        .filter_map(|each| Some((each, rows.get(&each.id)?)))
        .filter_map(|(each, row)| {
            let snippet = snippet::of(query, &each.texts);
            hit(subject, row, &assets, snippet).transpose()
        })
        .collect()
}

/// The assets that the rows name as `asset_id`.
async fn shown_assets(
    store: &Store,
    rows: &HashMap<AnyId, SqliteRow>,
) -> Result<HashMap<AssetId, Asset>, StoreError> {
    let ids = rows
        .values()
        .filter_map(|row| row.maybe_id("asset_id").transpose())
        .collect::<Result<Vec<AssetId>, _>>()?;
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let assets = assets::get_many(store, &ids).await?;
    Ok(assets.into_iter().map(|asset| (asset.id, asset)).collect())
}

fn hit(
    subject: SearchSubject,
    row: &SqliteRow,
    assets: &HashMap<AssetId, Asset>,
    snippet: Snippet,
) -> Result<Option<SearchHit>, StoreError> {
    let asset = row
        .maybe_id("asset_id")?
        .and_then(|id: AssetId| assets.get(&id).cloned());
    Ok(Some(match subject {
        SearchSubject::Message => SearchHit::Message {
            id: row.id("id")?,
            conversation_id: row.id("conversation_id")?,
            conversation_title: row.text("title")?,
            role: row.word("role", Role::from_word)?,
            created_at: row.time("created_at")?,
            snippet,
        },
        SearchSubject::Conversation => SearchHit::Conversation {
            id: row.id("id")?,
            created_at: row.time("created_at")?,
            snippet,
        },
        SearchSubject::Asset => match asset {
            Some(asset) => SearchHit::Asset { asset, snippet },
            None => return Ok(None),
        },
        SearchSubject::Prompt => SearchHit::Prompt {
            id: row.id("id")?,
            kind: row.word("kind", Modality::from_word)?,
            model_name: row.text("model_name")?,
            output: asset,
            created_at: row.time("created_at")?,
            snippet,
        },
        SearchSubject::Transcript => SearchHit::Transcript {
            id: row.id("id")?,
            recording: asset,
            created_at: row.time("created_at")?,
            snippet,
        },
    }))
}

const fn details(subject: SearchSubject) -> &'static str {
    match subject {
        SearchSubject::Message => {
            "select message.id, message.conversation_id, message.role, message.created_at,
                conversation.title, null as asset_id
             from messages as message
             join conversations as conversation on conversation.id = message.conversation_id
             where message.deleted_at is null and conversation.deleted_at is null
                and message.id in (select unhex(value) from json_each(?1))"
        }
        SearchSubject::Conversation => {
            "select id, created_at, null as asset_id from conversations
             where deleted_at is null and id in (select unhex(value) from json_each(?1))"
        }
        SearchSubject::Asset => {
            "select id, id as asset_id from assets
             where deleted_at is null and id in (select unhex(value) from json_each(?1))"
        }
        SearchSubject::Prompt => {
            "select id, kind, model_name, created_at, (
                select output.asset_id from generation_outputs as output
                join assets on assets.id = output.asset_id and assets.deleted_at is null
                where output.generation_id = generations.id order by output.position limit 1
             ) as asset_id
             from generations
             where deleted_at is null and id in (select unhex(value) from json_each(?1))"
        }
        SearchSubject::Transcript => {
            "select id, created_at, (
                select input.asset_id from generation_inputs as input
                join assets on assets.id = input.asset_id and assets.deleted_at is null
                where input.generation_id = generations.id order by input.position limit 1
             ) as asset_id
             from generations
             where deleted_at is null and id in (select unhex(value) from json_each(?1))"
        }
    }
}
