//! Reading the events of a chat, or a whole one.

use serde_json::{Value, json};
use studio_domain::Usage;

use crate::chat::protocol::AnswerReader;
use crate::chat::tool_calls::ToolCalls;
use crate::chat::{ChatEvent, Citation, FinishReason};
use crate::error::ProviderError;
use crate::failure::ErrorReader;

/// Reads the events of an answer.
pub(in crate::chat) struct Reader {
    errors: ErrorReader,
    calls: ToolCalls,
    reason: Option<FinishReason>,
}

impl Reader {
    pub(in crate::chat) fn new(errors: ErrorReader) -> Self {
        Self {
            errors,
            calls: ToolCalls::default(),
            reason: None,
        }
    }

    /// The end: why, and what was counted.
    fn finish(&mut self, end: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        self.calls.all_done(out);
        out.extend(end.get("usage").and_then(read_usage).map(ChatEvent::Usage));
        let word = end.get("finish_reason").and_then(Value::as_str);
        let said = end.get("error").or_else(|| end.get("message"));
        if let Some("ERROR" | "TIMEOUT" | "ERROR_TOXIC" | "ERROR_LIMIT") = word {
            let said = said.and_then(Value::as_str).or(word);
            return Err(self.errors.of(&json!({"message": said, "code": word})));
        }
        self.reason = Some(match word {
            Some("COMPLETE" | "STOP_SEQUENCE") | None => FinishReason::Stop,
            Some("MAX_TOKENS") => FinishReason::Length,
            Some("TOOL_CALL") => FinishReason::ToolCall,
            Some(other) => FinishReason::Other(other.to_owned()),
        });
        Ok(())
    }

    fn message(&mut self, message: &Value, out: &mut Vec<ChatEvent>) {
        let plan = message.get("tool_plan").and_then(Value::as_str);
        out.extend(ChatEvent::reasoning(plan));
        content(message.get("content"), out);
        let calls = message.get("tool_calls").and_then(Value::as_array);
        for call in calls.into_iter().flatten() {
            let id = call.get("id").and_then(Value::as_str);
            let name = call.pointer("/function/name").and_then(Value::as_str);
            let arguments = call.pointer("/function/arguments").unwrap_or(&Value::Null);
            self.calls
                .whole(id, name.unwrap_or_default(), arguments, None, out);
        }
        citations(message.get("citations"), out);
    }
}

impl AnswerReader for Reader {
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        let at = |path: &str| json.pointer(path);
        let text = |path: &str| json.pointer(path).and_then(Value::as_str);
        let index = json.get("index").and_then(Value::as_u64).unwrap_or(0);
        match json.get("type").and_then(Value::as_str) {
            Some("content-start" | "content-delta") => content(at("/delta/message/content"), out),
            Some("tool-plan-delta") => {
                out.extend(ChatEvent::reasoning(text("/delta/message/tool_plan")));
            }
            Some("tool-call-start") => {
                let name = text("/delta/message/tool_calls/function/name").unwrap_or_default();
                let id = text("/delta/message/tool_calls/id");
                self.calls.start(index, id, name, out);
                let begun = text("/delta/message/tool_calls/function/arguments");
                self.calls.arguments(index, begun.unwrap_or_default(), out);
            }
            Some("tool-call-delta") => {
                let delta = text("/delta/message/tool_calls/function/arguments");
                self.calls.arguments(index, delta.unwrap_or_default(), out);
            }
            Some("tool-call-end") => self.calls.done(index, None, out),
            Some("citation-start") => citations(at("/delta/message/citations"), out),
            Some("message-end") => return self.finish(json.get("delta").unwrap_or(json), out),
            known => {
                if let Some(error) = self.errors.in_answer(json) {
                    return Err(error);
                }
                if known.is_none() && json.get("message").is_some_and(Value::is_string) {
                    return Err(self.errors.of(json));
                }
            }
        }
        Ok(())
    }

    fn whole(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        match json.get("message") {
            Some(message @ Value::Object(_)) => {
                self.message(message, out);
                self.finish(json, out)
            }
            Some(Value::String(_)) => Err(self.errors.of(json)),
            _ => Ok(()),
        }
    }

    fn finished(&self) -> Option<FinishReason> {
        self.reason.clone()
    }
}

/// Text or thoughts, as one part or a list of them.
fn content(content: Option<&Value>, out: &mut Vec<ChatEvent>) {
    match content {
        Some(Value::Array(parts)) => parts.iter().for_each(|part| part_of(part, out)),
        Some(part) => part_of(part, out),
        None => {}
    }
}

fn part_of(part: &Value, out: &mut Vec<ChatEvent>) {
    let text = |name: &str| part.get(name).and_then(Value::as_str);
    out.extend(ChatEvent::reasoning(text("thinking")));
    out.extend(ChatEvent::text(text("text").or(part.as_str())));
}

/// One citation or several, each with its sources; those without an address are documents that
/// were sent along.
fn citations(citations: Option<&Value>, out: &mut Vec<ChatEvent>) {
    let one_or_more = match citations {
        Some(Value::Array(citations)) => citations.as_slice(),
        Some(citation) => std::slice::from_ref(citation),
        None => &[],
    };
    for citation in one_or_more {
        let place = |name: &str| u32::try_from(citation.get(name)?.as_u64()?).ok();
        let sources = citation.get("sources").and_then(Value::as_array);
        for source in sources.into_iter().flatten() {
            let document = source.get("document").unwrap_or(source);
            out.extend(
                Citation::read(document, "title", "snippet").map(|citation| {
                    ChatEvent::Citation(Citation {
                        start: place("start"),
                        end: place("end"),
                        ..citation
                    })
                }),
            );
        }
    }
}

/// What is paid for is counted apart from what the model read.
fn read_usage(usage: &Value) -> Option<Usage> {
    let count = |kind: &str, name: &str| {
        let count = usage.get(kind)?.get(name)?;
        count.as_u64().or_else(|| whole_number(count.as_f64()?))
    };
    let paid = |name: &str| count("billed_units", name).or_else(|| count("tokens", name));
    let read = Usage {
        input_tokens: paid("input_tokens"),
        output_tokens: paid("output_tokens"),
        ..Usage::default()
    };
    (read != Usage::default()).then_some(read)
}

/// Counts come as numbers with a fraction that is always nothing.
fn whole_number(number: f64) -> Option<u64> {
    let fits = number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked on the line above"
    )]
    fits.then_some(number as u64)
}
