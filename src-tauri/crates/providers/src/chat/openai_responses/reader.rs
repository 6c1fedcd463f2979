//! Reading the events of a response, or a whole one.

use serde_json::{Value, json};
use studio_domain::Usage;

use super::FORMAT;
use crate::chat::protocol::AnswerReader;
use crate::chat::tool_calls::ToolCalls;
use crate::chat::usage::usd;
use crate::chat::{ChatEvent, Citation, FinishReason};
use crate::error::{ProviderError, ProviderErrorKind};
use crate::failure::ErrorReader;

/// Reads the events of a response, or a whole one.
pub(in crate::chat) struct Reader {
    errors: ErrorReader,
    model: String,
    reason: Option<FinishReason>,
    refused: bool,
    said_something: bool,
    /// A later part of the summary of the reasoning begins a paragraph of its own.
    summary_part: Option<u64>,
    calls: ToolCalls,
}

impl Reader {
    pub(in crate::chat) fn new(errors: ErrorReader, model: String) -> Self {
        Self {
            errors,
            model,
            reason: None,
            refused: false,
            said_something: false,
            summary_part: None,
            calls: ToolCalls::default(),
        }
    }

    fn summary(&mut self, json: &Value, delta: &str, out: &mut Vec<ChatEvent>) {
        let part = json.get("summary_index").and_then(Value::as_u64);
        let begins = part.is_some() && self.summary_part.is_some() && self.summary_part != part;
        self.summary_part = part.or(self.summary_part);
        let paragraph = if begins { "\n\n" } else { "" };
        out.push(ChatEvent::Reasoning(format!("{paragraph}{delta}")));
    }

    /// The response at its end: usage, the reason, and what it says where no event brought it.
    fn response(
        &mut self,
        response: &Value,
        out: &mut Vec<ChatEvent>,
    ) -> Result<(), ProviderError> {
        if !self.said_something && !self.calls.any() {
            self.outputs(response, out);
        }
        self.calls.all_done(out);
        out.extend(
            response
                .get("usage")
                .and_then(read_usage)
                .map(ChatEvent::Usage),
        );
        let status = response
            .get("status")
            .and_then(Value::as_str)
            .unwrap_or("completed");
        let reason = response
            .pointer("/incomplete_details/reason")
            .and_then(Value::as_str);
        self.reason = Some(match (status, reason) {
            ("failed", _) => return Err(self.failed(response)),
            ("incomplete", Some("content_filter")) => FinishReason::Refused,
            ("incomplete", Some("max_output_tokens") | None) => FinishReason::Length,
            ("incomplete", Some(other)) => FinishReason::Other(other.to_owned()),
            ("completed", _) if self.refused => FinishReason::Refused,
            ("completed", _) if self.calls.any() => FinishReason::ToolCall,
            ("completed", _) => FinishReason::Stop,
            (other, _) => FinishReason::Other(other.to_owned()),
        });
        Ok(())
    }

    fn outputs(&mut self, response: &Value, out: &mut Vec<ChatEvent>) {
        let items = response.get("output").and_then(Value::as_array);
        for item in items.into_iter().flatten() {
            let summary = item.get("summary").and_then(Value::as_array);
            for (part, thought) in summary.into_iter().flatten().enumerate() {
                if let Some(text) = thought.get("text").and_then(Value::as_str) {
                    self.summary(&json!({"summary_index": part}), text, out);
                }
            }
            let contents = item.get("content").and_then(Value::as_array);
            for part in contents.into_iter().flatten() {
                self.content(part, out);
            }
            self.item_added(None, item, out);
            self.item_done(None, item, out);
        }
    }

    fn content(&mut self, part: &Value, out: &mut Vec<ChatEvent>) {
        let field = |name: &str| part.get(name).and_then(Value::as_str);
        match field("type") {
            Some("output_text") => self.text(field("text"), out),
            Some("refusal") => {
                self.refused = true;
                self.text(field("refusal"), out);
            }
            _ => {}
        }
        let annotations = part.get("annotations").and_then(Value::as_array);
        let sources = annotations.into_iter().flatten().filter_map(source);
        out.extend(sources);
    }

    fn text(&mut self, text: Option<&str>, out: &mut Vec<ChatEvent>) {
        let event = ChatEvent::text(text);
        self.said_something |= event.is_some();
        out.extend(event);
    }

    /// A call begins. `index` is its place among the outputs.
    fn item_added(&mut self, index: Option<u64>, item: &Value, out: &mut Vec<ChatEvent>) {
        let field = |name: &str| item.get(name).and_then(Value::as_str);
        if field("type") != Some("function_call") {
            return;
        }
        if let Some(name) = field("name") {
            let id = field("call_id").or_else(|| field("id"));
            self.calls.start(index.unwrap_or(0), id, name, out);
        }
    }

    /// An item is complete: a call, or reasoning that may have to be sent back.
    fn item_done(&mut self, index: Option<u64>, item: &Value, out: &mut Vec<ChatEvent>) {
        let index = index.unwrap_or(0);
        match item.get("type").and_then(Value::as_str) {
            Some("function_call") => {
                if self.calls.open_id(index).is_none() {
                    self.item_added(Some(index), item, out);
                }
                let arguments = item.get("arguments").unwrap_or(&Value::Null);
                self.calls.whole_arguments(index, arguments, out);
                self.calls.done(index, None, out);
            }
            // Perplexity names what it read as an item of its own.
            Some("search_results") => {
                let results = item.get("results").and_then(Value::as_array);
                out.extend(results.into_iter().flatten().filter_map(source));
            }
            Some("reasoning") if item.get("encrypted_content").is_some_and(Value::is_string) => {
                let data = json!({"format": FORMAT, "model": self.model, "item": item});
                out.push(ChatEvent::ProviderData(data));
            }
            _ => {}
        }
    }

    fn failed(&self, response: &Value) -> ProviderError {
        self.errors.in_answer(response).unwrap_or_else(|| {
            let mut error = self.errors.malformed(
                "it failed without a reason",
                response.to_string().as_bytes(),
            );
            error.kind = ProviderErrorKind::Unavailable;
            error
        })
    }

    /// An `error` event carries its code and message beside its type.
    fn stream_error(&self, json: &Value) -> ProviderError {
        let wrapped = json!({"error": {"code": json.get("code"), "message": json.get("message")}});
        let source = if json.get("error").is_some() {
            json
        } else {
            &wrapped
        };
        self.errors.of(source)
    }
}

impl AnswerReader for Reader {
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        let delta = json.get("delta").and_then(Value::as_str);
        let kind = json.get("type").and_then(Value::as_str).unwrap_or_default();
        let index = json.get("output_index").and_then(Value::as_u64);
        let item = json.get("item").unwrap_or(&Value::Null);
        match (kind, delta) {
            ("response.output_text.delta", delta) => self.text(delta, out),
            ("response.refusal.delta", delta) => {
                self.refused = true;
                self.text(delta, out);
            }
            (
                "response.reasoning_summary_text.delta" | "response.reasoning_text.delta",
                Some(delta),
            ) => self.summary(json, delta, out),
            ("response.output_item.added", _) => self.item_added(index, item, out),
            ("response.output_item.done", _) => self.item_done(index, item, out),
            ("response.function_call_arguments.delta", Some(delta)) => {
                self.calls.arguments(index.unwrap_or(0), delta, out);
            }
            ("response.output_text.annotation.added", _) => {
                out.extend(json.get("annotation").and_then(source));
            }
            ("response.completed" | "response.incomplete" | "response.failed", _) => {
                let response = json.get("response").unwrap_or(&Value::Null);
                return self.response(response, out);
            }
            ("error", _) => return Err(self.stream_error(json)),
            _ => {
                if let Some(error) = self.errors.in_answer(json) {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    fn whole(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        if json.get("output").is_none() {
            return Ok(());
        }
        self.response(json, out)
    }

    fn finished(&self) -> Option<FinishReason> {
        self.reason.clone()
    }
}

fn source(annotation: &Value) -> Option<ChatEvent> {
    Citation::read(annotation, "title", "snippet").map(ChatEvent::Citation)
}

fn read_usage(usage: &Value) -> Option<Usage> {
    let count = |path: &str| usage.pointer(path).and_then(Value::as_u64);
    let read = Usage {
        input_tokens: count("/input_tokens"),
        cached_input_tokens: count("/input_tokens_details/cached_tokens"),
        output_tokens: count("/output_tokens"),
        cost: usd(usage),
        ..Usage::default()
    };
    (read != Usage::default()).then_some(read)
}
