//! What happens is written to the console and, as JSON, to a file a day in the log folder.
//!
//! Secrets cannot get there: they travel as [`studio_domain::Secret`], which prints as stars.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

/// How many days of logs are kept.
const KEPT_FILES: usize = 7;
/// What is logged unless `STUDIO_LOG` says otherwise.
const USUAL: &str = "info,sqlx=warn,hyper=warn,zbus=warn";

/// Why there is no log file.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The folder cannot be made.
    #[error("the log folder cannot be made")]
    Folder(#[from] std::io::Error),
    /// The file cannot be opened.
    #[error("the log file cannot be opened")]
    File(#[from] InitError),
}

/// Starts logging. What is still buffered is written when the guard is dropped.
///
/// # Errors
/// When the log folder cannot be written.
pub fn start(folder: &Path) -> Result<WorkerGuard, LogError> {
    // The appender looks through the folder for old files before it makes it.
    std::fs::create_dir_all(folder)?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("studio")
        .filename_suffix("jsonl")
        .max_log_files(KEPT_FILES)
        .build(folder)?;
    let (file, guard) = tracing_appender::non_blocking(file);
    let filter = EnvFilter::try_from_env("STUDIO_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    let started = tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_writer(std::io::stderr).with_target(true))
        .with(fmt::layer().json().with_writer(file))
        .try_init();
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
    Ok(guard)
}
