//! Reading the index.

use std::collections::HashMap;

use sqlx::SqliteConnection;
use studio_domain::{PageRequest, SearchFilter, SearchHit, SearchSubject, UnixMillis};

use super::entries::{end_of, row_of_second, second};
use super::filter::{cost_bounds, expression, facts_of, is_for_assets, size_bounds};
use super::tokens::Fact;
use super::words::conditions;
use super::{AnyId, SearchQuery, any_id, document, hits};
use crate::{Columns, Store, StoreError, page};

/// Where the index cannot tell by itself, so many texts are read together.
const READ_TOGETHER: usize = 64;

/// A page of what was found of one subject.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchPage {
    /// What was found, newest first.
    pub hits: Vec<SearchHit>,
    /// Where the next page starts; absent on the last page.
    pub next: Option<String>,
}

/// A page of the things of one subject that match the query and the filter, newest first. The
/// filter's own subject is not looked at.
///
/// # Errors
/// [`StoreError::InvalidCursor`].
pub async fn page(
    store: &Store,
    subject: SearchSubject,
    query: &SearchQuery,
    filter: &SearchFilter,
    request: &PageRequest,
) -> Result<SearchPage, StoreError> {
    if subject != SearchSubject::Asset && is_for_assets(filter) {
        return Ok(SearchPage::default());
    }
    let mut snapshot = store.snapshot().await?;
    let connection = snapshot.connection();
    let bounds = Bounds::of(connection, subject, filter, request).await?;
    let facts = facts_of(filter);
    let found = find(connection, subject, query, &facts, bounds, request).await?;
    let cut = page::cut(request, found, |last| last.row.to_string());
    let hits = hits::of(store, connection, subject, query, cut.items).await?;
    Ok(SearchPage {
        hits,
        next: cut.next,
    })
}

/// Something found, with its texts where they were read.
#[derive(Debug)]
pub(super) struct Found {
    pub row: i64,
    pub id: AnyId,
    pub texts: Vec<String>,
}

/// What only the entries know exactly, and which rows they can be in.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    least_row: i64,
    before_row: i64,
    from: i64,
    before: i64,
    cost: Option<(String, i64, i64)>,
    size: Option<(i64, i64)>,
}

impl Bounds {
    /// The whole subject behind the page before.
    fn everything(subject: SearchSubject, request: &PageRequest) -> Result<Self, StoreError> {
        let end = end_of(subject);
        let before_row = match &request.cursor {
            None => end,
            Some(cursor) => cursor
                .parse::<i64>()
                .map_err(|_| StoreError::InvalidCursor)?
                .min(end),
        };
        Ok(Self {
            least_row: row_of_second(subject, 0),
            before_row,
            from: i64::MIN,
            before: i64::MAX,
            cost: None,
            size: None,
        })
    }

    pub async fn of(
        connection: &mut SqliteConnection,
        subject: SearchSubject,
        filter: &SearchFilter,
        request: &PageRequest,
    ) -> Result<Self, StoreError> {
        let mut bounds = Self::everything(subject, request)?;
        if let Some(from) = filter.from {
            bounds.from = from.get();
            // A row is never before its second.
            bounds.least_row = row_of_second(subject, second(from));
        }
        if let Some(before) = filter.before {
            let drift: i64 = sqlx::query_scalar("select seconds from search_drift")
                .fetch_one(connection)
                .await?;
            bounds.before = before.get();
            let last = second(UnixMillis::new(before.get().saturating_sub(1)));
            let end = row_of_second(subject, last.saturating_add(drift).saturating_add(1));
            bounds.before_row = bounds.before_row.min(end);
        }
        bounds.cost = filter.cost.map(|range| {
            let (least, most) = cost_bounds(&range);
            (range.currency.as_str().to_owned(), least, most)
        });
        bounds.size = filter.size.map(|range| size_bounds(&range));
        Ok(bounds)
    }
}

/// One more than the page holds of what matches, newest first.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    subject: SearchSubject,
    query: &SearchQuery,
    facts: &[Vec<Fact<'_>>],
    mut bounds: Bounds,
    request: &PageRequest,
) -> Result<Vec<Found>, StoreError> {
    let words = conditions(connection, query).await?;
    let expression = expression(words, facts);
    let wanted = page::limit(request) + 1;
    if !query.needs_text() {
        return look_up(connection, expression.as_deref(), &bounds, wanted).await;
    }
    let mut found = Vec::new();
    let together = wanted.max(READ_TOGETHER);
    loop {
        let candidates = look_up(connection, expression.as_deref(), &bounds, together).await?;
        let is_last = candidates.len() < together;
        if let Some(last) = candidates.last() {
            bounds.before_row = last.row;
        }
        let ids: Vec<AnyId> = candidates.iter().map(|candidate| candidate.id).collect();
        let mut texts: HashMap<AnyId, Vec<String>> =
            document::texts(connection, subject, &ids).await?;
        found.extend(candidates.into_iter().filter_map(|candidate| {
            let texts = texts.remove(&candidate.id).unwrap_or_default();
            let matches = query.matches(&texts);
            matches.then_some(Found { texts, ..candidate })
        }));
        if is_last || found.len() >= wanted {
            found.truncate(wanted);
            return Ok(found);
        }
    }
}

/// The join is driven by the index, which gives rows newest first and is asked no further than
/// the page goes.
macro_rules! matching {
    ($from:literal, $row:literal, $condition:literal) => {
        concat!(
            "select entry.row, entry.id from ",
            $from,
            " where ",
            $row,
            " >= ?2 and ",
            $row,
            " < ?3 and ",
            $condition,
            " and entry.created_at >= ?4 and entry.created_at < ?5
                and (?6 is null or entry.cost_currency = ?6 and entry.cost_nanos between ?7 and ?8)
                and (?9 is null or entry.byte_size between ?9 and ?10)
             order by ",
            $row,
            " desc limit ?11"
        )
    };
}

const BY_WORDS: &str = matching!(
    "search_index cross join search_entries as entry on entry.row = search_index.rowid",
    "search_index.rowid",
    "search_index match ?1"
);

const BY_ENTRIES: &str = matching!("search_entries as entry", "entry.row", "?1 is null");

async fn look_up(
    connection: &mut SqliteConnection,
    expression: Option<&str>,
    bounds: &Bounds,
    most: usize,
) -> Result<Vec<Found>, StoreError> {
    let statement = if expression.is_some() {
        BY_WORDS
    } else {
        BY_ENTRIES
    };
    let (currency, least_cost, most_cost) = bounds.cost.clone().unwrap_or_default();
    sqlx::query(statement)
        .bind(expression)
        .bind(bounds.least_row)
        .bind(bounds.before_row)
        .bind(bounds.from)
        .bind(bounds.before)
        .bind(bounds.cost.as_ref().map(|_| currency))
        .bind(least_cost)
        .bind(most_cost)
        .bind(bounds.size.map(|(least, _)| least))
        .bind(bounds.size.map(|(_, most)| most))
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?
        .iter()
        .map(|row| {
            Ok(Found {
                row: row.number("row")?,
                id: any_id(row)?,
                texts: Vec::new(),
            })
        })
        .collect()
}
