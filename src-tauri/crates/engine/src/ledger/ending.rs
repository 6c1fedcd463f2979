//! How a generation ends: its last transition, its text and its place in the queue change in one
//! durable transaction.

use serde_json::Value;
use studio_domain::{
    CostBasis, ErrorCode, Generation, GenerationId, GenerationState, MessagePart, Modality, Money,
    Problem, Transcript, Usage,
};
use studio_jobs::{Lease, Outcome};
use studio_store::chunks::{self, Channel};
use studio_store::generations::{self, Transition};
use studio_store::messages::{self, MessageRow, NewPart};
use studio_store::{WriteTx, transcripts};

use super::Run;
use super::conversation::one_or_list;
use super::fetching::FETCHING;
use crate::error::EngineError;
use crate::studio::Parts;

/// What is known at the end.
#[derive(Debug, Clone)]
pub(super) struct Ending {
    /// The state it ends in, or `Unknown`.
    pub state: GenerationState,
    /// Why, where it did not succeed.
    pub problem: Option<Problem>,
    /// What the provider counted.
    pub usage: Option<Usage>,
    /// What it cost.
    pub cost: Option<(Money, CostBasis)>,
    /// What must go back to the provider unchanged with the answer, in its order.
    pub provider_data: Vec<Value>,
    /// The sources of the answer.
    pub citations: Vec<MessagePart>,
    /// What was written down, of a transcription.
    pub transcript: Option<Transcript>,
}

impl Ending {
    const fn in_state(state: GenerationState) -> Self {
        Self {
            state,
            problem: None,
            usage: None,
            cost: None,
            provider_data: Vec::new(),
            citations: Vec::new(),
            transcript: None,
        }
    }

    /// Everything arrived.
    pub fn succeeded(usage: Option<Usage>, cost: Option<(Money, CostBasis)>) -> Self {
        Self {
            usage,
            cost,
            ..Self::in_state(GenerationState::Succeeded)
        }
    }

    /// It went wrong.
    pub fn failed(problem: Problem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::in_state(GenerationState::Failed)
        }
    }

    /// It was sent and the answer was lost; a result may exist.
    pub fn unknown(problem: Problem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::in_state(GenerationState::Unknown)
        }
    }

    /// It was stopped on request.
    pub fn cancelled() -> Self {
        Self::in_state(GenerationState::Cancelled)
    }

    /// It was stopped on request, and there is more to say of that.
    pub fn stopped(problem: Problem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::cancelled()
        }
    }

    /// The same with what was written down.
    pub fn with_transcript(mut self, transcript: Option<Transcript>) -> Self {
        self.transcript = transcript;
        self
    }

    /// The same with what it cost as far as that is known.
    pub fn costing(mut self, cost: Option<(Money, CostBasis)>) -> Self {
        self.cost = cost;
        self
    }
}

impl Run {
    /// Ends the generation. What the database or the disk refuses is tried until it is taken,
    /// because the result is held in memory and must not be lost; stopping the studio leaves the
    /// row to its lease.
    pub(super) async fn end(&self, ending: Ending) -> Result<Outcome, EngineError> {
        let (parts, kind) = (&self.parts, self.row.kind);
        while let Err(error) = write_ending(parts, &self.lease, self.id, kind, &ending).await {
            self.wait_to_store_whatever_happens(error).await?;
        }
        loop {
            match generations::get(&parts.store, self.id).await {
                Ok(generation) => {
                    parts.close(generation).await;
                    return Ok(Outcome::Finished);
                }
                Err(error) => self.wait_to_store_whatever_happens(error.into()).await?,
            }
        }
    }

    /// Ends it as stopped.
    pub(super) async fn cancelled(&self) -> Result<Outcome, EngineError> {
        self.end(Ending::cancelled()).await
    }

    /// Takes a generation that already ended out of the queue.
    pub(super) async fn leave_the_queue(&self) -> Result<Outcome, EngineError> {
        let mut tx = self.parts.store.write().await?;
        self.lease.finish(&mut tx).await?;
        self.parts
            .live
            .remember(self.id, self.row.kind, self.row.state);
        tx.commit().await?;
        let generation = generations::get(&self.parts.store, self.id).await?;
        self.parts.close(generation).await;
        Ok(Outcome::Finished)
    }

    /// Shows a problem that is being waited out, without writing it anywhere.
    pub(super) async fn tell_of_problem(&self, problem: Problem) {
        tracing::warn!(id = %self.id, code = problem.code.as_str(), "{}", problem.message);
        if let Ok(mut generation) = generations::get(&self.parts.store, self.id).await {
            generation.problem = Some(problem);
            self.parts.live.open(self.id).changed(generation);
        }
    }
}

/// Closes a generation that the executor cannot go on with.
pub(super) async fn give_up(
    parts: &Parts,
    lease: &Lease,
    id: GenerationId,
    problem: Problem,
) -> Result<(), EngineError> {
    let row = generations::row(&parts.store, id).await?;
    let ending = match row.state {
        GenerationState::Submitted | GenerationState::Running if row.kind != Modality::Chat => {
            Ending::unknown(problem)
        }
        GenerationState::Submitted | GenerationState::Running => {
            let cost = parts.cost_of_what_arrived(&row).await?;
            Ending::failed(problem).costing(cost)
        }
        state if state.is_terminal() => return Ok(()),
        _ => Ending::failed(problem),
    };
    write_ending(parts, lease, id, row.kind, &ending).await?;
    parts.close(generations::get(&parts.store, id).await?).await;
    Ok(())
}

impl Parts {
    /// Lets go of a generation that is not worked on any more. What arrived of one whose end is
    /// unknown stays: it may be looked for again.
    pub(crate) async fn close(&self, generation: Generation) {
        let (id, kind) = (generation.id, generation.kind);
        let is_over = generation.state.is_terminal();
        // Whoever hears of the end and asks for a turn is to find the place free.
        self.gate.release(id);
        self.live.close(generation);
        if is_over {
            self.forget_partials(id, kind).await;
        }
    }
}

async fn write_ending(
    parts: &Parts,
    lease: &Lease,
    id: GenerationId,
    kind: Modality,
    ending: &Ending,
) -> Result<(), EngineError> {
    let message = match kind {
        Modality::Chat => messages::by_generation_with_deleted(&parts.store, id).await?,
        _ => None,
    };
    let mut tx = parts.store.write_durable().await?;
    match message {
        Some(message) => write_answer(&mut tx, id, &message, ending).await?,
        // Its conversation was thrown away for good meanwhile.
        None => chunks::forget(&mut tx, id).await?,
    }
    if let Some(transcript) = &ending.transcript {
        transcripts::put(&mut tx, id, transcript).await?;
    }
    generations::transition(
        &mut tx,
        id,
        Transition {
            to: ending.state,
            problem: ending.problem.clone(),
            usage: ending.usage,
            actual_cost: ending.cost,
            detail: None,
        },
    )
    .await?;
    if ending.state.is_terminal() {
        generations::forget_in_provider_job(&mut tx, id, FETCHING).await?;
    }
    lease.finish(&mut tx).await?;
    parts.live.remember(id, kind, ending.state);
    Ok(tx.commit().await?)
}

/// Folds the streamed text into the message, with its sources behind it, and keeps what must go
/// back to the provider with it.
async fn write_answer(
    tx: &mut WriteTx,
    id: GenerationId,
    message: &MessageRow,
    ending: &Ending,
) -> Result<(), EngineError> {
    chunks::fold(tx, id, message.id).await?;
    if let Some(data) = one_or_list(&ending.provider_data) {
        keep_provider_data(tx, message, data).await?;
    }
    for citation in &ending.citations {
        messages::add_part(tx, message.id, &citation.clone().into()).await?;
    }
    Ok(())
}

async fn keep_provider_data(
    tx: &mut WriteTx,
    message: &MessageRow,
    data: Value,
) -> Result<(), EngineError> {
    match messages::set_provider_data(tx, message.id, Channel::Reasoning, &data).await {
        Err(error) if error.code() == ErrorCode::NotFound => {
            let silent = NewPart {
                part: MessagePart::Reasoning {
                    text: String::new(),
                },
                provider_data: Some(data),
            };
            Ok(messages::add_part(tx, message.id, &silent).await?)
        }
        kept => Ok(kept?),
    }
}
