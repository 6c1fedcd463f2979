//! An answer in a conversation, from its request to its last word.

use std::collections::BTreeSet;

use futures::StreamExt;
use serde_json::Value;
use studio_domain::{
    CostBasis, ErrorCode, GenerationState, MessagePart, Money, Params, Problem, Usage,
};
use studio_jobs::Outcome;
use studio_providers::{
    ChatEvent, ChatPart, ChatRequest, ChatStream, Citation, FinishReason, ModelSpec, Sent,
};
use studio_store::generations::{self, Transition};
use studio_store::{StoreError, messages};
use tokio::time::{MissedTickBehavior, interval};

use super::Run;
use super::checkpoint::{CHECKPOINT_EVERY, Checkpoint, Written};
use super::ending::Ending;
use super::recovery::{guessed_cost, interrupted};
use crate::chat::CHARACTERS_PER_ATTACHMENT;
use crate::endpoints::Target;
use crate::error::EngineError;

/// How a stream came to its end.
enum StreamEnd {
    Finished(FinishReason),
    Stopped,
    Broke(Problem),
}

/// Whether the ledger knows that an answer began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    /// No words came yet.
    Awaited,
    /// Words came, and the database did not take that yet.
    Owed,
    Recorded,
}

/// What was counted while an answer streamed.
#[derive(Default)]
struct Counted {
    usage: Option<Usage>,
    /// In their order; an answer with several signed blocks has as many.
    provider_data: Vec<Value>,
    citations: Vec<Citation>,
    characters_in: u64,
    characters_out: u64,
}

impl Run {
    /// Sends the conversation and streams the answer.
    pub(super) async fn run_chat(&self) -> Result<Outcome, EngineError> {
        let (target, request) = match self.prepare_chat().await {
            Ok(prepared) => prepared,
            Err(error) => return self.end(Ending::failed(error.problem())).await,
        };
        let mut counted = Counted {
            characters_in: characters_in(&request),
            ..Counted::default()
        };
        if let Some(later) = self.set_off().await? {
            return Ok(later);
        }
        let parts = &self.parts;
        let started = tokio::select! {
            started = parts.providers.chat(&target.endpoint, &target.model, request) => started,
            () = self.stop.cancelled() => {
                let cost = counted.cost(&target.model, &self.row.params);
                return self.end(stopped_on_the_way().costing(cost)).await;
            }
        };
        let stream = match started {
            Ok(stream) => stream,
            Err(error) => {
                self.heed(&error);
                let mut ending = Ending::failed(error.problem());
                if error.sent == Sent::Maybe {
                    ending = ending.costing(counted.cost(&target.model, &self.row.params));
                }
                return self.end(ending).await;
            }
        };
        let end = self.receive(stream, &mut counted).await?;
        let cost = counted.cost(&target.model, &self.row.params);
        self.end(ending(end, &counted, cost)).await
    }

    async fn prepare_chat(&self) -> Result<(Target, ChatRequest), EngineError> {
        let target = self
            .parts
            .target(&self.row.provider_id, &self.row.model_id)
            .await?;
        let message = messages::by_generation(&self.parts.store, self.id)
            .await?
            .ok_or(EngineError::NotFound("The message"))?;
        let parent = message
            .parent_id
            .ok_or(EngineError::NotFound("The message before it"))?;
        let path = messages::path(&self.parts.store, parent).await?;
        let request = ChatRequest {
            messages: self.conversation(&target, path).await?,
            params: self.row.params.clone(),
            ..ChatRequest::default()
        };
        Ok((target, request))
    }

    /// Takes in the stream until it ends, breaks or is stopped. Everything received is in the
    /// database or still held by the checkpoint when this returns.
    async fn receive(
        &self,
        mut stream: ChatStream,
        counted: &mut Counted,
    ) -> Result<StreamEnd, EngineError> {
        let live = self.parts.live.open(self.id);
        let mut checkpoint = Checkpoint::new(self.id);
        let mut tick = interval(CHECKPOINT_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut beginning = Beginning::Awaited;
        let mut finish = None;
        let end = loop {
            let event = tokio::select! {
                event = stream.next() => event,
                _ = tick.tick() => {
                    self.first_words(&mut beginning).await?;
                    self.checkpoint(&mut checkpoint).await?;
                    continue;
                }
                () = self.stop.cancelled() => break StreamEnd::Stopped,
                () = self.parts.closing.cancelled() => break StreamEnd::Broke(interrupted()),
            };
            let event = match event {
                Some(Ok(event)) => event,
                Some(Err(error)) => break StreamEnd::Broke(error.problem()),
                None => break StreamEnd::Finished(finish.unwrap_or(FinishReason::Stop)),
            };
            if beginning == Beginning::Awaited
                && matches!(event, ChatEvent::Text(_) | ChatEvent::Reasoning(_))
            {
                beginning = Beginning::Owed;
                self.first_words(&mut beginning).await?;
            }
            match event {
                ChatEvent::Text(delta) => {
                    counted.characters_out += delta.chars().count() as u64;
                    checkpoint.add_text(&delta);
                    live.add_text(&delta);
                }
                ChatEvent::Reasoning(delta) => {
                    counted.characters_out += delta.chars().count() as u64;
                    checkpoint.add_reasoning(&delta);
                    live.add_reasoning(&delta);
                }
                ChatEvent::ProviderData(data) => counted.provider_data.push(data),
                ChatEvent::Citation(citation) => {
                    live.add_citation(&citation);
                    counted.citations.push(citation);
                }
                ChatEvent::Usage(usage) => counted.usage = Some(usage),
                ChatEvent::Finished(reason) => finish = Some(reason),
                // No tools are offered: a call that comes all the same ends as an answer without
                // words.
                ChatEvent::ToolCallStarted { .. }
                | ChatEvent::ToolCallArguments { .. }
                | ChatEvent::ToolCallDone { .. } => {}
            }
        };
        drop(stream);
        // The answer is worth more than the moment it began, so that is not waited for.
        self.first_words(&mut beginning).await?;
        self.write_the_rest(&mut checkpoint).await?;
        Ok(end)
    }

    async fn checkpoint(&self, checkpoint: &mut Checkpoint) -> Result<(), EngineError> {
        if let Written::NotYet(error) = checkpoint.write(&self.parts.store).await? {
            self.tell_of_problem(error.problem()).await;
        }
        Ok(())
    }

    async fn write_the_rest(&self, checkpoint: &mut Checkpoint) -> Result<(), EngineError> {
        while !checkpoint.is_clean() {
            self.checkpoint(checkpoint).await?;
            if !checkpoint.is_clean() {
                tokio::time::sleep(CHECKPOINT_EVERY).await;
            }
        }
        Ok(())
    }

    /// Records that the answer began, where that is owed.
    async fn first_words(&self, beginning: &mut Beginning) -> Result<(), EngineError> {
        if *beginning != Beginning::Owed {
            return Ok(());
        }
        match self.record_beginning().await {
            Ok(()) => *beginning = Beginning::Recorded,
            // An earlier try was written although its end was not seen.
            Err(EngineError::Store(StoreError::IllegalTransition(_))) => {
                *beginning = Beginning::Recorded;
                return Ok(());
            }
            Err(error) if error.may_pass() => {
                self.tell_of_problem(error.problem()).await;
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        // It stands in the ledger already: who watches hears of it with the next change.
        if let Ok(generation) = generations::get(&self.parts.store, self.id).await {
            self.parts.live.open(self.id).changed(generation);
        }
        Ok(())
    }

    async fn record_beginning(&self) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write().await?;
        let running = Transition::to(GenerationState::Running);
        generations::transition(&mut tx, self.id, running).await?;
        generations::mark_first_output(&mut tx, self.id).await?;
        Ok(tx.commit().await?)
    }

    /// Writes a transition through the durable door and tells the watchers.
    pub(super) async fn mark(&self, state: GenerationState) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        generations::transition(&mut tx, self.id, Transition::to(state)).await?;
        tx.commit().await?;
        let generation = generations::get(&self.parts.store, self.id).await?;
        self.parts.live.open(self.id).changed(generation);
        Ok(())
    }
}

impl Counted {
    fn cost(&self, model: &ModelSpec, params: &Params) -> Option<(Money, CostBasis)> {
        if let Some(usage) = &self.usage {
            return model
                .cost(usage, params)
                .map(|cost| (cost, CostBasis::Usage));
        }
        guessed_cost(model, params, self.characters_in, self.characters_out)
    }
}

/// It was stopped after the request had left and before an answer began.
fn stopped_on_the_way() -> Ending {
    Ending::stopped(
        Problem::new(ErrorCode::Cancelled, "Stopped before the answer began.")
            .with_hint("The request had left already, so it may still be charged."),
    )
}

fn ending(end: StreamEnd, counted: &Counted, cost: Option<(Money, CostBasis)>) -> Ending {
    let ending = match end {
        StreamEnd::Stopped => Ending::cancelled(),
        StreamEnd::Broke(problem) => Ending::failed(problem),
        StreamEnd::Finished(FinishReason::Refused) => Ending::failed(
            Problem::new(
                ErrorCode::ProviderRefused,
                "The provider stopped the answer because of its content.",
            )
            .with_hint("Say it differently, or choose another model."),
        ),
        StreamEnd::Finished(_) if counted.characters_out == 0 => Ending::failed(
            Problem::new(ErrorCode::ProviderMalformed, "The answer was empty.")
                .with_hint("Try again, or choose another model."),
        ),
        StreamEnd::Finished(FinishReason::Length) => {
            let mut ending = Ending::succeeded(counted.usage, cost);
            ending.problem = Some(
                Problem::new(
                    ErrorCode::ProviderRejected,
                    "The answer reached its length limit and ends early.",
                )
                .with_hint("Raise the length limit in the model's settings, or ask to go on."),
            );
            ending
        }
        StreamEnd::Finished(_) => Ending::succeeded(counted.usage, cost),
    };
    let mut ending = ending.costing(cost);
    ending.usage = counted.usage;
    ending.provider_data.clone_from(&counted.provider_data);
    ending.citations = kept_citations(&counted.citations);
    ending
}

fn characters_in(request: &ChatRequest) -> u64 {
    let of_part = |part: &ChatPart| match part {
        ChatPart::Text(text) | ChatPart::Reasoning { text, .. } => text.chars().count() as u64,
        // What a file comes to, only the provider can tell; it is counted as before it was sent.
        ChatPart::Image { .. } | ChatPart::Document { .. } => CHARACTERS_PER_ATTACHMENT,
        ChatPart::ToolCall(_) | ChatPart::ToolResult(_) => 0,
    };
    request
        .messages
        .iter()
        .flat_map(|message| &message.parts)
        .map(of_part)
        .sum()
}

/// Each source once, as the message keeps it.
fn kept_citations(citations: &[Citation]) -> Vec<MessagePart> {
    let mut seen = BTreeSet::new();
    citations
        .iter()
        .filter(|citation| seen.insert(citation.url.as_str()))
        .map(|citation| MessagePart::Citation {
            url: citation.url.clone(),
            title: citation.title.clone(),
            snippet: citation.snippet.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(url: &str, start: u32) -> Citation {
        Citation {
            url: url.to_owned(),
            start: Some(start),
            ..Citation::default()
        }
    }

    #[test]
    fn a_source_that_is_referred_to_twice_is_kept_once() {
        let cited = [cited("a", 1), cited("b", 2), cited("a", 3)];
        let kept: Vec<String> = kept_citations(&cited)
            .into_iter()
            .map(|part| match part {
                MessagePart::Citation { url, .. } => url,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(kept, ["a", "b"]);
    }

    #[test]
    fn an_ending_keeps_all_blocks_and_sources() {
        let counted = Counted {
            provider_data: vec![Value::from(1), Value::from(2)],
            citations: vec![cited("a", 1)],
            characters_out: 3,
            ..Counted::default()
        };
        let ending = ending(StreamEnd::Finished(FinishReason::Stop), &counted, None);
        assert_eq!(ending.state, GenerationState::Succeeded);
        assert_eq!(ending.provider_data, counted.provider_data);
        assert_eq!(ending.citations.len(), 1);
    }
}
