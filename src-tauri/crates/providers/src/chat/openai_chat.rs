//! OpenAI's chat completions, with everything that servers speaking it do differently.

use serde_json::{Value, json};
use studio_domain::{Role, Usage};

use super::protocol::AnswerReader;
use super::{ChatEvent, ChatRequest, FinishReason};
use crate::error::ProviderError;
use crate::failure::ErrorReader;
use crate::model::ModelSpec;

pub(super) fn body(model: &ModelSpec, request: &ChatRequest, stream_usage: bool) -> Value {
    let messages: Vec<Value> = request
        .messages
        .iter()
        .map(|message| (message.role, message.joined_text()))
        .filter(|(_, text)| !text.is_empty())
        .map(|(role, text)| json!({"role": role_word(role), "content": text}))
        .collect();
    let mut body = json!({"model": model.remote, "messages": messages, "stream": true});
    if stream_usage {
        body["stream_options"] = json!({"include_usage": true});
    }
    body
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    }
}

/// Reads the chunks of a completion, or a whole one.
pub(super) struct Reader {
    errors: ErrorReader,
    reason: Option<FinishReason>,
    /// Whether the model refused in its own words.
    refused: bool,
    said_something: bool,
}

impl Reader {
    pub(super) fn new(errors: ErrorReader) -> Self {
        Self {
            errors,
            reason: None,
            refused: false,
            said_something: false,
        }
    }

    /// A piece of a message: a chunk's `delta`, or a whole `message`.
    fn message(&mut self, message: &Value, out: &mut Vec<ChatEvent>) {
        let before = out.len();
        let reasoning = ["reasoning_content", "reasoning"]
            .iter()
            .find_map(|field| message.get(*field)?.as_str());
        push_text(ChatEvent::Reasoning, reasoning, out);
        match message.get("content") {
            Some(Value::String(text)) => push_text(ChatEvent::Text, Some(text), out),
            Some(Value::Array(parts)) => parts.iter().for_each(|part| content_part(part, out)),
            _ => {}
        }
        let refusal = message.get("refusal").and_then(Value::as_str);
        if refusal.is_some_and(|refusal| !refusal.is_empty()) {
            self.refused = true;
            push_text(ChatEvent::Text, refusal, out);
        }
        self.said_something |= out.len() > before;
    }

    fn choice(&mut self, choice: &Value, out: &mut Vec<ChatEvent>) {
        // Some servers repeat the message so far beside each delta.
        if let Some(delta) = choice.get("delta").or_else(|| choice.get("message")) {
            self.message(delta, out);
        }
        if let Some(word) = choice.get("finish_reason").and_then(Value::as_str) {
            self.reason = Some(finish_reason(word));
        }
    }

    fn read(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        if let Some(error) = self.errors.in_answer(json) {
            return Err(error);
        }
        let choices = json.get("choices").and_then(Value::as_array);
        if let Some(choice) = choices.and_then(|choices| choices.first()) {
            self.choice(choice, out);
        }
        let usage = json.get("usage").or_else(|| json.pointer("/x_groq/usage"));
        out.extend(usage.and_then(read_usage).map(ChatEvent::Usage));
        Ok(())
    }
}

impl AnswerReader for Reader {
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        self.read(json, out)
    }

    fn whole(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        self.read(json, out)?;
        if self.said_something && self.reason.is_none() {
            self.reason = Some(FinishReason::Stop);
        }
        Ok(())
    }

    /// Never before the bytes end or `[DONE]` comes: usage may follow the finish reason.
    fn finished(&self) -> Option<FinishReason> {
        None
    }

    fn finished_at_end(&self) -> Option<FinishReason> {
        let reason = self.reason.clone()?;
        Some(if self.refused {
            FinishReason::Refused
        } else {
            reason
        })
    }
}

fn push_text(event: fn(String) -> ChatEvent, text: Option<&str>, out: &mut Vec<ChatEvent>) {
    out.extend(
        text.filter(|text| !text.is_empty())
            .map(|text| event(text.to_owned())),
    );
}

/// A part of content that comes as a list: text, or what the model thinks.
fn content_part(part: &Value, out: &mut Vec<ChatEvent>) {
    if let Some(text) = part.as_str() {
        push_text(ChatEvent::Text, Some(text), out);
        return;
    }
    let text = part.get("text").and_then(Value::as_str);
    match part.get("type").and_then(Value::as_str) {
        Some("thinking" | "reasoning") => {
            let thinking = part.get("thinking").or_else(|| part.get("reasoning"));
            match thinking {
                Some(Value::String(thinking)) => {
                    push_text(ChatEvent::Reasoning, Some(thinking), out);
                }
                Some(Value::Array(parts)) => parts.iter().for_each(|part| {
                    let text = part.get("text").and_then(Value::as_str);
                    push_text(ChatEvent::Reasoning, text, out);
                }),
                _ => push_text(ChatEvent::Reasoning, text, out),
            }
        }
        _ => push_text(ChatEvent::Text, text, out),
    }
}

fn finish_reason(word: &str) -> FinishReason {
    match word {
        "stop" | "eos" | "end_turn" => FinishReason::Stop,
        "length" | "max_tokens" => FinishReason::Length,
        "tool_calls" | "function_call" => FinishReason::ToolCall,
        "content_filter" | "refusal" => FinishReason::Refused,
        other => FinishReason::Other(other.to_owned()),
    }
}

fn read_usage(usage: &Value) -> Option<Usage> {
    let count = |path: &str| usage.pointer(path).and_then(Value::as_u64);
    let read = Usage {
        input_tokens: count("/prompt_tokens"),
        cached_input_tokens: count("/prompt_tokens_details/cached_tokens")
            .or_else(|| count("/prompt_cache_hit_tokens")),
        output_tokens: count("/completion_tokens"),
        ..Usage::default()
    };
    (read != Usage::default()).then_some(read)
}
