//! The line: what waits to be sent, in an order that a person can change.
//!
//! A generation that is `queued` stands in it; who was sent has left it. The order is that of the
//! priorities, and within a priority that of the turns. A new one has turn 0, and putting the line
//! in order gives everybody in it a turn below that, so that who comes later stands behind.

use serde_json::{Value, json};
use studio_domain::{CacheTag, GenerationId, QueueMove, Rank};
use studio_store::{Columns, Store, StoreError, WriteTx};

use crate::JobsError;
use crate::queue::json_ids;

/// Holds those of these generations back that are in the line; tells which that were.
///
/// # Errors
/// What the database said.
pub async fn hold(
    tx: &mut WriteTx,
    generations: &[GenerationId],
) -> Result<Vec<GenerationId>, JobsError> {
    let now = tx.now();
    let held = sqlx::query(
        "update jobs set held_at = ?2
         where held_at is null and cancel_requested_at is null
            and generation_id in (select unhex(value, '-') from json_each(?1))
            and (select state from generations where id = jobs.generation_id) = 'queued'
         returning generation_id",
    )
    .bind(json_ids(generations))
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    tx.changed(CacheTag::Queue);
    Ok(ids(&held)?)
}

/// Holds the whole line back, as it is found at the start.
///
/// # Errors
/// What the database said.
pub async fn hold_all(tx: &mut WriteTx) -> Result<u64, JobsError> {
    let now = tx.now();
    let held = sqlx::query(
        "update jobs set held_at = ?1
         where held_at is null and cancel_requested_at is null
            and generation_id in (select id from generations where state = 'queued'
                and state not in ('succeeded', 'failed', 'cancelled'))",
    )
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Queue);
    Ok(held.rows_affected())
}

/// Lets those of these generations go on that were held back; tells which that were.
///
/// # Errors
/// What the database said.
pub async fn let_go(
    tx: &mut WriteTx,
    generations: &[GenerationId],
) -> Result<Vec<GenerationId>, JobsError> {
    let now = tx.now();
    let freed = sqlx::query(
        "update jobs set held_at = null, not_before = min(not_before, ?2)
         where held_at is not null
            and generation_id in (select unhex(value, '-') from json_each(?1))
         returning generation_id",
    )
    .bind(json_ids(generations))
    .bind(now.get())
    .fetch_all(tx.connection())
    .await?;
    tx.changed(CacheTag::Queue);
    Ok(ids(&freed)?)
}

/// Has everybody in the line looked at now, after they were put off together.
///
/// # Errors
/// What the database said.
pub async fn rouse(tx: &mut WriteTx) -> Result<(), JobsError> {
    let now = tx.now();
    sqlx::query(
        "update jobs set not_before = ?1
         where not_before > ?1
            and generation_id in (select id from generations where state = 'queued'
                and state not in ('succeeded', 'failed', 'cancelled'))",
    )
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Queue);
    Ok(())
}

/// Whether the generation is held back.
///
/// # Errors
/// What the database said.
pub async fn held(store: &Store, generation: GenerationId) -> Result<bool, JobsError> {
    let row = sqlx::query("select 1 from jobs where generation_id = ?1 and held_at is not null")
        .bind(generation.as_bytes().as_slice())
        .fetch_optional(store.readers())
        .await?;
    Ok(row.is_some())
}

/// Gives a generation another place in the line, and tells everybody's rank in it afterwards, in
/// order. It takes on the priority of whoever it stands next to, so that it is really its turn
/// there. A generation that is not in the line is left as it is, and nobody's rank is told.
///
/// # Errors
/// What the database said.
pub async fn move_to(
    tx: &mut WriteTx,
    generation: GenerationId,
    to: QueueMove,
) -> Result<Vec<(GenerationId, Rank)>, JobsError> {
    let mut line = in_line(tx).await?;
    let Some(from) = line.iter().position(|(id, _)| *id == generation) else {
        return Ok(Vec::new());
    };
    let last = line.len() - 1;
    let place = match to {
        QueueMove::First => 0,
        QueueMove::Last => last,
        QueueMove::Up => from.saturating_sub(1),
        QueueMove::Down => (from + 1).min(last),
        QueueMove::Place { place } => usize::try_from(place.saturating_sub(1))
            .unwrap_or(last)
            .min(last),
    };
    let moved = line.remove(from);
    line.insert(place, moved);
    let neighbour = match place.cmp(&from) {
        std::cmp::Ordering::Less => line.get(place + 1),
        std::cmp::Ordering::Greater => line.get(place - 1),
        std::cmp::Ordering::Equal => None,
    };
    if let Some(priority) = neighbour.map(|(_, rank)| rank.priority) {
        line[place].1.priority = priority;
    }
    let first = -i64::try_from(line.len()).unwrap_or(i64::MAX);
    for ((_, rank), turn) in line.iter_mut().zip(first..) {
        rank.turn = turn;
    }
    write_line(tx, &line).await?;
    tx.changed(CacheTag::Queue);
    Ok(line)
}

async fn in_line(tx: &mut WriteTx) -> Result<Vec<(GenerationId, Rank)>, StoreError> {
    let rows = sqlx::query(
        "select jobs.generation_id, jobs.priority, jobs.turn
         from generations join jobs on jobs.generation_id = generations.id
         where generations.state = 'queued'
            and generations.state not in ('succeeded', 'failed', 'cancelled')
         order by jobs.priority desc, jobs.turn, jobs.generation_id",
    )
    .fetch_all(tx.connection())
    .await?;
    rows.iter()
        .map(|row| {
            let rank = Rank {
                priority: row.count("priority")?,
                turn: row.number("turn")?,
            };
            Ok((row.id("generation_id")?, rank))
        })
        .collect()
}

async fn write_line(tx: &mut WriteTx, line: &[(GenerationId, Rank)]) -> Result<(), StoreError> {
    let ranks = line
        .iter()
        .map(|(id, rank)| json!([id.to_string(), rank.priority, rank.turn]));
    sqlx::query(
        "update jobs set priority = ranks.priority, turn = ranks.turn
         from (select unhex(value ->> 0, '-') as id, value ->> 1 as priority, value ->> 2 as turn
             from json_each(?1)) as ranks
         where jobs.generation_id = ranks.id",
    )
    .bind(Value::from_iter(ranks).to_string())
    .execute(tx.connection())
    .await?;
    Ok(())
}

fn ids(rows: &[sqlx::sqlite::SqliteRow]) -> Result<Vec<GenerationId>, StoreError> {
    rows.iter().map(|row| row.id("generation_id")).collect()
}
