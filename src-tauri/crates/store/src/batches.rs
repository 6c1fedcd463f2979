//! The tables `batches` and `batch_cells`: generations asked for together, and where each stands.

use studio_domain::{
    Batch, BatchCell, BatchId, BatchKind, CacheTag, GenerateBatch, GenerationId, UnixMillis,
};

use crate::rows::to_json;
use crate::{Columns, Store, StoreError, WriteTx, generations};

const NOT_FOUND: StoreError = StoreError::NotFound { what: "batch" };

/// A batch to record. Its generations are recorded in the same transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBatch<'a> {
    /// Its id.
    pub id: BatchId,
    /// What it mainly varies.
    pub kind: BatchKind,
    /// The beginning of its prompt.
    pub title: &'a str,
    /// What was asked for.
    pub request: &'a GenerateBatch,
}

/// Records a batch, without its cells.
///
/// # Errors
/// [`StoreError::Constraint`] when the id is taken.
pub async fn insert(tx: &mut WriteTx, new: &NewBatch<'_>) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into batches (id, kind, title, spec, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?5)",
    )
    .bind(new.id.as_bytes().as_slice())
    .bind(new.kind.as_str())
    .bind(new.title)
    .bind(to_json(new.request)?)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Generations);
    Ok(())
}

/// Puts a generation in its place.
///
/// # Errors
/// [`StoreError::Constraint`] when the place is taken, or at the commit when either is unknown.
pub async fn add_cell(
    tx: &mut WriteTx,
    batch_id: BatchId,
    position: u32,
    generation_id: GenerationId,
    labels: (Option<&str>, Option<&str>),
) -> Result<(), StoreError> {
    let now = tx.now();
    let (column_label, row_label) = labels;
    sqlx::query(
        "insert into batch_cells (batch_id, position, generation_id, column_label, row_label,
            updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(batch_id.as_bytes().as_slice())
    .bind(position)
    .bind(generation_id.as_bytes().as_slice())
    .bind(column_label)
    .bind(row_label)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The batch in which this generation stands now; nothing where it stands in none.
///
/// # Errors
/// What the database said.
pub async fn of_generation(
    tx: &mut WriteTx,
    id: GenerationId,
) -> Result<Option<BatchId>, StoreError> {
    sqlx::query("select batch_id from batch_cells where generation_id = ?1")
        .bind(id.as_bytes().as_slice())
        .fetch_optional(tx.connection())
        .await?
        .map(|row| row.id("batch_id"))
        .transpose()
}

/// Puts a new attempt in the place of the one before.
///
/// # Errors
/// What the database said.
pub async fn take_place(
    tx: &mut WriteTx,
    before: GenerationId,
    after: GenerationId,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "update batch_cells set generation_id = ?2, updated_at = ?3 where generation_id = ?1",
    )
    .bind(before.as_bytes().as_slice())
    .bind(after.as_bytes().as_slice())
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// A batch with all that it asked for, in order.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn get(store: &Store, id: BatchId) -> Result<Batch, StoreError> {
    let mut snapshot = store.snapshot().await?;
    let row = sqlx::query("select kind, title, spec, created_at from batches where id = ?1")
        .bind(id.as_bytes().as_slice())
        .fetch_optional(snapshot.connection())
        .await?
        .ok_or(NOT_FOUND)?;
    let places = sqlx::query(
        "select position, generation_id, column_label, row_label from batch_cells
         where batch_id = ?1 order by position",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_all(snapshot.connection())
    .await?;
    let ids = places
        .iter()
        .map(|place| place.id("generation_id"))
        .collect::<Result<Vec<GenerationId>, _>>()?;
    let mut found = generations::get_many_in(snapshot.connection(), &ids).await?;
    let mut cells = Vec::with_capacity(ids.len());
    for (place, id) in places.iter().zip(ids) {
        let Some(generation) = found.remove(&id) else {
            continue;
        };
        cells.push(BatchCell {
            position: place.count("position")?,
            column_label: place.maybe_text("column_label")?,
            row_label: place.maybe_text("row_label")?,
            generation,
        });
    }
    let created_at: UnixMillis = row.time("created_at")?;
    Ok(Batch {
        id,
        kind: row.word("kind", BatchKind::from_word)?,
        title: row.text("title")?,
        request: row.json("spec")?,
        created_at,
        cells,
    })
}
