//! Where the user's own days and months begin, across changes of the clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use studio_domain::{BudgetPeriod, LocalDay, SpendingRange, UnixMillis};
use studio_store::spending::Span;

use crate::error::EngineError;

/// The most days that are looked at at once.
const MOST_DAYS: usize = 800;

/// Tells where days and months begin: by the system's time zone unless another is given.
#[derive(Debug, Clone, Default)]
pub struct Calendar(Option<TimeZone>);

impl Calendar {
    /// The calendar of a time zone given as a POSIX rule, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
    ///
    /// # Errors
    /// When it is not such a rule.
    pub fn in_zone(rule: &str) -> Result<Self, EngineError> {
        let zone = TimeZone::posix(rule).map_err(|_| EngineError::InvalidInput {
            message: format!("{rule} is not a time zone."),
            hint: "Give it as a POSIX rule.",
        })?;
        Ok(Self(Some(zone)))
    }

    /// The day or month that a moment lies in.
    pub(crate) fn period(&self, period: BudgetPeriod, moment: UnixMillis) -> Span {
        let today = self.date_at(moment);
        let (first, next) = match period {
            BudgetPeriod::Day => (today, today.tomorrow()),
            BudgetPeriod::Month => (today.first_of_month(), today.last_of_month().tomorrow()),
        };
        Span {
            begins: self.start_of(first),
            // There is no day after the last of all.
            ends: next.map_or(UnixMillis::new(i64::MAX), |next| self.start_of(next)),
        }
    }

    /// Every day of a range with its first moment and that of the next.
    ///
    /// # Errors
    /// When there is no such day, the last is before the first, or they are too many.
    pub(crate) fn days(&self, range: SpendingRange) -> Result<Vec<(LocalDay, Span)>, EngineError> {
        let (first, last) = (date_of(range.first)?, date_of(range.last)?);
        let mut days = Vec::new();
        let mut date = first;
        while date <= last {
            if days.len() == MOST_DAYS {
                return Err(EngineError::InvalidInput {
                    message: format!("More than {MOST_DAYS} days cannot be shown at once."),
                    hint: "Choose a shorter time.",
                });
            }
            let next = date.tomorrow().map_err(|_| no_day(range.last))?;
            let span = Span {
                begins: self.start_of(date),
                ends: self.start_of(next),
            };
            days.push((day_of(date), span));
            date = next;
        }
        if days.is_empty() {
            return Err(EngineError::InvalidInput {
                message: "The last day is before the first.".to_owned(),
                hint: "Choose another time.",
            });
        }
        Ok(days)
    }

    fn zone(&self) -> TimeZone {
        self.0.clone().unwrap_or_else(TimeZone::system)
    }

    /// The day on the wall when this moment is.
    fn date_at(&self, moment: UnixMillis) -> Date {
        let moment = Timestamp::from_millisecond(moment.get()).unwrap_or(Timestamp::UNIX_EPOCH);
        self.zone().to_datetime(moment).date()
    }

    /// The first moment of a day. Where the clock leaps over midnight that is when it lands.
    fn start_of(&self, date: Date) -> UnixMillis {
        let start = self.zone().to_timestamp(date.at(0, 0, 0, 0));
        UnixMillis::new(start.map_or(i64::MAX, Timestamp::as_millisecond))
    }
}

fn day_of(date: Date) -> LocalDay {
    LocalDay::new(date.year(), date.month(), date.day())
}

fn date_of(day: LocalDay) -> Result<Date, EngineError> {
    let (year, month, day_of_month) = day.parts();
    Date::new(year, month, day_of_month).map_err(|_| no_day(day))
}

fn no_day(day: LocalDay) -> EngineError {
    EngineError::InvalidInput {
        message: format!("There is no day {day}."),
        hint: "Choose another day.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1_000;
    /// Clocks of central Europe: forward on 29 March 2026, back on 25 October 2026.
    const EUROPE: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
    /// Clocks that leap from midnight to one, on the second Sunday of March.
    const AT_MIDNIGHT: &str = "AAA5BBB,M3.2.0/0,M11.1.0/1";

    fn moment(text: &str) -> Result<UnixMillis, jiff::Error> {
        Ok(UnixMillis::new(text.parse::<Timestamp>()?.as_millisecond()))
    }

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn a_day_is_as_long_as_the_clock_makes_it() -> Outcome {
        let calendar = Calendar::in_zone(EUROPE)?;
        for (noon, begins, hours) in [
            ("2026-03-28T11:00:00Z", "2026-03-27T23:00:00Z", 24),
            ("2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", 23),
            ("2026-10-25T11:00:00Z", "2026-10-24T22:00:00Z", 25),
        ] {
            let day = calendar.period(BudgetPeriod::Day, moment(noon)?);
            assert_eq!(day.begins, moment(begins)?, "{noon}");
            assert_eq!(day.ends.get() - day.begins.get(), hours * HOUR, "{noon}");
        }
        Ok(())
    }

    #[test]
    fn a_month_begins_at_the_users_own_midnight() -> Outcome {
        let calendar = Calendar::in_zone(EUROPE)?;
        let month = calendar.period(BudgetPeriod::Month, moment("2026-02-28T23:30:00Z")?);
        assert_eq!(
            month.begins,
            moment("2026-02-28T23:00:00Z")?,
            "it is March here"
        );
        assert_eq!(month.ends, moment("2026-03-31T22:00:00Z")?);
        assert_eq!(
            day_of(calendar.date_at(month.begins)),
            LocalDay::new(2026, 3, 1)
        );
        Ok(())
    }

    #[test]
    fn a_midnight_that_does_not_exist_is_leapt_over() -> Outcome {
        let calendar = Calendar::in_zone(AT_MIDNIGHT)?;
        let day = calendar.period(BudgetPeriod::Day, moment("2026-03-08T15:00:00Z")?);
        assert_eq!(day.begins, moment("2026-03-08T05:00:00Z")?);
        assert_eq!(day.ends, moment("2026-03-09T04:00:00Z")?);
        Ok(())
    }

    #[test]
    fn days_follow_each_other_without_a_hole() -> Outcome {
        let calendar = Calendar::in_zone(EUROPE)?;
        let year = SpendingRange {
            first: LocalDay::new(2026, 1, 1),
            last: LocalDay::new(2026, 12, 31),
        };
        let days = calendar.days(year)?;
        assert_eq!(days.len(), 365);
        assert!(
            days.windows(2)
                .all(|pair| pair[0].1.ends == pair[1].1.begins)
        );
        assert_eq!(days[364].0, year.last);
        Ok(())
    }

    #[test]
    fn days_that_are_not_and_times_that_are_too_long_are_refused() {
        let calendar = Calendar::default();
        let refused = |first, last| calendar.days(SpendingRange { first, last }).is_err();
        let day = LocalDay::new(2026, 2, 1);
        assert!(refused(
            LocalDay::new(2026, 2, 30),
            LocalDay::new(2026, 3, 1)
        ));
        assert!(refused(day, LocalDay::new(2026, 1, 31)));
        assert!(refused(day, LocalDay::new(2036, 1, 1)));
        assert!(!refused(day, day));
    }
}
