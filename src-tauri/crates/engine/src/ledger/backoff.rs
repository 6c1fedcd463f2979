//! How long to wait before a job at a provider is asked about again.
//!
//! The wait is drawn between two bounds, so that many jobs that began together are not asked about
//! together. The upper bound grows with what the job took already: what has been at work for an
//! hour is not looked after every few seconds. The draw follows from a seed alone.

use studio_domain::GenerationId;

/// No job is left alone for longer, unless its provider wants to be asked less often.
pub(super) const LONGEST_WAIT_MS: i64 = 60_000;
/// The wait after the first failure to ask.
const FIRST_RETRY_MS: i64 = 1_000;
/// Somebody who is asked more often than this is listened to, not asked.
const AT_ONCE_MS: i64 = 100;

/// Between which two spans a wait lies, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub least: i64,
    pub most: i64,
}

impl Bounds {
    /// For a provider that wants to be asked every so often, about a job that is at work for so
    /// long. Its end is noticed late by an eighth of the time it took at most.
    pub fn of_poll(every_ms: i64, at_work_ms: i64) -> Self {
        let least = every_ms.max(0);
        if least <= AT_ONCE_MS {
            return Self { least, most: least };
        }
        let most = (at_work_ms / 8).min(LONGEST_WAIT_MS);
        Self {
            least,
            most: most.max(least + least / 4),
        }
    }

    /// After so many failures to ask, one after the other.
    pub fn of_retry(failures: u32) -> Self {
        let doubled = FIRST_RETRY_MS << failures.min(6);
        let most = (doubled * 2).min(LONGEST_WAIT_MS);
        Self {
            least: most / 2,
            most,
        }
    }

    /// A span between the two.
    pub fn draw(self, seed: u64) -> i64 {
        let width = u64::try_from(self.most - self.least).unwrap_or(0) + 1;
        let drawn = i64::try_from(mixed(seed) % width).unwrap_or(0);
        self.least + drawn
    }
}

/// What is drawn for a generation's so-manieth look.
pub(super) fn seed(id: GenerationId, look: u32) -> u64 {
    let (left, right) = id.as_bytes().split_at(8);
    let half = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    mixed(half(left) ^ u64::from(look)) ^ half(right)
}

/// SplitMix64's finisher: near numbers become far ones.
fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use studio_domain::UnixMillis;

    use super::*;

    #[test]
    fn a_young_job_is_asked_about_as_often_as_its_provider_wants() {
        let bounds = Bounds::of_poll(5_000, 0);
        assert_eq!((bounds.least, bounds.most), (5_000, 6_250));
        assert_eq!(Bounds::of_poll(5_000, 80_000).most, 10_000);
        assert_eq!(Bounds::of_poll(5_000, 7_200_000).most, LONGEST_WAIT_MS);
        let rare = Bounds::of_poll(120_000, 7_200_000);
        assert_eq!((rare.least, rare.most), (120_000, 150_000));
    }

    #[test]
    fn what_is_listened_to_is_looked_after_at_once_however_long_it_takes() {
        let bounds = Bounds::of_poll(20, 7_200_000);
        assert_eq!((bounds.least, bounds.most), (20, 20));
    }

    #[test]
    fn failures_double_the_wait_up_to_a_minute() {
        let most: Vec<i64> = (0..9).map(|it| Bounds::of_retry(it).most).collect();
        let minute = LONGEST_WAIT_MS;
        let expected = [
            2_000, 4_000, 8_000, 16_000, 32_000, minute, minute, minute, minute,
        ];
        assert_eq!(most, expected);
    }

    #[test]
    fn jobs_that_began_together_are_not_asked_about_together() {
        let bounds = Bounds::of_poll(5_000, 400_000);
        let draws: std::collections::BTreeSet<i64> = (0..50)
            .map(|_| bounds.draw(seed(GenerationId::new(UnixMillis::new(0)), 3)))
            .collect();
        assert!(draws.len() > 45, "{draws:?}");
    }

    proptest! {
        #[test]
        fn a_draw_lies_between_its_bounds_and_is_the_same_each_time(
            every in 0..600_000_i64, at_work in 0..100_000_000_i64, failures in 0..40_u32, seed: u64
        ) {
            for bounds in [Bounds::of_poll(every, at_work), Bounds::of_retry(failures)] {
                let drawn = bounds.draw(seed);
                prop_assert!((bounds.least..=bounds.most).contains(&drawn));
                prop_assert_eq!(drawn, bounds.draw(seed));
            }
        }
    }
}
