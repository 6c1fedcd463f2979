//! Waiting for a turn before anything is sent.

use studio_domain::{GenerationState, LimitClass, Progress, ProviderKind, WaitReason};
use studio_jobs::{Leave, Outcome};
use studio_providers::{Ask, ProviderError, ProviderErrorKind, Turn};
use studio_store::generations::{self, Transition};

use super::Run;
use crate::error::EngineError;
use crate::limits::{look_again, waiting};
use crate::queue::held_back;

/// How long somebody is left alone while the queue is paused. Going on rouses all before.
const PUT_ASIDE_MS: i64 = 365 * 24 * 60 * 60 * 1_000;

impl Run {
    /// Asks whether this generation may be sent now. Where it may not, its job is given back, and
    /// what is returned says until when.
    pub(super) async fn wait_for_turn(&self) -> Result<Option<Outcome>, EngineError> {
        if self.parts.queue_settings().await?.paused {
            return Ok(Some(self.put_aside()));
        }
        let Some(class) = self.limit_class().await else {
            return Ok(None);
        };
        let turn = self.parts.gate.ask(Ask {
            id: self.id,
            rank: self.lease.rank(),
            provider: self.row.provider_id.clone(),
            class,
        });
        let live = self.parts.live.open(self.id);
        match turn {
            Turn::Go => {
                if self.lease.attempts() > 1 {
                    live.set_progress(Progress::default());
                }
                Ok(None)
            }
            Turn::Wait(standing) => {
                live.set_progress(waiting(&standing));
                Ok(Some(Outcome::Later {
                    not_before: look_again(&standing, self.parts.store.clock().now()),
                    wait_reason: Some(WaitReason::RateLimit),
                }))
            }
        }
    }

    /// The queue is paused: whoever has it go on has everybody in it looked at again.
    fn put_aside(&self) -> Outcome {
        self.parts.gate.release(self.id);
        self.parts.live.open(self.id).set_progress(held_back());
        self.parts.later_in(PUT_ASIDE_MS, Some(WaitReason::Queue))
    }

    /// Records that the request leaves, where it still may: it can have been held back, stopped or
    /// taken over since it was taken up. What is returned says when to look again where it may not.
    pub(super) async fn set_off(&self) -> Result<Option<Outcome>, EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        let leave = self.lease.begin(&mut tx).await?;
        if leave == Leave::Refused || self.parts.queue_settings().await?.paused {
            drop(tx);
            self.parts.gate.release(self.id);
            return Ok(Some(self.parts.later_in(0, Some(WaitReason::Queue))));
        }
        let sent = Transition::to(GenerationState::Submitted);
        generations::transition(&mut tx, self.id, sent).await?;
        tx.commit().await?;
        let generation = generations::get(&self.parts.store, self.id).await?;
        self.parts.live.open(self.id).changed(generation);
        Ok(None)
    }

    /// Counts a generation that was sent already among its provider's.
    pub(super) async fn keep_place(&self) {
        if self.limit_class().await.is_some() {
            self.parts.gate.adopt(self.id, &self.row.provider_id);
        }
    }

    /// What it counts as. Nothing where no service is asked, or where it cannot be asked at all:
    /// then the run itself tells why.
    async fn limit_class(&self) -> Option<LimitClass> {
        let configured = self.parts.provider(&self.row.provider_id).await.ok()?;
        if configured.manifest.kind == ProviderKind::BuiltIn {
            return None;
        }
        Some(LimitClass::of(self.row.kind))
    }

    /// Lets the others wait for as long as the provider asked to.
    pub(super) fn heed(&self, error: &ProviderError) {
        if error.kind == ProviderErrorKind::RateLimited
            && let Some(wait) = error.retry_after_ms
        {
            self.parts.gate.pause(&self.row.provider_id, wait);
        }
    }
}
