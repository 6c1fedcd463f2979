//! Finding everything that people wrote and made: messages, conversations, assets, prompts and
//! transcripts, the newest first.
//!
//! What a search means is [`SearchQuery::matches`]. The tables `search_index` and
//! `search_entries` find the same without reading everything: [`index_some`] brings them up to
//! what triggers noted in `search_queue`, [`page`] reads them.

mod any_case;
mod document;
mod entries;
mod filter;
mod find;
mod hits;
mod index;
mod library;
mod query;
mod snippet;
mod text;
mod tokens;
mod words;

pub(crate) use any_case::containing;
pub use find::{SearchPage, page};
pub use index::{AT_ONCE, compact, index_some, unread};
pub(crate) use library::page_of_assets;
pub use query::SearchQuery;

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::SearchSubject;

use crate::{Columns, StoreError};

/// The id of whatever was found.
type AnyId = [u8; 16];

/// A row's `id` as bytes of no particular kind.
fn any_id(row: &SqliteRow) -> Result<AnyId, StoreError> {
    row.id::<AnyBytes>("id").map(|bytes| bytes.0)
}

struct AnyBytes(AnyId);

impl TryFrom<&[u8]> for AnyBytes {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

/// Ids as one JSON array, for `select unhex(value) from json_each(?)`.
fn json_ids<'a>(ids: impl IntoIterator<Item = &'a AnyId>) -> Result<String, StoreError> {
    let digits: Vec<String> = ids.into_iter().map(hex).collect();
    crate::rows::to_json(&digits)
}

/// The 32 digits of an id.
fn hex(id: &AnyId) -> String {
    use std::fmt::Write as _;
    let mut digits = String::with_capacity(32);
    for byte in id {
        // Writing to a string never fails.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The number that the tables know a subject by.
const fn number(subject: SearchSubject) -> i64 {
    match subject {
        SearchSubject::Message => 1,
        SearchSubject::Conversation => 2,
        SearchSubject::Asset => 3,
        SearchSubject::Prompt => 4,
        SearchSubject::Transcript => 5,
    }
}

fn from_number(number_found: i64) -> Option<SearchSubject> {
    SearchSubject::ALL
        .into_iter()
        .find(|subject| number(*subject) == number_found)
}

/// Reads rows of a statement that takes ids as JSON.
async fn rows_of(
    connection: &mut SqliteConnection,
    statement: &'static str,
    ids: &str,
) -> Result<Vec<SqliteRow>, StoreError> {
    Ok(sqlx::query(statement)
        .bind(ids.to_owned())
        .fetch_all(connection)
        .await?)
}
