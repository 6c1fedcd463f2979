//! Writing a request for content.

use serde_json::{Value, json};
use studio_domain::Role;

use super::FORMAT;
use crate::chat::request::{base64, is_own};
use crate::chat::tool_calls::is_made_up;
use crate::chat::{ChatMessage, ChatPart, ChatRequest, ToolCall, ToolDefinition, ToolResult};
use crate::model::ModelSpec;

/// The model and whether to stream are in the path.
pub(in crate::chat) fn body(model: &ModelSpec, request: &ChatRequest) -> Value {
    let mut body = json!({"contents": contents(model, &request.messages)});
    if let Some(instructions) = request.instructions() {
        body["systemInstruction"] = json!({"parts": [{"text": instructions}]});
    }
    if !request.tools.is_empty() {
        let functions: Vec<Value> = request.tools.iter().map(tool).collect();
        body["tools"] = json!([{"functionDeclarations": functions}]);
    }
    body
}

fn tool(tool: &ToolDefinition) -> Value {
    json!({
        "name": tool.name,
        "description": tool.description,
        "parametersJsonSchema": tool.parameters,
    })
}

/// The messages as contents that alternate: neighbours of one role become one, because results
/// must follow their calls at once.
fn contents(model: &ModelSpec, messages: &[ChatMessage]) -> Vec<Value> {
    let mut contents: Vec<(&str, Vec<Value>)> = Vec::new();
    for message in messages {
        let (role, parts) = match message.role {
            Role::System => continue,
            Role::User => ("user", question(message)),
            Role::Assistant => ("model", answer(model, message)),
        };
        if parts.is_empty() {
            continue;
        }
        match contents.last_mut() {
            Some((last, before)) if *last == role => before.extend(parts),
            _ => contents.push((role, parts)),
        }
    }
    contents
        .into_iter()
        .map(|(role, parts)| json!({"role": role, "parts": parts}))
        .collect()
}

fn question(message: &ChatMessage) -> Vec<Value> {
    let said = message.parts.iter().filter_map(|part| match part {
        ChatPart::Text(text) if text.is_empty() => None,
        ChatPart::Text(text) => Some(json!({"text": text})),
        ChatPart::Image { mime, bytes } | ChatPart::Document { mime, bytes, .. } => {
            Some(json!({"inlineData": {"mimeType": mime, "data": base64(bytes)}}))
        }
        ChatPart::Reasoning { .. } | ChatPart::ToolCall(_) | ChatPart::ToolResult(_) => None,
    });
    message.tool_results().map(response).chain(said).collect()
}

/// The text, the signatures that came with it, and the calls. What was thought itself is not
/// wanted back.
fn answer(model: &ModelSpec, message: &ChatMessage) -> Vec<Value> {
    let text = message.joined_text();
    let mut parts = Vec::new();
    if !text.is_empty() {
        parts.push(json!({"text": text}));
    }
    let own = message.own_reasoning(FORMAT, &model.id);
    let signatures = own.filter_map(|(_, data)| data.get("signature"));
    parts.extend(signatures.map(|signature| json!({"text": "", "thoughtSignature": signature})));
    parts.extend(message.tool_calls().map(|call| function_call(model, call)));
    parts
}

fn function_call(model: &ModelSpec, call: &ToolCall) -> Value {
    let mut function = json!({"name": call.name, "args": call.arguments});
    add_id(&mut function, &call.id);
    let mut part = json!({"functionCall": function});
    let own = call.provider_data.as_ref();
    let own = own.filter(|data| is_own(data, FORMAT, &model.id));
    if let Some(signature) = own.and_then(|data| data.get("signature")) {
        part["thoughtSignature"] = signature.clone();
    }
    part
}

fn response(result: &ToolResult) -> Value {
    let field = if result.is_error { "error" } else { "result" };
    let mut function = json!({"name": result.name, "response": {field: result.text}});
    add_id(&mut function, &result.call_id);
    json!({"functionResponse": function})
}

/// A call that came without an id goes back without one.
fn add_id(function: &mut Value, id: &str) {
    if !is_made_up(id) {
        function["id"] = Value::from(id);
    }
}
