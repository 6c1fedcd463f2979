//! What a process that died left behind, judged when its lease has run out.
//!
//! A text stream cannot be taken up again: it is `failed` with code `interrupted`, its text kept
//! and its cost estimated. A job at a provider is asked about again. A request whose answer was
//! lost is `unknown`: a result may exist, so it is never sent again by itself.

use studio_domain::{
    CostBasis, ErrorCode, GenerationState, Modality, Money, Params, Problem, Usage,
};
use studio_jobs::Outcome;
use studio_providers::{ModelSpec, ProviderJob};
use studio_store::generations::GenerationRow;
use studio_store::{chunks, messages};

use super::Run;
use super::ending::Ending;
use crate::chat::characters;
use crate::error::EngineError;
use crate::studio::Parts;

/// About how many characters make a token, for estimates where the provider does not count.
const CHARACTERS_PER_TOKEN: u64 = 4;

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
            (_, None) => self.find_job().await,
        }
    }

    async fn interrupted(&self) -> Result<Outcome, EngineError> {
        let cost = self.parts.cost_of_what_arrived(&self.row).await?;
        self.end(Ending::failed(interrupted()).costing(cost)).await
    }

    pub(super) async fn lost(&self) -> Result<Outcome, EngineError> {
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
}

impl Parts {
    /// What an answer did cost that was sent and that nobody counted: the conversation was read,
    /// whatever arrived of the answer.
    pub(super) async fn cost_of_what_arrived(
        &self,
        row: &GenerationRow,
    ) -> Result<Option<(Money, CostBasis)>, EngineError> {
        let expected = row.estimated_cost.map(|cost| (cost, CostBasis::Estimate));
        let message = messages::by_generation_with_deleted(&self.store, row.id).await?;
        let parent = message.and_then(|message| message.parent_id);
        let model = self.model(&row.provider_id, &row.model_id).await;
        let (Some(parent), Ok(model)) = (parent, model) else {
            return Ok(expected);
        };
        let mut snapshot = self.store.snapshot().await?;
        let length = messages::path_length(snapshot.connection(), parent).await?;
        drop(snapshot);
        let arrived = chunks::read(&self.store, row.id).await?;
        let arrived = arrived.text.chars().count() + arrived.reasoning.chars().count();
        let (read, written) = (characters(length), arrived as u64);
        Ok(guessed_cost(&model, &row.params, read, written))
    }
}

/// What an answer costs by what was said and what came, where the provider did not count.
pub(super) fn guessed_cost(
    model: &ModelSpec,
    params: &Params,
    characters_in: u64,
    characters_out: u64,
) -> Option<(Money, CostBasis)> {
    let guess = Usage {
        input_tokens: Some(characters_in.div_ceil(CHARACTERS_PER_TOKEN)),
        output_tokens: Some(characters_out.div_ceil(CHARACTERS_PER_TOKEN)),
        ..Usage::default()
    };
    let cost = model.cost(&guess, params);
    cost.map(|cost| (cost, CostBasis::Estimate))
}
