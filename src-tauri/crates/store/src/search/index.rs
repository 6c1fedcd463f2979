//! Bringing the index up to what changed.

use std::collections::HashMap;

use sqlx::Row;
use studio_domain::{CacheTag, SearchSubject, UnixMillis};

use super::document::{self, Document};
use super::entries::{FreeRows, row_of_second, second};
use super::{AnyId, any_id, from_number, hex, json_ids, number};
use crate::rows::to_json;
use crate::{Columns, Snapshot, Store, StoreError, WriteTx};

/// Things that are best read in one transaction: few enough to keep nobody else waiting, enough
/// that the index is not written in crumbs.
pub const AT_ONCE: u32 = 512;

/// How many things the index has not read yet, counted up to `most`.
///
/// # Errors
/// What the database said.
pub async fn unread(store: &Store, most: u32) -> Result<u32, StoreError> {
    let counted: i64 =
        sqlx::query_scalar("select count(*) from (select 1 from search_queue limit ?1)")
            .bind(most)
            .fetch_one(store.readers())
            .await?;
    Ok(u32::try_from(counted).unwrap_or(most))
}

/// Reads at most so many of the things that changed and gives how many that were. Reading and
/// cutting happen before the database is held for the write; what changes meanwhile is read again.
///
/// # Errors
/// What the database said; nothing was indexed then.
pub async fn index_some(store: &Store, most: u32) -> Result<u32, StoreError> {
    let mut snapshot = store.snapshot().await?;
    let Some(batch) = Batch::next(&mut snapshot, most).await? else {
        return Ok(0);
    };
    let ids: Vec<AnyId> = batch.stamps.iter().map(|(id, _)| *id).collect();
    let documents = document::read(snapshot.connection(), batch.subject, &ids).await?;
    drop(snapshot);
    let documents = with_tokens(documents).await?;
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let mut tx = store.write().await?;
    batch.done(&mut tx).await?;
    write(&mut tx, batch.subject, &ids, documents).await?;
    tx.changed(CacheTag::Search);
    tx.commit().await?;
    Ok(count)
}

/// Pages that are written anew in one transaction.
const PAGES_AT_ONCE: i64 = 500;

/// Writes the index anew without the words of what it was told to forget, which it otherwise keeps
/// until it has other reasons to. In small steps, so that nobody waits long.
///
/// # Errors
/// What the database said; what was done before stays done.
pub async fn compact(store: &Store) -> Result<(), StoreError> {
    while index_some(store, AT_ONCE).await? > 0 {}
    // A negative number begins to join all that there is, positive ones go on with it.
    let mut pages = -PAGES_AT_ONCE;
    loop {
        let mut tx = store.write().await?;
        let before = total_changes(&mut tx).await?;
        sqlx::query("insert into search_index (search_index, rank) values ('merge', ?1)")
            .bind(pages)
            .execute(tx.connection())
            .await?;
        let written = total_changes(&mut tx).await? - before;
        tx.commit().await?;
        // The statement itself counts as one.
        if written < 2 {
            return Ok(());
        }
        pages = PAGES_AT_ONCE;
    }
}

async fn total_changes(tx: &mut WriteTx) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("select total_changes()")
        .fetch_one(tx.connection())
        .await?)
}

/// Changed things of one subject, each with the stamp of its last change.
struct Batch {
    subject: SearchSubject,
    stamps: Vec<(AnyId, i64)>,
}

impl Batch {
    /// The oldest that are waiting. Messages, of which there are most, come last.
    async fn next(snapshot: &mut Snapshot, most: u32) -> Result<Option<Self>, StoreError> {
        let rows = sqlx::query(
            "select subject, id, stamp from search_queue
             where subject = (select max(subject) from search_queue) order by id limit ?1",
        )
        .bind(most)
        .fetch_all(snapshot.connection())
        .await?;
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let subject = from_number(first.number("subject")?)
            .ok_or_else(|| StoreError::decode("subject", "an unknown number"))?;
        let stamps = rows
            .iter()
            .map(|row| Ok((any_id(row)?, row.number("stamp")?)))
            .collect::<Result<_, StoreError>>()?;
        Ok(Some(Self { subject, stamps }))
    }

    /// Takes them off the queue, but for what changed since.
    async fn done(&self, tx: &mut WriteTx) -> Result<(), StoreError> {
        let stamps: Vec<(String, i64)> = self
            .stamps
            .iter()
            .map(|(id, stamp)| (hex(id), *stamp))
            .collect();
        sqlx::query(
            "delete from search_queue where subject = ?1 and id in (
                select queued.id from json_each(?2) as read
                cross join search_queue as queued on queued.subject = ?1
                    and queued.id = unhex(read.value ->> 0)
                    and queued.stamp = read.value ->> 1
             )",
        )
        .bind(number(self.subject))
        .bind(to_json(&stamps)?)
        .execute(tx.connection())
        .await?;
        Ok(())
    }
}

/// Cuts the texts, which takes long enough to keep it off the threads that wait for others.
async fn with_tokens(documents: Vec<Document>) -> Result<Vec<(Document, String)>, StoreError> {
    tokio::task::spawn_blocking(move || {
        documents
            .into_iter()
            .map(|document| {
                let tokens = document.tokens();
                (document, tokens)
            })
            .collect()
    })
    .await
    .map_err(|stopped| StoreError::Database(sqlx::Error::Io(stopped.into())))
}

async fn write(
    tx: &mut WriteTx,
    subject: SearchSubject,
    ids: &[AnyId],
    mut documents: Vec<(Document, String)>,
) -> Result<(), StoreError> {
    let known = known_rows(tx, subject, ids).await?;
    forget(tx, &known, &documents).await?;
    documents.sort_by_key(|(document, _)| (document.created_at, document.id));
    let mut free = FreeRows::of(tx, subject).await?;
    let (mut entries, mut texts, mut drift) = (Vec::new(), Vec::new(), 0);
    for (document, tokens) in &documents {
        let row = match known.get(&document.id) {
            Some(row) => *row,
            None => free.take(tx, document.created_at).await?,
        };
        let own = row_of_second(subject, second(UnixMillis::new(document.created_at)));
        drift = drift.max(row - own);
        entries.push(serde_json::json!([
            row,
            hex(&document.id),
            document.created_at,
            document.byte_size,
            document.cost.map(|cost| cost.nanos),
            document.cost.map(|cost| cost.currency),
        ]));
        texts.push((row, tokens));
    }
    // The index takes rows in ascending order only without writing what it gathered.
    texts.sort_unstable_by_key(|(row, _)| *row);
    insert_entries(tx, subject, &to_json(&entries)?).await?;
    insert_tokens(tx, &to_json(&texts)?).await?;
    note_drift(tx, drift).await
}

async fn known_rows(
    tx: &mut WriteTx,
    subject: SearchSubject,
    ids: &[AnyId],
) -> Result<HashMap<AnyId, i64>, StoreError> {
    sqlx::query(
        "select id, row from search_entries
         where subject = ?1 and id in (select unhex(value) from json_each(?2))",
    )
    .bind(number(subject))
    .bind(json_ids(ids)?)
    .fetch_all(tx.connection())
    .await?
    .iter()
    .map(|row| Ok((any_id(row)?, row.number("row")?)))
    .collect()
}

/// Takes out what the index held of these things, and the entries of those that are gone.
async fn forget(
    tx: &mut WriteTx,
    known: &HashMap<AnyId, i64>,
    documents: &[(Document, String)],
) -> Result<(), StoreError> {
    if known.is_empty() {
        return Ok(());
    }
    let all: Vec<i64> = known.values().copied().collect();
    let mut gone = known.clone();
    for (document, _) in documents {
        gone.remove(&document.id);
    }
    let gone: Vec<i64> = gone.into_values().collect();
    for (statement, rows) in [
        (
            "delete from search_index where rowid in (select value from json_each(?1))",
            all,
        ),
        (
            "delete from search_entries where row in (select value from json_each(?1))",
            gone,
        ),
    ] {
        sqlx::query(statement)
            .bind(to_json(&rows)?)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

async fn insert_entries(
    tx: &mut WriteTx,
    subject: SearchSubject,
    entries: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into search_entries (row, subject, id, created_at, byte_size, cost_nanos,
            cost_currency)
         select value ->> 0, ?1, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4,
            value ->> 5
         from json_each(?2) where true
         on conflict (subject, id) do update set byte_size = excluded.byte_size,
            cost_nanos = excluded.cost_nanos, cost_currency = excluded.cost_currency",
    )
    .bind(number(subject))
    .bind(entries.to_owned())
    .execute(tx.connection())
    .await?;
    Ok(())
}

async fn insert_tokens(tx: &mut WriteTx, texts: &str) -> Result<(), StoreError> {
    sqlx::query(
        "insert into search_index (rowid, tokens)
         select value ->> 0, value ->> 1 from json_each(?1)",
    )
    .bind(texts.to_owned())
    .execute(tx.connection())
    .await?;
    Ok(())
}

async fn note_drift(tx: &mut WriteTx, seconds: i64) -> Result<(), StoreError> {
    let drift: i64 = sqlx::query("select seconds from search_drift")
        .fetch_one(tx.connection())
        .await?
        .try_get(0)?;
    if seconds > drift {
        sqlx::query("update search_drift set seconds = ?1")
            .bind(seconds)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}
