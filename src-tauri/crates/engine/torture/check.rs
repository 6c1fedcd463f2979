//! The reckoning: what the service noted about itself beside what the studio's ledger, library and
//! disk say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;
use sqlx::sqlite::SqlitePool;
use studio_domain::GenerationState;

use crate::account::{Books, Taken};
use crate::studio::{marker, open_ledger};

/// What was found.
#[derive(Debug, Default)]
pub struct Reckoning {
    /// How many generations ended in which state.
    pub states: BTreeMap<String, u64>,
    /// Why those that did not succeed did not.
    pub reasons: BTreeMap<String, u64>,
    /// How many were sent again because the user said so.
    pub sent_again: u64,
    /// How many outputs are in the library.
    pub stored: u64,
    /// What was charged for and is neither in the library nor told about.
    pub lost: Vec<String>,
    /// What was charged for more often than anybody asked for.
    pub doubled: Vec<String>,
    /// Everything else that must not be.
    pub faults: Vec<String>,
}

/// A generation as the ledger has it.
#[derive(Debug)]
struct Row {
    id: String,
    key: String,
    kind: String,
    state: String,
    marker: String,
    problem: Option<String>,
    provider_job: Option<String>,
    retry_of: Option<String>,
    ended_at: Option<i64>,
    answer: String,
}

/// An event: its number, and the states before and after it.
type Step<'e> = (i64, Option<&'e str>, &'e str);

type RowParts = (
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    String,
);

impl From<RowParts> for Row {
    fn from(parts: RowParts) -> Self {
        let (id, key, kind, state, marker, problem, provider_job, retry_of, ended_at, answer) =
            parts;
        Self {
            id,
            key,
            kind,
            state,
            marker,
            problem,
            provider_job,
            retry_of,
            ended_at,
            answer,
        }
    }
}

const ROWS: &str = "
    select hex(generations.id) as id, idempotency_key as key, generations.kind, state,
        coalesce(prompt, (
            select body from messages as answers
            join message_parts on message_parts.message_id = answers.parent_id
            where answers.generation_id = generations.id and message_parts.kind = 'text'
        ), '') as marker,
        json_extract(problem, '$.code') as problem, provider_job, hex(retry_of) as retry_of,
        ended_at, coalesce((
            select group_concat(body, '') from messages
            join message_parts on message_parts.message_id = messages.id
            where messages.generation_id = generations.id and message_parts.kind = 'text'
        ), '') as answer
    from generations order by generations.id";

/// Looks at everything.
pub async fn reckon(data: &Path, books: &Books, generations: u64) -> io::Result<Reckoning> {
    let ledger = open_ledger(data).await?;
    let mut reckoning = Reckoning::default();
    let rows: Vec<RowParts> = all(&ledger, ROWS).await?;
    let rows: Vec<Row> = rows.into_iter().map(Row::from).collect();
    reckoning.look_at_states(&rows, generations);
    reckoning.look_at_events(&ledger, &rows).await?;
    reckoning.look_at_results(&ledger, &rows, books).await?;
    reckoning.look_at_charges(&rows, books);
    reckoning.look_at_database(&ledger).await?;
    reckoning
        .look_at_files(&ledger, &data.join("blobs"))
        .await?;
    ledger.close().await;
    Ok(reckoning)
}

async fn all<T>(ledger: &SqlitePool, query: &'static str) -> io::Result<Vec<T>>
where
    T: Send + Unpin + for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>,
{
    let rows = sqlx::query_as(query).fetch_all(ledger).await;
    rows.map_err(io::Error::other)
}

impl Reckoning {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.faults.is_empty()
    }

    fn look_at_states(&mut self, rows: &[Row], generations: u64) {
        for row in rows {
            *self.states.entry(row.state.clone()).or_default() += 1;
            let ended = GenerationState::from_word(&row.state).is_some_and(|it| it.is_terminal());
            if !ended || row.ended_at.is_none() {
                self.faults
                    .push(format!("{} is still {}", row.id, row.state));
            }
            match &row.problem {
                Some(code) => *self.reasons.entry(code.clone()).or_default() += 1,
                None if row.state == "failed" => {
                    self.faults.push(format!("{} failed for no reason", row.id));
                }
                None => {}
            }
        }
        let asked: BTreeSet<&str> = rows.iter().map(|row| row.marker.as_str()).collect();
        for number in 0..generations {
            if !asked.contains(marker(number).as_str()) {
                self.faults
                    .push(format!("{} was forgotten", marker(number)));
            }
        }
        self.look_at_consent(rows);
    }

    /// Nothing is asked for twice but by the user, and only where the answer had been lost.
    fn look_at_consent(&mut self, rows: &[Row]) {
        let mut firsts: BTreeMap<&str, u64> = BTreeMap::new();
        for row in rows {
            match row.retry_of.as_deref().filter(|id| !id.is_empty()) {
                None => *firsts.entry(&row.marker).or_default() += 1,
                Some(of) => {
                    self.sent_again += 1;
                    let before = rows.iter().find(|other| other.id == of);
                    let was_lost =
                        before.is_some_and(|it| it.problem.as_deref() == Some("answer-lost"));
                    if !was_lost {
                        self.faults
                            .push(format!("{} repeats what was not lost", row.id));
                    }
                }
            }
        }
        let twice = firsts.into_iter().filter(|(_, times)| *times > 1);
        let twice = twice.map(|(marker, times)| format!("{marker} was asked for {times} times"));
        self.faults.extend(twice);
    }

    /// Every life went along the edges that there are.
    async fn look_at_events(&mut self, ledger: &SqlitePool, rows: &[Row]) -> io::Result<()> {
        let events: Vec<(String, i64, Option<String>, String)> = all(
            ledger,
            "select hex(generation_id), number, from_state, to_state from generation_events
             order by generation_id, number",
        )
        .await?;
        let mut lives: BTreeMap<&str, Vec<Step<'_>>> = BTreeMap::new();
        for (id, number, from, to) in &events {
            let life = lives.entry(id).or_default();
            life.push((*number, from.as_deref(), to));
        }
        for row in rows {
            let life = lives.remove(row.id.as_str()).unwrap_or_default();
            let mut state = None;
            let in_order = life.iter().zip(1..).all(|((number, from, to), expected)| {
                let legal = match state {
                    None => from.is_none() && *to == "queued",
                    Some(before) => *from == Some(before) && may_follow(before, to),
                };
                state = Some(*to);
                *number == expected && legal
            });
            if !in_order || state != Some(row.state.as_str()) {
                self.faults
                    .push(format!("{} has an impossible life: {life:?}", row.id));
            }
        }
        Ok(())
    }

    /// What was made is in the library, or it is told why not.
    async fn look_at_results(
        &mut self,
        ledger: &SqlitePool,
        rows: &[Row],
        books: &Books,
    ) -> io::Result<()> {
        let outputs: Vec<(String, i64, String)> = all(
            ledger,
            "select hex(generation_outputs.generation_id), position, lower(hex(assets.blob_hash))
             from generation_outputs join assets on assets.id = generation_outputs.asset_id
             order by 1, 2",
        )
        .await?;
        let mut stored: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, _, hash) in &outputs {
            stored.entry(id).or_default().push(hash);
            self.stored += 1;
        }
        for row in rows {
            let has = stored.remove(row.id.as_str()).unwrap_or_default();
            if row.kind == "chat" {
                self.look_at_answer(row, books);
            } else if let Some(taken) = books.taken.get(&row.key) {
                self.look_at_outputs(row, taken, &has);
            } else if row.state == "succeeded" {
                let fault = format!("{} succeeded and was never taken on", row.id);
                self.faults.push(fault);
            }
        }
        Ok(())
    }

    fn look_at_outputs(&mut self, row: &Row, taken: &Taken, has: &[&str]) {
        let whole = taken
            .outputs
            .iter()
            .map(String::as_str)
            .eq(has.iter().copied());
        let job: Option<Value> = row
            .provider_job
            .as_deref()
            .and_then(|job| serde_json::from_str(job).ok());
        match row.state.as_str() {
            "succeeded" if whole && !taken.damaged => {}
            "succeeded" => self.faults.push(format!("{} is not what was made", row.id)),
            // Where the studio knew where to ask, it had to bring it home.
            _ if job.is_some() && !taken.damaged => {
                self.lost.push(format!(
                    "{} ({}) could be had: {:?}",
                    row.id, taken.operation, row.problem
                ));
            }
            _ if row.problem.is_none() => {
                self.lost
                    .push(format!("{} was charged and nothing is told", row.id));
            }
            _ => {}
        }
    }

    /// The words that came are kept: all of them where it succeeded, else the beginning.
    fn look_at_answer(&mut self, row: &Row, books: &Books) {
        let mut taken = books.taken.values();
        let said = taken.find(|taken| taken.operation == "chat" && taken.marker == row.marker);
        let text = said.map_or("", |taken| taken.text.as_str());
        let fits = match row.state.as_str() {
            "succeeded" => row.answer == text && said.is_some(),
            _ => text.starts_with(&row.answer),
        };
        if !fits {
            let fault = format!("{} says {:?} where {text:?} was said", row.id, row.answer);
            self.faults.push(fault);
        }
    }

    /// Every charge has its row, and every row one charge at most.
    fn look_at_charges(&mut self, rows: &[Row], books: &Books) {
        let mut chats: BTreeMap<&str, u64> = BTreeMap::new();
        for (key, taken) in &books.taken {
            if taken.operation == "chat" {
                *chats.entry(&taken.marker).or_default() += taken.times;
                continue;
            }
            if taken.times > 1 {
                self.doubled.push(format!(
                    "{} was charged {} times",
                    taken.marker, taken.times
                ));
            }
            if !rows.iter().any(|row| row.key == *key) {
                self.lost
                    .push(format!("{} was charged and is in no ledger", taken.marker));
            }
        }
        for (marker, charged) in chats {
            let asked = rows.iter().filter(|row| row.marker == marker).count() as u64;
            if charged > asked {
                self.doubled
                    .push(format!("{marker} was answered {charged} times"));
            }
        }
    }

    async fn look_at_database(&mut self, ledger: &SqlitePool) -> io::Result<()> {
        let integrity: Vec<(String,)> = all(ledger, "pragma integrity_check").await?;
        let broken = integrity.into_iter().filter(|(word,)| word != "ok");
        self.faults
            .extend(broken.map(|(word,)| format!("the database: {word}")));
        for (query, what) in [
            (
                "select count(*) from pragma_foreign_key_check",
                "rows point to nothing",
            ),
            ("select count(*) from jobs", "jobs are left"),
            (
                "select count(*) from stream_chunks",
                "pieces of text are left",
            ),
        ] {
            let found: Vec<(i64,)> = all(ledger, query).await?;
            let count = found.first().map_or(0, |(count,)| *count);
            if count > 0 {
                self.faults.push(format!("{count} {what}"));
            }
        }
        Ok(())
    }

    /// Every file is what its name says, every known file is there, and nothing else lies about.
    async fn look_at_files(&mut self, ledger: &SqlitePool, blobs: &Path) -> io::Result<()> {
        let known: Vec<(String,)> = all(ledger, "select lower(hex(hash)) from blob_files").await?;
        let mut known: BTreeSet<String> = known.into_iter().map(|(hash,)| hash).collect();
        for entry in fs::read_dir(blobs)? {
            let path = entry?.path();
            if !path.is_dir() {
                self.faults
                    .push(format!("{} was left behind", path.display()));
                continue;
            }
            for file in fs::read_dir(&path)? {
                let file = file?.path();
                let name = file
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                if blake3::hash(&fs::read(&file)?).to_hex().as_str() != name {
                    self.faults.push(format!("{name} holds something else"));
                }
                if !known.remove(&name) {
                    self.faults.push(format!("{name} is in no ledger"));
                }
            }
        }
        self.faults
            .extend(known.iter().map(|hash| format!("{hash} is not there")));
        Ok(())
    }
}

fn may_follow(from: &str, to: &str) -> bool {
    let (from, to) = (
        GenerationState::from_word(from),
        GenerationState::from_word(to),
    );
    from.zip(to).is_some_and(|(from, to)| from.can_become(to))
}
