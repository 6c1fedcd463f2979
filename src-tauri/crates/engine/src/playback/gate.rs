//! Who may have which file: decides from the head of a request alone, before any file is looked
//! for.
//!
//! Every page in every browser on this computer can send requests to the port. None of them knows
//! the token, and those that say where they come from are refused even if they did.

use std::hint::black_box;

use http::header::{HOST, ORIGIN, REFERER};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use studio_domain::BlobHash;

/// What a request must have to be let through.
pub(super) struct Gate {
    /// `127.0.0.1:port`. Another name that resolves to this computer is somebody else's page.
    pub host: String,
    /// Unguessable, and new at every start.
    pub token: String,
    /// The origins of the app's own pages.
    pub allowed_origins: Vec<String>,
}

/// A request that was let through.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Admitted {
    /// The file it asks for.
    pub hash: BlobHash,
    /// The page that asks, when it said so: it may read what it gets.
    pub origin: Option<HeaderValue>,
}

impl Gate {
    /// Lets a request through or says with which status it is refused.
    pub fn admit(&self, request: &Parts) -> Result<Admitted, StatusCode> {
        if single(&request.headers, &HOST) != Some(self.host.as_bytes()) {
            return Err(StatusCode::FORBIDDEN);
        }
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let origin = self.admit_page(&request.headers)?;
        let hash = self.wanted(&request.uri).ok_or(StatusCode::NOT_FOUND)?;
        Ok(Admitted { hash, origin })
    }

    /// Checks what the request says of the page it comes from. A player that fetches by itself
    /// says nothing, and the app's page is another site than this server in a browser's eyes, so
    /// `Sec-Fetch-Site` cannot tell friend from foe; what the file is wanted for can.
    fn admit_page(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>, StatusCode> {
        let origin = headers.get(ORIGIN);
        let own_origin = origin.is_none_or(|origin| self.is_allowed(origin.as_bytes()));
        let single_origin = headers.get_all(ORIGIN).iter().count() <= 1;
        let own_referer = headers
            .get_all(REFERER)
            .iter()
            .all(|page| self.is_allowed_page(page.as_bytes()));
        let for_media = headers
            .get_all("sec-fetch-dest")
            .iter()
            .all(|purpose| is_media_purpose(purpose.as_bytes()));
        if own_origin && single_origin && own_referer && for_media {
            Ok(origin.cloned())
        } else {
            Err(StatusCode::FORBIDDEN)
        }
    }

    fn is_allowed(&self, origin: &[u8]) -> bool {
        self.allowed_origins
            .iter()
            .any(|allowed| allowed.as_bytes() == origin)
    }

    /// Whether the address of a page lies in an allowed origin.
    fn is_allowed_page(&self, page: &[u8]) -> bool {
        self.allowed_origins.iter().any(|allowed| {
            page.strip_prefix(allowed.as_bytes())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
        })
    }

    /// The file that an address names: exactly `/token/hash`, byte for byte. Nothing is decoded
    /// or cleaned up, so there is nothing to trick.
    fn wanted(&self, uri: &Uri) -> Option<BlobHash> {
        if uri.authority().is_some() || uri.query().is_some() {
            return None;
        }
        let (token, hash) = uri.path().strip_prefix('/')?.split_once('/')?;
        let hash = hash.parse().ok()?;
        is_same_secret(token, &self.token).then_some(hash)
    }
}

/// The value of a header that is there exactly once.
fn single<'a>(headers: &'a HeaderMap, name: &http::HeaderName) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    values.next().is_none().then(|| value.as_bytes())
}

/// What a page may want a file for: to show, to play, or to read it.
fn is_media_purpose(purpose: &[u8]) -> bool {
    matches!(
        purpose,
        b"audio" | b"video" | b"image" | b"track" | b"empty"
    )
}

/// Compares in a time that does not tell how much of the guess is right.
fn is_same_secret(guess: &str, secret: &str) -> bool {
    let differences = guess
        .bytes()
        .zip(secret.bytes())
        .fold(0, |seen, (one, other)| black_box(seen | (one ^ other)));
    guess.len() == secret.len() && differences == 0
}
