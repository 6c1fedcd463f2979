//! Finding the line of a value in a manifest's text.

use toml::de::{DeTable, DeValue};

use super::ManifestError;

/// A step on the way to a value.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<&String> for Step {
    fn from(key: &String) -> Self {
        Self::Key(key.clone())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// Builds the way to a value: `at!["models", 3, "prices"]`.
macro_rules! at {
    ($($step:expr),* $(,)?) => { &[$($crate::manifest::locate::Step::from($step)),*] };
}
pub(crate) use at;

/// A manifest's text with the place of every value in it.
pub(crate) struct Located<'text> {
    file: &'text str,
    text: &'text str,
    root: DeTable<'text>,
}

impl<'text> Located<'text> {
    pub(crate) fn parse(file: &'text str, text: &'text str) -> Result<Self, ManifestError> {
        match DeTable::parse(text) {
            Ok(root) => Ok(Self {
                file,
                text,
                root: root.into_inner(),
            }),
            Err(error) => Err(syntax_error(file, text, &error)),
        }
    }

    pub(crate) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, ManifestError> {
        toml::from_str(self.text).map_err(|error| syntax_error(self.file, self.text, &error))
    }

    /// An error at the value the steps lead to, or at the last one of them that exists.
    pub(crate) fn invalid(&self, steps: &[Step], message: impl Into<String>) -> ManifestError {
        ManifestError::Invalid {
            file: self.file.to_owned(),
            line: self.line(steps),
            message: message.into(),
        }
    }

    pub(crate) fn line(&self, steps: &[Step]) -> usize {
        line_at(self.text, self.offset(steps))
    }

    fn offset(&self, steps: &[Step]) -> usize {
        let Some((Step::Key(first), rest)) = steps.split_first() else {
            return 0;
        };
        let Some((key, value)) = self.root.get_key_value(first.as_str()) else {
            return 0;
        };
        let mut start = key.span().start;
        let mut value = value.get_ref();
        for step in rest {
            let next = match (step, value) {
                (Step::Key(name), DeValue::Table(table)) => table
                    .get_key_value(name.as_str())
                    .map(|(key, value)| (key.span().start, value)),
                (Step::Index(index), DeValue::Array(items)) => {
                    items.get(*index).map(|value| (value.span().start, value))
                }
                _ => None,
            };
            let Some((at, found)) = next else { break };
            start = at;
            value = found.get_ref();
        }
        start
    }
}

fn syntax_error(file: &str, text: &str, error: &toml::de::Error) -> ManifestError {
    ManifestError::Syntax {
        file: file.to_owned(),
        line: error.span().map_or(1, |span| line_at(text, span.start)),
        message: error.message().to_owned(),
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}
