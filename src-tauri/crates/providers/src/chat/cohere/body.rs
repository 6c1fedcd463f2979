//! Writing a request for a chat.

use serde_json::{Map, Value, json};
use studio_domain::Role;

use crate::chat::request::data_uri;
use crate::chat::{ChatMessage, ChatPart, ChatRequest, openai_chat};
use crate::model::ModelSpec;

pub(in crate::chat) fn body(model: &ModelSpec, request: &ChatRequest) -> Value {
    let messages = request.messages.iter().flat_map(said).collect();
    openai_chat::streamed(model, messages, &request.tools)
}

/// A message as the protocol has it: results of tools are messages of their own.
fn said(message: &ChatMessage) -> Vec<Value> {
    let mut said: Vec<Value> = message
        .tool_results()
        .map(|result| {
            json!({"role": "tool", "tool_call_id": result.call_id, "content": result.text})
        })
        .collect();
    let text = message.joined_text();
    match message.role {
        Role::Assistant => said.extend(answer(message, text)),
        Role::User if message.has_files() => {
            let parts: Vec<Value> = message.parts.iter().filter_map(part).collect();
            said.push(json!({"role": "user", "content": parts}));
        }
        Role::User | Role::System if text.is_empty() => {}
        Role::User | Role::System => {
            said.push(json!({"role": message.role.as_str(), "content": text}));
        }
    }
    said
}

fn part(part: &ChatPart) -> Option<Value> {
    match part {
        ChatPart::Text(text) if !text.is_empty() => Some(json!({"type": "text", "text": text})),
        ChatPart::Image { mime, bytes } => {
            let image = json!({"url": data_uri(mime, bytes)});
            Some(json!({"type": "image_url", "image_url": image}))
        }
        _ => None,
    }
}

fn answer(message: &ChatMessage, text: String) -> Option<Value> {
    let calls: Vec<Value> = message.tool_calls().map(openai_chat::tool_call).collect();
    let mut answer = Map::new();
    if !text.is_empty() {
        answer.insert("content".to_owned(), Value::from(text));
    }
    if !calls.is_empty() {
        answer.insert("tool_calls".to_owned(), Value::from(calls));
    }
    if answer.is_empty() {
        return None;
    }
    answer.insert("role".to_owned(), Value::from("assistant"));
    Some(Value::Object(answer))
}
