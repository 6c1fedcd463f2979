//! What can go wrong, as the window understands it.

use serde::{Deserialize, Serialize};

/// The kind of a problem. Grown only when the window or a retry rule branches on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// A fault of the studio itself.
    Internal,
    /// Something given to the studio cannot be used as it is.
    InvalidInput,
    /// The thing asked for is not there.
    NotFound,
    /// It changed or was taken in the meantime.
    Conflict,
    /// It was stopped on request.
    Cancelled,
    /// The studio ended while an answer was still streaming.
    Interrupted,
    /// The server could not be reached.
    Offline,
    /// The server took too long.
    Timeout,
    /// No key is set for a provider that needs one.
    KeyMissing,
    /// The provider refused the key.
    ProviderAuth,
    /// The provider asks to slow down.
    ProviderRateLimited,
    /// The provider wants money or the quota is used up.
    ProviderQuota,
    /// It would pass a budget that the user set.
    OverBudget,
    /// The provider declined the content.
    ProviderRefused,
    /// The provider called the request wrong.
    ProviderRejected,
    /// The provider had a fault of its own.
    ProviderUnavailable,
    /// The provider's answer could not be understood.
    ProviderMalformed,
    /// The model does not exist or is closed to this key.
    ModelUnavailable,
    /// The request was sent and its answer lost; a result may exist.
    AnswerLost,
    /// The disk is full.
    StorageFull,
    /// The database is newer than this version, or damaged.
    DatabaseIncompatible,
    /// No place to keep keys, or it is locked.
    KeychainUnavailable,
}

impl ErrorCode {
    /// The word the database and the window use, for example `provider-auth`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::InvalidInput => "invalid-input",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::KeyMissing => "key-missing",
            Self::ProviderAuth => "provider-auth",
            Self::ProviderRateLimited => "provider-rate-limited",
            Self::ProviderQuota => "provider-quota",
            Self::OverBudget => "over-budget",
            Self::ProviderRefused => "provider-refused",
            Self::ProviderRejected => "provider-rejected",
            Self::ProviderUnavailable => "provider-unavailable",
            Self::ProviderMalformed => "provider-malformed",
            Self::ModelUnavailable => "model-unavailable",
            Self::AnswerLost => "answer-lost",
            Self::StorageFull => "storage-full",
            Self::DatabaseIncompatible => "database-incompatible",
            Self::KeychainUnavailable => "keychain-unavailable",
        }
    }
}

/// A problem as it is stored with a generation and shown on its card. It never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Problem {
    /// Its kind.
    pub code: ErrorCode,
    /// What happened, one sentence in plain words.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// How long the provider asks to wait, in milliseconds.
    pub retry_after_ms: Option<u32>,
    /// The provider's raw answer, redacted, for the unfolded part of the card.
    pub details: Option<String>,
    /// Finds the matching lines in the log.
    pub trace: Option<String>,
}

impl Problem {
    /// A problem with a kind and a sentence and nothing else yet.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            retry_after_ms: None,
            details: None,
            trace: None,
        }
    }

    /// The same problem with advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem with the raw answer behind it.
    #[must_use]
    pub fn with_details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }
}
