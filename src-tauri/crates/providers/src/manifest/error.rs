//! What is wrong with a manifest, and where.

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
