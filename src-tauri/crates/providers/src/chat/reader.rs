//! From an answer's bytes to chat events, whatever way the server sends them.

use std::collections::VecDeque;

use futures::stream::{self, StreamExt};
use serde_json::Value;

use super::protocol::{AnswerReader, ChatProtocol};
use super::{ChatEvent, ChatStream, FinishReason};
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::ErrorReader;
use crate::model::ModelSpec;
use crate::sse::{BYTE_ORDER_MARK, SseEvent, SseParser};
use crate::transport::{Answer, Body};

/// How much of an answer is kept, in case it turns out not to be understood.
const EXCERPT: usize = 8 * 1024;

/// The events of an answer to a chat request.
pub(crate) fn read_answer(
    protocol: ChatProtocol,
    model: &ModelSpec,
    errors: ErrorReader,
    answer: Answer,
    whole_limit: usize,
) -> ChatStream {
    let reading = Reading {
        reader: protocol.reader(errors.clone(), model),
        request_id: answer.request_id().map(|id| errors.redactor.text(&id)),
        errors,
        body: Some(answer.body),
        whole_limit,
        shape: Shape::Unknown(Vec::new()),
        seen: Vec::new(),
        events: Vec::new(),
        ready: VecDeque::new(),
    };
    stream::unfold(reading, |mut reading| async move {
        let item = reading.next().await?;
        Some((item, reading))
    })
    .boxed()
}

/// What the answer turned out to be by its first byte. The content type is not asked: servers
/// stream under many, and send pages under that of a stream.
enum Shape {
    /// The bytes so far say nothing.
    Unknown(Vec<u8>),
    Events(SseParser),
    /// JSON that comes whole.
    Whole(Vec<u8>),
}

/// An answer being read.
struct Reading {
    reader: Box<dyn AnswerReader>,
    errors: ErrorReader,
    request_id: Option<String>,
    /// `None` once nothing more is read.
    body: Option<Body>,
    whole_limit: usize,
    shape: Shape,
    /// The beginning of the bytes.
    seen: Vec<u8>,
    events: Vec<SseEvent>,
    ready: VecDeque<Result<ChatEvent, ProviderError>>,
}

impl Reading {
    async fn next(&mut self) -> Option<Result<ChatEvent, ProviderError>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            let body = self.body.as_mut()?;
            let step = match body.chunk().await {
                Ok(Some(chunk)) => self.take(&chunk),
                Ok(None) => self.end(),
                Err(error) => Err(error),
            };
            if let Err(error) = step {
                self.fail(error);
            }
        }
    }

    fn fail(&mut self, mut error: ProviderError) {
        self.body = None;
        if error.request_id.is_none() {
            error.request_id.clone_from(&self.request_id);
        }
        self.ready.push_back(Err(error));
    }

    fn take(&mut self, chunk: &[u8]) -> Result<(), ProviderError> {
        let room = EXCERPT.saturating_sub(self.seen.len()).min(chunk.len());
        self.seen.extend_from_slice(&chunk[..room]);
        if let Shape::Unknown(before) = &mut self.shape {
            before.extend_from_slice(chunk);
            let bytes = std::mem::take(before);
            return self.recognise(bytes);
        }
        self.feed(chunk)
    }

    /// Gives bytes to what the answer turned out to be.
    fn feed(&mut self, bytes: &[u8]) -> Result<(), ProviderError> {
        match &mut self.shape {
            Shape::Whole(whole) if whole.len() + bytes.len() > self.whole_limit => {
                Err(self.too_large())
            }
            Shape::Unknown(whole) | Shape::Whole(whole) => {
                whole.extend_from_slice(bytes);
                Ok(())
            }
            Shape::Events(parser) => {
                let parsed = parser.push(bytes, &mut self.events);
                self.read_events()?;
                parsed.map_err(|error| self.too_large().with_source(error))
            }
        }
    }

    /// Looks at the first byte that says something.
    fn recognise(&mut self, bytes: Vec<u8>) -> Result<(), ProviderError> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        let half_a_mark = BYTE_ORDER_MARK.starts_with(text);
        match first {
            Some(b'{' | b'[') => {
                self.shape = Shape::Whole(Vec::new());
                self.feed(&bytes)
            }
            Some(b'<') => Err(self.errors.malformed("it is a web page", &self.seen)),
            Some(_) if !half_a_mark => {
                self.shape = Shape::Events(SseParser::default());
                self.feed(&bytes)
            }
            _ if bytes.len() < EXCERPT => {
                self.shape = Shape::Unknown(bytes);
                Ok(())
            }
            _ => Err(self.not_an_answer()),
        }
    }

    fn read_events(&mut self) -> Result<(), ProviderError> {
        for event in std::mem::take(&mut self.events) {
            self.read_event(&event)?;
            if self.body.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn read_event(&mut self, event: &SseEvent) -> Result<(), ProviderError> {
        let data = event.data.trim();
        if data.is_empty() {
            return Ok(());
        }
        if data == "[DONE]" {
            self.done();
            return Ok(());
        }
        let json: Value = serde_json::from_str(data).map_err(|error| {
            self.errors
                .malformed("an event is not JSON", data.as_bytes())
                .with_source(error)
        })?;
        let mut out = Vec::new();
        let read = self.reader.event(&json, &mut out);
        self.ready.extend(out.into_iter().map(Ok));
        read?;
        self.finish_if(self.reader.finished());
        Ok(())
    }

    /// The server said itself that this is the end.
    fn done(&mut self) {
        let reason = self.reader.finished_at_end();
        self.finish_if(Some(reason.unwrap_or(FinishReason::Stop)));
    }

    fn finish_if(&mut self, reason: Option<FinishReason>) {
        if let Some(reason) = reason {
            self.ready.push_back(Ok(ChatEvent::Finished(reason)));
            self.body = None;
        }
    }

    /// The bytes ended.
    fn end(&mut self) -> Result<(), ProviderError> {
        match std::mem::replace(&mut self.shape, Shape::Unknown(Vec::new())) {
            Shape::Unknown(_) => Err(self.not_an_answer()),
            Shape::Whole(bytes) => self.read_whole(&bytes),
            Shape::Events(parser) => {
                let rest = parser
                    .finish()
                    .map_err(|error| self.too_large().with_source(error))?;
                self.read_rest(rest)
            }
        }
    }

    fn read_whole(&mut self, bytes: &[u8]) -> Result<(), ProviderError> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let json: Value = serde_json::from_slice(text).map_err(|error| {
            if error.is_eof() {
                return self.cut_off();
            }
            self.errors
                .malformed("it is not JSON", bytes)
                .with_source(error)
        })?;
        if let Some(error) = self.errors.in_answer(&json) {
            return Err(error);
        }
        let mut out = Vec::new();
        self.reader.whole(&json, &mut out)?;
        self.ready.extend(out.into_iter().map(Ok));
        match self.reader.finished_at_end() {
            Some(reason) => {
                self.finish_if(Some(reason));
                Ok(())
            }
            None => Err(self.errors.malformed("there is no answer in it", bytes)),
        }
    }

    fn read_rest(&mut self, rest: Option<SseEvent>) -> Result<(), ProviderError> {
        if let Some(event) = rest {
            let whole = event.data.trim() == "[DONE]"
                || serde_json::from_str::<serde::de::IgnoredAny>(&event.data).is_ok();
            if whole {
                self.read_event(&event)?;
            } else if self.reader.finished_at_end().is_none() {
                return Err(self.cut_off());
            }
        }
        if self.body.is_none() {
            return Ok(());
        }
        match self.reader.finished_at_end() {
            Some(reason) => {
                self.finish_if(Some(reason));
                Ok(())
            }
            None if self.looks_like_no_stream() => Err(self.not_an_answer()),
            None => Err(self.cut_off()),
        }
    }

    /// Plain text reads as a stream without events.
    fn looks_like_no_stream(&self) -> bool {
        let text = String::from_utf8_lossy(&self.seen);
        let known = ["data", "event", "id", "retry", ":"];
        !text.lines().any(|line| {
            let line = line.trim_start_matches('\u{feff}');
            known.iter().any(|field| line.starts_with(field))
        })
    }

    fn not_an_answer(&self) -> ProviderError {
        let what = if self.seen.is_empty() {
            "it is empty"
        } else {
            "it is not a stream of events"
        };
        self.errors.malformed(what, &self.seen)
    }

    fn cut_off(&self) -> ProviderError {
        let message = format!(
            "The answer of {} was cut off before its end.",
            self.errors.who
        );
        ProviderError::new(ProviderErrorKind::CutOff, Sent::Answered, message)
            .with_hint("What arrived is kept. Try again for the whole answer.")
    }

    fn too_large(&self) -> ProviderError {
        let message = format!(
            "The answer of {} is larger than the studio takes.",
            self.errors.who
        );
        ProviderError::new(ProviderErrorKind::TooLarge, Sent::Answered, message)
    }
}
