//! Writing a request for a completion.

use serde_json::{Map, Value, json};
use studio_domain::Role;

use super::{FORMAT, REASONING_FIELDS};
use crate::chat::request::data_uri;
use crate::chat::{ChatMessage, ChatPart, ChatRequest, ToolCall, ToolDefinition};
use crate::model::ModelSpec;

pub(in crate::chat) fn body(model: &ModelSpec, request: &ChatRequest, stream_usage: bool) -> Value {
    let messages = request.messages.iter();
    let messages: Vec<Value> = messages.flat_map(|message| said(model, message)).collect();
    let mut body = streamed(model, messages, &request.tools);
    if stream_usage {
        body["stream_options"] = json!({"include_usage": true});
    }
    body
}

/// What every protocol of this family asks for: a model's streamed answer to messages.
pub(in crate::chat) fn streamed(
    model: &ModelSpec,
    messages: Vec<Value>,
    offered: &[ToolDefinition],
) -> Value {
    let mut body = json!({"model": model.remote, "messages": messages, "stream": true});
    if !offered.is_empty() {
        body["tools"] = tools(offered);
    }
    body
}

fn tools(tools: &[ToolDefinition]) -> Value {
    let tool = |tool: &ToolDefinition| {
        json!({"type": "function", "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.parameters,
        }})
    };
    tools.iter().map(tool).collect()
}

/// A message as the protocol has it: results of tools are messages of their own.
fn said(model: &ModelSpec, message: &ChatMessage) -> Vec<Value> {
    let mut said: Vec<Value> = message
        .tool_results()
        .map(|result| {
            json!({"role": "tool", "tool_call_id": result.call_id, "content": result.text})
        })
        .collect();
    match message.role {
        Role::Assistant => said.extend(answer(model, message)),
        Role::User if message.has_files() => {
            let parts: Vec<Value> = message.parts.iter().filter_map(part).collect();
            said.push(json!({"role": "user", "content": parts}));
        }
        Role::User | Role::System => {
            let text = message.joined_text();
            if !text.is_empty() {
                said.push(json!({"role": message.role.as_str(), "content": text}));
            }
        }
    }
    said
}

fn part(part: &ChatPart) -> Option<Value> {
    match part {
        ChatPart::Text(text) if text.is_empty() => None,
        ChatPart::Text(text) => Some(json!({"type": "text", "text": text})),
        ChatPart::Image { mime, bytes } => {
            let image = json!({"url": data_uri(mime, bytes)});
            Some(json!({"type": "image_url", "image_url": image}))
        }
        ChatPart::Document { mime, name, bytes } => {
            let file = json!({"filename": name, "file_data": data_uri(mime, bytes)});
            Some(json!({"type": "file", "file": file}))
        }
        ChatPart::Reasoning { .. } | ChatPart::ToolCall(_) | ChatPart::ToolResult(_) => None,
    }
}

fn answer(model: &ModelSpec, message: &ChatMessage) -> Option<Value> {
    let text = message.joined_text();
    let calls: Vec<Value> = message.tool_calls().map(tool_call).collect();
    if text.is_empty() && calls.is_empty() {
        return None;
    }
    let mut answer = Map::from_iter([("role".to_owned(), Value::from("assistant"))]);
    if !text.is_empty() {
        answer.insert("content".to_owned(), Value::from(text));
    }
    if !calls.is_empty() {
        answer.insert("tool_calls".to_owned(), Value::from(calls));
        // Between a call and its result some models want their reasoning back; elsewhere some
        // servers refuse it.
        answer.extend(reasoning(model, message));
    }
    Some(Value::Object(answer))
}

pub(in crate::chat) fn tool_call(call: &ToolCall) -> Value {
    json!({
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments.to_string()},
    })
}

/// The reasoning under the names the server gave it.
fn reasoning(model: &ModelSpec, message: &ChatMessage) -> Vec<(String, Value)> {
    let mut fields = Vec::new();
    for (text, data) in message.own_reasoning(FORMAT, &model.id) {
        let field = data.get("field").and_then(Value::as_str);
        let known = field.filter(|field| REASONING_FIELDS.contains(field));
        fields.extend(known.map(|field| (field.to_owned(), Value::from(text))));
        let details = data.get("reasoning_details").cloned();
        fields.extend(details.map(|details| ("reasoning_details".to_owned(), details)));
    }
    fields
}
