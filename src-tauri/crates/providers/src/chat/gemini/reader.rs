//! Reading the chunks of content, or a whole answer, which is the same or a list of chunks.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use studio_domain::Usage;

use super::FORMAT;
use crate::chat::protocol::AnswerReader;
use crate::chat::tool_calls::ToolCalls;
use crate::chat::{ChatEvent, Citation, FinishReason};
use crate::error::ProviderError;
use crate::failure::ErrorReader;

/// Reads the chunks of an answer.
pub(in crate::chat) struct Reader {
    errors: ErrorReader,
    model: String,
    calls: ToolCalls,
    /// Sources are repeated with every chunk.
    cited: BTreeSet<String>,
    reason: Option<FinishReason>,
    /// The reason came together with the count, which is always in the last chunk.
    finished: bool,
}

impl Reader {
    pub(in crate::chat) fn new(errors: ErrorReader, model: String) -> Self {
        Self {
            errors,
            model,
            calls: ToolCalls::default(),
            cited: BTreeSet::new(),
            reason: None,
            finished: false,
        }
    }

    fn chunk(&mut self, chunk: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        if let Some(error) = self.errors.in_answer(chunk) {
            return Err(error);
        }
        let text = |path: &str| chunk.pointer(path).and_then(Value::as_str);
        let parts = chunk.pointer("/candidates/0/content/parts");
        for part in parts.and_then(Value::as_array).into_iter().flatten() {
            self.part(part, out);
        }
        self.citations(chunk, out);
        let word = text("/candidates/0/finishReason");
        let word = word.filter(|word| *word != "FINISH_REASON_UNSPECIFIED");
        if let Some(word) = word {
            self.reason = Some(self.reason_of(word));
        }
        if text("/promptFeedback/blockReason").is_some() {
            self.reason = Some(FinishReason::Refused);
        }
        let usage = chunk.get("usageMetadata").and_then(read_usage);
        self.finished |= word.is_some() && usage.is_some();
        out.extend(usage.map(ChatEvent::Usage));
        Ok(())
    }

    fn part(&mut self, part: &Value, out: &mut Vec<ChatEvent>) {
        let signature = part
            .get("thoughtSignature")
            .filter(|value| value.is_string());
        let data = signature.map(
            |signature| json!({"format": FORMAT, "model": self.model, "signature": signature}),
        );
        let call = part.get("functionCall");
        if let Some((call, name)) = call.and_then(|call| Some((call, call.get("name")?.as_str()?)))
        {
            let id = call.get("id").and_then(Value::as_str);
            let arguments = call.get("args").unwrap_or(&Value::Null);
            self.calls.whole(id, name, arguments, data, out);
            return;
        }
        let text = part.get("text").and_then(Value::as_str);
        let thought = part.get("thought").and_then(Value::as_bool) == Some(true);
        out.extend(if thought {
            ChatEvent::reasoning(text)
        } else {
            ChatEvent::text(text)
        });
        out.extend(data.map(ChatEvent::ProviderData));
    }

    /// Pages the answer was grounded on, and works it repeats.
    fn citations(&mut self, chunk: &Value, out: &mut Vec<ChatEvent>) {
        let list = |path: &str| chunk.pointer(path).and_then(Value::as_array);
        let pages = list("/candidates/0/groundingMetadata/groundingChunks");
        let pages = pages.into_iter().flatten();
        let pages =
            pages.filter_map(|page| page.get("web").or_else(|| page.get("retrievedContext")));
        let works = list("/candidates/0/citationMetadata/citationSources")
            .or_else(|| list("/candidates/0/citationMetadata/citations"));
        for source in pages.chain(works.into_iter().flatten()) {
            let text = |name: &str| source.get(name).and_then(Value::as_str).map(str::to_owned);
            let Some(url) = text("uri").filter(|url| !url.is_empty()) else {
                continue;
            };
            if self.cited.insert(url.clone()) {
                out.push(ChatEvent::Citation(Citation {
                    url,
                    title: text("title"),
                    ..Citation::default()
                }));
            }
        }
    }

    fn reason_of(&self, word: &str) -> FinishReason {
        match word {
            "STOP" if self.calls.any() => FinishReason::ToolCall,
            "STOP" => FinishReason::Stop,
            "MAX_TOKENS" => FinishReason::Length,
            "SAFETY"
            | "RECITATION"
            | "BLOCKLIST"
            | "PROHIBITED_CONTENT"
            | "SPII"
            | "IMAGE_SAFETY"
            | "IMAGE_PROHIBITED_CONTENT"
            | "IMAGE_RECITATION" => FinishReason::Refused,
            other => FinishReason::Other(other.to_owned()),
        }
    }
}

impl AnswerReader for Reader {
    /// An error may come inside a list of one.
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        match json {
            Value::Array(chunks) => chunks.iter().try_for_each(|chunk| self.chunk(chunk, out)),
            chunk => self.chunk(chunk, out),
        }
    }

    /// Without server-sent events the chunks of a stream come as one list.
    fn whole(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        self.event(json, out)
    }

    fn finished(&self) -> Option<FinishReason> {
        self.reason.clone().filter(|_| self.finished)
    }

    fn finished_at_end(&self) -> Option<FinishReason> {
        self.reason.clone()
    }
}

/// What is thought is paid as output.
fn read_usage(usage: &Value) -> Option<Usage> {
    let count = |name: &str| usage.get(name).and_then(Value::as_u64);
    let sum = |name: &str, further: &str| match (count(name), count(further)) {
        (None, None) => None,
        (some, more) => Some(some.unwrap_or(0).saturating_add(more.unwrap_or(0))),
    };
    let read = Usage {
        input_tokens: sum("promptTokenCount", "toolUsePromptTokenCount"),
        cached_input_tokens: count("cachedContentTokenCount"),
        output_tokens: sum("candidatesTokenCount", "thoughtsTokenCount"),
        ..Usage::default()
    };
    (read != Usage::default()).then_some(read)
}
