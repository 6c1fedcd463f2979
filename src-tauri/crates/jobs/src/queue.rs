//! The table `jobs`.

use std::collections::HashMap;

use serde_json::Value;
use sqlx::sqlite::SqliteRow;
use studio_domain::{GenerationId, JobId, Rank, UnixMillis, WaitReason};
use studio_store::{Columns, Store, StoreError, WriteTx};

use crate::{JobsError, Spared, priority};

/// Something to look at, once or until it is done.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// What sort of work it is; the work itself knows the words.
    pub kind: String,
    /// What the work needs to know.
    pub payload: Value,
    /// Higher goes first; [`priority`] names the usual ones.
    pub priority: i32,
    /// Nobody looks before.
    pub not_before: UnixMillis,
    /// The generation it carries out; a generation has at most one job.
    pub generation_id: Option<GenerationId>,
}

/// A job that was leased to the caller just now.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Its id.
    pub id: JobId,
    /// What sort of work it is.
    pub kind: String,
    /// What the work needs to know.
    pub payload: Value,
    /// Its place among the others.
    pub rank: Rank,
    /// How often it was claimed, this time included.
    pub attempts: u32,
    /// The generation it carries out.
    pub generation_id: Option<GenerationId>,
    /// True when whoever had it before ended without giving it back.
    pub recovered: bool,
    /// True when somebody asked for it to be stopped.
    pub cancel_requested: bool,
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Jobs that could be claimed now.
    pub due: u64,
    /// Jobs whose time has not come.
    pub waiting: u64,
    /// Jobs that somebody is working on.
    pub leased: u64,
}

/// Puts a job into the queue, in the transaction that makes it necessary.
///
/// # Errors
/// [`StoreError::Constraint`] when the generation has a job already.
pub async fn enqueue(tx: &mut WriteTx, new: &NewJob) -> Result<JobId, JobsError> {
    let (now, id) = (tx.now(), JobId::new(tx.now()));
    sqlx::query(
        "insert into jobs (id, kind, payload, priority, not_before, generation_id, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(id.as_bytes().as_slice())
    .bind(&new.kind)
    .bind(new.payload.to_string())
    .bind(new.priority)
    .bind(new.not_before.get())
    .bind(
        new.generation_id
            .as_ref()
            .map(|id| id.as_bytes().as_slice()),
    )
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    Ok(id)
}

/// Removes a job that is done, in the transaction that keeps what came of it.
///
/// # Errors
/// [`JobsError::LeaseLost`] when the row is not leased to `owner`; the caller's transaction must
/// be dropped then, because somebody else does the work.
pub async fn finish(tx: &mut WriteTx, id: JobId, owner: &str) -> Result<(), JobsError> {
    let removed = sqlx::query("delete from jobs where id = ?1 and lease_owner = ?2")
        .bind(id.as_bytes().as_slice())
        .bind(owner)
        .execute(tx.connection())
        .await?;
    kept(removed.rows_affected())
}

/// The rows that are next at this moment, `?1`, and how many of them at most, `?2`: due, and free
/// or left behind before `?3`, but none of `?4`.
macro_rules! next_at {
    () => {
        "select id, lease_until is not null as recovered from jobs
         where held_at is null and not_before <= ?1
            and (lease_until is null or lease_until < min(?1, ?3))
            and id not in (select unhex(value, '-') from json_each(?4))
         order by priority desc, turn, not_before, id limit ?2"
    };
}

/// Leases the next job that is due to `owner` for so many milliseconds, if there is one.
///
/// # Errors
/// What the database said.
pub async fn claim(store: &Store, owner: &str, lease_ms: i64) -> Result<Option<Claim>, JobsError> {
    let spared = Spared::nothing(store.clock().now());
    let claims = claim_many(store, owner, lease_ms, &spared, || 1).await?;
    Ok(claims.into_iter().next())
}

/// Leases the next jobs that are due, in one transaction and in their order. How many there is
/// `room` for is asked once the transaction has begun: while it waited for others to be written,
/// more may have become free.
///
/// # Errors
/// What the database said.
pub async fn claim_many(
    store: &Store,
    owner: &str,
    lease_ms: i64,
    spared: &Spared,
    room: impl FnOnce() -> usize,
) -> Result<Vec<Claim>, JobsError> {
    // Looking without writing first, so that an idle queue does not disturb the writer.
    let is_due = sqlx::query(next_at!())
        .bind(store.clock().now().get())
        .bind(1)
        .bind(spared.from.get())
        .bind(json_ids(&spared.running))
        .fetch_optional(store.readers())
        .await?
        .is_some();
    if !is_due {
        return Ok(Vec::new());
    }
    let mut tx = store.write().await?;
    let claims = claim_in(&mut tx, owner, lease_ms, spared, room()).await?;
    tx.commit().await?;
    Ok(claims)
}

async fn claim_in(
    tx: &mut WriteTx,
    owner: &str,
    lease_ms: i64,
    spared: &Spared,
    most: usize,
) -> Result<Vec<Claim>, JobsError> {
    let now = tx.now();
    let next = sqlx::query(next_at!())
        .bind(now.get())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .bind(spared.from.get())
        .bind(json_ids(&spared.running))
        .fetch_all(tx.connection())
        .await?;
    let mut left_behind = HashMap::with_capacity(next.len());
    let mut ids: Vec<JobId> = Vec::with_capacity(next.len());
    for row in &next {
        let id = row.id("id")?;
        left_behind.insert(id, row.number("recovered")? != 0);
        ids.push(id);
    }
    let rows = sqlx::query(
        "update jobs set lease_owner = ?2, lease_until = ?3, attempts = attempts + 1,
            wait_reason = null
         where id in (select unhex(value, '-') from json_each(?1))
         returning id, kind, payload, priority, turn, attempts, generation_id,
            cancel_requested_at",
    )
    .bind(json_ids(&ids))
    .bind(owner)
    .bind(now.plus(lease_ms).get())
    .fetch_all(tx.connection())
    .await?;
    let mut claims = Vec::with_capacity(rows.len());
    for row in &rows {
        let id: JobId = row.id("id")?;
        claims.push(claim_from(row, left_behind.get(&id) == Some(&true))?);
    }
    // Rows come back in the order they were written in, which is not that of the queue.
    claims.sort_by_key(|claim| ids.iter().position(|id| *id == claim.id));
    Ok(claims)
}

fn claim_from(row: &SqliteRow, recovered: bool) -> Result<Claim, StoreError> {
    Ok(Claim {
        id: row.id("id")?,
        kind: row.text("kind")?,
        payload: row.json("payload")?,
        rank: Rank {
            priority: row.count("priority")?,
            turn: row.number("turn")?,
        },
        attempts: row.count("attempts")?,
        generation_id: row.maybe_id("generation_id")?,
        recovered,
        cancel_requested: row.maybe_time("cancel_requested_at")?.is_some(),
    })
}

/// Whether work may begin what cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// It may. From now on the job goes before those that have not begun.
    Given,
    /// It was held back or asked to stop since it was claimed.
    Refused,
}

/// Asks for leave to begin, in the transaction that records the beginning.
///
/// # Errors
/// [`JobsError::LeaseLost`] when the row is not leased to `owner`.
pub async fn begin(tx: &mut WriteTx, id: JobId, owner: &str) -> Result<Leave, JobsError> {
    let row = sqlx::query(
        "update jobs set priority = iif(held_at is null and cancel_requested_at is null,
            max(priority, ?3), priority)
         where id = ?1 and lease_owner = ?2
         returning held_at is null and cancel_requested_at is null as free",
    )
    .bind(id.as_bytes().as_slice())
    .bind(owner)
    .bind(priority::BEGUN)
    .fetch_optional(tx.connection())
    .await?
    .ok_or(JobsError::LeaseLost)?;
    if row.number("free")? != 0 {
        Ok(Leave::Given)
    } else {
        Ok(Leave::Refused)
    }
}

/// How a lease stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// The row is gone or somebody else's.
    Lost,
    /// It is the caller's.
    Kept {
        /// True when somebody asked for the work to be stopped.
        cancel_requested: bool,
    },
}

/// Whether the row is leased to `owner` now. In a transaction this cannot change before it ends.
///
/// # Errors
/// What the database said.
pub async fn hold_of(store: &Store, id: JobId, owner: &str) -> Result<Hold, JobsError> {
    let row =
        sqlx::query("select cancel_requested_at from jobs where id = ?1 and lease_owner = ?2")
            .bind(id.as_bytes().as_slice())
            .bind(owner)
            .fetch_optional(store.readers())
            .await?;
    held_row(row)
}

fn held_row(row: Option<SqliteRow>) -> Result<Hold, JobsError> {
    match row {
        None => Ok(Hold::Lost),
        Some(row) => Ok(Hold::Kept {
            cancel_requested: row.maybe_time("cancel_requested_at")?.is_some(),
        }),
    }
}

/// Lets the lease run for so many milliseconds from now. A lease that has run out is renewed as
/// long as nobody took the job over.
///
/// # Errors
/// What the database said.
pub async fn renew(
    store: &Store,
    id: JobId,
    owner: &str,
    lease_ms: i64,
) -> Result<Hold, JobsError> {
    let mut tx = store.write().await?;
    let until = tx.now().plus(lease_ms);
    let row = sqlx::query(
        "update jobs set lease_until = ?3 where id = ?1 and lease_owner = ?2
         returning cancel_requested_at",
    )
    .bind(id.as_bytes().as_slice())
    .bind(owner)
    .bind(until.get())
    .fetch_optional(tx.connection())
    .await?;
    tx.commit().await?;
    held_row(row)
}

/// Gives a job back, to be looked at again at `not_before`. Where stopping was asked for in the
/// meantime, it is looked at now.
///
/// # Errors
/// [`JobsError::LeaseLost`] when the row is not leased to `owner`.
pub async fn release(
    store: &Store,
    id: JobId,
    owner: &str,
    not_before: UnixMillis,
    wait_reason: Option<WaitReason>,
) -> Result<(), JobsError> {
    let mut tx = store.write().await?;
    let now = tx.now();
    let released = sqlx::query(
        "update jobs set lease_owner = null, lease_until = null, wait_reason = ?4,
            not_before = iif(cancel_requested_at is null, ?3, min(?3, ?5))
         where id = ?1 and lease_owner = ?2",
    )
    .bind(id.as_bytes().as_slice())
    .bind(owner)
    .bind(not_before.get())
    .bind(wait_reason.map(WaitReason::as_str))
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.commit().await?;
    kept(released.rows_affected())
}

/// Asks whoever works on the generation, in whatever process, to stop; a waiting job becomes due
/// at once. Gives false when the generation has no job.
///
/// # Errors
/// What the database said.
pub async fn request_cancel(
    tx: &mut WriteTx,
    generation_id: GenerationId,
) -> Result<bool, JobsError> {
    let now = tx.now();
    let asked = sqlx::query(
        "update jobs set cancel_requested_at = coalesce(cancel_requested_at, ?2),
            not_before = min(not_before, ?2), held_at = null
         where generation_id = ?1",
    )
    .bind(generation_id.as_bytes().as_slice())
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    Ok(asked.rows_affected() > 0)
}

/// Makes the waiting jobs of these generations due now; others are left as they are. Does not
/// disturb the writer where there is nothing to do.
///
/// # Errors
/// What the database said.
pub async fn hasten(store: &Store, generations: &[GenerationId]) -> Result<(), JobsError> {
    let ids = json_ids(generations);
    let waits = sqlx::query(
        "select 1 from jobs where not_before > ?2
            and generation_id in (select unhex(value, '-') from json_each(?1)) limit 1",
    )
    .bind(&ids)
    .bind(store.clock().now().get())
    .fetch_optional(store.readers())
    .await?
    .is_some();
    if !waits {
        return Ok(());
    }
    let mut tx = store.write().await?;
    let now = tx.now();
    sqlx::query(
        "update jobs set not_before = ?2 where not_before > ?2
            and generation_id in (select unhex(value, '-') from json_each(?1))",
    )
    .bind(ids)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Ids as a statement takes many of them.
pub(crate) fn json_ids<T: ToString>(ids: &[T]) -> String {
    Value::from_iter(ids.iter().map(ToString::to_string)).to_string()
}

/// The first moment at which a job can be claimed: its time has come and its lease, if it has
/// one, has run out and is spared no more. Nothing when there are no jobs.
///
/// # Errors
/// What the database said.
pub async fn next_due(store: &Store, spared: &Spared) -> Result<Option<UnixMillis>, JobsError> {
    let row = sqlx::query(
        "select min(max(not_before, coalesce(max(lease_until + 1, ?1), not_before))) as due
         from jobs where held_at is null
            and id not in (select unhex(value, '-') from json_each(?2))",
    )
    .bind(spared.until.get())
    .bind(json_ids(&spared.running))
    .fetch_one(store.readers())
    .await?;
    Ok(row.maybe_time("due")?)
}

/// How many jobs are due, wait and are being worked on.
///
/// # Errors
/// What the database said.
pub async fn counts(store: &Store) -> Result<Counts, JobsError> {
    let row = sqlx::query(
        "select count(*) filter (where lease_until >= ?1) as leased,
            count(*) filter (where coalesce(lease_until, 0) < ?1 and not_before <= ?1) as due,
            count(*) filter (where coalesce(lease_until, 0) < ?1 and not_before > ?1) as waiting
         from jobs",
    )
    .bind(store.clock().now().get())
    .fetch_one(store.readers())
    .await?;
    Ok(Counts {
        due: row.count("due")?,
        waiting: row.count("waiting")?,
        leased: row.count("leased")?,
    })
}

fn kept(rows: u64) -> Result<(), JobsError> {
    if rows == 0 {
        return Err(JobsError::LeaseLost);
    }
    Ok(())
}
