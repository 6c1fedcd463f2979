//! Which bytes of a file answer a request, and under which headers.
//!
//! Pure: it knows the file's size, type and hash, and touches neither disk nor network. Both the
//! playback server and the protocol that shows pictures answer with it.

use http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use studio_domain::BlobHash;

/// A hash names bytes that never change, but they are the user's own.
const FOREVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// Whatever the bytes are, they are no page: opened as one they can neither run nor load anything.
const NO_PAGE: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

/// The bytes of a file that make up the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first byte, counted from the beginning of the file.
    pub start: u64,
    /// How many bytes; 0 when the answer has no body.
    pub length: u64,
}

/// An answer without its body.
#[derive(Debug)]
pub struct MediaHead {
    /// Status and headers.
    pub response: Response<()>,
    /// The bytes to send after them.
    pub window: Window,
}

/// The answer to a request for a file of `size` bytes, where `range` is the value of the `Range`
/// header.
///
/// One range is honoured for `GET`. A request for several, one that makes no sense, and any for
/// another method are answered with the whole file, as RFC 9110 (section 14) allows. Methods other
/// than `GET` and `HEAD` are refused.
#[must_use]
pub fn respond(
    method: &Method,
    range: Option<&str>,
    size: u64,
    mime: &str,
    hash: &BlobHash,
) -> MediaHead {
    let whole = Window {
        start: 0,
        length: size,
    };
    match (method, range.map(|range| parse(range, size))) {
        (&Method::GET, Some(Asked::Part(part))) => partial(part, size, mime, hash),
        (&Method::GET, Some(Asked::BeyondTheEnd)) => unsatisfiable(size),
        (&Method::GET, _) => head(StatusCode::OK, whole, mime, hash),
        (&Method::HEAD, _) => MediaHead {
            window: Window {
                start: 0,
                length: 0,
            },
            ..head(StatusCode::OK, whole, mime, hash)
        },
        _ => refused(),
    }
}

/// Whether a range may be honoured, given the value of the `If-Range` header: only while the
/// caller's copy is of the same bytes.
#[must_use]
pub fn is_same_copy(if_range: Option<&str>, hash: &BlobHash) -> bool {
    if_range.is_none_or(|tag| tag == entity_tag(hash))
}

fn entity_tag(hash: &BlobHash) -> String {
    format!("\"{hash}\"")
}

enum Asked {
    Whole,
    Part(Window),
    BeyondTheEnd,
}

fn parse(range: &str, size: u64) -> Asked {
    let one = range
        .split_once('=')
        .filter(|(unit, _)| unit.trim().eq_ignore_ascii_case("bytes"))
        .and_then(|(_, ranges)| ranges.trim().split_once('-'));
    let Some((first, last)) = one else {
        return Asked::Whole;
    };
    match (Number::of(first), Number::of(last)) {
        (Number::Is(first), Number::Is(last)) if first <= last => part(first, last, size),
        (Number::Is(first), Number::Missing) => part(first, u64::MAX, size),
        (Number::Missing, Number::Is(0)) => Asked::BeyondTheEnd,
        (Number::Missing, Number::Is(suffix)) => part(size.saturating_sub(suffix), u64::MAX, size),
        _ => Asked::Whole,
    }
}

/// The bytes from `first` to `last`, both counted in, as far as the file reaches.
fn part(first: u64, last: u64, size: u64) -> Asked {
    if first >= size {
        return Asked::BeyondTheEnd;
    }
    Asked::Part(Window {
        start: first,
        length: last.min(size - 1) - first + 1,
    })
}

/// One end of a range.
enum Number {
    Missing,
    Is(u64),
    Wrong,
}

impl Number {
    fn of(text: &str) -> Self {
        match text.trim() {
            "" => Self::Missing,
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                // Only too many digits can fail, and no file is longer than what fits.
                Self::Is(digits.parse().unwrap_or(u64::MAX))
            }
            _ => Self::Wrong,
        }
    }
}

fn head(status: StatusCode, window: Window, mime: &str, hash: &BlobHash) -> MediaHead {
    let mut head = bare(status, window);
    let headers = head.response.headers_mut();
    headers.insert(CONTENT_TYPE, media_type(mime));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CACHE_CONTROL, FOREVER);
    set(headers, ETAG, &entity_tag(hash));
    head
}

fn partial(window: Window, size: u64, mime: &str, hash: &BlobHash) -> MediaHead {
    let mut head = head(StatusCode::PARTIAL_CONTENT, window, mime, hash);
    let Window { start, length } = window;
    let range = format!("bytes {start}-{}/{size}", start + length - 1);
    set(head.response.headers_mut(), CONTENT_RANGE, &range);
    head
}

fn unsatisfiable(size: u64) -> MediaHead {
    let nothing = Window {
        start: 0,
        length: 0,
    };
    let mut head = bare(StatusCode::RANGE_NOT_SATISFIABLE, nothing);
    let range = format!("bytes */{size}");
    set(head.response.headers_mut(), CONTENT_RANGE, &range);
    head
}

fn refused() -> MediaHead {
    let nothing = Window {
        start: 0,
        length: 0,
    };
    let mut head = bare(StatusCode::METHOD_NOT_ALLOWED, nothing);
    let allowed = HeaderValue::from_static("GET, HEAD");
    head.response.headers_mut().insert(ALLOW, allowed);
    head
}

/// What every answer says.
fn bare(status: StatusCode, window: Window) -> MediaHead {
    let mut response = Response::new(());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, window.length.into());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, NO_PAGE);
    MediaHead { response, window }
}

/// The type as recorded, if it is one of media; anything else is just bytes.
fn media_type(mime: &str) -> HeaderValue {
    let is_media = ["image/", "audio/", "video/"]
        .iter()
        .any(|kind| mime.starts_with(kind));
    let bytes = HeaderValue::from_static("application/octet-stream");
    match HeaderValue::from_str(mime) {
        Ok(value) if is_media => value,
        _ => bytes,
    }
}

fn set(headers: &mut HeaderMap, name: http::HeaderName, text: &str) {
    // Digits, quotes and spaces always make a header.
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: BlobHash = BlobHash::new([0xab; 32]);

    fn get(range: &str, size: u64) -> (u16, Window, Option<String>) {
        let head = respond(&Method::GET, Some(range), size, "video/mp4", &HASH);
        let content_range = head.response.headers().get(CONTENT_RANGE);
        let content_range = content_range.map(|value| value.to_str().unwrap().to_owned());
        (head.response.status().as_u16(), head.window, content_range)
    }

    fn window(start: u64, length: u64) -> Window {
        Window { start, length }
    }

    #[test]
    fn one_range_gives_its_bytes() {
        for (range, expected, content_range) in [
            ("bytes=0-9", window(0, 10), "bytes 0-9/100"),
            ("bytes=90-", window(90, 10), "bytes 90-99/100"),
            ("bytes=-10", window(90, 10), "bytes 90-99/100"),
            ("bytes=-1000", window(0, 100), "bytes 0-99/100"),
            ("bytes=99-5000", window(99, 1), "bytes 99-99/100"),
            ("Bytes = 5-5", window(5, 1), "bytes 5-5/100"),
            (
                "bytes=0-99999999999999999999999",
                window(0, 100),
                "bytes 0-99/100",
            ),
        ] {
            let content_range = Some(content_range.to_owned());
            assert_eq!(get(range, 100), (206, expected, content_range), "{range}");
        }
    }

    #[test]
    fn a_range_beyond_the_end_says_how_long_the_file_is() {
        for range in [
            "bytes=100-",
            "bytes=100-200",
            "bytes=-0",
            "bytes=99999999999999999999999-",
        ] {
            let expected = (416, window(0, 0), Some("bytes */100".to_owned()));
            assert_eq!(get(range, 100), expected, "{range}");
        }
        assert_eq!(get("bytes=0-", 0).0, 416, "an empty file has no first byte");
    }

    #[test]
    fn what_makes_no_sense_gives_the_whole_file() {
        for range in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1-2-3",
            "bytes=0-1,5-6",
            "lines=0-1",
            "bytes 0-1",
        ] {
            assert_eq!(get(range, 100), (200, window(0, 100), None), "{range}");
        }
    }

    #[test]
    fn head_tells_the_length_and_sends_nothing() {
        for range in [None, Some("bytes=0-1"), Some("bytes=900-")] {
            let head = respond(&Method::HEAD, range, 100, "audio/wav", &HASH);
            assert_eq!(head.response.status(), StatusCode::OK);
            assert_eq!(head.response.headers()[CONTENT_LENGTH], "100");
            assert_eq!(head.window.length, 0);
        }
    }

    #[test]
    fn other_methods_are_refused() {
        let head = respond(&Method::POST, None, 100, "audio/wav", &HASH);
        assert_eq!(head.response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(head.response.headers()[ALLOW], "GET, HEAD");
    }

    #[test]
    fn only_media_types_are_told() {
        for (mime, told) in [
            ("image/webp", "image/webp"),
            ("text/html", "application/octet-stream"),
            ("audio/wav\r\nset-cookie: a=b", "application/octet-stream"),
        ] {
            let head = respond(&Method::GET, None, 1, mime, &HASH);
            assert_eq!(head.response.headers()[CONTENT_TYPE], told);
            assert_eq!(head.response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }

    #[test]
    fn a_range_of_another_copy_is_not_honoured() {
        let tag = format!("\"{}\"", "ab".repeat(32));
        assert!(is_same_copy(None, &HASH));
        assert!(is_same_copy(Some(&tag), &HASH));
        for other in [
            "\"cd\"".to_owned(),
            format!("W/{tag}"),
            "Wed, 21 Oct 2026 07:28:00 GMT".to_owned(),
        ] {
            assert!(!is_same_copy(Some(&other), &HASH), "{other}");
        }
    }
}
