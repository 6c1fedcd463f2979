//! What was spent, day by day and on what.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Currency, Money};

/// A day of the user's calendar, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct LocalDay(#[cfg_attr(feature = "specta", specta(type = String))] (i16, i8, i8));

/// The text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the form YYYY-MM-DD: {0:?}")]
pub struct InvalidDay(String);

impl LocalDay {
    /// The day with these numbers. Whether a month has so many days is the calendar's to say.
    #[must_use]
    pub const fn new(year: i16, month: i8, day: i8) -> Self {
        Self((year, month, day))
    }

    /// Year, month and day.
    #[must_use]
    pub const fn parts(self) -> (i16, i8, i8) {
        self.0
    }
}

impl TryFrom<String> for LocalDay {
    type Error = InvalidDay;

    fn try_from(text: String) -> Result<Self, InvalidDay> {
        let read = || {
            let mut parts = text.split('-');
            let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
            let month = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
            let day = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
            let possible = (1..=12).contains(&month) && (1..=31).contains(&day);
            (possible && parts.next().is_none()).then_some(Self((year, month, day)))
        };
        read().ok_or_else(|| InvalidDay(text.clone()))
    }
}

impl From<LocalDay> for String {
    fn from(day: LocalDay) -> Self {
        day.to_string()
    }
}

impl fmt::Display for LocalDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0;
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

/// Days, the first and the last among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpendingRange {
    /// The first day.
    pub first: LocalDay,
    /// The last day.
    pub last: LocalDay,
}

/// What spending is told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum SpendingBy {
    /// Who was paid.
    Provider,
    /// The model that was asked.
    Model,
    /// What was made.
    Kind,
    /// The project it was for.
    Project,
}

/// Asks what was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpendingQuery {
    /// When.
    pub range: SpendingRange,
    /// What it is told apart by.
    pub by: SpendingBy,
}

/// An amount, and what could not be counted into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpendingSum {
    /// What was spent.
    pub spent: Money,
    /// What is expected of everything that is queued or under way.
    pub held: Money,
    /// Both of them in currencies without an exchange rate; not part of the above.
    pub unconverted: Vec<Money>,
    /// How many generations there were.
    pub generations: u32,
    /// How many of them have a price that is not known; not part of the above.
    pub unpriced: u32,
}

/// What was spent on one of the things that spending is told apart by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpendingGroup {
    /// Names it within the answer.
    pub key: String,
    /// Its name now or at the time; absent for what belongs to no project.
    pub name: Option<String>,
    /// The provider of a model.
    pub provider_name: Option<String>,
    /// How much.
    pub sum: SpendingSum,
}

/// A part of a day's spending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpendingPart {
    /// The group it belongs to.
    pub key: String,
    /// What was spent.
    pub spent: Money,
}

/// What was spent on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SpendingDay {
    /// The day.
    pub day: LocalDay,
    /// How much in all.
    pub sum: SpendingSum,
    /// How much of that on which group; groups without spending are left out.
    pub parts: Vec<SpendingPart>,
}

/// What was spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Spending {
    /// The user's currency, in which everything is that could be converted.
    pub currency: Currency,
    /// How much in all.
    pub total: SpendingSum,
    /// On what, the most first.
    pub groups: Vec<SpendingGroup>,
    /// Every day asked for, the first first.
    pub days: Vec<SpendingDay>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_survives_its_text_and_nothing_else_is_one() {
        let day = LocalDay::new(2026, 3, 29);
        assert_eq!(day.to_string(), "2026-03-29");
        assert_eq!(LocalDay::try_from(day.to_string()), Ok(day));
        for text in [
            "",
            "2026-3-29",
            "2026-13-01",
            "2026-01-32",
            "2026-01-01-01",
            "26-01-01",
        ] {
            assert!(LocalDay::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
