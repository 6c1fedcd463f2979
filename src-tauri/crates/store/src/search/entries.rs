//! The table `search_entries`: what the index holds, each thing in the row of its second.

use sqlx::Row;
use studio_domain::{SearchSubject, UnixMillis};

use super::number;
use crate::{StoreError, WriteTx};

/// Rows that are looked at together for a free one.
const AT_ONCE: i64 = 1_024;

/// Where a subject's second has its row.
pub(super) fn row_of_second(subject: SearchSubject, second: i64) -> i64 {
    (number(subject) << 40) | second.clamp(0, (1 << 40) - 1)
}

/// The row behind all of a subject.
pub(super) fn end_of(subject: SearchSubject) -> i64 {
    (number(subject) + 1) << 40
}

/// The second of a moment.
pub(super) const fn second(moment: UnixMillis) -> i64 {
    moment.get().div_euclid(1_000)
}

/// Gives out free rows of one subject, in the order of their time.
#[derive(Debug)]
pub(super) struct FreeRows {
    subject: SearchSubject,
    /// The newest row and when its thing was made.
    newest: Option<(i64, i64)>,
    /// Rows that are taken, in order, up to `known_to`.
    taken: std::collections::VecDeque<i64>,
    known_to: i64,
    next: i64,
}

impl FreeRows {
    /// Looks up where the newest row stands.
    pub async fn of(tx: &mut WriteTx, subject: SearchSubject) -> Result<Self, StoreError> {
        let newest = sqlx::query(
            "select row, created_at from search_entries where row >= ?1 and row < ?2
             order by row desc limit 1",
        )
        .bind(row_of_second(subject, 0))
        .bind(end_of(subject))
        .fetch_optional(tx.connection())
        .await?
        .map(|row| Ok::<_, sqlx::Error>((row.try_get(0)?, row.try_get(1)?)))
        .transpose()?;
        Ok(Self {
            subject,
            newest,
            taken: std::collections::VecDeque::new(),
            known_to: 0,
            next: 0,
        })
    }

    /// The row for a thing made then: its second, or the next one that is free. Ask in the order
    /// of time.
    pub async fn take(&mut self, tx: &mut WriteTx, created_at: i64) -> Result<i64, StoreError> {
        let moment = UnixMillis::new(created_at);
        let mut row = row_of_second(self.subject, second(moment)).max(self.next);
        if let Some((newest, made_at)) = self.newest
            && made_at <= created_at
        {
            row = row.max(newest + 1);
        }
        loop {
            self.look_up(tx, row).await?;
            while self.taken.front().is_some_and(|taken| *taken < row) {
                self.taken.pop_front();
            }
            if self.taken.front() != Some(&row) {
                break;
            }
            row += 1;
        }
        self.next = row + 1;
        Ok(row)
    }

    async fn look_up(&mut self, tx: &mut WriteTx, row: i64) -> Result<(), StoreError> {
        if row < self.known_to {
            return Ok(());
        }
        self.taken = sqlx::query_scalar(
            "select row from search_entries where row >= ?1 and row < ?2 order by row limit ?3",
        )
        .bind(row)
        .bind(end_of(self.subject))
        .bind(AT_ONCE)
        .fetch_all(tx.connection())
        .await?
        .into();
        let is_all = self.taken.len() < usize::try_from(AT_ONCE).unwrap_or(0);
        self.known_to = match self.taken.back() {
            Some(last) if !is_all => last + 1,
            _ => i64::MAX,
        };
        Ok(())
    }
}
