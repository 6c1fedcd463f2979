//! The documentation of the format is what the code reads: the reference is made from the types,
//! and the tutorial's example is loaded.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Map, Value};
use studio_providers::{Catalog, manifest_schema};

const HEAD: &str = "\
# The manifest format

Every word that a manifest may have. [manifests.md](manifests.md) teaches the format with an example; this page is
made from the types that read manifests and must not be edited by hand. `studio providers schema` prints the same as
JSON Schema.

A name in capitals, such as NAME, stands for any name. *Expression* means a text that begins with `$`: a JSONPath
(RFC 9535).
";

fn document(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../docs")
        .join(name)
}

#[test]
fn the_reference_is_what_the_types_say() {
    let written = Reference::of(&manifest_schema()).markdown();
    let file = document("manifest-reference.md");
    if std::env::var_os("STUDIO_WRITE_DOCS").is_some_and(|it| it == "1") {
        std::fs::write(&file, &written).unwrap();
        return;
    }
    let found = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        found.replace("\r\n", "\n") == written,
        "docs/manifest-reference.md is not what the types say; write it anew with\n    \
         STUDIO_WRITE_DOCS=1 cargo test -p studio-providers --test contract reference"
    );
}

#[test]
fn the_tutorials_example_is_a_manifest_as_it_stands() {
    let text = std::fs::read_to_string(document("manifests.md")).unwrap();
    let example = text
        .split("```toml\n")
        .find(|block| block.starts_with("# Openmill"));
    let example = example.and_then(|block| block.split("```").next()).unwrap();
    let manifest = Catalog::parse("openmill.toml", example).unwrap();
    assert_eq!(manifest.id, "openmill");
    assert_eq!(manifest.models.len(), 3);
    for piece in text.split("```toml\n").skip(1) {
        let piece = piece.split("```").next().unwrap();
        // Steps of the tutorial are parts of the whole, word for word.
        if !piece.starts_with("# Openmill") && !piece.starts_with("# Elsewhere") {
            for line in piece.lines().filter(|line| !line.trim().is_empty()) {
                assert!(example.contains(line), "the whole example lacks {line:?}");
            }
        }
    }
}

/// The tables of the format, each at the first place it can stand at.
struct Reference<'a> {
    definitions: Option<&'a Map<String, Value>>,
    root: &'a Value,
    /// By the definition's name, in the order they are met.
    places: Vec<(&'a str, String)>,
    also: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> Reference<'a> {
    fn of(schema: &'a Value) -> Self {
        let mut reference = Self {
            definitions: schema["$defs"].as_object(),
            root: schema,
            places: Vec::new(),
            also: BTreeMap::new(),
        };
        reference.walk();
        reference
            .places
            .sort_by(|(_, one), (_, other)| one.cmp(other));
        for places in reference.also.values_mut() {
            places.sort();
        }
        reference
    }

    fn definition(&self, name: &str) -> &'a Value {
        &self.definitions.unwrap()[name]
    }

    fn walk(&mut self) {
        let mut waiting = VecDeque::from([(self.root, String::new())]);
        while let Some((table, place)) = waiting.pop_front() {
            for (name, field) in fields(table) {
                let way = if place.is_empty() {
                    name.clone()
                } else {
                    format!("{place}.{name}")
                };
                for (definition, below) in mentioned(field, &way) {
                    // One of several shapes is told where it is used.
                    if self.places.iter().any(|(known, _)| *known == definition) {
                        self.also.entry(definition).or_default().push(below);
                        continue;
                    }
                    self.places.push((definition, below.clone()));
                    let table = self.definition(definition);
                    waiting.push_back((table, below.clone()));
                    for (inner, at) in mentioned(table, &below) {
                        if self.places.iter().all(|(known, _)| *known != inner) {
                            self.places.push((inner, at.clone()));
                            waiting.push_back((self.definition(inner), at));
                        }
                    }
                }
            }
        }
    }

    fn markdown(&self) -> String {
        let mut page = HEAD.to_owned();
        page.push_str("\n## The top of the file\n\n");
        self.table(&mut page, self.root);
        for (name, place) in &self.places {
            let definition = self.definition(name);
            let is_table = definition.get("properties").is_some();
            let is_words = !words(definition).is_empty();
            if !is_table && !is_words {
                continue;
            }
            writeln!(page, "\n## {}\n", heading(place)).unwrap();
            let says = text(definition);
            let other = self.also.get(name).into_iter().flatten();
            let other: Vec<_> = other.map(|place| format!("`{place}`")).collect();
            let other = match other.as_slice() {
                [] => String::new(),
                places => format!(" Also at {}.", places.join(", ")),
            };
            writeln!(page, "{says}{other}\n").unwrap();
            if is_table {
                self.table(&mut page, definition);
            } else {
                page.push_str("| word | meaning |\n|---|---|\n");
                for (word, meaning) in words(definition) {
                    assert!(!meaning.is_empty(), "{name}: `{word}` is not explained");
                    writeln!(page, "| `{word}` | {} |", cell(&meaning)).unwrap();
                }
            }
        }
        page
    }

    fn table(&self, page: &mut String, table: &Value) {
        let required: Vec<&str> = table["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        page.push_str("| word | takes | meaning |\n|---|---|---|\n");
        let mut rows = fields(table);
        rows.sort_by_key(|(name, _)| (!required.contains(&name.as_str()), *name));
        for (name, field) in rows {
            let meaning = text(field);
            assert!(!meaning.is_empty(), "`{name}` is not explained: {table:#}");
            let must = if required.contains(&name.as_str()) {
                "**required**, "
            } else {
                ""
            };
            let takes = self.takes(field);
            writeln!(page, "| `{name}` | {must}{takes} | {} |", cell(&meaning)).unwrap();
        }
    }

    /// What may be written there, in words.
    fn takes(&self, field: &Value) -> String {
        self.takes_within(field, None)
    }

    /// The same within a definition that may hold more of its own kind.
    fn takes_within(&self, field: &Value, within: Option<&str>) -> String {
        if let Some(name) = referred(field) {
            if within == Some(name) {
                return "the same again".to_owned();
            }
            let definition = self.definition(name);
            if definition.get("properties").is_none() && words(definition).is_empty() {
                return self.takes_within(definition, Some(name));
            }
            let what = if words(definition).is_empty() {
                "a table"
            } else {
                "a word"
            };
            let place = self.places.iter().find(|(known, _)| *known == name);
            let place = place.map_or("", |(_, place)| place.as_str());
            return format!("[{what}](#{})", anchor(&heading(place)));
        }
        if let Some(choices) = field.get("anyOf").and_then(Value::as_array) {
            let mut takes: Vec<String> = Vec::new();
            for choice in choices.iter().filter(|choice| choice["type"] != "null") {
                let one = self.takes_within(choice, within);
                if !takes.contains(&one) {
                    takes.push(one);
                }
            }
            return takes.join(" or ");
        }
        let types: Vec<&str> = match &field["type"] {
            Value::String(one) => vec![one],
            Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
            _ => return "anything".to_owned(),
        };
        let kind = types.iter().find(|kind| **kind != "null").copied();
        match kind {
            Some("string") if field["format"] == "uri" => "an address".to_owned(),
            Some("string") => "text".to_owned(),
            Some("boolean") => "true or false".to_owned(),
            Some("integer") => "a whole number".to_owned(),
            Some("number") => "a number".to_owned(),
            Some("array") => format!("a list: {}", self.takes_within(&field["items"], within)),
            Some("object") => match &field["additionalProperties"] {
                values @ Value::Object(_) => {
                    format!("NAME = {}", self.takes_within(values, within))
                }
                _ => "a table with any words".to_owned(),
            },
            other => panic!("the reference has no words for {other:?}"),
        }
    }
}

/// Short names first: what is used in several places is told where its name is plainest. (The order
/// in JSON depends on how serde_json was built.)
fn fields(table: &Value) -> Vec<(&String, &Value)> {
    let mut fields: Vec<_> = table["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .collect();
    fields.sort_by_key(|(name, _)| (name.len(), *name));
    fields
}

fn referred(field: &Value) -> Option<&str> {
    field["$ref"].as_str()?.strip_prefix("#/$defs/")
}

/// The definitions that a field mentions, with the place each stands at.
fn mentioned<'a>(field: &'a Value, place: &str) -> Vec<(&'a str, String)> {
    let mut found = Vec::new();
    if let Some(name) = referred(field) {
        found.push((name, place.to_owned()));
    }
    for choice in field["anyOf"].as_array().into_iter().flatten() {
        found.extend(mentioned(choice, place));
    }
    if field["items"].is_object() {
        found.extend(mentioned(&field["items"], &format!("{place}[]")));
    }
    if field["additionalProperties"].is_object() {
        found.extend(mentioned(
            &field["additionalProperties"],
            &format!("{place}.NAME"),
        ));
    }
    found
}

/// The words of an enumeration with their meanings.
fn words(definition: &Value) -> Vec<(String, String)> {
    let plain = definition["enum"].as_array().into_iter().flatten();
    let mut words: Vec<_> = plain
        .filter_map(|word| Some((word.as_str()?.to_owned(), String::new())))
        .collect();
    for choice in definition["oneOf"].as_array().into_iter().flatten() {
        if let Some(word) = choice["const"].as_str() {
            words.push((word.to_owned(), text(choice)));
        }
    }
    words
}

fn text(of: &Value) -> String {
    let text = of["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// `models[].prices` is told as `[models.prices]` would be looked for.
fn heading(place: &str) -> String {
    place.replace("[]", "")
}

/// As web pages of Markdown name their headings.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' '));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
