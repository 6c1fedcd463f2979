//! Waiting for something outside this process, which tells of nothing by itself.

use std::thread;
use std::time::{Duration, Instant};

/// How often to look.
const INTERVAL: Duration = Duration::from_millis(50);
/// After this a thing is taken not to come any more. It ends a test that would hang and is no
/// measure of speed: everything waited for takes a small part of it on a slow machine too.
const PATIENCE: Duration = Duration::from_secs(60);

/// The moment after which a test gives up.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Instant);

impl Deadline {
    /// The usual patience from now on.
    pub fn usual() -> Self {
        Self(Instant::now() + PATIENCE)
    }

    /// Waits a little; false once the time is up.
    #[expect(
        clippy::disallowed_methods,
        reason = "another process is watched from outside, which gives no sign to wait for"
    )]
    pub fn wait(self) -> bool {
        let goes_on = Instant::now() < self.0;
        if goes_on {
            thread::sleep(INTERVAL);
        }
        goes_on
    }
}

/// Looks again and again until there is something, or the time is up.
pub fn eventually<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Deadline::usual();
    loop {
        match look() {
            Some(found) => return Some(found),
            None if deadline.wait() => {}
            None => return None,
        }
    }
}
