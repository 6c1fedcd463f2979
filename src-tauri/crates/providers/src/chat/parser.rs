//! From an answer's bytes to chat events, in any cut and whatever way the server sends them.

use serde_json::Value;

use super::protocol::{AnswerReader, ChatProtocol, Framing};
use super::{ChatEvent, FinishReason};
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::ErrorReader;
use crate::lines::LineParser;
use crate::model::ModelSpec;
use crate::sse::{BYTE_ORDER_MARK, SseParser};

/// How much of an answer is kept, in case it turns out not to be understood.
const EXCERPT: usize = 8 * 1024;

/// Takes an answer's bytes in, gives its events out.
pub(super) struct AnswerParser {
    framing: Framing,
    whole_limit: usize,
    shape: Shape,
    /// The beginning of the bytes.
    seen: Vec<u8>,
    heard: Heard,
}

/// What the answer turned out to be by its first byte. The content type is not asked: servers
/// stream under many, and send pages under that of a stream.
enum Shape {
    /// The bytes so far say nothing.
    Unknown(Vec<u8>),
    Events(Box<SseParser>),
    /// A JSON value a line.
    Lines(LineParser),
    /// JSON that comes whole.
    Whole(Vec<u8>),
}

impl AnswerParser {
    pub(super) fn new(
        protocol: ChatProtocol,
        model: &ModelSpec,
        errors: ErrorReader,
        whole_limit: usize,
    ) -> Self {
        Self {
            framing: protocol.framing(),
            whole_limit,
            shape: Shape::Unknown(Vec::new()),
            seen: Vec::new(),
            heard: Heard {
                reader: protocol.reader(errors.clone(), model),
                errors,
                events: Vec::new(),
                done: false,
            },
        }
    }

    /// The answer is complete: nothing more needs to be read.
    pub(super) fn is_done(&self) -> bool {
        self.heard.done
    }

    /// The events since the last call, also those before an error.
    pub(super) fn events(&mut self) -> impl Iterator<Item = ChatEvent> {
        self.heard.events.drain(..)
    }

    /// Reads more bytes. Nothing may follow an error.
    pub(super) fn take(&mut self, chunk: &[u8]) -> Result<(), ProviderError> {
        let room = EXCERPT.saturating_sub(self.seen.len()).min(chunk.len());
        self.seen.extend_from_slice(&chunk[..room]);
        let read = if let Shape::Unknown(before) = &mut self.shape {
            before.extend_from_slice(chunk);
            let bytes = std::mem::take(before);
            self.recognise(bytes)
        } else {
            self.feed(chunk)
        };
        read.map_err(|error| self.broken(error))
    }

    /// The bytes ended.
    pub(super) fn end(&mut self) -> Result<(), ProviderError> {
        let read = match std::mem::replace(&mut self.shape, Shape::Unknown(Vec::new())) {
            _ if self.heard.done => Ok(()),
            Shape::Unknown(_) => Err(self.not_an_answer()),
            Shape::Whole(bytes) => self.heard.whole(&bytes),
            Shape::Events(parser) => match parser.finish() {
                Ok(rest) => self.rest(rest.as_deref().map(str::as_bytes)),
                Err(error) => Err(self.heard.too_large().with_source(error)),
            },
            Shape::Lines(parser) => self.rest(parser.finish().as_deref()),
        };
        read.map_err(|error| self.broken(error))
    }

    /// The answer ends here with an error; what was held back comes before it.
    pub(super) fn broken(&mut self, error: ProviderError) -> ProviderError {
        self.heard.reader.end(&mut self.heard.events);
        error
    }

    /// Gives bytes to what the answer turned out to be.
    fn feed(&mut self, mut bytes: &[u8]) -> Result<(), ProviderError> {
        let heard = &mut self.heard;
        match &mut self.shape {
            Shape::Whole(whole) if whole.len() + bytes.len() > self.whole_limit => {
                return Err(heard.too_large());
            }
            Shape::Unknown(whole) | Shape::Whole(whole) => whole.extend_from_slice(bytes),
            Shape::Events(parser) => {
                while !heard.done {
                    match parser.next(&mut bytes) {
                        Ok(Some(event)) => heard.data(event.data.as_bytes())?,
                        Ok(None) => break,
                        Err(error) => return Err(heard.too_large().with_source(error)),
                    }
                }
            }
            Shape::Lines(parser) => {
                while !heard.done {
                    match parser.next(&mut bytes) {
                        Ok(Some(line)) => heard.data(line)?,
                        Ok(None) => break,
                        Err(error) => return Err(heard.too_large().with_source(error)),
                    }
                }
            }
        }
        Ok(())
    }

    /// Looks at the first byte that says something.
    fn recognise(&mut self, bytes: Vec<u8>) -> Result<(), ProviderError> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        let half_a_mark = BYTE_ORDER_MARK.starts_with(text);
        match (first, self.framing) {
            (Some(b'{'), Framing::Lines) => {
                self.shape = Shape::Lines(LineParser::default());
                self.feed(text)
            }
            (Some(b'{' | b'['), _) => {
                self.shape = Shape::Whole(Vec::new());
                self.feed(&bytes)
            }
            (Some(b'<'), _) => {
                let errors = &self.heard.errors;
                Err(errors.malformed("it is a web page", &self.seen))
            }
            (Some(_), _) if !half_a_mark => {
                self.shape = Shape::Events(Box::default());
                self.feed(&bytes)
            }
            _ if bytes.len() < EXCERPT => {
                self.shape = Shape::Unknown(bytes);
                Ok(())
            }
            _ => Err(self.not_an_answer()),
        }
    }

    /// What stood behind the last line end.
    fn rest(&mut self, rest: Option<&[u8]>) -> Result<(), ProviderError> {
        if let Some(data) = rest {
            let whole = data.trim_ascii() == DONE
                || serde_json::from_slice::<serde::de::IgnoredAny>(data).is_ok();
            if whole {
                self.heard.data(data)?;
            } else if self.heard.reader.finished_at_end().is_none() {
                return Err(self.heard.cut_off());
            }
        }
        if self.heard.done {
            return Ok(());
        }
        match self.heard.reader.finished_at_end() {
            Some(reason) => {
                self.heard.finish(reason);
                Ok(())
            }
            None if self.looks_like_no_stream() => Err(self.not_an_answer()),
            None => Err(self.heard.cut_off()),
        }
    }

    /// Plain text reads as a stream without events.
    fn looks_like_no_stream(&self) -> bool {
        let text = String::from_utf8_lossy(&self.seen);
        let known = ["data", "event", "id", "retry", ":", "{"];
        !text.lines().any(|line| {
            let line = line.trim_start_matches('\u{feff}').trim_start();
            known.iter().any(|field| line.starts_with(field))
        })
    }

    fn not_an_answer(&self) -> ProviderError {
        let what = if self.seen.is_empty() {
            "it is empty"
        } else {
            "it is not a stream of events"
        };
        self.heard.errors.malformed(what, &self.seen)
    }
}

/// The last word of streams that follow OpenAI's.
const DONE: &[u8] = b"[DONE]";

/// What has been understood of an answer.
struct Heard {
    reader: Box<dyn AnswerReader>,
    errors: ErrorReader,
    events: Vec<ChatEvent>,
    done: bool,
}

impl Heard {
    /// The data of one event.
    fn data(&mut self, data: &[u8]) -> Result<(), ProviderError> {
        let data = data.trim_ascii();
        if data.is_empty() {
            return Ok(());
        }
        if data == DONE {
            // The server said itself that this is the end.
            let reason = self.reader.finished_at_end();
            self.finish(reason.unwrap_or(FinishReason::Stop));
            return Ok(());
        }
        let json: Value = serde_json::from_slice(data).map_err(|error| {
            self.errors
                .malformed("an event is not JSON", data)
                .with_source(error)
        })?;
        self.reader.event(&json, &mut self.events)?;
        if let Some(reason) = self.reader.finished() {
            self.finish(reason);
        }
        Ok(())
    }

    fn whole(&mut self, bytes: &[u8]) -> Result<(), ProviderError> {
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
        self.reader.whole(&json, &mut self.events)?;
        let Some(reason) = self.reader.finished_at_end() else {
            return Err(self.errors.malformed("there is no answer in it", bytes));
        };
        self.finish(reason);
        Ok(())
    }

    fn finish(&mut self, reason: FinishReason) {
        self.reader.end(&mut self.events);
        self.events.push(ChatEvent::Finished(reason));
        self.done = true;
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
