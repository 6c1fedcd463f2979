//! The graph of ComfyUI as it was drawn: values without names, in the order in which the widgets
//! of a node stand. Only nodes whose order is known are of use.

use serde_json::{Map, Value};

use super::comfyui::{Graph, Node};

/// The most nodes and links that are looked at.
const MOST: usize = 10_000;

/// What the widgets of a node are called, from the first.
fn widgets(class: &str) -> &'static [&'static str] {
    match class {
        "KSampler" => &[
            "seed",
            "",
            "steps",
            "cfg",
            "sampler_name",
            "scheduler",
            "denoise",
        ],
        "KSamplerAdvanced" => &[
            "",
            "noise_seed",
            "",
            "steps",
            "cfg",
            "sampler_name",
            "scheduler",
        ],
        "CLIPTextEncode" => &["text"],
        "CLIPTextEncodeFlux" => &["clip_l", "t5xxl", "guidance"],
        "FluxGuidance" => &["guidance"],
        "RandomNoise" => &["noise_seed"],
        "KSamplerSelect" => &["sampler_name"],
        "BasicScheduler" => &["scheduler", "steps", "denoise"],
        "CFGGuider" => &["cfg"],
        "CheckpointLoaderSimple" | "ImageOnlyCheckpointLoader" => &["ckpt_name"],
        "UNETLoader" => &["unet_name"],
        "EmptyLatentImage" | "EmptySD3LatentImage" | "EmptyHunyuanLatentVideo" => {
            &["width", "height"]
        }
        "PrimitiveNode" | "PrimitiveInt" | "PrimitiveString" | "PrimitiveStringMultiline" => {
            &["value"]
        }
        _ => &[],
    }
}

/// The same graph as it would be run.
pub(super) fn graph(object: &Map<String, Value>) -> Option<Graph> {
    let nodes = object.get("nodes")?.as_array()?;
    let links = object.get("links").and_then(Value::as_array);
    // From the number of a link to the node that it comes from.
    let from: std::collections::HashMap<u64, &Value> = links
        .into_iter()
        .flatten()
        .take(MOST)
        .filter_map(|link| match link {
            Value::Array(parts) => Some((parts.first()?.as_u64()?, parts.get(1)?)),
            link => Some((link.get("id")?.as_u64()?, link.get("origin_id")?)),
        })
        .collect();
    let node = |value: &Value| -> Option<(String, Node)> {
        let id = value.get("id")?;
        let class = value.get("type")?.as_str()?.to_owned();
        let mut inputs = Map::new();
        match value.get("widgets_values") {
            Some(Value::Array(values)) => {
                for (name, value) in widgets(&class).iter().zip(values) {
                    if !name.is_empty() {
                        inputs.insert((*name).to_owned(), value.clone());
                    }
                }
            }
            Some(Value::Object(values)) => inputs.extend(values.clone()),
            _ => {}
        }
        for input in value
            .get("inputs")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = input.get("name").and_then(Value::as_str);
            let origin = input
                .get("link")
                .and_then(Value::as_u64)
                .and_then(|link| from.get(&link));
            if let (Some(name), Some(origin)) = (name, origin) {
                inputs.insert(
                    name.to_owned(),
                    Value::Array(vec![(*origin).clone(), 0.into()]),
                );
            }
        }
        Some((
            id.to_string().trim_matches('"').to_owned(),
            Node { class, inputs },
        ))
    };
    let graph: Graph = nodes.iter().take(MOST).filter_map(node).collect();
    (!graph.is_empty()).then_some(graph)
}
