//! What can go wrong with a provider, as one typed error with the provider's own words.

use std::error::Error;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use studio_domain::{ErrorCode, Problem};

/// The situation an error describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderErrorKind {
    /// No key is set and the provider needs one.
    KeyMissing,
    /// The key holds characters that no header can carry.
    KeyInvalid,
    /// Something given to this crate cannot be used as it is.
    InvalidInput,
    /// Nothing answers at the address: name, network, port or certificate.
    Unreachable,
    /// The server took too long to accept the connection or to begin its answer.
    Timeout,
    /// The answer began and stopped before its end.
    CutOff,
    /// A request that may have made something was sent and its answer lost.
    AnswerLost,
    /// The key was refused.
    Auth,
    /// Money or quota is used up.
    Quota,
    /// The provider asks to slow down.
    RateLimited,
    /// The model does not exist or is closed to this key.
    ModelUnavailable,
    /// The job is not, or no longer, known to the provider.
    JobUnknown,
    /// The provider declined the content.
    Refused,
    /// The provider called the request wrong.
    Rejected,
    /// The provider had a fault of its own.
    Unavailable,
    /// The answer could not be understood.
    Malformed,
    /// The answer is larger than the studio takes.
    TooLarge,
    /// The server sent the request on to a place it must not go to.
    Redirected,
    /// The address is one that an answer may not make the studio call.
    AddressRefused,
    /// A fault of the studio itself.
    Internal,
}

/// How far the request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sent {
    /// Nothing left this computer: repeating is safe.
    No,
    /// It may have arrived: repeating may pay twice.
    Maybe,
    /// The server answered it.
    Answered,
}

/// What an error says.
#[derive(Debug, Clone)]
pub struct ProviderFailure {
    /// The situation.
    pub kind: ProviderErrorKind,
    /// One sentence in plain words, the provider's own words in it.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The provider's own code for it.
    pub provider_code: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// How long the provider asks to wait, in milliseconds.
    pub retry_after_ms: Option<u32>,
    /// The raw answer without the key in it, at most 64 KiB.
    pub body: Option<String>,
    /// The id the provider gave the request.
    pub request_id: Option<String>,
    /// How far the request got.
    pub sent: Sent,
    /// Whether it is what became of the job that was asked about. Every other error of asking
    /// says nothing of the job, which may go on and end well.
    pub of_job: bool,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// Why a provider could not do what was asked. It never holds the key.
///
/// The fields are those of [`ProviderFailure`], reached through `Deref`; they live in a box so
/// that a `Result` stays small.
#[derive(Debug, Clone)]
pub struct ProviderError(Box<ProviderFailure>);

impl ProviderError {
    pub(crate) fn new(kind: ProviderErrorKind, sent: Sent, message: impl Into<String>) -> Self {
        Self(Box::new(ProviderFailure {
            kind,
            message: message.into(),
            hint: None,
            provider_code: None,
            status: None,
            retry_after_ms: None,
            body: None,
            request_id: None,
            sent,
            of_job: false,
            source: None,
        }))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ProviderErrorKind::InvalidInput, Sent::No, message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(ProviderErrorKind::Internal, Sent::No, message)
    }

    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new(ProviderErrorKind::Malformed, Sent::Answered, message)
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same as what became of the job that was asked about.
    pub(crate) fn of_its_job(mut self) -> Self {
        self.of_job = true;
        self
    }

    pub(crate) fn with_body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn with_source(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// The error as it must be told of a request that makes something: where it may have
    /// arrived, its answer is lost and not merely late.
    pub(crate) fn of_a_paid_request(mut self) -> Self {
        let unanswered = matches!(
            self.kind,
            ProviderErrorKind::Timeout | ProviderErrorKind::CutOff
        ) && self.sent != Sent::No;
        if unanswered {
            self.kind = ProviderErrorKind::AnswerLost;
            self.hint = Some(
                "It may have been made and charged all the same. Look at the provider's own \
                 history before sending it again."
                    .to_owned(),
            );
        }
        self
    }

    /// The kind of problem the window shows it as.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self.kind {
            ProviderErrorKind::KeyMissing => ErrorCode::KeyMissing,
            ProviderErrorKind::KeyInvalid
            | ProviderErrorKind::InvalidInput
            | ProviderErrorKind::AddressRefused => ErrorCode::InvalidInput,
            ProviderErrorKind::Unreachable => ErrorCode::Offline,
            ProviderErrorKind::Timeout => ErrorCode::Timeout,
            ProviderErrorKind::AnswerLost => ErrorCode::AnswerLost,
            ProviderErrorKind::Auth => ErrorCode::ProviderAuth,
            ProviderErrorKind::Quota => ErrorCode::ProviderQuota,
            ProviderErrorKind::RateLimited => ErrorCode::ProviderRateLimited,
            ProviderErrorKind::ModelUnavailable => ErrorCode::ModelUnavailable,
            ProviderErrorKind::JobUnknown => ErrorCode::NotFound,
            ProviderErrorKind::Refused => ErrorCode::ProviderRefused,
            ProviderErrorKind::Rejected => ErrorCode::ProviderRejected,
            ProviderErrorKind::CutOff | ProviderErrorKind::Unavailable => {
                ErrorCode::ProviderUnavailable
            }
            ProviderErrorKind::Malformed
            | ProviderErrorKind::TooLarge
            | ProviderErrorKind::Redirected => ErrorCode::ProviderMalformed,
            ProviderErrorKind::Internal => ErrorCode::Internal,
        }
    }

    /// The problem as it is stored with a generation and shown on its card.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem {
            code: self.code(),
            message: self.message.clone(),
            hint: self.hint.clone(),
            retry_after_ms: self.retry_after_ms,
            details: self.body.clone(),
            trace: self.request_id.clone(),
        }
    }

    /// Whether the same request may succeed later without anybody changing anything. It says
    /// nothing on whether repeating is safe: for that see [`ProviderFailure::sent`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            ProviderErrorKind::Unreachable
                | ProviderErrorKind::Timeout
                | ProviderErrorKind::CutOff
                | ProviderErrorKind::RateLimited
                | ProviderErrorKind::Unavailable
        )
    }
}

impl Deref for ProviderError {
    type Target = ProviderFailure;

    fn deref(&self) -> &ProviderFailure {
        &self.0
    }
}

impl DerefMut for ProviderError {
    fn deref_mut(&mut self) -> &mut ProviderFailure {
        &mut self.0
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for ProviderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn Error + 'static))
    }
}
