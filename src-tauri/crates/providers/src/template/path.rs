//! The path of a request under the base address, with places for what is known.

use std::collections::BTreeSet;

use serde_json::Value;

use super::expression::{Expression, Reference};
use crate::manifest::Fault;

/// The path of a request under the base address, with places such as `{id}` or `{params.voice}`.
///
/// What fills a place is percent-encoded whole; the slashes of a model, of a model's constants and
/// of `{id_path}` stay, because several services name things `owner/name` and mean path segments.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PathTemplate(Vec<Piece>);

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Literal(String),
    Place {
        expression: Expression,
        keeps_slashes: bool,
    },
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
            let name = &rest[open + 1..open + length];
            pieces.push(Piece::Literal(rest[..open].to_owned()));
            pieces.push(Piece::place(text, name)?);
            rest = &rest[open + length + 1..];
        }
        pieces.push(Piece::Literal(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// What fills the places.
    pub(crate) fn references(&self, found: &mut BTreeSet<Reference>) {
        found.extend(self.0.iter().filter_map(|piece| match piece {
            Piece::Literal(_) => None,
            Piece::Place { expression, .. } => Some(expression.reference()),
        }));
    }

    /// The path with its places filled; `None` where a place stays empty or would lead elsewhere
    /// (a segment of dots only).
    pub(crate) fn render(&self, context: &Value) -> Option<String> {
        let mut path = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Literal(text) => path.push_str(text),
                Piece::Place {
                    expression,
                    keeps_slashes,
                } => {
                    let text = match expression.value(context)? {
                        Value::String(text) => text,
                        Value::Number(number) => number.to_string(),
                        _ => return None,
                    };
                    if *keeps_slashes {
                        let segments: Option<Vec<_>> =
                            text.split('/').map(encoded_segment).collect();
                        path.push_str(&segments?.join("/"));
                    } else {
                        path.push_str(&encoded_segment(&text)?);
                    }
                }
            }
        }
        Some(path)
    }
}

impl Piece {
    fn place(path: &str, name: &str) -> Result<Self, Fault> {
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let parts: Vec<&str> = name.split('.').collect();
        let known = match parts.as_slice() {
            ["id" | "id_path" | "model" | "client_id" | "idempotency_key"] => true,
            ["params" | "values", part] => plain(part),
            ["polled", rest @ ..] => !rest.is_empty() && rest.iter().all(|part| plain(part)),
            _ => false,
        };
        if !known {
            return Err(Fault::new(format!(
                "the path `{path}` knows no `{{{name}}}`"
            )));
        }
        Ok(Self::Place {
            expression: match name {
                "id_path" => Expression::compile("$.id")?,
                _ => Expression::compile(&format!("$.{name}"))?,
            },
            keeps_slashes: matches!(parts[0], "model" | "values" | "id_path"),
        })
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
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_in_paths_are_encoded_and_cannot_climb() {
        let path = PathTemplate::compile("/tasks/{id}/result").unwrap();
        assert_eq!(
            path.render(&json!({"id": "a/b?c=%d e"})).as_deref(),
            Some("/tasks/a%2Fb%3Fc%3D%25d%20e/result")
        );
        for wrong in ["", ".", ".."] {
            assert_eq!(
                path.render(&json!({"id": wrong})),
                None,
                "{wrong:?} was taken"
            );
        }
        let path = PathTemplate::compile("/models/{model}/predictions").unwrap();
        assert_eq!(
            path.render(&json!({"model": "owner/na me"})).as_deref(),
            Some("/models/owner/na%20me/predictions")
        );
        assert_eq!(path.render(&json!({"model": "../admin"})), None);
    }

    #[test]
    fn parameters_and_constants_fill_places() {
        let path = PathTemplate::compile("/{values.engine}/{params.voice}").unwrap();
        let context = json!({"values": {"engine": "a/b"}, "params": {"voice": "x/y"}});
        assert_eq!(path.render(&context).as_deref(), Some("/a/b/x%2Fy"));
        assert_eq!(path.render(&json!({"values": {"engine": "a"}})), None);
    }

    #[test]
    fn paths_with_unknown_places_are_refused() {
        for wrong in [
            "tasks",
            "/tasks/{id",
            "/tasks/{job}",
            "/{params}",
            "/{params.a b}",
        ] {
            assert!(PathTemplate::compile(wrong).is_err(), "{wrong:?} was taken");
        }
    }
}
