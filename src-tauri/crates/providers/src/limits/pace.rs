//! How many requests a provider takes at a time: as set, less once it asked to slow down, and one
//! more again with each round of answers that went well.

use studio_domain::UnixMillis;

use crate::transport::RateSignal;

/// The first pause after a refusal that does not say how long to wait; it doubles with each.
const FIRST_PAUSE_MS: i64 = 1_000;
const LONGEST_OWN_PAUSE_MS: i64 = 60_000;
/// The longest pause before a provider has refused anything. Where more would be needed, such as
/// until tomorrow, the provider is asked and says so itself.
const LONGEST_FORESIGHT_MS: i64 = 300_000;
/// Refusals within this time come from one burst and slow down once.
const ONE_BURST_MS: i64 = 1_000;

/// One provider.
#[derive(Debug)]
pub(super) struct Pace {
    most: u32,
    allowed: u32,
    /// Good answers since `allowed` changed last.
    good: u32,
    /// Refusals since the last good round.
    refusals: u32,
    refused_at: Option<UnixMillis>,
    paused_until: Option<UnixMillis>,
}

impl Pace {
    pub(super) fn new(most: u32) -> Self {
        Self {
            most,
            allowed: most,
            good: 0,
            refusals: 0,
            refused_at: None,
            paused_until: None,
        }
    }

    pub(super) fn set_most(&mut self, most: u32) {
        // Whoever was not slowed down is at the new number at once.
        if self.allowed == self.most || self.allowed > most {
            self.allowed = most;
        }
        self.most = most;
    }

    pub(super) fn allowed(&self) -> u32 {
        self.allowed
    }

    /// Until when it is not asked at all.
    pub(super) fn paused_until(&self, now: UnixMillis) -> Option<UnixMillis> {
        self.paused_until.filter(|until| *until > now)
    }

    pub(super) fn is_slowed(&self, now: UnixMillis) -> bool {
        self.allowed < self.most || self.paused_until(now).is_some()
    }

    pub(super) fn pause_until(&mut self, until: UnixMillis) {
        self.paused_until = self.paused_until.max(Some(until));
    }

    pub(super) fn heard(&mut self, signal: RateSignal, running: u32, now: UnixMillis) {
        let asked = signal.retry_after_ms.map(i64::from);
        match signal.status {
            429 => self.refused(asked, running, now),
            503 | 529 => {
                if let Some(wait) = asked {
                    self.pause_until(now.plus(wait));
                }
            }
            200..=399 => {
                self.went_well();
                if let Some(wait) = signal.exhausted_for_ms.map(i64::from)
                    && wait <= LONGEST_FORESIGHT_MS
                {
                    self.pause_until(now.plus(wait));
                }
            }
            _ => {}
        }
    }

    fn refused(&mut self, asked: Option<i64>, running: u32, now: UnixMillis) {
        let same_burst = self
            .refused_at
            .is_some_and(|before| now < before.plus(ONE_BURST_MS) && before <= now);
        if !same_burst {
            let in_use = self.allowed.min(running.max(1));
            self.allowed = (in_use / 2).max(1);
            self.refusals = self.refusals.saturating_add(1);
            self.refused_at = Some(now);
        }
        self.good = 0;
        let doubled = FIRST_PAUSE_MS << self.refusals.saturating_sub(1).min(6);
        let wait = asked.unwrap_or(doubled.min(LONGEST_OWN_PAUSE_MS));
        self.pause_until(now.plus(wait));
    }

    fn went_well(&mut self) {
        self.good = self.good.saturating_add(1);
        if self.good >= self.allowed {
            self.good = 0;
            self.refusals = 0;
            self.allowed = self.allowed.saturating_add(1).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(
        status: u16,
        retry_after_ms: Option<u32>,
        exhausted_for_ms: Option<u32>,
    ) -> RateSignal {
        RateSignal {
            status,
            retry_after_ms,
            exhausted_for_ms,
        }
    }

    fn at(millis: i64) -> UnixMillis {
        UnixMillis::new(millis)
    }

    #[test]
    fn a_refusal_halves_and_good_answers_add_one_at_a_time() {
        let mut pace = Pace::new(8);
        pace.heard(answer(429, Some(5_000), None), 8, at(0));
        assert_eq!(pace.allowed(), 4);
        assert_eq!(pace.paused_until(at(0)), Some(at(5_000)));
        assert_eq!(pace.paused_until(at(5_000)), None);
        pace.heard(answer(429, Some(9_000), None), 8, at(500));
        assert_eq!(pace.allowed(), 4, "one burst slows down once");
        assert_eq!(pace.paused_until(at(500)), Some(at(9_500)));
        let mut grown = Vec::new();
        for _ in 0..30 {
            pace.heard(answer(200, None, None), 1, at(10_000));
            grown.push(pace.allowed());
        }
        assert_eq!(grown[3], 5, "after four good answers");
        assert_eq!(grown[8], 6, "after five more");
        assert_eq!(grown.last(), Some(&8), "no further than was set");
        assert!(!pace.is_slowed(at(10_000)));
    }

    #[test]
    fn a_refusal_counts_from_what_was_really_asked_at_a_time() {
        let mut pace = Pace::new(64);
        pace.heard(answer(429, None, None), 4, at(0));
        assert_eq!(pace.allowed(), 2);
        for second in 1..9 {
            pace.heard(answer(429, None, None), 1, at(second * 100_000));
        }
        assert_eq!(pace.allowed(), 1, "never none");
    }

    #[test]
    fn without_word_on_how_long_the_pause_doubles_to_a_minute() {
        let mut pace = Pace::new(4);
        let mut pauses = Vec::new();
        for round in 0..8 {
            let now = at(round * 1_000_000);
            pace.heard(answer(429, None, None), 1, now);
            pauses.push(pace.paused_until(now).unwrap().get() - now.get());
        }
        let expected = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
        assert_eq!(pauses, expected);
    }

    #[test]
    fn other_answers_pause_only_when_they_say_so() {
        for (signal, expected) in [
            (answer(200, None, Some(2_000)), Some(at(2_000))),
            (answer(200, None, Some(20_000_000)), None),
            (answer(503, Some(3_000), None), Some(at(3_000))),
            (answer(529, None, None), None),
            (answer(500, Some(3_000), None), None),
            (answer(401, None, None), None),
        ] {
            let mut pace = Pace::new(4);
            pace.heard(signal, 4, at(0));
            assert_eq!(pace.paused_until(at(0)), expected, "{signal:?}");
            assert_eq!(pace.allowed(), 4);
        }
    }

    #[test]
    fn a_new_number_holds_at_once_and_slowness_stays() {
        let mut pace = Pace::new(4);
        pace.set_most(6);
        assert_eq!(pace.allowed(), 6);
        pace.heard(answer(429, None, None), 6, at(0));
        pace.set_most(10);
        assert_eq!(pace.allowed(), 3);
        pace.set_most(2);
        assert_eq!(pace.allowed(), 2);
    }
}
