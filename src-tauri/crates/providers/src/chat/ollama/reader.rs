//! Reading the lines of a chat.

use serde_json::Value;
use studio_domain::Usage;

use crate::chat::protocol::AnswerReader;
use crate::chat::think_tags::ThinkTags;
use crate::chat::tool_calls::ToolCalls;
use crate::chat::{ChatEvent, FinishReason};
use crate::error::ProviderError;
use crate::failure::ErrorReader;

/// Reads the lines of an answer.
pub(in crate::chat) struct Reader {
    errors: ErrorReader,
    tags: ThinkTags,
    calls: ToolCalls,
    reason: Option<FinishReason>,
}

impl Reader {
    pub(in crate::chat) fn new(errors: ErrorReader) -> Self {
        Self {
            errors,
            tags: ThinkTags::default(),
            calls: ToolCalls::default(),
            reason: None,
        }
    }

    fn message(&mut self, message: &Value, out: &mut Vec<ChatEvent>) {
        let text = |name: &str| message.get(name).and_then(Value::as_str);
        out.extend(ChatEvent::reasoning(text("thinking")));
        self.tags.push(text("content").unwrap_or_default(), out);
        let calls = message.get("tool_calls").and_then(Value::as_array);
        for call in calls.into_iter().flatten() {
            let id = call.get("id").and_then(Value::as_str);
            let arguments = call.pointer("/function/arguments").unwrap_or(&Value::Null);
            if let Some(name) = call.pointer("/function/name").and_then(Value::as_str) {
                self.calls.whole(id, name, arguments, None, out);
            }
        }
    }
}

impl AnswerReader for Reader {
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        if let Some(error) = self.errors.in_answer(json) {
            return Err(error);
        }
        if let Some(message) = json.get("message") {
            self.message(message, out);
        }
        if json.get("done").and_then(Value::as_bool) == Some(true) {
            out.extend(read_usage(json).map(ChatEvent::Usage));
            self.reason = Some(match json.get("done_reason").and_then(Value::as_str) {
                _ if self.calls.any() => FinishReason::ToolCall,
                Some("stop") | None => FinishReason::Stop,
                Some("length") => FinishReason::Length,
                Some(other) => FinishReason::Other(other.to_owned()),
            });
        }
        Ok(())
    }

    fn whole(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        self.event(json, out)
    }

    fn finished(&self) -> Option<FinishReason> {
        self.reason.clone()
    }

    fn end(&mut self, out: &mut Vec<ChatEvent>) {
        self.tags.end(out);
    }
}

fn read_usage(json: &Value) -> Option<Usage> {
    let count = |name: &str| json.get(name).and_then(Value::as_u64);
    let read = Usage {
        input_tokens: count("prompt_eval_count"),
        output_tokens: count("eval_count"),
        ..Usage::default()
    };
    (read != Usage::default()).then_some(read)
}
