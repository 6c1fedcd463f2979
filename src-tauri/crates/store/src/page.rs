//! Paging by key: a cursor is the key of the last item of the page before.

use std::fmt::Display;
use std::str::FromStr;

use studio_domain::{Page, PageRequest, UnixMillis};

use crate::StoreError;

/// Sorts after every id, so that "before the cursor" holds for a first page too.
pub(crate) const AFTER_EVERY_ID: [u8; 16] = [0xff; 16];

/// Sorts before every id made at this moment or later, and after every id made before it.
pub(crate) fn first_id_at(moment: UnixMillis) -> [u8; 16] {
    let millis = u64::try_from(moment.get()).unwrap_or(0).to_be_bytes();
    let mut id = [0; 16];
    id[..6].copy_from_slice(&millis[2..]);
    id
}

/// How many items the request may have.
pub(crate) fn limit(request: &PageRequest) -> usize {
    usize::try_from(request.limit.clamp(1, 500)).unwrap_or(500)
}

/// The limit to give to SQL: one more than asked for tells whether another page follows.
pub(crate) fn sql_limit(request: &PageRequest) -> i64 {
    i64::try_from(limit(request)).unwrap_or(500) + 1
}

/// Where a list ordered by id, newest first, goes on: before this id.
pub(crate) fn before_id<T: FromStr + AsIdBytes>(
    request: &PageRequest,
) -> Result<[u8; 16], StoreError> {
    match &request.cursor {
        None => Ok(AFTER_EVERY_ID),
        Some(cursor) => cursor
            .parse::<T>()
            .map(|id| id.id_bytes())
            .map_err(|_| StoreError::InvalidCursor),
    }
}

/// Where a list ordered by a time and an id, newest first, goes on.
pub(crate) fn before_time_and_id<T: FromStr + AsIdBytes>(
    request: &PageRequest,
) -> Result<(i64, [u8; 16]), StoreError> {
    let Some(cursor) = &request.cursor else {
        return Ok((i64::MAX, AFTER_EVERY_ID));
    };
    let (time, id) = cursor.split_once(':').ok_or(StoreError::InvalidCursor)?;
    let time = time.parse().map_err(|_| StoreError::InvalidCursor)?;
    let id = id.parse::<T>().map_err(|_| StoreError::InvalidCursor)?;
    Ok((time, id.id_bytes()))
}

/// The cursor of [`before_time_and_id`].
pub(crate) fn time_and_id(time: i64, id: impl Display) -> String {
    format!("{time}:{id}")
}

/// Cuts off the item that was read only to see whether another page follows.
pub(crate) fn cut<T>(
    request: &PageRequest,
    mut items: Vec<T>,
    cursor: impl FnOnce(&T) -> String,
) -> Page<T> {
    let limit = limit(request);
    let next = if items.len() > limit {
        items.truncate(limit);
        items.last().map(cursor)
    } else {
        None
    };
    Page { items, next }
}

/// Ids whose bytes a cursor can carry.
pub(crate) trait AsIdBytes {
    /// The 16 bytes.
    fn id_bytes(&self) -> [u8; 16];
}

macro_rules! as_id_bytes {
    ($($id:ty),+) => {$(
        impl AsIdBytes for $id {
            fn id_bytes(&self) -> [u8; 16] {
                *self.as_bytes()
            }
        }
    )+};
}

as_id_bytes!(
    studio_domain::AssetId,
    studio_domain::ConversationId,
    studio_domain::GenerationId
);
