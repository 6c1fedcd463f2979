//! The table `asset_recipes`: what files from elsewhere said about how they were made.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use studio_domain::{AssetId, CacheTag, MadeWith, Params, Recipe, RecipeFormat};

use crate::rows::to_json;
use crate::{Columns, Store, StoreError, WriteTx};

/// The column `params`: in the words of other formats the settings alone, in our own the exact
/// model too.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Settings {
    Exact { made_with: MadeWith, params: Params },
    Plain(Params),
}

/// Notes how an asset was made; what was noted first stays.
///
/// # Errors
/// [`StoreError::Constraint`] at the commit when there is no such asset.
pub async fn insert(tx: &mut WriteTx, id: AssetId, recipe: &Recipe) -> Result<(), StoreError> {
    let now = tx.now();
    let params = recipe.params.clone();
    let settings = match recipe.made_with.clone() {
        Some(made_with) => Settings::Exact { made_with, params },
        None => Settings::Plain(params),
    };
    sqlx::query(
        "insert into asset_recipes (asset_id, format, prompt, negative_prompt, model, params,
            read_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         on conflict (asset_id) do nothing",
    )
    .bind(id.as_bytes().as_slice())
    .bind(recipe.format.as_str())
    .bind(recipe.prompt.as_deref())
    .bind(recipe.negative_prompt.as_deref())
    .bind(recipe.model.as_deref())
    .bind(to_json(&settings)?)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Assets);
    Ok(())
}

/// How an asset was made, as its file said when it came in; nothing if it said nothing.
///
/// # Errors
/// What the database said.
pub async fn get(store: &Store, id: AssetId) -> Result<Option<Recipe>, StoreError> {
    sqlx::query(
        "select format, prompt, negative_prompt, model, params from asset_recipes
         where asset_id = ?1",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_optional(store.readers())
    .await?
    .map(|row| from_row(&row))
    .transpose()
}

fn from_row(row: &SqliteRow) -> Result<Recipe, StoreError> {
    let (made_with, params) = match row.json("params")? {
        Settings::Exact { made_with, params } => (Some(made_with), params),
        Settings::Plain(params) => (None, params),
    };
    Ok(Recipe {
        format: row.word("format", RecipeFormat::from_word)?,
        prompt: row.maybe_text("prompt")?,
        negative_prompt: row.maybe_text("negative_prompt")?,
        model: row.maybe_text("model")?,
        made_with,
        params,
    })
}
