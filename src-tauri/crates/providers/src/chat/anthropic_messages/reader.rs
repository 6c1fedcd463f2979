//! Reading the events of a message, or a whole one.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use studio_domain::Usage;

use super::FORMAT;
use crate::chat::protocol::AnswerReader;
use crate::chat::tool_calls::ToolCalls;
use crate::chat::{ChatEvent, Citation, FinishReason};
use crate::error::ProviderError;
use crate::failure::ErrorReader;

/// Reads the events of a message, or a whole one.
pub(in crate::chat) struct Reader {
    errors: ErrorReader,
    model: String,
    /// The reasoning blocks that are open, by their index.
    thinking: BTreeMap<u64, Value>,
    /// The block whose reasoning was given out last; another begins a paragraph of its own.
    last_thought: Option<u64>,
    calls: ToolCalls,
    usage: Usage,
    reason: Option<FinishReason>,
    stopped: bool,
}

impl Reader {
    pub(in crate::chat) fn new(errors: ErrorReader, model: String) -> Self {
        Self {
            errors,
            model,
            thinking: BTreeMap::new(),
            last_thought: None,
            calls: ToolCalls::default(),
            usage: Usage::default(),
            reason: None,
            stopped: false,
        }
    }

    fn block_start(&mut self, json: &Value, out: &mut Vec<ChatEvent>) {
        let Some(block) = json.get("content_block") else {
            return;
        };
        let field = |name: &str| block.get(name).and_then(Value::as_str);
        match field("type") {
            Some("thinking" | "redacted_thinking") => {
                let index = index_of(json);
                self.thinking.insert(index, block.clone());
                self.thought(index, field("thinking"), out);
            }
            Some("tool_use") => {
                let name = field("name").unwrap_or_default();
                self.calls.start(index_of(json), field("id"), name, out);
                // Usually empty, and followed by pieces.
                let input = block.get("input").and_then(Value::as_object);
                if let Some(input) = input.filter(|input| !input.is_empty()) {
                    let input = Value::from(input.clone());
                    self.calls.whole_arguments(index_of(json), &input, out);
                }
            }
            _ => out.extend(ChatEvent::text(field("text"))),
        }
        self.citations(block, out);
    }

    fn block_delta(&mut self, json: &Value, out: &mut Vec<ChatEvent>) {
        let Some(delta) = json.get("delta") else {
            return;
        };
        let field = |name: &str| delta.get(name).and_then(Value::as_str);
        let index = index_of(json);
        match field("type") {
            Some("text_delta") => out.extend(ChatEvent::text(field("text"))),
            Some("thinking_delta") => {
                let more = field("thinking");
                self.append(index, "thinking", more);
                self.thought(index, more, out);
            }
            Some("signature_delta") => self.append(index, "signature", field("signature")),
            Some("input_json_delta") => {
                let more = field("partial_json").unwrap_or_default();
                self.calls.arguments(index, more, out);
            }
            Some("citations_delta") => out.extend(delta.get("citation").and_then(source)),
            _ => {}
        }
    }

    /// More reasoning of a block; a further block begins a paragraph of its own.
    fn thought(&mut self, index: u64, text: Option<&str>, out: &mut Vec<ChatEvent>) {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return;
        };
        let begins = self.last_thought.is_some_and(|last| last != index);
        self.last_thought = Some(index);
        let paragraph = if begins { "\n\n" } else { "" };
        out.push(ChatEvent::Reasoning(format!("{paragraph}{text}")));
    }

    fn append(&mut self, index: u64, field: &str, more: Option<&str>) {
        let Some(more) = more else { return };
        let block = self
            .thinking
            .entry(index)
            .or_insert_with(|| json!({"type": "thinking", "thinking": ""}));
        let before = block.get(field).and_then(Value::as_str).unwrap_or_default();
        let whole = format!("{before}{more}");
        if let Some(fields) = block.as_object_mut() {
            fields.insert(field.to_owned(), Value::from(whole));
        }
    }

    fn block_stop(&mut self, json: &Value, out: &mut Vec<ChatEvent>) {
        let index = index_of(json);
        if let Some(block) = self.thinking.remove(&index) {
            self.keep(block, out);
        }
        self.calls.done(index, None, out);
    }

    fn keep(&self, block: Value, out: &mut Vec<ChatEvent>) {
        let data = json!({"format": FORMAT, "model": self.model, "block": block});
        out.push(ChatEvent::ProviderData(data));
    }

    fn citations(&self, block: &Value, out: &mut Vec<ChatEvent>) {
        let citations = block.get("citations").and_then(Value::as_array);
        out.extend(citations.into_iter().flatten().filter_map(source));
    }

    /// Counts come in parts: input with the beginning, output as it grows.
    fn count(&mut self, usage: Option<&Value>, out: &mut Vec<ChatEvent>) {
        let Some(usage) = usage else { return };
        let count = |name: &str| usage.get(name).and_then(Value::as_u64);
        let read = count("cache_read_input_tokens").unwrap_or(0);
        if let Some(fresh) = count("input_tokens") {
            let written = count("cache_creation_input_tokens").unwrap_or(0);
            let total = fresh.saturating_add(read).saturating_add(written);
            self.usage.input_tokens = Some(total);
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
        for (index, block) in blocks.iter().enumerate() {
            self.block_start(&json!({"index": index, "content_block": block}), out);
            self.block_stop(&json!({"index": index}), out);
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

/// A source that has an address. Places in documents that were sent along have none.
fn source(citation: &Value) -> Option<ChatEvent> {
    let text = |name: &str| {
        let text = citation.get(name)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let is_address = |text: &String| text.contains("://");
    Some(ChatEvent::Citation(Citation {
        url: text("url").or_else(|| text("source").filter(is_address))?,
        title: text("title"),
        snippet: text("cited_text"),
        start: None,
        end: None,
    }))
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
