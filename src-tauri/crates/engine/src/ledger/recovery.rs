//! What a process that died left behind, judged when its lease has run out.
//!
//! A text stream cannot be taken up again: it is `failed` with code `interrupted`, its text kept
//! and its cost estimated. A job at a provider is asked about again. A request whose answer was
//! lost is `unknown`: a result may exist, so it is never sent again by itself.

use studio_domain::{CostBasis, ErrorCode, GenerationState, Modality, Money, Problem, Usage};
use studio_jobs::Outcome;
use studio_providers::ProviderJob;
use studio_store::chunks;

use super::Run;
use super::ending::Ending;
use crate::error::EngineError;

/// Why an answer ends where it does when the studio was closed or died.
pub(super) fn interrupted() -> Problem {
    Problem::new(
        ErrorCode::Interrupted,
        "The studio ended while this was being written.",
    )
    .with_hint("The text that had arrived is kept. Try again for a whole answer.")
}

impl Run {
    /// Goes on with a generation that was already sent.
    pub(super) async fn resume(&self) -> Result<Outcome, EngineError> {
        if let Some(fetching) = self.fetching_to_go_on_with() {
            return self.go_on_fetching(fetching).await;
        }
        let stored = self.row.provider_job.clone();
        let job = stored.and_then(|job| serde_json::from_value::<ProviderJob>(job).ok());
        match (self.row.kind, job) {
            (Modality::Chat, _) => self.interrupted().await,
            (_, Some(job)) => {
                if self.row.state == GenerationState::Unknown {
                    self.mark(GenerationState::Running).await?;
                }
                self.poll_job(job).await
            }
            (_, None) => self.lost().await,
        }
    }

    async fn interrupted(&self) -> Result<Outcome, EngineError> {
        let cost = self.cost_of_what_arrived().await?;
        self.end(Ending::failed(interrupted()).costing(cost)).await
    }

    async fn lost(&self) -> Result<Outcome, EngineError> {
        if self.row.state == GenerationState::Unknown {
            return self.leave_the_queue().await;
        }
        let problem = Problem::new(
            ErrorCode::AnswerLost,
            "The studio ended before the answer arrived.",
        )
        .with_hint(
            "A result may exist at the provider and may have been charged. Look there, then mark \
             it as lost or try again.",
        );
        self.end(Ending::unknown(problem)).await
    }

    async fn cost_of_what_arrived(&self) -> Result<Option<(Money, CostBasis)>, EngineError> {
        let arrived = chunks::read(&self.parts.store, self.id).await?;
        let characters = arrived.text.chars().count() + arrived.reasoning.chars().count();
        let guess = Usage {
            output_tokens: Some(u64::try_from(characters / 4).unwrap_or(u64::MAX)),
            ..Usage::default()
        };
        let model = self
            .parts
            .model(&self.row.provider_id, &self.row.model_id)
            .await;
        Ok(model
            .ok()
            .and_then(|model| model.cost(&guess, &self.row.params))
            .map(|cost| (cost, CostBasis::Estimate)))
    }
}
