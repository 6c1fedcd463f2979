//! What can go wrong with jobs.

use studio_domain::ErrorCode;
use studio_store::StoreError;

/// A situation in which the queue could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// The row is not leased to the caller any more: somebody else does the work, or did it.
    #[error("the job is no longer leased to this worker")]
    LeaseLost,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl JobsError {
    /// The kind of the problem.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::LeaseLost => ErrorCode::Conflict,
            Self::Store(error) => error.code(),
        }
    }
}

impl From<sqlx::Error> for JobsError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
