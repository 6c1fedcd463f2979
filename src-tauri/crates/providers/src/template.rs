//! Requests as a tree in the manifest: literals, and JSONPath expressions into what is known.
//!
//! A text leaf that begins with `$.` (or `$[`) is an expression and keeps the type of what it
//! finds; `$$` at the beginning stands for a literal `$`. What finds nothing drops its key, and
//! an object that lost all its keys so is dropped too. Nothing is ever pasted into text, so any
//! prompt arrives as it is.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::manifest::{Fault, Step};

/// A tree whose leaves are literals or expressions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Template {
    Literal(Value),
    Path(JsonPath),
    Object(Vec<(String, Template)>),
    Array(Vec<Template>),
}

/// A leaf that cannot be used.
#[derive(Debug)]
pub(crate) struct TemplateProblem {
    /// The way from the template's root to the leaf.
    pub(crate) steps: Vec<Step>,
    pub(crate) message: String,
}

impl Template {
    pub(crate) fn compile(value: &toml::Value) -> Result<Self, TemplateProblem> {
        match value {
            toml::Value::Table(table) => {
                let fields = table.iter().map(|(key, value)| {
                    Self::compile(value)
                        .map(|template| (key.clone(), template))
                        .map_err(|problem| problem.under(Step::from(key)))
                });
                Ok(Self::Object(fields.collect::<Result<_, _>>()?))
            }
            toml::Value::Array(items) => {
                let items = items.iter().enumerate().map(|(index, value)| {
                    Self::compile(value).map_err(|problem| problem.under(Step::from(index)))
                });
                Ok(Self::Array(items.collect::<Result<_, _>>()?))
            }
            toml::Value::String(text) => Self::leaf(text),
            toml::Value::Integer(number) => Ok(Self::Literal(Value::from(*number))),
            toml::Value::Float(number) => Ok(Self::Literal(Value::from(*number))),
            toml::Value::Boolean(flag) => Ok(Self::Literal(Value::from(*flag))),
            toml::Value::Datetime(time) => Ok(Self::Literal(Value::from(time.to_string()))),
        }
    }

    /// A single text as a template.
    pub(crate) fn leaf(text: &str) -> Result<Self, TemplateProblem> {
        if text.starts_with("$$") {
            return Ok(Self::Literal(Value::from(&text[1..])));
        }
        if text.starts_with("$.") || text.starts_with("$[") {
            return json_path(text)
                .map(Self::Path)
                .map_err(|fault| TemplateProblem {
                    steps: Vec::new(),
                    message: fault.into(),
                });
        }
        Ok(Self::Literal(Value::from(text)))
    }

    /// The tree with every expression replaced by what it finds in `context`; `None` where
    /// nothing is left.
    pub(crate) fn render(&self, context: &Value) -> Option<Value> {
        match self {
            Self::Literal(value) => Some(value.clone()),
            Self::Path(path) => find(path, context),
            Self::Object(fields) => {
                let rendered: Map<String, Value> = fields
                    .iter()
                    .filter_map(|(key, field)| Some((key.clone(), field.render(context)?)))
                    .collect();
                (fields.is_empty() || !rendered.is_empty()).then_some(Value::Object(rendered))
            }
            Self::Array(items) => {
                let rendered: Vec<Value> = items
                    .iter()
                    .filter_map(|item| item.render(context))
                    .collect();
                (items.is_empty() || !rendered.is_empty()).then_some(Value::Array(rendered))
            }
        }
    }

    /// What the expressions refer to.
    pub(crate) fn references(&self, found: &mut BTreeSet<Reference>) {
        match self {
            Self::Literal(_) => {}
            Self::Path(path) => {
                found.insert(Reference::of(&path.to_string()));
            }
            Self::Object(fields) => fields.iter().for_each(|(_, field)| field.references(found)),
            Self::Array(items) => items.iter().for_each(|item| item.references(found)),
        }
    }
}

/// What an expression refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reference {
    /// A parameter of the model, by its id.
    Parameter(String),
    /// Anything else, by its first name.
    Other(String),
}

impl Reference {
    /// Reads the beginning of a path such as `$['params']['size']` or `$.params.size`.
    fn of(path: &str) -> Self {
        let is_name = |character: char| character.is_alphanumeric() || character == '_';
        let mut names = path
            .split(|character| !is_name(character))
            .filter(|name| !name.is_empty());
        match (names.next(), names.next()) {
            (Some("params"), Some(id)) => Self::Parameter(id.to_owned()),
            (name, _) => Self::Other(name.unwrap_or(path).to_owned()),
        }
    }
}

impl TemplateProblem {
    fn under(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }
}

/// The expression that `text` writes, or a sentence on what is wrong with it.
pub(crate) fn json_path(text: &str) -> Result<JsonPath, Fault> {
    JsonPath::parse(text)
        .map_err(|error| Fault::new(format!("`{text}` is not a JSONPath: {error}")))
}

/// What an expression finds: nothing, the one value, or a list of several.
pub(crate) fn find(path: &JsonPath, context: &Value) -> Option<Value> {
    let nodes = path.query(context).all();
    match nodes.as_slice() {
        [] => None,
        [one] => Some((*one).clone()),
        several => Some(several.iter().map(|value| (*value).clone()).collect()),
    }
}

/// The path of a request under the base address, with places for ids.
///
/// An id is percent-encoded whole; a model's slashes stay, because several services name models
/// `owner/name` and mean path segments by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathTemplate(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Id,
    Model,
}

impl PathTemplate {
    pub(crate) fn compile(text: &str) -> Result<Self, Fault> {
        if !text.starts_with('/') {
            return Err(Fault::new(format!(
                "the path `{text}` must begin with a slash"
            )));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else {
                return Err(Fault::new(format!("the path `{text}` has an open brace")));
            };
            let piece = match &rest[open + 1..open + length] {
                "id" => Piece::Id,
                "model" => Piece::Model,
                other => {
                    return Err(Fault::new(format!(
                        "the path `{text}` knows no `{{{other}}}`"
                    )));
                }
            };
            pieces.push(Piece::Literal(rest[..open].to_owned()));
            pieces.push(piece);
            rest = &rest[open + length + 1..];
        }
        pieces.push(Piece::Literal(rest.to_owned()));
        Ok(Self(pieces))
    }

    pub(crate) fn needs_id(&self) -> bool {
        self.0.contains(&Piece::Id)
    }

    /// The path with its places filled; `None` for an id or model that would lead elsewhere
    /// (empty, or a segment of dots only).
    pub(crate) fn render(&self, id: &str, model: &str) -> Option<String> {
        let mut path = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Literal(text) => path.push_str(text),
                Piece::Id => path.push_str(&encoded_segment(id)?),
                Piece::Model => {
                    let segments: Option<Vec<_>> = model.split('/').map(encoded_segment).collect();
                    path.push_str(&segments?.join("/"));
                }
            }
        }
        Some(path)
    }
}

fn encoded_segment(text: &str) -> Option<String> {
    let leads_elsewhere = text.bytes().all(|byte| byte == b'.');
    (!leads_elsewhere).then(|| percent_encoded(text))
}

/// The text with everything but letters, digits and `-_.~` percent-encoded.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded
                    .extend(char::from_digit(u32::from(digit), 16).map(|d| d.to_ascii_uppercase()));
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn template(text: &str) -> Template {
        let table: toml::Table = toml::from_str(text).unwrap();
        Template::compile(&toml::Value::Table(table)).unwrap()
    }

    #[test]
    fn expressions_keep_types_and_missing_values_drop_their_keys() {
        let template = template(
            r#"
            model = "$.model"
            n = "$.params.count"
            size = "$.params.size"
            price = "$$.5"
            store = false
            reasoning = { effort = "$.params.effort" }
            text = { verbosity = "$.params.verbosity", kind = "plain" }
            empty = {}
            "#,
        );
        let context = json!({"model": "m", "params": {"count": 2}});
        assert_eq!(
            template.render(&context),
            Some(json!({
                "model": "m", "n": 2, "price": "$.5", "store": false,
                "text": {"kind": "plain"}, "empty": {},
            }))
        );
    }

    #[test]
    fn what_a_template_refers_to_is_known() {
        let template = template(
            r#"
            size = "$.params.size"
            nested = [{ effort = "$['params']['effort']" }]
            other = "$.prompt"
            literal = "$$.params.lost"
            "#,
        );
        let mut found = BTreeSet::new();
        template.references(&mut found);
        let parameter = |id: &str| Reference::Parameter(id.to_owned());
        let expected = [
            parameter("effort"),
            parameter("size"),
            Reference::Other("prompt".to_owned()),
        ];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_wrong_expression_names_its_place() {
        let table: toml::Table = toml::from_str("a = { b = \"$.[\" }").unwrap();
        let problem = Template::compile(&toml::Value::Table(table)).unwrap_err();
        assert_eq!(problem.steps.len(), 2);
        assert!(
            problem.message.contains("not a JSONPath"),
            "{}",
            problem.message
        );
    }

    #[test]
    fn ids_in_paths_are_encoded_and_cannot_climb() {
        let path = PathTemplate::compile("/tasks/{id}/result").unwrap();
        assert_eq!(
            path.render("a/b?c=%d e", "m").as_deref(),
            Some("/tasks/a%2Fb%3Fc%3D%25d%20e/result")
        );
        for wrong in ["", ".", ".."] {
            assert_eq!(path.render(wrong, "m"), None, "{wrong:?} was taken");
        }
        let path = PathTemplate::compile("/models/{model}/predictions").unwrap();
        assert_eq!(
            path.render("", "owner/na me").as_deref(),
            Some("/models/owner/na%20me/predictions")
        );
        assert_eq!(path.render("", "../admin"), None);
    }

    #[test]
    fn paths_with_unknown_places_are_refused() {
        for wrong in ["tasks", "/tasks/{id", "/tasks/{job}"] {
            assert!(PathTemplate::compile(wrong).is_err(), "{wrong:?} was taken");
        }
    }

    proptest! {
        #[test]
        fn any_prompt_arrives_unchanged(prompt in any::<String>(), id in "\\PC*") {
            let template = template("prompt = \"$.prompt\"\nmessages = [{ text = \"$.prompt\" }]");
            let context = json!({"prompt": prompt, "params": {"id": id}});
            let rendered = template.render(&context).unwrap();
            let wire: Value = serde_json::from_slice(&serde_json::to_vec(&rendered).unwrap()).unwrap();
            prop_assert_eq!(wire["prompt"].as_str(), Some(prompt.as_str()));
            prop_assert_eq!(wire["messages"][0]["text"].as_str(), Some(prompt.as_str()));
        }
    }
}
