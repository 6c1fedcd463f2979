//! An answer, read piece by piece with a limit on time and size.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use url::Url;

use crate::error::{ProviderError, ProviderErrorKind, Sent};

/// The headers in which providers name a request, the most specific first.
const REQUEST_ID_HEADERS: [&str; 4] = ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"];

/// The longest request id that is kept.
const REQUEST_ID_LENGTH: usize = 200;

/// How long the body of an error answer is waited for; its status has told the most.
const ERROR_PATIENCE: Duration = Duration::from_secs(10);

/// What a server answered, its body not yet read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// The address that answered, when a redirect led away from the one that was asked.
    pub(crate) redirected_to: Option<Url>,
}

impl Answer {
    pub(crate) fn request_id(&self) -> Option<String> {
        REQUEST_ID_HEADERS.iter().find_map(|name| {
            let value = self.headers.get(*name)?.to_str().ok()?;
            Some(value.chars().take(REQUEST_ID_LENGTH).collect())
        })
    }
}

/// The body of an answer.
#[derive(Debug)]
pub(crate) struct Body {
    response: reqwest::Response,
    idle: Duration,
    who: String,
}

impl Body {
    pub(super) fn new(response: reqwest::Response, idle: Duration, who: &str) -> Self {
        Self {
            response,
            idle,
            who: who.to_owned(),
        }
    }

    /// The next piece; `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, ProviderError> {
        match tokio::time::timeout(self.idle, self.response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => Err(self
                .cut_off("The connection broke.")
                .with_source(error.without_url())),
            Err(_) => {
                let silence = format!("Nothing came for {} seconds.", self.idle.as_secs());
                Err(self.cut_off(&silence))
            }
        }
    }

    /// An answer that stopped before its end.
    pub(crate) fn cut_off(&self, why: &str) -> ProviderError {
        let message = format!("The answer of {} was cut off. {why}", self.who);
        ProviderError::new(ProviderErrorKind::CutOff, Sent::Maybe, message)
            .with_hint("Check the connection and try again.")
    }

    /// All of it.
    pub(crate) async fn read(mut self, limit: usize) -> Result<Bytes, ProviderError> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if all.len() + chunk.len() > limit {
                let megabytes = limit / (1024 * 1024);
                let message = format!("The answer of {} is over {megabytes} MiB.", self.who);
                return Err(ProviderError::new(
                    ProviderErrorKind::TooLarge,
                    Sent::Answered,
                    message,
                ));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// The beginning of it, whatever happens on the way: for error answers.
    pub(crate) async fn read_beginning(mut self, limit: usize) -> Bytes {
        let mut beginning = BytesMut::new();
        self.idle = self.idle.min(ERROR_PATIENCE);
        let reading = async {
            while beginning.len() < limit {
                let Ok(Some(chunk)) = self.chunk().await else {
                    break;
                };
                beginning.extend_from_slice(&chunk);
            }
        };
        // What came until then is enough to tell the error.
        let _ = tokio::time::timeout(ERROR_PATIENCE, reading).await;
        beginning.truncate(limit);
        beginning.freeze()
    }
}
