//! What can go wrong here, each in words that say what to do next.

use std::fmt;
use std::io;

#[derive(Debug)]
pub enum Failure {
    /// The command line was wrong.
    Usage(String),
    /// The operating system refused something.
    Io { doing: String, source: io::Error },
    /// A program ended with an error; its own output has already said why.
    Program { line: String, code: Option<i32> },
    /// Something this machine lacks, with what to install.
    Missing(String),
    /// A check found faults, which are already printed.
    Findings { check: &'static str, count: usize },
    /// Steps that failed, by name.
    Steps(Vec<&'static str>),
    /// What was expected did not come about.
    Unmet(String),
}

impl Failure {
    /// For `map_err` on file and process operations.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Missing(text) | Self::Unmet(text) => out.write_str(text),
            Self::Io { doing, source } => write!(out, "{doing}: {source}"),
            Self::Program {
                line,
                code: Some(code),
            } => write!(out, "`{line}` ended with {code}"),
            Self::Program { line, code: None } => write!(out, "`{line}` was killed by a signal"),
            Self::Findings { check, count: 1 } => write!(out, "1 finding of {check}"),
            Self::Findings { check, count } => write!(out, "{count} findings of {check}"),
            Self::Steps(names) => write!(out, "failed: {}", names.join(", ")),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
