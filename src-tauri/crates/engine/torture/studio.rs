//! The studio: the real engine in a process without a window, with a user who has a list to work
//! off and answers what is asked. It may be killed anywhere; what was asked for is read from the
//! ledger at the next start.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use studio_domain::{
    ErrorCode, Generate, GenerationId, LimitSettings, ModelRef, Params, ProviderId, SendMessage,
};
use studio_engine::{EngineError, Studio, StudioConfig};

use crate::chance::Chance;
use crate::clock::AheadClock;

/// The database, in the data folder.
pub const DATABASE: &str = "studio.sqlite";
/// The most generations under way at a time.
const AT_ONCE: usize = 12;
/// How often the user looks.
const LOOK_EVERY: Duration = Duration::from_millis(40);
/// How far the clock is moved where everything waits; less than a lease is renewed within.
const STEP_MS: i64 = 4_000;
/// The most times one thing is asked for.
const MOST_TRIES: usize = 3;

/// What the studio is started with.
#[derive(Debug)]
pub struct Start {
    /// The data folder.
    pub data: PathBuf,
    /// Where the clock is kept.
    pub scratch: PathBuf,
    /// How much there is to make.
    pub generations: u64,
    /// What chance is drawn from.
    pub seed: u64,
    /// The most bytes of media there is room for, and of the database.
    pub quota: Option<(u64, u64)>,
}

/// Works the list off. Says `open` once the studio is, and `done` when nothing is left to do.
pub async fn run(start: Start) -> io::Result<()> {
    let clock = AheadClock::of_next_start(&start.scratch)?;
    let mut config = StudioConfig::new(start.data.clone());
    config.clock = Arc::new(clock.clone());
    (config.media_quota, config.database_quota) = start.quota.unzip();
    let studio = Studio::open(config).await.map_err(io::Error::other)?;
    set_limits(&studio).await?;
    let user = User {
        ledger: open_ledger(&start.data).await?,
        studio,
        clock,
        chance: Chance::new(start.seed),
        generations: start.generations,
    };
    say("open")?;
    while !user.look().await? {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    user.ledger.close().await;
    user.studio.stop().await;
    say("done")
}

fn say(word: &str) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "{word}")?;
    out.flush()
}

/// The database, for looking only.
pub async fn open_ledger(data: &Path) -> io::Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(data.join(DATABASE))
        .read_only(true)
        .busy_timeout(Duration::from_secs(10));
    let pool = SqlitePoolOptions::new().max_connections(1);
    pool.connect_with(options).await.map_err(io::Error::other)
}

/// So much may be asked at a time that the studio is kept busy. A full disk may refuse it: then
/// the next start sets it.
async fn set_limits(studio: &Studio) -> io::Result<()> {
    let limits = LimitSettings {
        generation_per_minute: 10_000,
        chat_per_minute: 10_000,
        at_once: 64,
        ..LimitSettings::default()
    };
    match studio.set_limits(limits).await {
        Err(error) if error.code() != ErrorCode::StorageFull => Err(io::Error::other(error)),
        _ => Ok(()),
    }
}

struct User {
    studio: Studio,
    ledger: SqlitePool,
    clock: AheadClock,
    chance: Chance,
    generations: u64,
}

type SeenParts = (Vec<u8>, String, String, Option<Vec<u8>>);

/// A row of the ledger, as far as the user looks.
struct Seen {
    id: GenerationId,
    state: String,
    marker: String,
    retry_of: Option<GenerationId>,
}

impl User {
    /// Looks at the ledger and does the next thing. True when nothing is left to do.
    async fn look(&self) -> io::Result<bool> {
        let seen = self.seen().await?;
        let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &seen {
            *asked.entry(&one.marker).or_default() += 1;
        }
        let active = ["queued", "submitted", "running"];
        let under_way = seen
            .iter()
            .filter(|one| active.contains(&one.state.as_str()));
        let under_way = under_way.count();
        let missing =
            (0..self.generations).filter(|number| !asked.contains_key(marker(*number).as_str()));
        let missing: Vec<u64> = missing.take(AT_ONCE.saturating_sub(under_way)).collect();
        let lost: Vec<&Seen> = seen.iter().filter(|one| one.state == "unknown").collect();
        for number in &missing {
            settled(self.ask(*number).await)?;
        }
        for one in &lost {
            let tries = asked.get(one.marker.as_str()).copied().unwrap_or(1);
            let tried_again = seen.iter().any(|other| other.retry_of == Some(one.id));
            settled(self.decide(one, tries, tried_again).await)?;
        }
        self.hurry().await?;
        Ok(missing.is_empty() && lost.is_empty() && under_way == 0)
    }

    async fn seen(&self) -> io::Result<Vec<Seen>> {
        let rows: Vec<SeenParts> = sqlx::query_as(
            "select generations.id, generations.state,
                coalesce(generations.prompt, (
                    select body from messages as answers
                    join message_parts on message_parts.message_id = answers.parent_id
                    where answers.generation_id = generations.id and kind = 'text'
                ), ''), generations.retry_of
             from generations order by generations.id",
        )
        .fetch_all(&self.ledger)
        .await
        .map_err(io::Error::other)?;
        let id =
            |bytes: &Vec<u8>| GenerationId::try_from(bytes.as_slice()).map_err(io::Error::other);
        rows.iter()
            .map(|(own, state, marker, retry_of)| {
                Ok(Seen {
                    id: id(own)?,
                    state: state.clone(),
                    marker: marker.clone(),
                    retry_of: retry_of.as_ref().map(id).transpose()?,
                })
            })
            .collect()
    }

    async fn ask(&self, number: u64) -> Result<(), EngineError> {
        let model = |id: &str| ModelRef {
            provider_id: ProviderId::new("torture"),
            model_id: id.to_owned(),
        };
        let media = match self.chance.of("model", number).below(10) {
            0..=3 => "printer",
            4..=5 => "sketcher",
            6..=7 => "poster",
            8 => "speaker",
            _ => {
                let message = SendMessage {
                    conversation_id: None,
                    text: marker(number),
                    attachments: Vec::new(),
                    model: model("talker"),
                    params: Params::new(),
                };
                return self.studio.send_message(message).await.map(|_| ());
            }
        };
        let request = Generate {
            prompt: marker(number),
            model: model(media),
            params: Params::new(),
            inputs: Vec::new(),
        };
        self.studio.generate(request).await.map(|_| ())
    }

    /// Decides about a generation whose answer was lost: it is sent again, or given up. Only here
    /// is anything ever sent twice.
    async fn decide(
        &self,
        lost: &Seen,
        tries: usize,
        tried_again: bool,
    ) -> Result<(), EngineError> {
        let again = self.chance.of(&lost.marker, 9).below(2) == 0;
        if again && !tried_again && tries < MOST_TRIES {
            self.studio.retry_generation(lost.id).await?;
        }
        self.studio.close_unknown(lost.id).await
    }

    /// Moves the clock where nobody works and everything waits for a later time.
    async fn hurry(&self) -> io::Result<()> {
        let (all, held, due): (i64, i64, Option<i64>) =
            sqlx::query_as("select count(*), count(lease_owner), min(not_before) from jobs")
                .fetch_one(&self.ledger)
                .await
                .map_err(io::Error::other)?;
        let now = studio_domain::Clock::now(&self.clock).get();
        if all > 0 && held == 0 && due.is_some_and(|due| due > now + 200) {
            self.clock.advance(STEP_MS)?;
        }
        Ok(())
    }
}

/// How a request is called, by its number.
pub fn marker(number: u64) -> String {
    format!("torture {number:05}")
}

/// A full disk refuses what is asked, and nothing is recorded then: it is asked again later.
fn settled(done: Result<(), EngineError>) -> io::Result<()> {
    match done {
        Err(error) if error.code() == ErrorCode::StorageFull => Ok(()),
        other => other.map_err(io::Error::other),
    }
}
