//! The one place where errors become what the window is told.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;
use studio_domain::{ErrorCode, Problem};
use studio_engine::EngineError;

/// What a command answers when it fails: a [`Problem`] whose `trace` finds it in the log.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(transparent)]
pub struct CommandError(Problem);

impl CommandError {
    /// A fault of the studio or the system around it; the cause goes into the log.
    pub fn internal(cause: impl std::error::Error) -> Self {
        Self::logged(
            Problem::new(ErrorCode::Internal, "The system could not do that.")
                .with_details(cause.to_string()),
        )
    }

    /// A request the studio does not carry out.
    pub fn refused(message: &str) -> Self {
        Self::logged(Problem::new(ErrorCode::InvalidInput, message))
    }

    fn logged(mut problem: Problem) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let trace = format!(
            "{:x}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        tracing::warn!(
            trace,
            code = problem.code.as_str(),
            details = problem.details.as_deref(),
            "{}",
            problem.message
        );
        problem.trace = Some(trace);
        Self(problem)
    }
}

impl From<EngineError> for CommandError {
    fn from(error: EngineError) -> Self {
        Self::logged(error.problem())
    }
}
