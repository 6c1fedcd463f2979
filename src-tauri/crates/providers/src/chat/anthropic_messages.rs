//! Anthropic's messages: content blocks with deltas, and reasoning that must come back as it was.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use studio_domain::{Role, Usage};

use super::protocol::AnswerReader;
use super::{ChatEvent, ChatMessage, ChatPart, ChatRequest, FinishReason};
use crate::error::ProviderError;
use crate::failure::ErrorReader;
use crate::model::ModelSpec;

/// Marks provider data as a block of this protocol.
const FORMAT: &str = "anthropic-messages";

/// The limit that is sent where neither the parameters nor the manifest have one; the protocol
/// demands one.
const FALLBACK_LIMIT: u32 = 4_096;

pub(super) fn body(model: &ModelSpec, request: &ChatRequest) -> Value {
    let system: Vec<String> = request
        .messages
        .iter()
        .filter(|message| message.role == Role::System)
        .map(ChatMessage::joined_text)
        .filter(|text| !text.is_empty())
        .collect();
    let mut body = json!({
        "model": model.remote,
        "max_tokens": model.output_limit.unwrap_or(FALLBACK_LIMIT).min(FALLBACK_LIMIT),
        "messages": turns(model, &request.messages),
        "stream": true,
    });
    if !system.is_empty() {
        body["system"] = Value::from(system.join("\n\n"));
    }
    body
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
        .map(|(role, content)| json!({"role": role, "content": content}))
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
            let ours = data.get("format")? == FORMAT && data.get("model")? == model.id.as_str();
            data.get("block").filter(|_| ours).cloned()
        }
    }
}

/// Reads the events of a message, or a whole one.
pub(super) struct Reader {
    errors: ErrorReader,
    model: String,
    /// The reasoning blocks that are open, by their index.
    thinking: BTreeMap<u64, Value>,
    usage: Usage,
    reason: Option<FinishReason>,
    stopped: bool,
}

impl Reader {
    pub(super) fn new(errors: ErrorReader, model: String) -> Self {
        Self {
            errors,
            model,
            thinking: BTreeMap::new(),
            usage: Usage::default(),
            reason: None,
            stopped: false,
        }
    }

    fn block_start(&mut self, json: &Value, out: &mut Vec<ChatEvent>) {
        let Some(block) = json.get("content_block") else {
            return;
        };
        match block.get("type").and_then(Value::as_str) {
            Some("thinking" | "redacted_thinking") => {
                push(ChatEvent::Reasoning, block.get("thinking"), out);
                self.thinking.insert(index_of(json), block.clone());
            }
            _ => push(ChatEvent::Text, block.get("text"), out),
        }
    }

    fn block_delta(&mut self, json: &Value, out: &mut Vec<ChatEvent>) {
        let Some(delta) = json.get("delta") else {
            return;
        };
        match delta.get("type").and_then(Value::as_str) {
            Some("text_delta") => push(ChatEvent::Text, delta.get("text"), out),
            Some("thinking_delta") => {
                push(ChatEvent::Reasoning, delta.get("thinking"), out);
                self.append(json, "thinking", delta.get("thinking"));
            }
            Some("signature_delta") => self.append(json, "signature", delta.get("signature")),
            _ => {}
        }
    }

    fn append(&mut self, json: &Value, field: &str, more: Option<&Value>) {
        let Some(more) = more.and_then(Value::as_str) else {
            return;
        };
        let block = self
            .thinking
            .entry(index_of(json))
            .or_insert_with(|| json!({"type": "thinking", "thinking": ""}));
        let before = block.get(field).and_then(Value::as_str).unwrap_or_default();
        block[field] = Value::from(format!("{before}{more}"));
    }

    fn block_stop(&mut self, json: &Value, out: &mut Vec<ChatEvent>) {
        if let Some(block) = self.thinking.remove(&index_of(json)) {
            self.keep(block, out);
        }
    }

    fn keep(&self, block: Value, out: &mut Vec<ChatEvent>) {
        let data = json!({"format": FORMAT, "model": self.model, "block": block});
        out.push(ChatEvent::ProviderData(data));
    }

    /// Counts come in parts: input with the beginning, output as it grows.
    fn count(&mut self, usage: Option<&Value>, out: &mut Vec<ChatEvent>) {
        let Some(usage) = usage else { return };
        let count = |name: &str| usage.get(name).and_then(Value::as_u64);
        let read = count("cache_read_input_tokens").unwrap_or(0);
        if let Some(fresh) = count("input_tokens") {
            let written = count("cache_creation_input_tokens").unwrap_or(0);
            self.usage.input_tokens = Some(fresh + read + written);
            self.usage.cached_input_tokens = Some(read);
        }
        self.usage.output_tokens = count("output_tokens").or(self.usage.output_tokens);
        out.push(ChatEvent::Usage(self.usage));
    }

    fn stop_reason(&mut self, holder: Option<&Value>) {
        let word = holder
            .and_then(|holder| holder.get("stop_reason"))
            .and_then(Value::as_str);
        self.reason = word.map(finish_reason).or_else(|| self.reason.take());
    }
}

impl AnswerReader for Reader {
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        match json.get("type").and_then(Value::as_str) {
            Some("message_start") => self.count(json.pointer("/message/usage"), out),
            Some("content_block_start") => self.block_start(json, out),
            Some("content_block_delta") => self.block_delta(json, out),
            Some("content_block_stop") => self.block_stop(json, out),
            Some("message_delta") => {
                self.stop_reason(json.get("delta"));
                self.count(json.get("usage"), out);
            }
            Some("message_stop") => self.stopped = true,
            _ => {
                if let Some(error) = self.errors.in_answer(json) {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    fn whole(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        let Some(blocks) = json.get("content").and_then(Value::as_array) else {
            return Ok(());
        };
        for block in blocks {
            match block.get("type").and_then(Value::as_str) {
                Some("thinking" | "redacted_thinking") => {
                    push(ChatEvent::Reasoning, block.get("thinking"), out);
                    self.keep(block.clone(), out);
                }
                _ => push(ChatEvent::Text, block.get("text"), out),
            }
        }
        self.count(json.get("usage"), out);
        self.stop_reason(Some(json));
        self.stopped = true;
        Ok(())
    }

    fn finished(&self) -> Option<FinishReason> {
        self.stopped
            .then(|| self.reason.clone().unwrap_or(FinishReason::Stop))
    }

    /// A message that told why it stops is complete, with or without its last event.
    fn finished_at_end(&self) -> Option<FinishReason> {
        self.finished().or_else(|| self.reason.clone())
    }
}

fn index_of(json: &Value) -> u64 {
    json.get("index").and_then(Value::as_u64).unwrap_or(0)
}

fn push(event: fn(String) -> ChatEvent, text: Option<&Value>, out: &mut Vec<ChatEvent>) {
    let text = text.and_then(Value::as_str).filter(|text| !text.is_empty());
    out.extend(text.map(|text| event(text.to_owned())));
}

fn finish_reason(word: &str) -> FinishReason {
    match word {
        "end_turn" | "stop_sequence" => FinishReason::Stop,
        "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
        "tool_use" => FinishReason::ToolCall,
        "refusal" => FinishReason::Refused,
        other => FinishReason::Other(other.to_owned()),
    }
}
