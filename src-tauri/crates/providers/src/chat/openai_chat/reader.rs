//! Reading the chunks of a completion, or a whole one.

use serde_json::{Value, json};
use studio_domain::Usage;

use super::citations::Citations;
use super::{FORMAT, REASONING_FIELDS};
use crate::chat::protocol::AnswerReader;
use crate::chat::think_tags::ThinkTags;
use crate::chat::tool_calls::ToolCalls;
use crate::chat::usage::usd;
use crate::chat::{ChatEvent, FinishReason};
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::ErrorReader;

/// Reads the chunks of a completion, or a whole one.
pub(in crate::chat) struct Reader {
    errors: ErrorReader,
    model: String,
    reason: Option<FinishReason>,
    /// Whether the model refused in its own words.
    refused: bool,
    said_something: bool,
    tags: ThinkTags,
    calls: ToolCalls,
    citations: Citations,
    /// The field that reasoning came in.
    reasoning_field: Option<&'static str>,
    /// Signed or encrypted reasoning, to be sent back unchanged.
    reasoning_details: Vec<Value>,
}

impl Reader {
    pub(in crate::chat) fn new(errors: ErrorReader, model: String) -> Self {
        Self {
            errors,
            model,
            reason: None,
            refused: false,
            said_something: false,
            tags: ThinkTags::default(),
            calls: ToolCalls::default(),
            citations: Citations::default(),
            reasoning_field: None,
            reasoning_details: Vec::new(),
        }
    }

    /// A piece of a message: a chunk's `delta`, or a whole `message`.
    fn message(&mut self, message: &Value, out: &mut Vec<ChatEvent>) {
        self.reasoning(message, out);
        match message.get("content") {
            Some(Value::String(text)) => self.text(text, out),
            Some(Value::Array(parts)) => parts.iter().for_each(|part| self.part(part, out)),
            _ => {}
        }
        let refusal = message.get("refusal").and_then(Value::as_str);
        if let Some(refusal) = refusal.filter(|refusal| !refusal.is_empty()) {
            self.refused = true;
            self.text(refusal, out);
        }
        let calls = message.get("tool_calls").and_then(Value::as_array);
        for (position, call) in calls.into_iter().flatten().enumerate() {
            self.tool_call(position as u64, call, out);
        }
        self.citations.of_message(message, out);
    }

    fn reasoning(&mut self, message: &Value, out: &mut Vec<ChatEvent>) {
        let found = REASONING_FIELDS.iter().find_map(|field| {
            let text = message.get(*field)?.as_str()?;
            (!text.is_empty()).then_some((*field, text))
        });
        if let Some((field, text)) = found {
            self.said_something = true;
            self.reasoning_field = Some(field);
            out.extend(ChatEvent::reasoning(Some(text)));
        }
        let details = message.get("reasoning_details").and_then(Value::as_array);
        for detail in details.into_iter().flatten() {
            if found.is_none() {
                let text = detail.get("text").or_else(|| detail.get("summary"));
                out.extend(ChatEvent::reasoning(text.and_then(Value::as_str)));
            }
            add_detail(&mut self.reasoning_details, detail);
        }
    }

    fn text(&mut self, text: &str, out: &mut Vec<ChatEvent>) {
        self.said_something |= !text.is_empty();
        self.tags.push(text, out);
    }

    /// A part of content that comes as a list: text, or what the model thinks.
    fn part(&mut self, part: &Value, out: &mut Vec<ChatEvent>) {
        let text = part.as_str().or_else(|| part.get("text")?.as_str());
        match part.get("type").and_then(Value::as_str) {
            Some("thinking" | "reasoning") => {
                let thinking = part.get("thinking").or_else(|| part.get("reasoning"));
                self.said_something = true;
                match thinking {
                    Some(Value::Array(parts)) => out.extend(parts.iter().filter_map(|part| {
                        ChatEvent::reasoning(part.get("text").and_then(Value::as_str))
                    })),
                    thinking => {
                        let thinking = thinking.and_then(Value::as_str).or(text);
                        out.extend(ChatEvent::reasoning(thinking));
                    }
                }
            }
            _ => self.text(text.unwrap_or_default(), out),
        }
    }

    /// A piece of a call. The index may be missing, and several calls may have the same: then
    /// their ids tell them apart.
    fn tool_call(&mut self, position: u64, call: &Value, out: &mut Vec<ChatEvent>) {
        let text = |path: &str| call.pointer(path).and_then(Value::as_str);
        let key = call
            .get("index")
            .and_then(Value::as_u64)
            .unwrap_or(position);
        let id = text("/id").filter(|id| !id.is_empty());
        let name = text("/function/name").filter(|name| !name.is_empty());
        let open = self.calls.open_id(key);
        let continues = open.is_some() && id.is_none_or(|id| open == Some(id));
        if let Some(name) = name.filter(|_| !continues) {
            self.calls.start(key, id, name, out);
        }
        match call.pointer("/function/arguments") {
            Some(Value::String(delta)) => self.calls.arguments(key, delta, out),
            Some(whole) => self.calls.whole_arguments(key, whole, out),
            None => {}
        }
    }

    fn choice(&mut self, choice: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        // Some servers repeat the message so far beside each delta.
        if let Some(delta) = choice.get("delta").or_else(|| choice.get("message")) {
            self.message(delta, out);
        }
        let Some(word) = choice.get("finish_reason").and_then(Value::as_str) else {
            return Ok(());
        };
        if word == "error" {
            let message = format!("{} broke off the answer.", self.errors.who);
            let kind = ProviderErrorKind::Unavailable;
            let error = ProviderError::new(kind, Sent::Answered, message);
            return Err(error.with_hint("What arrived is kept. Try again in a moment."));
        }
        self.calls.all_done(out);
        self.reason = Some(finish_reason(word));
        Ok(())
    }

    fn read(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        if let Some(error) = self.error(json) {
            return Err(error);
        }
        self.citations.of_answer(json, out);
        let choices = json.get("choices").and_then(Value::as_array);
        let choice = choices.and_then(|choices| choices.first());
        if let Some(choice) = choice {
            self.choice(choice, out)?;
        }
        let places = [
            json.get("usage"),
            json.pointer("/x_groq/usage"),
            choice.and_then(|choice| choice.get("usage")),
        ];
        let usage = places.into_iter().flatten().find_map(read_usage);
        out.extend(usage.map(ChatEvent::Usage));
        Ok(())
    }

    fn error(&self, json: &Value) -> Option<ProviderError> {
        if let Some(groq) = json
            .pointer("/x_groq/error")
            .filter(|error| !error.is_null())
        {
            return self.errors.in_answer(&json!({"error": groq}));
        }
        if let Some(error) = self.errors.in_answer(json) {
            return Some(error);
        }
        // Some servers put the words of an error where the choices would be.
        let words = ["message", "detail"];
        let has_words = words.iter().any(|word| json.get(*word).is_some());
        let is_error = has_words && json.get("choices").is_none();
        is_error.then(|| self.errors.of(json))
    }

    /// Why it ended by what was in it.
    fn reason(&self) -> Option<FinishReason> {
        match self.reason.clone()? {
            _ if self.refused => Some(FinishReason::Refused),
            FinishReason::Stop if self.calls.any() => Some(FinishReason::ToolCall),
            reason => Some(reason),
        }
    }
}

impl AnswerReader for Reader {
    fn event(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        self.read(json, out)
    }

    fn whole(&mut self, json: &Value, out: &mut Vec<ChatEvent>) -> Result<(), ProviderError> {
        self.read(json, out)?;
        if self.reason.is_none() && (self.said_something || self.calls.any()) {
            self.calls.all_done(out);
            self.reason = Some(FinishReason::Stop);
        }
        Ok(())
    }

    /// Never before the bytes end or `[DONE]` comes: usage may follow the finish reason.
    fn finished(&self) -> Option<FinishReason> {
        None
    }

    fn finished_at_end(&self) -> Option<FinishReason> {
        self.reason()
    }

    fn end(&mut self, out: &mut Vec<ChatEvent>) {
        self.tags.end(out);
        let details = std::mem::take(&mut self.reasoning_details);
        let field = self.reasoning_field.take();
        // Wanted back only between a call and its result.
        if !self.calls.any() || (details.is_empty() && field.is_none()) {
            return;
        }
        let mut data = json!({"format": FORMAT, "model": self.model});
        if let Some(field) = field {
            data["field"] = Value::from(field);
        }
        if !details.is_empty() {
            data["reasoning_details"] = Value::from(details);
        }
        out.push(ChatEvent::ProviderData(data));
    }
}

/// Joins a piece of a detail to the piece before it, where both are of one detail.
fn add_detail(details: &mut Vec<Value>, piece: &Value) {
    const GROWING: [&str; 3] = ["text", "summary", "data"];
    let same = |last: &&mut Value| {
        ["type", "index", "id"]
            .iter()
            .all(|field| last.get(*field) == piece.get(*field))
            && piece.get("index").is_some()
    };
    let (Some(last), Some(fields)) = (details.last_mut().filter(same), piece.as_object()) else {
        details.push(piece.clone());
        return;
    };
    for (field, value) in fields {
        match (last.get(field).and_then(Value::as_str), value.as_str()) {
            (Some(before), Some(more)) if GROWING.contains(&field.as_str()) => {
                last[field.as_str()] = Value::from(format!("{before}{more}"));
            }
            _ if value.is_null() => {}
            _ => last[field.as_str()] = value.clone(),
        }
    }
}

fn finish_reason(word: &str) -> FinishReason {
    match word {
        "stop" | "eos" | "end_turn" => FinishReason::Stop,
        "length" | "max_tokens" | "model_length" => FinishReason::Length,
        "tool_calls" | "function_call" => FinishReason::ToolCall,
        "content_filter" | "refusal" | "sensitive" => FinishReason::Refused,
        other => FinishReason::Other(other.to_owned()),
    }
}

fn read_usage(usage: &Value) -> Option<Usage> {
    let count = |path: &str| usage.pointer(path).and_then(Value::as_u64);
    let read = Usage {
        input_tokens: count("/prompt_tokens"),
        cached_input_tokens: count("/prompt_tokens_details/cached_tokens")
            .or_else(|| count("/prompt_cache_hit_tokens"))
            .or_else(|| count("/cached_tokens")),
        output_tokens: output_tokens(&count),
        cost: usd(usage),
        ..Usage::default()
    };
    (read != Usage::default()).then_some(read)
}

/// Most services count reasoning among the tokens written; where the total tells that it is not,
/// it is added.
fn output_tokens(count: &impl Fn(&str) -> Option<u64>) -> Option<u64> {
    let written = count("/completion_tokens")?;
    let reasoning = count("/completion_tokens_details/reasoning_tokens").unwrap_or(0);
    let read = count("/prompt_tokens").unwrap_or(0);
    let apart = read.saturating_add(written).saturating_add(reasoning);
    if count("/total_tokens") == Some(apart) {
        return Some(written.saturating_add(reasoning));
    }
    Some(written)
}
