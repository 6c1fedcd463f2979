//! Where assets are used, and what is noted about several of them together.

use studio_domain::{
    AssetId, AssetMarks, ConversationUse, Flag, GenerationUse, LibraryModel, ProjectId, ProviderId,
    Rating, Shared, UsedIn,
};

use crate::rows::id_list;
use crate::{Columns, Store, StoreError, asset_tags, collections};

/// The most conversations, and the most generations, that are named.
const MOST: usize = 50;

/// Where any of the assets is used. What was deleted uses nothing.
///
/// # Errors
/// What the database said.
pub async fn used_in(store: &Store, ids: &[AssetId]) -> Result<UsedIn, StoreError> {
    let mut conversations = conversations(store, ids).await?;
    let mut generations = generations(store, ids).await?;
    let more = conversations.len() > MOST || generations.len() > MOST;
    conversations.truncate(MOST);
    generations.truncate(MOST);
    Ok(UsedIn {
        conversations,
        generations,
        collections: collections::of(store, ids).await?,
        more,
    })
}

async fn conversations(store: &Store, ids: &[AssetId]) -> Result<Vec<ConversationUse>, StoreError> {
    sqlx::query(
        "select distinct conversations.id, conversations.title, conversations.updated_at
         from message_parts
         join messages on messages.id = message_parts.message_id
         join conversations on conversations.id = messages.conversation_id
         where message_parts.asset_id in (select unhex(value, '-') from json_each(?1))
            and messages.deleted_at is null and conversations.deleted_at is null
         order by conversations.updated_at desc, conversations.id desc limit ?2",
    )
    .bind(id_list(ids)?)
    .bind(one_more())
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(|row| {
        Ok(ConversationUse {
            id: row.id("id")?,
            title: row.text("title")?,
        })
    })
    .collect()
}

async fn generations(store: &Store, ids: &[AssetId]) -> Result<Vec<GenerationUse>, StoreError> {
    sqlx::query(
        "select distinct generations.id, generations.prompt, generations.model_name
         from generation_inputs
         join generations on generations.id = generation_inputs.generation_id
         where generation_inputs.asset_id in (select unhex(value, '-') from json_each(?1))
            and generations.deleted_at is null
         order by generations.id desc limit ?2",
    )
    .bind(id_list(ids)?)
    .bind(one_more())
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(|row| {
        Ok(GenerationUse {
            id: row.id("id")?,
            prompt: row.maybe_text("prompt")?,
            model_name: row.text("model_name")?,
        })
    })
    .collect()
}

/// One more than is named tells whether there are more.
fn one_more() -> i64 {
    i64::try_from(MOST + 1).unwrap_or(i64::MAX)
}

/// What one row of `assets` has noted on itself.
struct Noted {
    title: String,
    rating: Option<Rating>,
    flag: Option<Flag>,
    notes: Option<String>,
    project_id: Option<ProjectId>,
}

/// What is noted about the assets, as far as they have it in common. Those that were purged are
/// left out.
///
/// # Errors
/// What the database said.
pub async fn marks(store: &Store, ids: &[AssetId]) -> Result<AssetMarks, StoreError> {
    let rows = sqlx::query(
        "select assets.title, assets.rating, assets.flag, assets.notes, projects.id as project_id
         from assets
         left join projects on projects.id = assets.project_id and projects.deleted_at is null
         where assets.purged_at is null
            and assets.id in (select unhex(value, '-') from json_each(?1))",
    )
    .bind(id_list(ids)?)
    .fetch_all(store.readers())
    .await?;
    let noted = rows
        .iter()
        .map(|row| {
            Ok(Noted {
                title: row.text("title")?,
                rating: crate::assets::rating(row, "rating")?,
                flag: row.maybe_word("flag", Flag::from_word)?,
                notes: row.maybe_text("notes")?,
                project_id: row.maybe_id("project_id")?,
            })
        })
        .collect::<Result<Vec<Noted>, StoreError>>()?;
    Ok(AssetMarks {
        count: u32::try_from(noted.len()).unwrap_or(u32::MAX),
        title: Shared::of(noted.iter().map(|one| one.title.clone()), String::new()),
        rating: Shared::of(noted.iter().map(|one| one.rating), None),
        flag: Shared::of(noted.iter().map(|one| one.flag), None),
        notes: Shared::of(noted.iter().map(|one| one.notes.clone()), None),
        project_id: Shared::of(noted.iter().map(|one| one.project_id), None),
        tags: asset_tags::of(store, ids).await?,
        collections: collections::of(store, ids).await?,
    })
}

/// The models that made what is in the library, by the names of provider and model, each with the
/// names it had when it was last asked.
///
/// # Errors
/// What the database said.
pub async fn models(store: &Store) -> Result<Vec<LibraryModel>, StoreError> {
    sqlx::query(
        "with asked (provider_id, model_id, at) as (
            select provider_id, model_id, max(created_at)
            from generations indexed by generations_by_cost
            where kind not in ('chat', 'transcription', 'embedding')
            group by provider_id, model_id
         )
         select asked.provider_id, asked.model_id,
            min(generations.provider_name) as provider_name,
            min(generations.model_name) as model_name
         from asked cross join generations indexed by generations_by_cost
            on generations.created_at = asked.at
            and generations.provider_id = asked.provider_id
            and generations.model_id = asked.model_id
         group by asked.provider_id, asked.model_id
         order by provider_name, model_name, asked.provider_id, asked.model_id",
    )
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(|row| {
        Ok(LibraryModel {
            provider_id: ProviderId::new(row.text("provider_id")?),
            provider_name: row.text("provider_name")?,
            model_id: row.text("model_id")?,
            model_name: row.text("model_name")?,
        })
    })
    .collect()
}
