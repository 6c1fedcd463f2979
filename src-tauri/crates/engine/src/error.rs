//! Everything that can go wrong in the engine, and how it is told to a person.

use studio_domain::{ErrorCode, Problem, ProviderId};
use studio_jobs::JobsError;
use studio_media::MediaError;
use studio_providers::{AddressProblem, ManifestError, ParamProblem, ProviderError};
use studio_store::StoreError;

use crate::budgets::OverBudget;
use crate::keys::KeysError;
use crate::playback::PlaybackError;

/// An error of the engine.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The database or the blob store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The job queue.
    #[error(transparent)]
    Jobs(#[from] JobsError),
    /// A provider, or the way to it.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// A manifest that ships with the studio.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A parameter that the model does not take.
    #[error(transparent)]
    Param(#[from] ParamProblem),
    /// An address that cannot be used.
    #[error(transparent)]
    Address(#[from] AddressProblem),
    /// The place where keys are kept.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The server that plays sound and video.
    #[error(transparent)]
    Playback(#[from] PlaybackError),
    /// A media file.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// A media file, told to all that waited for it.
    #[error(transparent)]
    SharedMedia(std::sync::Arc<MediaError>),
    /// A provider made something else than was asked for.
    #[error("The provider sent {found} ({mime}) where {expected} was asked for.")]
    WrongOutput {
        /// What was asked for, with its article.
        expected: &'static str,
        /// What came, with its article.
        found: &'static str,
        /// Its type.
        mime: &'static str,
    },
    /// Reading or writing a file outside the database.
    #[error("{action} failed")]
    File {
        /// What was being done, for example `saving a copy`.
        action: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// Something given to the studio cannot be used as it is.
    #[error("{message}")]
    InvalidInput {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: &'static str,
    },
    /// The thing asked for is not there.
    #[error("{0} is not there any more.")]
    NotFound(&'static str),
    /// The library was moved to a folder that is not there now.
    #[error("The library lies in {}, and that is not there now.", .0.display())]
    LibraryAway(std::path::PathBuf),
    /// No manifest and no added server has this id any more.
    #[error("The provider `{0}` is not there any more.")]
    ProviderGone(ProviderId),
    /// No key is set for a provider that needs one.
    #[error("No key is set for {provider}.")]
    KeyMissing {
        /// The provider's name.
        provider: String,
    },
    /// The model is not offered by its provider any more.
    #[error("{provider} does not offer the model {model}.")]
    ModelUnavailable {
        /// The provider's name or id.
        provider: String,
        /// The model's id.
        model: String,
    },
    /// The provider was switched off.
    #[error("{provider} is switched off.")]
    ProviderOff {
        /// The provider's name.
        provider: String,
    },
    /// The provider asked for a pause that is not over.
    #[error("{provider} asked the studio to wait.")]
    Paused {
        /// The provider's name.
        provider: String,
        /// How long, in milliseconds.
        wait_ms: u32,
    },
    /// It would pass a budget.
    #[error(transparent)]
    OverBudget(#[from] Box<OverBudget>),
    /// The generation is in a state in which this cannot be done.
    #[error("{0}")]
    NotNow(&'static str),
    /// A chore that ended with a problem that was told already.
    #[error("{}", .0.message)]
    Chore(Problem),
    /// Work on another thread ended without an answer.
    #[error("a background task ended without an answer")]
    TaskLost,
}

impl EngineError {
    /// The same as it is stored and shown.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::Provider(error) => error.problem(),
            Self::Chore(problem) => problem.clone(),
            Self::Store(error) => storage_problem(error.code(), error),
            Self::File { source, .. } if is_full(source) => {
                storage_problem(ErrorCode::StorageFull, self)
            }
            Self::InvalidInput { message, hint } => {
                Problem::new(ErrorCode::InvalidInput, message.as_str()).with_hint(*hint)
            }
            Self::KeyMissing { .. } => Problem::new(ErrorCode::KeyMissing, self.to_string())
                .with_hint("Set a key in Settings under Providers."),
            Self::ModelUnavailable { .. } => {
                Problem::new(ErrorCode::ModelUnavailable, self.to_string()).with_hint(
                    "Choose another model, or refresh the provider's models in Settings.",
                )
            }
            Self::ProviderGone(_) => Problem::new(ErrorCode::NotFound, self.to_string()).with_hint(
                "Bring back its manifest or its server in Settings, or choose another model.",
            ),
            Self::OverBudget(_) => Problem::new(self.code(), self.to_string()).with_hint(
                "Raise the budget under Spending, wait until it begins anew, or choose something that costs less.",
            ),
            Self::Paused { wait_ms, .. } => Problem {
                retry_after_ms: Some(*wait_ms),
                ..Problem::new(self.code(), self.to_string())
            },
            Self::Media(error) => media_problem(error),
            Self::SharedMedia(error) => media_problem(error),
            Self::WrongOutput { .. } => Problem::new(self.code(), self.to_string())
                .with_hint("Try again, or choose another model."),
            Self::ProviderOff { .. } => Problem::new(self.code(), self.to_string())
                .with_hint("Switch it on in Settings under Providers, or choose another model."),
            Self::LibraryAway(_) => Problem::new(self.code(), self.to_string())
                .with_hint("Connect the disk it lies on, and start the studio again."),
            other => Problem::new(other.code(), sentence(other)),
        }
    }

    /// Whether the database and the disk may take at another try what they refused now. They will
    /// not where somebody else has the work, or where what it is about is gone or over.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        let (Self::Store(error) | Self::Jobs(JobsError::Store(error))) = self else {
            return false;
        };
        !matches!(
            error,
            StoreError::NotFound { .. } | StoreError::IllegalTransition(_)
        )
    }

    /// The kind of the error.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Store(error) => error.code(),
            Self::Jobs(error) => error.code(),
            Self::Provider(error) => error.code(),
            Self::Chore(problem) => problem.code,
            Self::Keys(error) => error.code(),
            Self::Param(_) | Self::Address(_) | Self::InvalidInput { .. } => {
                ErrorCode::InvalidInput
            }
            Self::Media(error) => media_code(error),
            Self::SharedMedia(error) => media_code(error),
            Self::WrongOutput { .. } => ErrorCode::ProviderMalformed,
            Self::NotFound(_) | Self::ProviderGone(_) | Self::LibraryAway(_) => ErrorCode::NotFound,
            Self::KeyMissing { .. } => ErrorCode::KeyMissing,
            Self::ModelUnavailable { .. } | Self::ProviderOff { .. } => ErrorCode::ModelUnavailable,
            Self::OverBudget(_) => ErrorCode::OverBudget,
            Self::Paused { .. } => ErrorCode::ProviderRateLimited,
            Self::NotNow(_) => ErrorCode::Conflict,
            Self::File { source, .. } if is_full(source) => ErrorCode::StorageFull,
            Self::File { .. } | Self::Manifest(_) | Self::Playback(_) | Self::TaskLost => {
                ErrorCode::Internal
            }
        }
    }
}

/// What the engine looks at came from a provider, so that is who sent what cannot be used.
fn media_code(error: &MediaError) -> ErrorCode {
    match error.code() {
        ErrorCode::InvalidInput => ErrorCode::ProviderMalformed,
        code => code,
    }
}

fn media_problem(error: &MediaError) -> Problem {
    match media_code(error) {
        ErrorCode::StorageFull => storage_problem(ErrorCode::StorageFull, error),
        ErrorCode::NotFound => Problem::new(ErrorCode::NotFound, "The file is not there any more."),
        code => Problem::new(code, sentence(error))
            .with_hint("Try again; if it happens again, the provider sends damaged files."),
    }
}

fn is_full(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
    )
}

fn storage_problem(code: ErrorCode, error: &dyn std::error::Error) -> Problem {
    match code {
        ErrorCode::StorageFull => Problem::new(code, "The disk is full.")
            .with_hint("Free some space; nothing that was made is lost.")
            .with_details(sentence(error)),
        ErrorCode::NotFound => Problem::new(code, "That is not there any more."),
        ErrorCode::DatabaseIncompatible => Problem::new(code, sentence(error))
            .with_hint("Update the studio, or choose another data folder."),
        _ => Problem::new(code, "The studio's own database did not accept that.")
            .with_hint("Try again; if it happens again, restart the studio.")
            .with_details(sentence(error)),
    }
}

/// The error and what caused it, as one line.
fn sentence(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = inner.source();
    }
    line
}
