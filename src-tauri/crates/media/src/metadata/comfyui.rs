//! The graph of ComfyUI: from the node that samples, back along its links to the words, the model
//! and the size.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use studio_domain::{Params, Recipe, RecipeFormat};

use super::found::{LONGEST_TEXT, add, name_of, prompt_of, value_of};
use super::workflow;

/// The most nodes that are looked at on the way from one.
const MOST_STEPS: usize = 10_000;

/// A node: what it is, and its inputs, which are values or links to other nodes.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    pub(super) class: String,
    pub(super) inputs: Map<String, Value>,
}

pub(super) type Graph = HashMap<String, Node>;

/// Whether a text looks like such a graph.
pub(super) fn is_graph(text: &str) -> bool {
    let text = text.trim_start();
    let is_object = text.starts_with('{') && text.len() as u64 <= LONGEST_TEXT;
    is_object
        && (text.contains("\"class_type\"")
            || text.contains("\"last_node_id\"") && text.contains("\"nodes\""))
}

/// Reads a graph, as it was run or as it was drawn, or an object that holds one.
pub(super) fn recipe(text: &str) -> Option<Recipe> {
    if text.len() as u64 > LONGEST_TEXT {
        return None;
    }
    let value: Value = serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&without_nan(text)))
        .ok()?;
    let held = ["prompt", "workflow"]
        .into_iter()
        .find_map(|name| match value.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            held @ Value::Object(_) => graph(held).map(|_| held.clone()),
            _ => None,
        });
    of_graph(&graph(held.as_ref().unwrap_or(&value))?)
}

/// Python writes numbers that JSON does not have.
fn without_nan(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let (mut in_text, mut is_escaped) = (false, false);
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if !in_text {
            let word = ["-Infinity", "Infinity", "NaN"]
                .into_iter()
                .find(|word| rest.starts_with(word));
            if let Some(word) = word {
                clean.push_str("null");
                rest = &rest[word.len()..];
                continue;
            }
        }
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if in_text => is_escaped = true,
            '"' => in_text = !in_text,
            _ => {}
        }
        clean.push(character);
        rest = &rest[character.len_utf8()..];
    }
    clean
}

fn graph(value: &Value) -> Option<Graph> {
    let object = value.as_object()?;
    if object.contains_key("nodes") {
        return workflow::graph(object);
    }
    let node = |value: &Value| {
        Some(Node {
            class: value.get("class_type")?.as_str()?.to_owned(),
            inputs: value.get("inputs")?.as_object()?.clone(),
        })
    };
    let graph: Graph = object
        .iter()
        .filter_map(|(id, value)| Some((id.clone(), node(value)?)))
        .collect();
    (!graph.is_empty()).then_some(graph)
}

/// The node that a value links to.
fn linked<'a>(graph: &'a Graph, value: &Value) -> Option<(&'a str, &'a Node)> {
    let id = value.as_array()?.first()?;
    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let (id, node) = graph.get_key_value(&id)?;
    Some((id, node))
}

/// The first thing that is found on the way back from a node, the nearest first.
fn search<T>(
    graph: &Graph,
    from: &Value,
    follow: impl Fn(&Node) -> Vec<&Value>,
    look: impl Fn(&Node) -> Option<T>,
) -> Option<T> {
    let mut seen = HashSet::new();
    let mut waiting = vec![linked(graph, from)?];
    // Whatever the nodes link to, each is looked at once.
    for _ in 0..MOST_STEPS {
        let (id, node) = waiting.pop()?;
        if !seen.insert(id) {
            continue;
        }
        if let Some(found) = look(node) {
            return Some(found);
        }
        let next = follow(node).into_iter().rev();
        waiting.extend(next.filter_map(|value| linked(graph, value)));
    }
    None
}

fn every_input(node: &Node) -> Vec<&Value> {
    node.inputs.values().collect()
}

/// The words that a conditioning comes from. A node that passes on both kinds passes each on from
/// its own.
fn words(graph: &Graph, from: &Value, role: &str) -> Option<String> {
    const TEXTS: [&str; 9] = [
        "text",
        "text_g",
        "t5xxl",
        "prompt",
        "string",
        "value",
        "text_l",
        "clip_l",
        "wildcard_text",
    ];
    search(
        graph,
        from,
        |node| match node.inputs.get(role) {
            Some(value) => vec![value],
            None => {
                let mut inputs: Vec<(&String, &Value)> = node.inputs.iter().collect();
                inputs.sort_by_key(|(name, _)| !name.starts_with("conditioning"));
                inputs.into_iter().map(|(_, value)| value).collect()
            }
        },
        |node| {
            // A loader holds names, no words.
            if node.class.contains("Loader") {
                return None;
            }
            TEXTS.iter().find_map(|name| match node.inputs.get(*name) {
                Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
                _ => None,
            })
        },
    )
}

/// A value that a node has itself or that its links lead to.
fn value(graph: &Graph, node: &Node, names: &[&str]) -> Option<Value> {
    let plain = |node: &Node| {
        names.iter().find_map(|name| {
            let value = node.inputs.get(*name)?;
            (!value.is_array() && !value.is_object() && !value.is_null()).then(|| value.clone())
        })
    };
    let passed_on = |node: &Node| {
        plain(node).or_else(|| {
            let value = node
                .inputs
                .get("value")
                .or_else(|| node.inputs.get("int"))?;
            (!value.is_array() && !value.is_object()).then(|| value.clone())
        })
    };
    plain(node).or_else(|| {
        let link = names.iter().find_map(|name| node.inputs.get(*name))?;
        search(graph, link, every_input, passed_on)
    })
}

/// Where sampling in parts has them, and how a recipe names them.
const SETTINGS: [(&str, &[&str], &str); 7] = [
    ("seed", &["seed", "noise_seed"], "noise"),
    ("steps", &["steps"], "sigmas"),
    ("cfg", &["cfg"], "guider"),
    ("sampler_name", &["sampler_name"], "sampler"),
    ("scheduler", &["scheduler"], "sigmas"),
    ("denoise", &["denoise"], "sigmas"),
    ("guidance", &["guidance"], "guider"),
];

fn of_graph(graph: &Graph) -> Option<Recipe> {
    let sampler = sampler(graph)?;
    let mut params = Params::new();
    for (name, names, part) in SETTINGS {
        let found = value(graph, sampler, names).or_else(|| {
            let part = sampler.inputs.get(part)?;
            search(graph, part, every_input, |node| {
                let found = names.iter().find_map(|name| node.inputs.get(*name))?;
                (!found.is_array()).then(|| found.clone())
            })
        });
        if let Some(found) = found.and_then(value_of) {
            add(&mut params, name, found);
        }
    }
    let guider = sampler
        .inputs
        .get("guider")
        .and_then(|link| linked(graph, link));
    let of_guider = |name: &str| guider.and_then(|(_, guider)| guider.inputs.get(name));
    let conditioning = |role: &str| sampler.inputs.get(role).or_else(|| of_guider(role));
    let positive = conditioning("positive").or_else(|| of_guider("conditioning"));
    let prompt = positive.and_then(|from| words(graph, from, "positive"));
    let negative = conditioning("negative").and_then(|from| words(graph, from, "negative"));
    if let Some(latent) = ["latent_image", "latent", "samples"]
        .iter()
        .find_map(|name| sampler.inputs.get(*name))
    {
        for side in ["width", "height"] {
            let sized = search(graph, latent, every_input, |node| {
                node.inputs.contains_key(side).then(|| node.clone())
            });
            let found = sized.and_then(|node| value(graph, &node, &[side]));
            if let Some(found) = found.and_then(value_of) {
                add(&mut params, side, found);
            }
        }
    }
    let model = sampler.inputs.get("model").or_else(|| of_guider("model"));
    let model = model.and_then(|from| {
        search(graph, from, every_input, |node| {
            let names = ["ckpt_name", "unet_name", "model_name"];
            names
                .iter()
                .find_map(|name| node.inputs.get(*name)?.as_str().and_then(name_of))
        })
    });
    let recipe = Recipe {
        format: RecipeFormat::ComfyUi,
        prompt: prompt_of(prompt),
        negative_prompt: prompt_of(negative),
        model,
        made_with: None,
        params,
    };
    (recipe.prompt.is_some() || !recipe.params.is_empty()).then_some(recipe)
}

/// The node that samples first: one whose picture no other sampler began.
fn sampler(graph: &Graph) -> Option<&Node> {
    let samples = |node: &Node| {
        let has = |name: &str| node.inputs.contains_key(name);
        has("positive") && (has("seed") || has("noise_seed") || has("steps")) || has("guider")
    };
    let mut samplers: Vec<(&String, &Node)> =
        graph.iter().filter(|(_, node)| samples(node)).collect();
    let order = |id: &str| (id.parse::<u64>().unwrap_or(u64::MAX), id.to_owned());
    samplers.sort_by_key(|(id, _)| order(id));
    let is_first = |node: &Node| {
        let Some(latent) = node.inputs.get("latent_image") else {
            return true;
        };
        search(graph, latent, every_input, |node| {
            samples(node).then_some(())
        })
        .is_none()
    };
    let first = samplers.iter().take(50).find(|(_, node)| is_first(node));
    first.or(samplers.first()).map(|(_, node)| *node)
}
