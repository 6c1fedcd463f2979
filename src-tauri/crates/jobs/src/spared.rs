//! Which leases are left alone although they have run out.

use studio_domain::{JobId, UnixMillis};

use crate::RunnerConfig;

/// What a claim leaves alone, whatever the clock says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spared {
    /// Jobs that the caller works on itself: the clock may pass their leases before they are
    /// renewed.
    pub running: Vec<JobId>,
    /// Leases that ran out at this moment or later are left to their owners …
    pub from: UnixMillis,
    /// … until this one.
    pub until: UnixMillis,
}

impl Spared {
    /// Nothing is: every lease that has run out by `now` was left behind.
    #[must_use]
    pub const fn nothing(now: UnixMillis) -> Self {
        Self {
            running: Vec::new(),
            from: now,
            until: now,
        }
    }
}

/// When a runner looked at the queue, and whether it could claim. Between two looks the clock moves on much further than
/// usual where the machine slept, the clock was set, or the database was blocked: then nobody
/// could renew a lease, and those that ran out meanwhile say nothing about their owners. These
/// get a lease's time to renew them.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    last: Option<UnixMillis>,
    before: Option<UnixMillis>,
    grace: Option<(UnixMillis, UnixMillis)>,
}

impl Looks {
    /// Notes that the runner looks now; gives what it is to spare.
    pub(crate) fn look(
        &mut self,
        now: UnixMillis,
        config: &RunnerConfig,
        running: Vec<JobId>,
    ) -> Spared {
        let last = self.last.replace(now).unwrap_or(now);
        self.before = Some(last);
        let poll = i64::try_from(config.poll_every_ms).unwrap_or(i64::MAX);
        let lease_later = now.plus(config.lease_ms);
        if now > last.plus(poll).plus(config.lease_ms / 2) {
            let from = self.grace.map_or(last, |(from, _)| from);
            self.grace = Some((from, lease_later));
        }
        // A clock that was set back must not make the time longer.
        self.grace = self
            .grace
            .filter(|(_, until)| now < *until)
            .map(|(from, until)| (from, until.min(lease_later)));
        let (from, until) = self.grace.unwrap_or((now, now));
        Spared {
            running,
            from,
            until,
        }
    }

    /// Notes that nothing could be claimed at the last look: as little could anybody renew.
    pub(crate) fn refused(&mut self, now: UnixMillis, config: &RunnerConfig) {
        let from = self.grace.map(|(from, _)| from).or(self.before);
        self.grace = Some((from.unwrap_or(now), now.plus(config.lease_ms)));
    }
}
