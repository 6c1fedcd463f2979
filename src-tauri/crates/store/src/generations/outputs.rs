//! What went into generations and what came of them.

use std::collections::HashMap;

use sqlx::SqliteConnection;
use studio_domain::{Asset, AssetId, CacheTag, GenerationId, GenerationInput};

use crate::assets::{asset_columns, from_row};
use crate::rows::id_list;
use crate::{Columns, Store, StoreError, WriteTx};

/// Notes that the asset came of the generation, at this place among its outputs.
///
/// # Errors
/// [`StoreError::Constraint`] when the place is taken.
pub async fn add_output(
    tx: &mut WriteTx,
    id: GenerationId,
    position: u32,
    asset_id: AssetId,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into generation_outputs (generation_id, position, asset_id) values (?1, ?2, ?3)",
    )
    .bind(id.as_bytes().as_slice())
    .bind(position)
    .bind(asset_id.as_bytes().as_slice())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Generations);
    Ok(())
}

/// Notes that the asset goes into the generation, at this place among its inputs. `role` says as
/// what, in the model's own word.
///
/// # Errors
/// [`StoreError::Constraint`] when the place is taken.
pub async fn add_input(
    tx: &mut WriteTx,
    id: GenerationId,
    position: u32,
    role: &str,
    asset_id: AssetId,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into generation_inputs (generation_id, position, role, asset_id)
         values (?1, ?2, ?3, ?4)",
    )
    .bind(id.as_bytes().as_slice())
    .bind(position)
    .bind(role)
    .bind(asset_id.as_bytes().as_slice())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Generations);
    Ok(())
}

/// The places among the generation's outputs that are taken, what is in the trash included.
///
/// # Errors
/// What the database said.
pub async fn output_positions(store: &Store, id: GenerationId) -> Result<Vec<u32>, StoreError> {
    let positions = sqlx::query_scalar(
        "select position from generation_outputs where generation_id = ?1 order by position",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(store.readers())
    .await?;
    Ok(positions)
}

/// What the generation is given, in order: the slot and the asset.
///
/// # Errors
/// What the database said.
pub async fn inputs(store: &Store, id: GenerationId) -> Result<Vec<(String, AssetId)>, StoreError> {
    sqlx::query(
        "select role, asset_id from generation_inputs where generation_id = ?1 order by position",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(|row| Ok((row.text("role")?, row.id("asset_id")?)))
    .collect()
}

/// The inputs of several generations, in order, those in the trash too: a request stays readable
/// until what it was given is purged.
pub(super) async fn inputs_of(
    connection: &mut SqliteConnection,
    ids: &[GenerationId],
) -> Result<HashMap<GenerationId, Vec<GenerationInput>>, StoreError> {
    let mut inputs: HashMap<GenerationId, Vec<GenerationInput>> = HashMap::new();
    if ids.is_empty() {
        return Ok(inputs);
    }
    let rows = sqlx::query(concat!(
        "select generation_inputs.generation_id as input_of, generation_inputs.role, ",
        asset_columns!(),
        " from generation_inputs
          join assets on assets.id = generation_inputs.asset_id
          join blobs on blobs.hash = assets.blob_hash
          where generation_inputs.generation_id in (select unhex(value, '-') from json_each(?1))
          order by generation_inputs.generation_id, generation_inputs.position"
    ))
    .bind(id_list(ids)?)
    .fetch_all(connection)
    .await?;
    for row in &rows {
        inputs
            .entry(row.id("input_of")?)
            .or_default()
            .push(GenerationInput {
                slot: row.text("role")?,
                asset: from_row(row)?,
            });
    }
    Ok(inputs)
}

/// The outputs of several generations, in order, without those in the trash.
pub(super) async fn of(
    connection: &mut SqliteConnection,
    ids: &[GenerationId],
) -> Result<HashMap<GenerationId, Vec<Asset>>, StoreError> {
    let mut outputs: HashMap<GenerationId, Vec<Asset>> = HashMap::new();
    if ids.is_empty() {
        return Ok(outputs);
    }
    let rows = sqlx::query(concat!(
        "select generation_outputs.generation_id as output_of, ",
        asset_columns!(),
        " from generation_outputs
          join assets on assets.id = generation_outputs.asset_id
          join blobs on blobs.hash = assets.blob_hash
          where generation_outputs.generation_id in (select unhex(value, '-') from json_each(?1))
            and assets.deleted_at is null
          order by generation_outputs.generation_id, generation_outputs.position"
    ))
    .bind(id_list(ids)?)
    .fetch_all(connection)
    .await?;
    for row in &rows {
        outputs
            .entry(row.id("output_of")?)
            .or_default()
            .push(from_row(row)?);
    }
    Ok(outputs)
}
