//! The studio's clock, moved ahead so that nobody waits for what is only waiting.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use studio_domain::{Clock, SystemClock, UnixMillis};

/// Longer than the lease of a process that died.
const AFTER_A_LEASE_MS: i64 = 11_000;

/// A clock that only ever runs ahead, over all starts of the studio.
#[derive(Debug, Clone)]
pub struct AheadClock {
    ahead: Arc<AtomicI64>,
    file: PathBuf,
}

impl AheadClock {
    /// The clock of the next start: the leases of the one before have run out.
    pub fn of_next_start(folder: &Path) -> io::Result<Self> {
        let file = folder.join("clock");
        let before = fs::read_to_string(&file).unwrap_or_default();
        let clock = Self {
            ahead: Arc::new(AtomicI64::new(before.parse().unwrap_or(0))),
            file,
        };
        clock.advance(AFTER_A_LEASE_MS)?;
        Ok(clock)
    }

    /// Moves it.
    pub fn advance(&self, millis: i64) -> io::Result<()> {
        let ahead = self.ahead.fetch_add(millis, Ordering::SeqCst) + millis;
        // Renamed into place: a start must never find half a number.
        let fresh = self.file.with_extension("new");
        fs::write(&fresh, ahead.to_string())?;
        fs::rename(fresh, &self.file)
    }
}

impl Clock for AheadClock {
    fn now(&self) -> UnixMillis {
        SystemClock.now().plus(self.ahead.load(Ordering::SeqCst))
    }
}
