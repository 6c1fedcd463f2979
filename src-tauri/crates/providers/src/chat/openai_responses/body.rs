//! Writing a request for a response.

use serde_json::{Value, json};
use studio_domain::Role;

use super::FORMAT;
use crate::chat::request::data_uri;
use crate::chat::{ChatMessage, ChatPart, ChatRequest, ToolDefinition};
use crate::model::ModelSpec;

pub(in crate::chat) fn body(model: &ModelSpec, request: &ChatRequest) -> Value {
    let input: Vec<Value> = request
        .messages
        .iter()
        .flat_map(|message| items(model, message))
        .collect();
    let mut body = json!({"model": model.remote, "input": input, "stream": true});
    if let Some(instructions) = request.instructions() {
        body["instructions"] = Value::from(instructions);
    }
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    body
}

fn tool(tool: &ToolDefinition) -> Value {
    json!({
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
        // Strict schemas are a subset, which a tool's own schema need not keep to.
        "strict": false,
    })
}

/// A message as items of the input: calls and results are items of their own.
fn items(model: &ModelSpec, message: &ChatMessage) -> Vec<Value> {
    match message.role {
        Role::System => Vec::new(),
        Role::User => {
            let results = message.tool_results().map(|result| {
                json!({
                    "type": "function_call_output",
                    "call_id": result.call_id,
                    "output": result.text,
                })
            });
            results.chain(question(message)).collect()
        }
        Role::Assistant => answer(model, message),
    }
}

fn question(message: &ChatMessage) -> Option<Value> {
    if message.has_files() {
        let parts: Vec<Value> = message.parts.iter().filter_map(part).collect();
        return Some(json!({"role": "user", "content": parts}));
    }
    let text = message.joined_text();
    (!text.is_empty()).then(|| json!({"role": "user", "content": text}))
}

fn part(part: &ChatPart) -> Option<Value> {
    match part {
        ChatPart::Text(text) if text.is_empty() => None,
        ChatPart::Text(text) => Some(json!({"type": "input_text", "text": text})),
        ChatPart::Image { mime, bytes } => {
            Some(json!({"type": "input_image", "image_url": data_uri(mime, bytes)}))
        }
        ChatPart::Document { mime, name, bytes } => {
            let file_data = data_uri(mime, bytes);
            Some(json!({"type": "input_file", "filename": name, "file_data": file_data}))
        }
        ChatPart::Reasoning { .. } | ChatPart::ToolCall(_) | ChatPart::ToolResult(_) => None,
    }
}

/// Reasoning that this model encrypted, the text, and the calls, which belong behind it.
fn answer(model: &ModelSpec, message: &ChatMessage) -> Vec<Value> {
    let own = message.own_reasoning(FORMAT, &model.id);
    let mut items: Vec<Value> = own
        .filter_map(|(_, data)| data.get("item").cloned())
        .collect();
    let text = message.joined_text();
    if !text.is_empty() {
        items.push(json!({"role": "assistant", "content": text}));
    }
    items.extend(message.tool_calls().map(|call| {
        json!({
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments.to_string(),
        })
    }));
    items
}
