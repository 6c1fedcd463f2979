//! From an answer's body to the stream of its events.

use std::collections::VecDeque;

use futures::stream::{self, StreamExt};

use super::parser::AnswerParser;
use super::protocol::ChatProtocol;
use super::{ChatEvent, ChatStream};
use crate::error::ProviderError;
use crate::failure::ErrorReader;
use crate::model::ModelSpec;
use crate::transport::{Answer, Body};

/// The events of an answer to a chat request.
pub(crate) fn read_answer(
    protocol: ChatProtocol,
    model: &ModelSpec,
    errors: ErrorReader,
    answer: Answer,
    whole_limit: usize,
) -> ChatStream {
    let reading = Reading {
        request_id: answer.request_id().map(|id| errors.redactor.text(&id)),
        parser: AnswerParser::new(protocol, model, errors, whole_limit),
        body: Some(answer.body),
        ready: VecDeque::new(),
        error: None,
    };
    stream::unfold(reading, |mut reading| async move {
        let item = reading.next().await?;
        Some((item, reading))
    })
    .boxed()
}

/// An answer being read.
struct Reading {
    parser: AnswerParser,
    request_id: Option<String>,
    /// `None` once nothing more is read.
    body: Option<Body>,
    ready: VecDeque<ChatEvent>,
    /// What ends the answer once everything before it was given.
    error: Option<ProviderError>,
}

impl Reading {
    async fn next(&mut self) -> Option<Result<ChatEvent, ProviderError>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(Ok(event));
            }
            if let Some(error) = self.error.take() {
                return Some(Err(error));
            }
            let body = self.body.as_mut()?;
            let read = match body.chunk().await {
                Ok(Some(chunk)) => self.parser.take(&chunk),
                Ok(None) => self.parser.end(),
                Err(error) => Err(self.parser.broken(error)),
            };
            self.ready.extend(self.parser.events());
            if read.is_err() || self.parser.is_done() {
                self.body = None;
            }
            self.error = read.err().map(|error| self.with_request_id(error));
        }
    }

    fn with_request_id(&self, mut error: ProviderError) -> ProviderError {
        if error.request_id.is_none() {
            error.request_id.clone_from(&self.request_id);
        }
        error
    }
}
