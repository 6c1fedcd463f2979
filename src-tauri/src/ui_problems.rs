//! Problems that the window noticed by itself go into the same log as everything else.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::commands::system::{UiProblemKind, UiReport};

/// At most this many reports are written in one [`WINDOW`].
const LIMIT: u32 = 20;
const WINDOW: Duration = Duration::from_secs(60);
const LONGEST: usize = 4_000;

/// Writes reports to the log and cuts off floods.
#[derive(Debug)]
pub struct UiProblems {
    counted: Mutex<(Instant, u32)>,
}

impl Default for UiProblems {
    fn default() -> Self {
        Self {
            counted: Mutex::new((Instant::now(), 0)),
        }
    }
}

impl UiProblems {
    /// Writes one report to the log, unless there were too many within a minute.
    pub fn report(&self, report: &UiReport) {
        if !self.admit(Instant::now()) {
            return;
        }
        let kind = match report.kind {
            UiProblemKind::Error => "error",
            UiProblemKind::Rejection => "rejection",
            UiProblemKind::Csp => "csp",
        };
        tracing::error!(
            target: "studio::window",
            kind,
            source = report.source.as_deref().map(shorten),
            stack = report.stack.as_deref().map(shorten),
            "{}",
            shorten(&report.message)
        );
    }

    fn admit(&self, now: Instant) -> bool {
        let Ok(mut counted) = self.counted.lock() else {
            return false;
        };
        if now.duration_since(counted.0) > WINDOW {
            *counted = (now, 0);
        }
        counted.1 += 1;
        counted.1 <= LIMIT
    }
}

fn shorten(text: &str) -> &str {
    text.char_indices()
        .nth(LONGEST)
        .map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_cut_off_and_the_next_minute_starts_anew() {
        let problems = UiProblems::default();
        let now = Instant::now();
        let admitted = (0..100).filter(|_| problems.admit(now)).count();
        assert_eq!(admitted, LIMIT as usize);
        assert!(problems.admit(now + WINDOW + Duration::from_secs(1)));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "é".repeat(LONGEST + 10);
        assert_eq!(shorten(&long).chars().count(), LONGEST);
    }
}
