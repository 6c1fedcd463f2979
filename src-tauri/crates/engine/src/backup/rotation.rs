//! Which backups stay: of those made by themselves the latest of each of the last 24 hours, 7 days
//! and 4 weeks in which one was made. What a person asked for stays until a person removes it.

use std::collections::BTreeSet;

use studio_domain::{Backup, BackupReason};

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// How long each period is and for how many of them the latest backup stays.
const PERIODS: [(i64, usize); 3] = [(HOUR_MS, 24), (24 * HOUR_MS, 7), (7 * 24 * HOUR_MS, 4)];

/// The names of the backups that do not stay.
pub(super) fn too_old(backups: &[Backup]) -> Vec<String> {
    let mut automatic: Vec<&Backup> = backups
        .iter()
        .filter(|backup| backup.reason == BackupReason::Automatic)
        .collect();
    automatic.sort_by_key(|backup| std::cmp::Reverse((backup.created_at, backup.id.clone())));
    let mut stay = BTreeSet::new();
    for (length, count) in PERIODS {
        let mut seen = BTreeSet::new();
        for backup in &automatic {
            if seen.len() == count {
                break;
            }
            if seen.insert(backup.created_at.get().div_euclid(length)) {
                stay.insert(backup.id.as_str());
            }
        }
    }
    automatic
        .iter()
        .filter(|backup| !stay.contains(backup.id.as_str()))
        .map(|backup| backup.id.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use studio_domain::{LibraryCounts, UnixMillis};

    use super::*;

    fn backup(at: i64, reason: BackupReason) -> Backup {
        Backup {
            id: format!("{at}"),
            created_at: UnixMillis::new(at),
            reason,
            counts: LibraryCounts::default(),
            files: 0,
            byte_size: 0,
            missing_files: 0,
            studio: String::new(),
        }
    }

    fn without(backups: &[Backup], gone: &[String]) -> Vec<Backup> {
        let stays = |backup: &&Backup| !gone.contains(&backup.id);
        backups.iter().filter(stays).cloned().collect()
    }

    #[test]
    fn two_months_of_hours_leave_hours_days_and_weeks() {
        let mut backups = Vec::new();
        for hour in 0..60 * 24 {
            backups.push(backup(hour * HOUR_MS, BackupReason::Automatic));
            backups = without(&backups, &too_old(&backups));
        }
        let hours: Vec<i64> = backups
            .iter()
            .map(|backup| backup.created_at.get() / HOUR_MS)
            .collect();
        // Of the days one is in the hours, and of the weeks two are in the days.
        assert_eq!(hours.len(), 24 + 6 + 2);
        assert!((60 * 24 - 24..60 * 24).all(|hour| hours.contains(&hour)));
        let weeks = [6, 7].map(|week| week * 7 * 24 - 1);
        assert_eq!(hours[..2], weeks, "the oldest are weeks old");
    }

    proptest! {
        #[test]
        fn the_latest_stays_whatever_was_asked_for_stays_and_no_more_than_35(
            moments in prop::collection::btree_map(
                0_i64..400 * 24 * HOUR_MS, prop::bool::weighted(0.1), 1..300)
        ) {
            let backups: Vec<Backup> = moments
                .iter()
                .map(|(at, asked)| {
                    let reason = if *asked { BackupReason::Asked } else { BackupReason::Automatic };
                    backup(*at, reason)
                })
                .collect();
            let left = without(&backups, &too_old(&backups));
            prop_assert_eq!(left.last(), backups.last());
            let asked = |backups: &[Backup]| {
                backups.iter().filter(|one| one.reason == BackupReason::Asked).count()
            };
            prop_assert_eq!(asked(&left), asked(&backups));
            prop_assert!(left.len() - asked(&left) <= 35);
            prop_assert_eq!(too_old(&left), Vec::<String>::new(), "removing again removes nothing");
        }
    }
}
