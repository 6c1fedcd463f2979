//! Writing a request for a chat.

use serde_json::{Value, json};
use studio_domain::Role;

use crate::chat::request::base64;
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
        .map(|result| json!({"role": "tool", "tool_name": result.name, "content": result.text}))
        .collect();
    let text = message.joined_text();
    let images: Vec<String> = message.parts.iter().filter_map(image).collect();
    let calls: Vec<Value> = message
        .tool_calls()
        .map(|call| json!({"function": {"name": call.name, "arguments": call.arguments}}))
        .collect();
    if text.is_empty() && images.is_empty() && calls.is_empty() {
        return said;
    }
    let mut own = json!({"role": message.role.as_str(), "content": text});
    if !images.is_empty() {
        own["images"] = Value::from(images);
    }
    if message.role == Role::Assistant && !calls.is_empty() {
        own["tool_calls"] = Value::from(calls);
        // Between a call and its result the model reads what it thought.
        if let Some(thought) = thought(message) {
            own["thinking"] = Value::from(thought);
        }
    }
    said.push(own);
    said
}

fn image(part: &ChatPart) -> Option<String> {
    match part {
        ChatPart::Image { bytes, .. } => Some(base64(bytes)),
        _ => None,
    }
}

fn thought(message: &ChatMessage) -> Option<&str> {
    message.parts.iter().find_map(|part| match part {
        ChatPart::Reasoning { text, .. } if !text.is_empty() => Some(text.as_str()),
        _ => None,
    })
}
