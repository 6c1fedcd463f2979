//! A sliding window: at most so many starts in any minute.

use std::collections::VecDeque;

use studio_domain::UnixMillis;

/// The length of the window. A start no longer counts exactly this long after it.
pub(super) const WINDOW_MS: i64 = 60_000;

/// The starts of the last minute.
#[derive(Debug)]
pub(super) struct Window {
    limit: u32,
    starts: VecDeque<UnixMillis>,
}

impl Window {
    pub(super) fn new(limit: u32) -> Self {
        Self {
            limit,
            starts: VecDeque::new(),
        }
    }

    pub(super) fn set_limit(&mut self, limit: u32) {
        self.limit = limit;
    }

    pub(super) fn limit(&self) -> u32 {
        self.limit
    }

    pub(super) fn start(&mut self, now: UnixMillis) {
        self.starts.push_back(now);
    }

    /// Forgets what no longer counts. After the clock was set back, starts count from now.
    pub(super) fn forget(&mut self, now: UnixMillis) {
        while self
            .starts
            .front()
            .is_some_and(|start| start.plus(WINDOW_MS) <= now)
        {
            self.starts.pop_front();
        }
        for start in &mut self.starts {
            *start = (*start).min(now);
        }
    }

    /// A plan that begins with what has started.
    pub(super) fn plan(&self) -> Plan {
        Plan {
            limit: usize::try_from(self.limit.max(1)).unwrap_or(usize::MAX),
            starts: self.starts.iter().copied().collect(),
        }
    }
}

/// Starts that happened and starts that will, in order.
#[derive(Debug)]
pub(super) struct Plan {
    limit: usize,
    starts: Vec<UnixMillis>,
}

impl Plan {
    /// When the next start may be.
    pub(super) fn next(&self, now: UnixMillis) -> UnixMillis {
        match self.starts.len().checked_sub(self.limit) {
            None => now,
            Some(index) => self.starts[index].plus(WINDOW_MS).max(now),
        }
    }

    /// Takes the next start.
    pub(super) fn book(&mut self, now: UnixMillis) {
        self.starts.push(self.next(now));
    }
}
