//! Texts found in a file, and the bounds of what is believed of them.

use serde_json::{Map, Value};
use studio_domain::{ParamValue, Params, Recipe};

use super::{automatic1111, comfyui, invokeai, packet};

/// The most bytes of one text that are looked at.
pub(super) const LONGEST_TEXT: u64 = 16 << 20;
/// The most characters of a prompt that are kept.
const LONGEST_PROMPT: usize = 1_000_000;
/// The most settings that are kept.
const MOST_PARAMS: usize = 200;
/// The most characters of the name of a setting.
const LONGEST_NAME: usize = 100;
/// The most bytes of a setting's text.
const LONGEST_VALUE: usize = 1_000_000;
/// The largest whole number that every reader of JSON holds exactly.
const LARGEST_WHOLE: i64 = 1 << 53;

/// A text with the name that it has in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) key: String,
    pub(super) text: String,
}

/// The name under which every format gives its XMP packet.
pub(super) const XMP: &str = "XML:com.adobe.xmp";

impl Found {
    pub(super) fn new(key: impl Into<String>, text: impl Into<String>) -> Self {
        let (mut key, mut text) = (key.into(), text.into());
        // ComfyUI names its texts within a field that is meant for a camera's name.
        for name in ["prompt", "workflow"] {
            let named = text
                .get(..name.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(name));
            if named && text[name.len()..].starts_with(":{") {
                text.drain(..=name.len());
                name.clone_into(&mut key);
            }
        }
        Self { key, text }
    }

    fn is(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key)
    }

    /// Whether this is how a known program tells how something was made.
    pub(super) fn is_recipe(&self) -> bool {
        const KEYS: [&str; 12] = [
            "parameters",
            "prompt",
            "workflow",
            "postprocessing",
            "extras",
            "invokeai_metadata",
            "invokeai_graph",
            "invokeai_workflow",
            "sd-metadata",
            "dream",
            "generation_data",
            "prompt_json",
        ];
        KEYS.iter().any(|key| self.is(key))
            || automatic1111::is_infotext(&self.text)
            || comfyui::is_graph(&self.text)
    }
}

/// What these texts say, the surest first: ours, then those whose name tells what they are, then
/// those that look like it.
pub(super) fn recipe_of(found: &[Found]) -> Option<Recipe> {
    let named = |key: &'static str| found.iter().filter(move |one| one.is(key));
    let texts = |key| named(key).map(|one| one.text.as_str());
    texts(XMP)
        .find_map(packet::recipe)
        .or_else(|| texts("invokeai_metadata").find_map(invokeai::metadata))
        .or_else(|| texts("sd-metadata").find_map(invokeai::older_metadata))
        .or_else(|| texts("dream").find_map(invokeai::command))
        .or_else(|| texts("parameters").find_map(automatic1111::recipe))
        .or_else(|| texts("prompt").find_map(comfyui::recipe))
        .or_else(|| texts("workflow").find_map(comfyui::recipe))
        .or_else(|| found.iter().find_map(|one| by_its_looks(&one.text)))
}

fn by_its_looks(text: &str) -> Option<Recipe> {
    if automatic1111::is_infotext(text) {
        return automatic1111::recipe(text);
    }
    if text.trim_start().starts_with('{') {
        return comfyui::recipe(text);
    }
    None
}

/// A prompt of bounded length; nothing where nothing is said.
pub(super) fn prompt_of(text: Option<String>) -> Option<String> {
    let mut text = text?;
    if let Some((end, _)) = text.char_indices().nth(LONGEST_PROMPT) {
        text.truncate(end);
    }
    // The database ends a text at a zero.
    let text = text.replace('\0', "");
    (!text.trim().is_empty()).then_some(text)
}

/// A name of bounded length.
pub(super) fn name_of(text: &str) -> Option<String> {
    let name: String = text
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    (!name.is_empty()).then_some(name)
}

/// The settings among these values, as many as are believed.
pub(super) fn params_of(values: Map<String, Value>) -> Params {
    let mut params = Params::new();
    for (name, value) in values {
        if let Some(value) = value_of(value) {
            add(&mut params, &name, value);
        }
    }
    params
}

/// Adds a setting unless it is beyond what is believed.
pub(super) fn add(params: &mut Params, name: &str, value: ParamValue) {
    let long = matches!(&value, ParamValue::Text(text) if text.len() > LONGEST_VALUE);
    let named = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.contains('\0');
    if named && !long && params.len() < MOST_PARAMS {
        params.insert(name.to_owned(), value);
    }
}

/// A value as a setting has it. A number too large to be exact everywhere is kept as text.
pub(super) fn value_of(value: Value) -> Option<ParamValue> {
    match value {
        Value::Bool(on) => Some(ParamValue::Boolean(on)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) if whole.unsigned_abs() <= LARGEST_WHOLE.unsigned_abs() => {
                Some(ParamValue::Integer(whole))
            }
            (None, Some(part)) if !number.is_u64() && part.is_finite() => {
                Some(ParamValue::Number(part))
            }
            _ => Some(ParamValue::Text(number.to_string())),
        },
        Value::String(text) => Some(ParamValue::Text(text)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A word as the setting it looks like. What a number would not give back as it was, such as a sum
/// in digits that begins with a zero, stays text.
pub(super) fn value_of_word(word: &str) -> ParamValue {
    if let Ok(whole) = word.parse::<i64>() {
        let is_exact = whole.unsigned_abs() <= LARGEST_WHOLE.unsigned_abs();
        if is_exact && whole.to_string() == word {
            return ParamValue::Integer(whole);
        }
    }
    let looks_like = |byte: u8| byte.is_ascii_digit() || b".-+eE".contains(&byte);
    let has_point = word.contains('.') && word.bytes().all(looks_like);
    match word.parse::<f64>() {
        Ok(number) if has_point && number.is_finite() => ParamValue::Number(number),
        _ => ParamValue::Text(word.to_owned()),
    }
}
