//! Reading the ledger.

use std::collections::HashMap;

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::{Generation, GenerationEvent, GenerationId, Modality, Page, PageRequest};

use super::row::{self, generation_columns};
use super::{GenerationRow, NOT_FOUND, outputs};
use crate::rows::id_list;
use crate::{Columns, Store, StoreError, WriteTx, page};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select ",
            generation_columns!(),
            " from generations ",
            $rest
        )
    };
}

/// The generation with what came of it. A deleted one is found too.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn get(store: &Store, id: GenerationId) -> Result<Generation, StoreError> {
    get_many(store, &[id]).await?.pop().ok_or(NOT_FOUND)
}

/// The generations in the order of the ids; those that do not exist are left out.
///
/// # Errors
/// What the database said.
pub async fn get_many(store: &Store, ids: &[GenerationId]) -> Result<Vec<Generation>, StoreError> {
    let mut snapshot = store.snapshot().await?;
    let mut found = get_many_in(snapshot.connection(), ids).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The generations by their ids, read on a connection of the caller's.
pub(crate) async fn get_many_in(
    connection: &mut SqliteConnection,
    ids: &[GenerationId],
) -> Result<HashMap<GenerationId, Generation>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query(select!(
        "where id in (select unhex(value, '-') from json_each(?1))"
    ))
    .bind(id_list(ids)?)
    .fetch_all(&mut *connection)
    .await?;
    let generations = with_assets(connection, &rows).await?;
    Ok(generations
        .into_iter()
        .map(|generation| (generation.id, generation))
        .collect())
}

/// A page of the ledger, newest first, all kinds or one.
///
/// # Errors
/// [`StoreError::InvalidCursor`].
pub async fn list(
    store: &Store,
    kind: Option<Modality>,
    request: &PageRequest,
) -> Result<Page<Generation>, StoreError> {
    let before = page::before_id::<GenerationId>(request)?;
    let query = match kind {
        Some(kind) => sqlx::query(select!(
            "where deleted_at is null and id < ?1 and kind = ?3 order by id desc limit ?2"
        ))
        .bind(before.as_slice())
        .bind(page::sql_limit(request))
        .bind(kind.as_str()),
        None => sqlx::query(select!(
            "where deleted_at is null and id < ?1 order by id desc limit ?2"
        ))
        .bind(before.as_slice())
        .bind(page::sql_limit(request)),
    };
    let mut snapshot = store.snapshot().await?;
    let rows = query.fetch_all(snapshot.connection()).await?;
    let items = with_assets(snapshot.connection(), &rows).await?;
    Ok(page::cut(request, items, |last| last.id.to_string()))
}

/// Every generation that is queued, submitted or running, oldest first.
///
/// # Errors
/// What the database said.
pub async fn active(store: &Store) -> Result<Vec<Generation>, StoreError> {
    let mut snapshot = store.snapshot().await?;
    // The first condition is the index's own.
    let rows = sqlx::query(select!(
        "where state not in ('succeeded', 'failed', 'cancelled') and state <> 'unknown' order by id"
    ))
    .fetch_all(snapshot.connection())
    .await?;
    with_assets(snapshot.connection(), &rows).await
}

/// What carrying out the generation needs to know.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn row(store: &Store, id: GenerationId) -> Result<GenerationRow, StoreError> {
    let mut connection = store.readers().acquire().await?;
    executor_row(&mut connection, id).await
}

/// As [`row()`], seeing what the transaction has written.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn row_tx(tx: &mut WriteTx, id: GenerationId) -> Result<GenerationRow, StoreError> {
    executor_row(tx.connection(), id).await
}

async fn executor_row(
    connection: &mut SqliteConnection,
    id: GenerationId,
) -> Result<GenerationRow, StoreError> {
    sqlx::query(select!("where id = ?1"))
        .bind(id.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?
        .map_or(Err(NOT_FOUND), |found| row::executor_row(&found))
}

/// The steps of the generation's life, in order.
///
/// # Errors
/// What the database said.
pub async fn events(store: &Store, id: GenerationId) -> Result<Vec<GenerationEvent>, StoreError> {
    sqlx::query(
        "select number, from_state, to_state, detail, at from generation_events
         where generation_id = ?1 order by number",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(row::event)
    .collect()
}

async fn with_assets(
    connection: &mut SqliteConnection,
    rows: &[SqliteRow],
) -> Result<Vec<Generation>, StoreError> {
    let ids = rows
        .iter()
        .map(|found| found.id("id"))
        .collect::<Result<Vec<GenerationId>, _>>()?;
    let mut inputs = outputs::inputs_of(&mut *connection, &ids).await?;
    let mut outputs = outputs::of(connection, &ids).await?;
    rows.iter()
        .zip(ids)
        .map(|(found, id)| {
            let inputs = inputs.remove(&id).unwrap_or_default();
            row::generation(found, inputs, outputs.remove(&id).unwrap_or_default())
        })
        .collect()
}
