//! The infotext of AUTOMATIC1111's web UI and of the programs that took it over: the prompt, the
//! negative prompt behind its mark, and a last line of settings.

use studio_domain::{ParamValue, Params, Recipe, RecipeFormat};

use super::found::{LONGEST_TEXT, add, name_of, prompt_of, value_of_word};

const NEGATIVE: &str = "Negative prompt:";
const FIRST_SETTING: &str = "Steps: ";

/// Whether a text looks like one that tells settings in this way.
pub(super) fn is_infotext(text: &str) -> bool {
    text.len() as u64 <= LONGEST_TEXT
        && settings_at(text).is_some_and(|at| {
            let line = &text[at..];
            ["Sampler: ", "Seed: ", "CFG scale: ", "Size: "]
                .iter()
                .any(|name| line.contains(name))
        })
}

/// Where the line of settings begins: the last that begins as it does.
fn settings_at(text: &str) -> Option<usize> {
    let in_a_line = text.rfind("\nSteps: ").map(|at| at + 1);
    in_a_line.or_else(|| text.starts_with(FIRST_SETTING).then_some(0))
}

/// Reads an infotext. A text without settings is a prompt alone.
pub(super) fn recipe(text: &str) -> Option<Recipe> {
    if text.len() as u64 > LONGEST_TEXT || text.trim_start().starts_with('{') {
        return None;
    }
    let text = text.replace("\r\n", "\n");
    let (words, line) = match settings_at(&text) {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    let at_its_start = words.strip_prefix(NEGATIVE).map(|negative| ("", negative));
    let (prompt, negative) = at_its_start
        .or_else(|| {
            let at = words.find("\nNegative prompt:")?;
            Some((&words[..at], &words[at + 1 + NEGATIVE.len()..]))
        })
        .map_or((words, None), |(prompt, negative)| (prompt, Some(negative)));
    let mut params = settings(line.lines().next().unwrap_or_default());
    let model = match params.remove("Model") {
        Some(ParamValue::Text(model)) => name_of(&model),
        Some(ParamValue::Integer(model)) => Some(model.to_string()),
        _ => None,
    };
    let recipe = Recipe {
        format: RecipeFormat::Automatic1111,
        prompt: prompt_of(Some(prompt.trim().to_owned())),
        negative_prompt: prompt_of(negative.map(|text| text.trim().to_owned())),
        model,
        made_with: None,
        params,
    };
    (recipe.prompt.is_some() || !recipe.params.is_empty()).then_some(recipe)
}

/// `Name: value, Name: "a value, with a comma"`.
fn settings(line: &str) -> Params {
    let mut params = Params::new();
    let mut rest = line.trim();
    while let Some((name, after)) = rest.split_once(':') {
        let after = after.trim_start();
        let (value, next) = match after.starts_with('"').then(|| quoted(after)).flatten() {
            Some((value, next)) => (ParamValue::Text(value), next),
            None => {
                let (value, next) = after.split_once(',').unwrap_or((after, ""));
                (value_of_word(value.trim()), next)
            }
        };
        add(&mut params, name.trim(), value);
        rest = next.trim_start_matches([',', ' ']);
    }
    params
}

/// A value in quotes, written as JSON writes a text.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut is_escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => {
                let (whole, next) = text.split_at(at + 1);
                return Some((serde_json::from_str(whole).ok()?, next));
            }
            _ => {}
        }
    }
    None
}
