//! What is wrong with a manifest, and where.

/// What is wrong at one place of a manifest, before its file and line are known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Fault(String);

impl Fault {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        fault.0
    }
}

/// Why a manifest cannot be used. Every variant names the file and the line (from 1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// It is not TOML, or has a field or value the format does not know.
    #[error("{file}:{line}: {message}")]
    Syntax {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// It is well-formed and contradicts itself.
    #[error("{file}:{line}: {message}")]
    Invalid {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// Two manifests have the same id.
    #[error("{file}:{line}: another manifest already has the id `{id}`")]
    DuplicateId {
        /// The later file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The id.
        id: String,
    },
}

impl ManifestError {
    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        match self {
            Self::Syntax { line, .. }
            | Self::Invalid { line, .. }
            | Self::DuplicateId { line, .. } => *line,
        }
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Syntax { message, .. } | Self::Invalid { message, .. } => message.clone(),
            Self::DuplicateId { id, .. } => format!("another manifest already has the id `{id}`"),
        }
    }
}
