//! InvokeAI: a JSON object of today, one of earlier, and the command line before that.

use serde_json::{Map, Value};
use studio_domain::{ParamValue, Params, Recipe, RecipeFormat};

use super::found::{add, name_of, params_of, prompt_of, value_of_word};

fn recipe(
    prompt: Option<String>,
    negative: Option<String>,
    model: Option<String>,
    params: Params,
) -> Option<Recipe> {
    let recipe = Recipe {
        format: RecipeFormat::InvokeAi,
        prompt: prompt_of(prompt),
        negative_prompt: prompt_of(negative),
        model: model.as_deref().and_then(name_of),
        made_with: None,
        params,
    };
    (recipe.prompt.is_some() || !recipe.params.is_empty()).then_some(recipe)
}

fn taken(values: &mut Map<String, Value>, key: &str) -> Option<String> {
    match values.remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// `invokeai_metadata`.
pub(super) fn metadata(json: &str) -> Option<Recipe> {
    let mut values: Map<String, Value> = serde_json::from_str(json).ok()?;
    let prompt = taken(&mut values, "positive_prompt");
    let negative = taken(&mut values, "negative_prompt");
    let model = match values.remove("model") {
        Some(Value::String(name)) => Some(name),
        Some(Value::Object(mut model)) => {
            taken(&mut model, "name").or_else(|| taken(&mut model, "model_name"))
        }
        _ => None,
    };
    for of_the_program in ["app_version", "generation_mode"] {
        values.remove(of_the_program);
    }
    recipe(prompt, negative, model, params_of(values))
}

/// `sd-metadata`.
pub(super) fn older_metadata(json: &str) -> Option<Recipe> {
    let mut values: Map<String, Value> = serde_json::from_str(json).ok()?;
    let model = taken(&mut values, "model_weights");
    let Some(Value::Object(mut image)) = values.remove("image") else {
        return None;
    };
    let prompt = match image.remove("prompt") {
        Some(Value::String(text)) => Some(text),
        Some(Value::Array(parts)) => {
            let texts = parts
                .iter()
                .filter_map(|part| part.get("prompt").and_then(Value::as_str));
            Some(texts.collect::<Vec<_>>().join(", "))
        }
        _ => None,
    };
    let (prompt, negative) = prompt.map_or((None, None), without_brackets);
    recipe(prompt, negative, model, params_of(image))
}

/// What stands in brackets is what was to be left out.
fn without_brackets(prompt: String) -> (Option<String>, Option<String>) {
    let mut negative = Vec::new();
    let mut rest = prompt.as_str();
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once('[') {
        let Some((inner, next)) = after.split_once(']') else {
            break;
        };
        kept.push_str(before);
        negative.push(inner.trim());
        rest = next;
    }
    kept.push_str(rest);
    let negative = (!negative.is_empty()).then(|| negative.join(", "));
    (Some(kept.trim().to_owned()), negative)
}

/// `dream`: the prompt in quotes, and letters for settings.
pub(super) fn command(line: &str) -> Option<Recipe> {
    let line = line.trim();
    let line = line.strip_prefix("dream> ").unwrap_or(line);
    let (prompt, switches) = match line.strip_prefix('"') {
        Some(quoted) => quoted.rsplit_once('"')?,
        None => line
            .split_once(" -")
            .map_or((line, ""), |(words, _)| (words, &line[words.len()..])),
    };
    let mut params = Params::new();
    let mut words = switches.split_whitespace().peekable();
    while let Some(switch) = words.next() {
        let (letter, joined) = match switch
            .strip_prefix('-')
            .map(|rest| rest.split_at_checked(1))
        {
            Some(Some((letter, joined))) => (letter, joined),
            _ => continue,
        };
        let name = match letter {
            "s" => "steps",
            "S" => "seed",
            "W" => "width",
            "H" => "height",
            "C" => "cfg_scale",
            "A" => "sampler",
            "f" => "strength",
            _ => continue,
        };
        let value = if joined.is_empty() {
            words.next_if(|next| !next.starts_with('-') || next.parse::<f64>().is_ok())
        } else {
            Some(joined)
        };
        if let Some(value) = value {
            let value = match value_of_word(value) {
                ParamValue::Text(text) => ParamValue::Text(text.trim_matches('"').to_owned()),
                number => number,
            };
            add(&mut params, name, value);
        }
    }
    let (prompt, negative) = without_brackets(prompt.to_owned());
    recipe(prompt, negative, None, params)
}
