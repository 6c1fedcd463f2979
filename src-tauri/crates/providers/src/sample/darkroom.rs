//! The job that develops sample pictures one after the other.
//!
//! Its id says when it began and how long it takes, so that asking about it needs no memory and
//! works after a restart.

use studio_domain::{Params, UnixMillis};

use super::integer;
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::media::ProviderJob;

/// How long to wait between two questions.
pub(super) const POLL_AFTER_MS: u32 = 500;

const PREFIX: &str = "darkroom";
const USUAL_SECONDS: i64 = 4;

/// When a job began and how long it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    began: UnixMillis,
    lasts_ms: i64,
}

pub(super) fn job(params: &Params, now: UnixMillis) -> ProviderJob {
    let seconds = integer(params, "seconds").unwrap_or(USUAL_SECONDS);
    ProviderJob {
        id: format!("{PREFIX}-{}-{}", now.get(), seconds * 1_000),
        poll_url: None,
        result_url: None,
        cancel_url: None,
        expires_at: None,
        poll_after_ms: POLL_AFTER_MS,
        give_up_at: None,
        cost: None,
    }
}

impl Run {
    pub(super) fn of(job: &ProviderJob) -> Result<Self, ProviderError> {
        let parts: Vec<&str> = job.id.split('-').collect();
        let run = match parts.as_slice() {
            [PREFIX, began, lasts] => began.parse().ok().zip(lasts.parse().ok()),
            _ => None,
        };
        match run {
            Some((began, lasts_ms)) if lasts_ms > 0 => Ok(Self {
                began: UnixMillis::new(began),
                lasts_ms,
            }),
            _ => {
                let message = "The sample darkroom does not know this job.";
                Err(ProviderError::new(
                    ProviderErrorKind::JobUnknown,
                    Sent::Answered,
                    message,
                ))
            }
        }
    }

    fn elapsed_ms(&self, now: UnixMillis) -> i64 {
        now.get()
            .saturating_sub(self.began.get())
            .clamp(0, self.lasts_ms)
    }

    pub(super) fn is_over(&self, now: UnixMillis) -> bool {
        self.elapsed_ms(now) >= self.lasts_ms
    }

    /// How many of `count` pictures are done; the last one when the time is over.
    pub(super) fn ready(&self, count: u32, now: UnixMillis) -> u32 {
        let done = self.elapsed_ms(now) * i64::from(count) / self.lasts_ms;
        u32::try_from(done).unwrap_or(0).min(count)
    }

    pub(super) fn fraction(&self, now: UnixMillis) -> f64 {
        self.elapsed_ms(now) as f64 / self.lasts_ms as f64
    }
}

#[cfg(test)]
mod tests {
    use studio_domain::ParamValue;

    use super::*;

    #[test]
    fn pictures_become_ready_one_after_the_other() {
        let params = Params::from([("seconds".to_owned(), ParamValue::Integer(4))]);
        let job = job(&params, UnixMillis::new(1_000));
        let run = Run::of(&job).unwrap();
        let ready = |at| run.ready(4, UnixMillis::new(at));
        assert_eq!(
            [0, 1_000, 1_999, 2_000, 3_500, 4_999, 5_000, 9_000].map(ready),
            [0, 0, 0, 1, 2, 3, 4, 4]
        );
        assert!((run.fraction(UnixMillis::new(3_000)) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_foreign_job_is_not_known() {
        for id in [
            "",
            "darkroom",
            "darkroom-1",
            "darkroom-x-1",
            "darkroom-1-0",
            "other-1-1",
        ] {
            let mut job = job(&Params::new(), UnixMillis::new(0));
            job.id = id.to_owned();
            let error = Run::of(&job).unwrap_err();
            assert_eq!(error.kind, ProviderErrorKind::JobUnknown, "{id}");
        }
    }
}
