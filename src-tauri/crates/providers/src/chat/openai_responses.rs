//! OpenAI's responses: typed events that end with the whole response.

use serde_json::{Value, json};
use studio_domain::{Role, Usage};

use super::protocol::AnswerReader;
use super::{ChatEvent, ChatRequest, FinishReason};
use crate::error::{ProviderError, ProviderErrorKind};
use crate::failure::ErrorReader;
use crate::model::ModelSpec;

pub(super) fn body(model: &ModelSpec, request: &ChatRequest) -> Value {
    let mut instructions: Vec<String> = Vec::new();
    let mut input: Vec<Value> = Vec::new();
    for message in &request.messages {
        let text = message.joined_text();
        if text.is_empty() {
            continue;
        }
        match message.role {
            Role::System => instructions.push(text),
            Role::User => input.push(json!({"role": "user", "content": text})),
            Role::Assistant => input.push(json!({"role": "assistant", "content": text})),
        }
    }
    let mut body = json!({"model": model.remote, "input": input, "stream": true});
    if !instructions.is_empty() {
        body["instructions"] = Value::from(instructions.join("\n\n"));
    }
    body
}

/// Reads the events of a response, or a whole one.
pub(super) struct Reader {
    errors: ErrorReader,
    reason: Option<FinishReason>,
    refused: bool,
    said_something: bool,
    /// A later part of the summary of the reasoning begins a paragraph of its own.
    summary_part: Option<u64>,
}

impl Reader {
    pub(super) fn new(errors: ErrorReader) -> Self {
        Self {
            errors,
            reason: None,
            refused: false,
            said_something: false,
            summary_part: None,
        }
    }

    fn summary(&mut self, json: &Value, delta: &str, out: &mut Vec<ChatEvent>) {
        let part = json.get("summary_index").and_then(Value::as_u64);
        let begins = part.is_some() && self.summary_part.is_some() && self.summary_part != part;
        self.summary_part = part.or(self.summary_part);
        let paragraph = if begins { "\n\n" } else { "" };
        out.push(ChatEvent::Reasoning(format!("{paragraph}{delta}")));
    }

    /// The response at its end: usage, the reason, and the text where no delta brought it.
    fn response(
        &mut self,
        response: &Value,
        out: &mut Vec<ChatEvent>,
    ) -> Result<(), ProviderError> {
        if !self.said_something {
            self.outputs(response, out);
        }
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
            ("completed", _) => FinishReason::Stop,
            (other, _) => FinishReason::Other(other.to_owned()),
        });
        Ok(())
    }

    fn outputs(&mut self, response: &Value, out: &mut Vec<ChatEvent>) {
        let items = response.get("output").and_then(Value::as_array);
        let contents = items
            .into_iter()
            .flatten()
            .filter_map(|item| item.get("content").and_then(Value::as_array));
        for part in contents.flatten() {
            let field = |name: &str| part.get(name).and_then(Value::as_str);
            match field("type") {
                Some("output_text") => self.text(field("text"), out),
                Some("refusal") => {
                    self.refused = true;
                    self.text(field("refusal"), out);
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, text: Option<&str>, out: &mut Vec<ChatEvent>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.said_something = true;
            out.push(ChatEvent::Text(text.to_owned()));
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
}

impl AnswerReader for Reader {
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        let delta = json.get("delta").and_then(Value::as_str);
        let kind = json.get("type").and_then(Value::as_str).unwrap_or_default();
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

impl Reader {
    /// An `error` event carries its code and message beside its type.
    fn stream_error(&self, json: &Value) -> ProviderError {
        let wrapped = json!({"error": {"code": json.get("code"), "message": json.get("message")}});
        let source = if json.get("error").is_some() {
            json
        } else {
            &wrapped
        };
        self.errors.in_answer(source).unwrap_or_else(|| {
            self.errors
                .malformed("an error without words", json.to_string().as_bytes())
        })
    }
}

fn read_usage(usage: &Value) -> Option<Usage> {
    let count = |path: &str| usage.pointer(path).and_then(Value::as_u64);
    let read = Usage {
        input_tokens: count("/input_tokens"),
        cached_input_tokens: count("/input_tokens_details/cached_tokens"),
        output_tokens: count("/output_tokens"),
        ..Usage::default()
    };
    (read != Usage::default()).then_some(read)
}
