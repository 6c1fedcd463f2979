//! Fetching what was made from the address that an answer gave: whole, or from where it broke off.

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use http::header::{
    CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderName, IF_RANGE, LAST_MODIFIED, RANGE,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::{Deserialize, Serialize};
use studio_domain::UnixMillis;
use url::Url;

use crate::connection::Connection;
use crate::endpoint::Endpoint;
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::Purpose;
use crate::providers::Providers;
use crate::time::moment;
use crate::transport::{Answer, Call};

/// What tells that a file is still the one that was begun. To be kept beside its beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    /// Its `ETag` or `Last-Modified`, where the server gave one that can be relied on.
    pub validator: Option<String>,
    /// The number of its bytes, where the server told.
    pub length: Option<u64>,
}

/// A file on its way.
pub struct Fetch {
    /// Where in the file the bytes begin: where the caller left off, or at 0 where the server
    /// sends all of it again.
    pub begins_at: u64,
    /// What to keep beside the bytes.
    pub mark: FileMark,
    /// The bytes. An error may be followed by another fetch from where they ended.
    pub pieces: BoxStream<'static, Result<Bytes, ProviderError>>,
}

impl Providers {
    /// Fetches a file from the address an answer gave. It must be `https` and public, or on the
    /// configured server itself; the key goes to the configured server only.
    ///
    /// # Errors
    /// [`ProviderError`], also through the stream.
    pub async fn download(
        &self,
        endpoint: &Endpoint,
        url: &Url,
    ) -> Result<BoxStream<'static, Result<Bytes, ProviderError>>, ProviderError> {
        let fetch = self.fetch(endpoint, url, 0, &FileMark::default()).await?;
        Ok(fetch.pieces)
    }

    /// As [`Providers::download`], where the first `have` bytes are here already and `mark` was
    /// kept with them. Where the server does not go on there, or has another file by now, all of
    /// it is sent again.
    ///
    /// # Errors
    /// As [`Providers::download`].
    pub async fn fetch(
        &self,
        endpoint: &Endpoint,
        url: &Url,
        have: u64,
        mark: &FileMark,
    ) -> Result<Fetch, ProviderError> {
        let connection = self.connection(self.manifest(endpoint)?, endpoint)?;
        let limit = self.http().config().download_limit;
        if have > 0 {
            let answer = ask(&connection, url, Some((have, mark))).await?;
            if let Some(fetch) = resumed(answer, have, mark, limit) {
                return Ok(fetch);
            }
            tracing::debug!(host = url.host_str(), have, "the file is fetched anew");
        }
        let answer = ask(&connection, url, None).await?;
        Ok(from_the_beginning(answer, limit))
    }
}

/// The answer to asking for the file. One that says that there is nothing behind the bytes that
/// are here is no error yet.
async fn ask(
    connection: &Connection,
    url: &Url,
    from: Option<(u64, &FileMark)>,
) -> Result<Answer, ProviderError> {
    let mut call: Call = connection.call(Method::GET, url.clone());
    call.accept = HeaderValue::from_static("*/*");
    if let Some((have, mark)) = from {
        let headers = &mut call.travelling_headers;
        put(headers, RANGE, &format!("bytes={have}-"));
        if let Some(validator) = &mark.validator {
            put(headers, IF_RANGE, validator);
        }
    }
    let answer = connection.http.send(&call).await?;
    let nothing_behind = from.is_some() && answer.status == StatusCode::RANGE_NOT_SATISFIABLE;
    if answer.status.is_success() || nothing_behind {
        return Ok(answer);
    }
    let error = connection.errors.read(Purpose::Download, answer).await;
    // The query of such an address may be as good as a key, so that it is not logged.
    tracing::warn!(host = url.host_str(), kind = ?error.kind, status = error.status, "not fetched");
    Err(error)
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The rest of a file, or all of it; nothing where it has to be asked for anew.
fn resumed(answer: Answer, have: u64, mark: &FileMark, limit: u64) -> Option<Fetch> {
    match answer.status {
        StatusCode::PARTIAL_CONTENT => {
            let range = content_range(&answer.headers)?;
            let same_length = mark.length.is_none_or(|known| range.total == Some(known));
            if range.begins_at != Some(have) || !same_length {
                return None;
            }
            let mark = FileMark {
                validator: validator(&answer.headers).or_else(|| mark.validator.clone()),
                length: range.total,
            };
            Some(fetch(answer, have, mark, limit))
        }
        // There is nothing behind what is here: it is all of it, if the length says so too.
        StatusCode::RANGE_NOT_SATISFIABLE => {
            let total = content_range(&answer.headers)?.total?;
            (total == have).then(|| Fetch {
                begins_at: have,
                mark: FileMark {
                    validator: mark.validator.clone(),
                    length: Some(total),
                },
                pieces: stream::empty().boxed(),
            })
        }
        _ => Some(from_the_beginning(answer, limit)),
    }
}

fn from_the_beginning(answer: Answer, limit: u64) -> Fetch {
    let mark = FileMark {
        validator: validator(&answer.headers),
        length: text(&answer.headers, &CONTENT_LENGTH).and_then(|length| length.parse().ok()),
    };
    fetch(answer, 0, mark, limit)
}

fn fetch(answer: Answer, begins_at: u64, mark: FileMark, limit: u64) -> Fetch {
    let state = Some((answer.body, begins_at));
    let pieces = stream::unfold(state, move |state| async move {
        let (mut body, before) = state?;
        let piece = match body.chunk().await {
            Ok(piece) => piece?,
            Err(error) => return Some((Err(error), None)),
        };
        let total = before + piece.len() as u64;
        if total > limit {
            let message = "The result is larger than the studio takes.";
            let error = ProviderError::new(ProviderErrorKind::TooLarge, Sent::Answered, message);
            return Some((Err(error), None));
        }
        Some((Ok(piece), Some((body, total))))
    });
    Fetch {
        begins_at,
        mark,
        pieces: pieces.boxed(),
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// What may be compared in `If-Range`: a weak tag may not.
fn validator(headers: &HeaderMap) -> Option<String> {
    let tag = text(headers, &ETAG).filter(|tag| !tag.is_empty() && !tag.starts_with("W/"));
    tag.or_else(|| text(headers, &LAST_MODIFIED))
        .map(str::to_owned)
}

/// What `Content-Range` says.
struct ContentRange {
    begins_at: Option<u64>,
    total: Option<u64>,
}

fn content_range(headers: &HeaderMap) -> Option<ContentRange> {
    let (range, total) = text(headers, &CONTENT_RANGE)?
        .strip_prefix("bytes ")?
        .split_once('/')?;
    Some(ContentRange {
        begins_at: range
            .split_once('-')
            .and_then(|(first, _)| first.parse().ok()),
        total: total.parse().ok(),
    })
}

/// When an address stops working, where it says so itself: as the stores of Amazon, Google,
/// Microsoft and others that understand the same words sign theirs.
#[must_use]
pub fn stated_expiry(url: &Url) -> Option<UnixMillis> {
    let find = |wanted: &str| {
        url.query_pairs()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.into_owned())
    };
    let signed = |store: &str| {
        let signed_at = compact_moment(&find(&format!("x-{store}-date"))?)?;
        let seconds: u32 = find(&format!("x-{store}-expires"))?.parse().ok()?;
        Some(signed_at.plus(i64::from(seconds) * 1_000))
    };
    let epoch = || {
        let seconds: u32 = find("expires")?.parse().ok()?;
        Some(UnixMillis::new(i64::from(seconds) * 1_000))
    };
    let azure = || {
        find("sig")?;
        moment(&find("se")?)
    };
    signed("amz")
        .or_else(|| signed("goog"))
        .or_else(epoch)
        .or_else(azure)
}

/// The moment in a text such as `20261126T150405Z`.
fn compact_moment(text: &str) -> Option<UnixMillis> {
    let part = |range: std::ops::Range<usize>| text.get(range);
    let (date, time) = (
        [part(0..4)?, part(4..6)?, part(6..8)?],
        [part(9..11)?, part(11..13)?, part(13..15)?],
    );
    moment(&format!("{}T{}Z", date.join("-"), time.join(":")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expiry(query: &str) -> Option<i64> {
        let url = Url::parse(&format!("https://files.example.com/a.png?{query}")).unwrap();
        stated_expiry(&url).map(UnixMillis::get)
    }

    #[test]
    fn signed_addresses_say_until_when_they_work() {
        let minute = 946_684_860_000;
        for query in [
            "X-Amz-Date=20000101T000000Z&X-Amz-Expires=60&X-Amz-Signature=x",
            "X-Goog-Date=20000101T000000Z&X-Goog-Expires=60",
            "Expires=946684860&Signature=x&Key-Pair-Id=y",
            "sv=2021&se=2000-01-01T00%3A01%3A00Z&sig=x",
        ] {
            assert_eq!(expiry(query), Some(minute), "{query}");
        }
        for query in [
            "",
            "expires=soon",
            "se=2000-01-01T00:01:00Z",
            "X-Amz-Date=2000",
        ] {
            assert_eq!(expiry(query), None, "{query}");
        }
    }

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_a_strong_tag_tells_that_a_file_is_the_same() {
        let strong = headers(&[(ETAG, "\"a\""), (LAST_MODIFIED, "yesterday")]);
        let weak = headers(&[(ETAG, "W/\"a\""), (LAST_MODIFIED, "yesterday")]);
        assert_eq!(validator(&strong).as_deref(), Some("\"a\""));
        assert_eq!(validator(&weak).as_deref(), Some("yesterday"));
        assert_eq!(validator(&HeaderMap::new()), None);
    }

    #[test]
    fn ranges_are_read_with_and_without_their_total() {
        let read = |value| {
            let range = content_range(&headers(&[(CONTENT_RANGE, value)]))?;
            Some((range.begins_at, range.total))
        };
        assert_eq!(read("bytes 5-9/10"), Some((Some(5), Some(10))));
        assert_eq!(read("bytes 5-9/*"), Some((Some(5), None)));
        assert_eq!(read("bytes */10"), Some((None, Some(10))));
        assert_eq!(read("pages 1-2/3"), None);
    }
}
