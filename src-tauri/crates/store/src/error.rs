//! What can go wrong when reading and writing.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use studio_domain::{ErrorCode, IllegalTransition};

/// A situation in which the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database was made by a later version; it was left untouched.
    #[error(
        "This data was written by a newer studio: its database has version {found}, this studio knows versions up to {known}."
    )]
    NewerDatabase {
        /// The database's version.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The file is not a database or its content is damaged.
    #[error("the database is damaged: {reason}")]
    Damaged {
        /// What was found.
        reason: String,
    },
    /// A migration failed or left the database wrong; the copy made before it was put back.
    #[error("the database could not be brought to version {version}: {reason}")]
    MigrationFailed {
        /// The version that was to be reached.
        version: i64,
        /// What went wrong.
        reason: String,
    },
    /// The thing asked for does not exist or was deleted.
    #[error("the {what} is not there")]
    NotFound {
        /// What kind of thing it is.
        what: &'static str,
    },
    /// The ledger has no such edge.
    #[error(transparent)]
    IllegalTransition(#[from] IllegalTransition),
    /// A page was asked for with a cursor that no page gave out.
    #[error("the page cursor is not valid")]
    InvalidCursor,
    /// A search text beyond what can be matched.
    #[error("the search text is longer than {limit} characters")]
    SearchTooLong {
        /// The most characters a search may have.
        limit: usize,
    },
    /// A rule of the schema forbids the change.
    #[error("the database refused the change")]
    Constraint(#[source] sqlx::Error),
    /// Somebody else held the database for too long.
    #[error("the database is in use")]
    Busy(#[source] sqlx::Error),
    /// The disk or the quota is full.
    #[error("the disk is full")]
    StorageFull(#[source] Box<dyn Error + Send + Sync>),
    /// A stored value cannot be understood.
    #[error("the column {column} holds a value that cannot be read")]
    Decode {
        /// The column.
        column: &'static str,
        /// Why not.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A value cannot be written as JSON.
    #[error("a value cannot be written as JSON")]
    Encode(#[source] serde_json::Error),
    /// A file or folder could not be read or written.
    #[error("{} could not be used", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Any other answer of the database.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

/// SQLite's primary result codes that make a situation of their own.
mod sqlite_code {
    pub const BUSY: u32 = 5;
    pub const LOCKED: u32 = 6;
    pub const CORRUPT: u32 = 11;
    pub const FULL: u32 = 13;
    pub const CONSTRAINT: u32 = 19;
    pub const NOT_A_DATABASE: u32 = 26;
}

impl StoreError {
    /// The kind of the problem, for the window and for retry rules.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NewerDatabase { .. } | Self::Damaged { .. } | Self::MigrationFailed { .. } => {
                ErrorCode::DatabaseIncompatible
            }
            Self::NotFound { .. } => ErrorCode::NotFound,
            Self::IllegalTransition(_) | Self::Constraint(_) | Self::Busy(_) => ErrorCode::Conflict,
            Self::InvalidCursor | Self::SearchTooLong { .. } => ErrorCode::InvalidInput,
            Self::StorageFull(_) => ErrorCode::StorageFull,
            Self::Decode { .. } | Self::Encode(_) | Self::File { .. } | Self::Database(_) => {
                ErrorCode::Internal
            }
        }
    }

    /// A failed use of a file, told apart by whether the disk is full.
    pub(crate) fn file(path: impl Into<PathBuf>, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::StorageFull(source.into())
            }
            _ => Self::File {
                path: path.into(),
                source,
            },
        }
    }

    /// A stored value that makes no sense.
    pub(crate) fn decode(
        column: &'static str,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Decode {
            column,
            source: source.into(),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => return Self::Busy(error),
            sqlx::Error::Io(source) if source.kind() == io::ErrorKind::StorageFull => {
                return Self::StorageFull(error.into());
            }
            _ => {}
        }
        match primary_code(&error) {
            Some(sqlite_code::FULL) => Self::StorageFull(error.into()),
            Some(sqlite_code::BUSY | sqlite_code::LOCKED) => Self::Busy(error),
            Some(sqlite_code::CONSTRAINT) => Self::Constraint(error),
            Some(sqlite_code::CORRUPT | sqlite_code::NOT_A_DATABASE) => Self::Damaged {
                reason: error.to_string(),
            },
            _ => Self::Database(error),
        }
    }
}

/// The low byte of SQLite's extended result code.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|extended| extended & 0xff)
}

#[cfg(test)]
mod tests {
    use std::io;

    use studio_domain::{ErrorCode, GenerationState};

    use super::StoreError;

    #[test]
    fn a_full_disk_is_told_apart_from_other_file_errors() {
        let full = StoreError::file("x", io::ErrorKind::StorageFull.into());
        assert_eq!(full.code(), ErrorCode::StorageFull);
        let denied = StoreError::file("x", io::ErrorKind::PermissionDenied.into());
        assert_eq!(denied.code(), ErrorCode::Internal);
    }

    #[test]
    fn situations_have_the_codes_that_the_window_branches_on() {
        let newer = StoreError::NewerDatabase { found: 9, known: 1 };
        assert_eq!(newer.code(), ErrorCode::DatabaseIncompatible);
        let illegal = GenerationState::Succeeded
            .transition_to(GenerationState::Running)
            .map_err(StoreError::from);
        assert_eq!(
            illegal.map_err(|error| error.code()),
            Err(ErrorCode::Conflict)
        );
        assert_eq!(
            StoreError::NotFound { what: "message" }.code(),
            ErrorCode::NotFound
        );
        assert_eq!(StoreError::InvalidCursor.code(), ErrorCode::InvalidInput);
    }
}
