//! Writing a request for a message.

use serde_json::{Value, json};
use studio_domain::Role;

use super::FORMAT;
use crate::chat::request::{base64, is_own};
use crate::chat::{ChatMessage, ChatPart, ChatRequest, ToolDefinition};
use crate::model::ModelSpec;

/// The limit that is sent where neither the parameters nor the manifest have one; the protocol
/// demands one.
const FALLBACK_LIMIT: u32 = 4_096;

pub(in crate::chat) fn body(model: &ModelSpec, request: &ChatRequest) -> Value {
    let mut body = json!({
        "model": model.remote,
        "max_tokens": model.output_limit.unwrap_or(FALLBACK_LIMIT).min(FALLBACK_LIMIT),
        "messages": turns(model, &request.messages),
        "stream": true,
    });
    if let Some(system) = request.instructions() {
        body["system"] = Value::from(system);
    }
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    body
}

fn tool(tool: &ToolDefinition) -> Value {
    json!({
        "name": tool.name,
        "description": tool.description,
        "input_schema": tool.parameters,
    })
}

/// The messages as turns that alternate: neighbours of one role become one.
fn turns(model: &ModelSpec, messages: &[ChatMessage]) -> Vec<Value> {
    let mut turns: Vec<(&str, Vec<Value>)> = Vec::new();
    for message in messages {
        let role = match message.role {
            Role::System => continue,
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        let blocks: Vec<Value> = message
            .parts
            .iter()
            .filter_map(|part| block(model, message.role, part))
            .collect();
        if blocks.is_empty() {
            continue;
        }
        match turns.last_mut() {
            Some((last, before)) if *last == role => before.extend(blocks),
            _ => turns.push((role, blocks)),
        }
    }
    turns
        .into_iter()
        .map(|(role, mut content)| {
            // Results must stand at the front of the turn behind their calls.
            content.sort_by_key(|block| block["type"] != "tool_result");
            json!({"role": role, "content": content})
        })
        .collect()
}

/// A part as a block. Empty texts are refused by the protocol; reasoning is sent back only as
/// the very block that this model signed.
fn block(model: &ModelSpec, role: Role, part: &ChatPart) -> Option<Value> {
    match part {
        ChatPart::Text(text) if text.trim().is_empty() => None,
        ChatPart::Text(text) => Some(json!({"type": "text", "text": text})),
        ChatPart::Reasoning { provider_data, .. } => {
            let data = provider_data.as_ref().filter(|_| role == Role::Assistant)?;
            let own = is_own(data, FORMAT, &model.id);
            data.get("block").filter(|_| own).cloned()
        }
        ChatPart::Image { mime, bytes } => {
            let source = json!({"type": "base64", "media_type": mime, "data": base64(bytes)});
            Some(json!({"type": "image", "source": source}))
        }
        ChatPart::Document { mime, name, bytes } => {
            let source = json!({"type": "base64", "media_type": mime, "data": base64(bytes)});
            Some(json!({"type": "document", "source": source, "title": name}))
        }
        ChatPart::ToolCall(call) => Some(json!({
            "type": "tool_use",
            "id": call.id,
            "name": call.name,
            "input": call.arguments,
        })),
        ChatPart::ToolResult(result) => {
            let mut block = json!({
                "type": "tool_result",
                "tool_use_id": result.call_id,
                "content": result.text,
            });
            if result.is_error {
                block["is_error"] = Value::from(true);
            }
            Some(block)
        }
    }
}
