//! A result on its way: where its outputs are, stored with the provider's job before the first of
//! them is fetched, so that a restart goes on where the bytes broke off.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use studio_domain::{
    BlobHash, ErrorCode, GenerationId, GenerationState, Modality, UnixMillis, Usage,
};
use studio_jobs::{Hold, JobsError};
use studio_providers::{FileMark, stated_expiry};
use studio_store::{PartialName, WriteTx, generations, replacement};
use url::Url;

use super::Run;
use crate::error::EngineError;
use crate::studio::Parts;

/// The word under which it lies in a generation's `provider_job`.
pub(super) const FETCHING: &str = "fetching";
/// How long an address is believed to work where neither the provider nor the address says.
const USUAL_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long before its end the user is warned at most; of a short life, in its last quarter.
const WARN_BEFORE_MS: i64 = 10 * 60 * 1_000;

/// What is known of a result before its bytes are in the library.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Fetching {
    /// The outputs, in the provider's order.
    pub outputs: Vec<Expected>,
    /// What the provider counted.
    pub usage: Option<Usage>,
    /// How often in a row fetching failed on the way.
    #[serde(default)]
    pub failures: u32,
    /// How often an address was refused or ran out.
    #[serde(default)]
    pub refusals: u32,
    /// In how many turns a file was damaged.
    #[serde(default)]
    pub damages: u32,
    /// Whether the provider is to be asked for other addresses first.
    #[serde(default)]
    pub ask_anew: bool,
    /// Whether the job goes on and more will come of it. Such a result is never stored: it would
    /// be taken for the whole.
    #[serde(skip)]
    pub is_early: bool,
}

/// One output that is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Expected {
    /// Its place among the outputs.
    pub position: u32,
    /// Where its bytes are.
    pub source: Source,
    /// What tells that the file at the address is still the one that was begun.
    #[serde(default)]
    pub mark: FileMark,
    /// The bytes, once all of them came from their address, until they are recorded. They are
    /// never fetched again: the address may have worked only once.
    #[serde(default)]
    pub arrived: Option<Arrived>,
    /// Whether the bytes that lie here are all that came, and cannot be used.
    #[serde(default)]
    pub is_unusable: bool,
}

impl Expected {
    /// Whether all of its bytes are on this disk, whatever they are good for.
    pub(super) const fn is_here(&self) -> bool {
        matches!(self.source, Source::Here(_)) || self.arrived.is_some() || self.is_unusable
    }
}

/// Bytes on this disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Arrived {
    /// What they hash to.
    pub hash: BlobHash,
    /// How many they are.
    pub byte_size: u64,
}

/// Where the bytes of an output are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Source {
    /// On this disk: they came in the answer.
    Here(Arrived),
    /// At an address.
    Address {
        /// The address.
        url: Url,
        /// When it was given.
        since: UnixMillis,
        /// Until when it is tried.
        until: UnixMillis,
    },
}

impl Source {
    /// An address that was given now.
    pub(super) fn address(url: Url, expires_at: Option<UnixMillis>, now: UnixMillis) -> Self {
        let until = stated_expiry(&url).or(expires_at);
        Self::Address {
            until: until.unwrap_or_else(|| now.plus(USUAL_LIFE_MS)),
            since: now,
            url,
        }
    }
}

impl Fetching {
    /// What was stored, if anything was.
    pub(super) fn in_job(provider_job: Option<&Value>) -> Option<Self> {
        serde_json::from_value(provider_job?.get(FETCHING)?.clone()).ok()
    }

    /// Takes over what is known of files that were begun, and how often something failed.
    pub(super) fn continue_from(&mut self, before: Self) {
        self.failures = before.failures;
        self.refusals = before.refusals;
        self.damages = before.damages;
        for expected in &mut self.outputs {
            let begun = before.outputs.iter();
            let mut begun = begun.filter(|begun| begun.position == expected.position);
            let Some(begun) = begun.next() else {
                continue;
            };
            if matches!(expected.source, Source::Address { .. }) {
                expected.arrived = begun.arrived;
                expected.is_unusable = begun.is_unusable;
            }
            if begun.source == expected.source || begun.mark.validator.is_some() {
                expected.mark = begun.mark.clone();
            }
        }
    }

    /// When the first of the addresses stops working, among those at `missing` places.
    pub(super) fn until(&self, missing: impl Fn(u32) -> bool) -> Option<(UnixMillis, UnixMillis)> {
        let outputs = self.outputs.iter();
        let lives = outputs.filter_map(|expected| match &expected.source {
            Source::Address { since, until, .. } if missing(expected.position) => {
                Some((*since, *until))
            }
            _ => None,
        });
        lives.min_by_key(|(_, until)| *until)
    }
}

/// How many minutes are left where an address that lives from `since` to `until` is about to stop
/// working.
pub(super) fn minutes_left(since: UnixMillis, until: UnixMillis, now: UnixMillis) -> Option<i64> {
    let life = until.get() - since.get();
    let left = until.get() - now.get();
    (left <= WARN_BEFORE_MS.min(life / 4)).then(|| (left / 60_000).max(1))
}

impl Run {
    /// What a turn before this one left to be fetched; nothing where the provider is to be asked
    /// first.
    pub(super) fn fetching_to_go_on_with(&self) -> Option<Fetching> {
        let mut fetching = Fetching::in_job(self.row.provider_job.as_ref())?;
        if self.row.state == GenerationState::Unknown {
            fetching.failures = 0;
            fetching.refusals = 0;
            fetching.damages = 0;
            fetching.ask_anew = self.has_job();
        }
        (!fetching.ask_anew).then_some(fetching)
    }

    /// Whether there is a job at the provider to ask about.
    pub(super) fn has_job(&self) -> bool {
        let job = self.row.provider_job.as_ref();
        job.is_some_and(|job| job.get("id").is_some())
    }

    /// Stores what is to be fetched, beside the provider's job.
    pub(super) async fn keep_fetching(&self, fetching: &Fetching) -> Result<(), EngineError> {
        if fetching.is_early {
            return Ok(());
        }
        let fetching = serde_json::to_value(fetching).map_err(|_| EngineError::TaskLost)?;
        // Like the name of a job it is nowhere else, so that stopping does not give it up.
        while let Err(error) = self.write_fetching(&fetching).await {
            self.wait_to_store_whatever_happens(error).await?;
        }
        Ok(())
    }

    async fn write_fetching(&self, fetching: &Value) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        let row = generations::row_tx(&mut tx, self.id).await?;
        let mut job = match row.provider_job {
            Some(Value::Object(job)) => job,
            _ => Map::new(),
        };
        job.insert(FETCHING.to_owned(), fetching.clone());
        generations::set_provider_job(&mut tx, self.id, &Value::Object(job)).await?;
        let hold = self.leave_to_who_has_it(&mut tx, row.state).await?;
        tx.commit().await?;
        match hold {
            Hold::Kept { .. } => Ok(()),
            Hold::Lost => Err(JobsError::LeaseLost.into()),
        }
    }

    /// Where another worker took over meanwhile, it knows nothing of what was just noted and may
    /// have called it lost: then it is to be looked after again.
    pub(super) async fn leave_to_who_has_it(
        &self,
        tx: &mut WriteTx,
        state: GenerationState,
    ) -> Result<Hold, EngineError> {
        let hold = self.lease.hold(&self.parts.store).await?;
        if hold == Hold::Lost && state == GenerationState::Unknown {
            match super::look_again(tx, self.id).await {
                // The person has it looked for already.
                Err(error) if error.code() == ErrorCode::Conflict => {}
                looked => looked?,
            }
        }
        Ok(hold)
    }

    /// The file that an output's bytes are collected in.
    pub(super) const fn partial_name(&self, position: u32) -> PartialName {
        PartialName {
            generation_id: self.id,
            position,
        }
    }
}

impl Parts {
    /// Removes what is left of files that were fetched for a generation which ended.
    pub(super) async fn forget_partials(&self, id: GenerationId, kind: Modality) {
        if kind == Modality::Chat {
            return;
        }
        if let Err(error) = self.blobs.remove_partials(id).await {
            tracing::warn!(%id, %error, "a file that nobody goes on with stays for now");
        }
    }
}

/// Removes the unfinished files of generations that are over: what a crash left between the end of
/// a generation and the removal.
pub(crate) async fn forget_old_partials(parts: &Parts) {
    if !replacement::replaced(parts.store.folder()).is_empty() {
        // They may belong to what a restore replaced, which can come back.
        return;
    }
    let partials = parts.blobs.partials().await.unwrap_or_default();
    for name in partials {
        let id = name.generation_id;
        let over = match generations::row(&parts.store, id).await {
            Ok(row) => row.state.is_terminal(),
            Err(error) => error.code() == ErrorCode::NotFound,
        };
        if over {
            parts.forget_partials(id, Modality::Image).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str, now: i64) -> Source {
        Source::address(Url::parse(url).unwrap(), None, UnixMillis::new(now))
    }

    fn expecting(source: Source, mark: FileMark) -> Fetching {
        Fetching {
            outputs: vec![Expected {
                position: 0,
                source,
                mark,
                arrived: None,
                is_unusable: false,
            }],
            refusals: 2,
            ..Fetching::default()
        }
    }

    #[test]
    fn it_is_read_again_as_it_was_stored_and_a_job_alone_is_none() {
        let fetching = expecting(at("https://a.example/x.png", 5), FileMark::default());
        let job = serde_json::json!({ "id": "job-1", "fetching": fetching });
        assert_eq!(Fetching::in_job(Some(&job)), Some(fetching));
        assert_eq!(
            Fetching::in_job(Some(&serde_json::json!({"id": "1"}))),
            None
        );
        assert_eq!(Fetching::in_job(None), None);
    }

    #[test]
    fn a_begun_file_is_gone_on_with_at_another_address_only_where_it_can_be_told_apart() {
        let length = FileMark {
            length: Some(9),
            validator: None,
        };
        let tagged = FileMark {
            validator: Some("\"a\"".to_owned()),
            ..length.clone()
        };
        for (url, mark, kept) in [
            ("https://a.example/1", &length, true),
            ("https://a.example/2", &length, false),
            ("https://a.example/2", &tagged, true),
        ] {
            let mut new = expecting(at(url, 5), FileMark::default());
            new.refusals = 0;
            new.continue_from(expecting(at("https://a.example/1", 5), mark.clone()));
            let expected = if kept {
                mark.clone()
            } else {
                FileMark::default()
            };
            assert_eq!(
                (&new.outputs[0].mark, new.refusals),
                (&expected, 2),
                "{url}"
            );
        }
    }

    #[test]
    fn an_address_lives_as_long_as_it_says_itself_else_as_the_provider_says_else_a_day() {
        let until = |url: &str, stated| {
            let url = Url::parse(url).unwrap();
            match Source::address(url, stated, UnixMillis::new(0)) {
                Source::Address { until, .. } => until.get(),
                Source::Here(_) => panic!("it is an address"),
            }
        };
        let stated = Some(UnixMillis::new(7_000));
        assert_eq!(until("https://a.example/?expires=9", stated), 9_000);
        assert_eq!(until("https://a.example/", stated), 7_000);
        assert_eq!(until("https://a.example/", None), USUAL_LIFE_MS);
    }

    #[test]
    fn the_end_of_an_address_is_told_in_its_last_quarter_or_ten_minutes() {
        let left = |life, now| {
            minutes_left(
                UnixMillis::new(0),
                UnixMillis::new(life),
                UnixMillis::new(now),
            )
        };
        let hour = 3_600_000;
        assert_eq!(left(hour, hour - 600_001), None);
        assert_eq!(left(hour, hour - 600_000), Some(10));
        assert_eq!(left(80_000, 59_999), None);
        assert_eq!(left(80_000, 60_000), Some(1));
        assert_eq!(left(80_000, 90_000), Some(1));
    }
}
