//! The ledger's executor: takes a generation from the queue and brings it to its end.
//!
//! The row is written before anything is sent, and every step that guards money goes through the
//! durable door before the next is taken. What a crash leaves behind is judged by [`recovery`]
//! alone, and only when the lease of the process that died has run out.

mod attachments;
mod backoff;
mod chat_run;
mod checkpoint;
mod collect;
mod conversation;
mod ending;
mod fetching;
mod finding;
mod media_run;
mod outputs;
mod polling;
mod recovery;
mod setting_aside;
mod storing;
mod trouble;
mod turn;

pub(crate) use fetching::forget_old_partials;
pub(crate) use outputs::title;
pub(crate) use setting_aside::SET_ASIDE;

use std::sync::Arc;

use serde_json::Value;
use studio_domain::{
    ErrorCode, GenerationId, GenerationState, Modality, Problem, UnixMillis, WaitReason,
};
use studio_jobs::{Lease, NewJob, Outcome, Work, enqueue, priority};
use studio_store::WriteTx;
use studio_store::generations::{self, GenerationRow};
use tokio_util::sync::CancellationToken;

use crate::error::EngineError;
use crate::studio::Parts;

/// The kind of job that looks at a generation.
const GENERATION_JOB: &str = "generation";
/// A turn that failed for a reason of our own is tried again after this long.
const RETRY_AFTER_MS: i64 = 2_000;

/// Puts a generation into the queue, in the transaction that records it. One of many that were
/// asked for together goes behind what a person waits for.
pub(crate) async fn queue(tx: &mut WriteTx, id: GenerationId) -> Result<(), EngineError> {
    let is_one_of_many = generations::row_tx(tx, id).await?.batch_id.is_some();
    let priority = if is_one_of_many {
        priority::BATCH
    } else {
        priority::PERSON
    };
    enqueue(tx, &job_for(id, priority, tx.now())).await?;
    Ok(())
}

/// Has the provider asked once more about a generation whose answer is lost.
pub(crate) async fn look_again(tx: &mut WriteTx, id: GenerationId) -> Result<(), EngineError> {
    enqueue(tx, &job_for(id, priority::BEGUN, tx.now())).await?;
    Ok(())
}

fn job_for(id: GenerationId, priority: i32, not_before: UnixMillis) -> NewJob {
    NewJob {
        kind: GENERATION_JOB.to_owned(),
        payload: Value::Null,
        priority,
        not_before,
        generation_id: Some(id),
    }
}

/// Works on the jobs of the queue.
pub struct Executor {
    parts: Arc<Parts>,
}

/// One turn of work on one generation.
pub(crate) struct Run {
    parts: Arc<Parts>,
    lease: Lease,
    id: GenerationId,
    row: GenerationRow,
    stop: CancellationToken,
}

impl Executor {
    /// An executor over the engine's parts.
    pub(crate) fn new(parts: Arc<Parts>) -> Self {
        Self { parts }
    }

    async fn work_on(
        &self,
        lease: &Lease,
        id: GenerationId,
        stop: CancellationToken,
    ) -> Result<Outcome, EngineError> {
        let row = generations::row(&self.parts.store, id).await?;
        let run = Run {
            parts: Arc::clone(&self.parts),
            lease: lease.clone(),
            id,
            row,
            stop,
        };
        run.take_turn().await
    }
}

impl Work for Executor {
    async fn run(&self, lease: Lease, stop: CancellationToken) -> Outcome {
        let Some(id) = lease.generation_id() else {
            tracing::error!(kind = lease.kind(), "a job of a kind nobody works on");
            return self.parts.later_in(RETRY_AFTER_MS, None);
        };
        match self.work_on(&lease, id, stop).await {
            Ok(outcome) => {
                if outcome == Outcome::Finished {
                    self.parts.gate.release(id);
                }
                outcome
            }
            Err(error) => {
                tracing::error!(%id, %error, "a turn on a generation failed; it is tried again");
                // Somebody else may have it now; whoever takes it up again counts it again.
                self.parts.gate.release(id);
                self.parts.later_in(RETRY_AFTER_MS, None)
            }
        }
    }

    async fn panicked(&self, lease: Lease) -> Outcome {
        let Some(id) = lease.generation_id() else {
            return self.parts.later_in(RETRY_AFTER_MS, None);
        };
        self.parts.gate.release(id);
        let problem = Problem::new(ErrorCode::Internal, "The studio made a mistake.")
            .with_hint("Try again. What had arrived is kept.");
        match ending::give_up(&self.parts, &lease, id, problem).await {
            Ok(()) => Outcome::Finished,
            Err(error) => {
                tracing::error!(%id, %error, "a generation could not be closed after a mistake");
                self.parts.later_in(RETRY_AFTER_MS, None)
            }
        }
    }
}

impl Parts {
    /// Has the job looked at again after this long.
    fn later_in(&self, millis: i64, wait_reason: Option<WaitReason>) -> Outcome {
        Outcome::Later {
            not_before: self.store.clock().now().plus(millis),
            wait_reason,
        }
    }
}

impl Run {
    async fn take_turn(self) -> Result<Outcome, EngineError> {
        match self.row.state {
            GenerationState::Succeeded | GenerationState::Failed | GenerationState::Cancelled => {
                self.leave_the_queue().await
            }
            GenerationState::Queued if self.stop.is_cancelled() => self.cancelled().await,
            GenerationState::Queued => match self.wait_for_turn().await? {
                Some(later) => Ok(later),
                None => self.send().await,
            },
            GenerationState::Submitted | GenerationState::Running | GenerationState::Unknown => {
                self.keep_place().await;
                self.resume().await
            }
        }
    }

    async fn send(&self) -> Result<Outcome, EngineError> {
        match self.row.kind {
            Modality::Chat => self.run_chat().await,
            _ => self.submit_media().await,
        }
    }
}
