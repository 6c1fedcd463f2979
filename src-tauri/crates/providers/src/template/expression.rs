//! Expressions: JSONPath (RFC 9535) into what is known when a request is built.

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::manifest::Fault;

/// A JSONPath, and whether it can find several values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expression {
    path: JsonPath,
    finds_several: bool,
}

impl Expression {
    pub(crate) fn compile(text: &str) -> Result<Self, Fault> {
        Ok(Self {
            path: json_path(text)?,
            finds_several: finds_several(text),
        })
    }

    /// Whether it can find several values, and so makes a list.
    pub(crate) fn finds_several(&self) -> bool {
        self.finds_several
    }

    /// Everything it finds, in order.
    pub(crate) fn all(&self, context: &Value) -> Vec<Value> {
        self.path
            .query(context)
            .iter()
            .map(|value| (*value).clone())
            .collect()
    }

    /// What it stands for: the one value, or a list where it can find several; `None` where it
    /// finds nothing.
    pub(crate) fn value(&self, context: &Value) -> Option<Value> {
        if self.finds_several {
            let all = self.all(context);
            return (!all.is_empty()).then_some(Value::Array(all));
        }
        self.path.query(context).first().cloned()
    }

    /// What it refers to.
    pub(crate) fn reference(&self) -> Reference {
        Reference::of(&self.path.to_string())
    }
}

/// RFC 9535 calls a path singular when it has names and indices only.
fn finds_several(text: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    for character in text.chars() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None => match character {
                '\'' | '"' => quote = Some(character),
                '*' | '?' | ':' | ',' => return true,
                '.' if before == '.' => return true,
                _ => {}
            },
        }
        before = character;
    }
    false
}

/// What an expression refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reference {
    /// A parameter of the model, by its id.
    Parameter(String),
    /// An input of the model, by its slot.
    Input(String),
    /// A constant of the model, by its name.
    Value(String),
    /// Anything else, by its first name.
    Other(String),
}

impl Reference {
    /// The name that is referred to.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Parameter(name) | Self::Input(name) | Self::Value(name) | Self::Other(name) => {
                name
            }
        }
    }

    /// Reads the beginning of a path such as `$['params']['size']` or `$.params.size`.
    pub(super) fn of(path: &str) -> Self {
        let is_name = |character: char| character.is_alphanumeric() || character == '_';
        let mut names = path
            .split(|character| !is_name(character))
            .filter(|name| !name.is_empty());
        match (names.next(), names.next()) {
            (Some("params"), Some(id)) => Self::Parameter(id.to_owned()),
            (Some("inputs"), Some(id)) => Self::Input(id.to_owned()),
            (Some("values"), Some(id)) => Self::Value(id.to_owned()),
            (name, _) => Self::Other(name.unwrap_or(path).to_owned()),
        }
    }
}

/// The path that `text` writes, or a sentence on what is wrong with it.
pub(crate) fn json_path(text: &str) -> Result<JsonPath, Fault> {
    JsonPath::parse(text)
        .map_err(|error| Fault::new(format!("`{text}` is not a JSONPath: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_names_and_indices_finds_one_value() {
        for one in ["$.a.b", "$.a[0].b", "$['a, b']", "$", "$.a[-1]"] {
            assert!(!finds_several(one), "{one}");
        }
        for several in ["$.a[*]", "$..a", "$.a[?@.b]", "$.a[0:2]", "$.a[0,1]"] {
            assert!(finds_several(several), "{several}");
        }
    }
}
