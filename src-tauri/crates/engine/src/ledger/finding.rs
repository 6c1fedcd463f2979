//! A request whose answer was lost, at a provider that knows requests by the name they bear: it is
//! asked whether it made a job of it. Nothing is sent again.

use serde_json::json;
use studio_domain::{ErrorCode, GenerationState, Problem, WaitReason};
use studio_jobs::Outcome;
use studio_providers::MediaRequest;
use studio_store::generations;

use super::Run;
use super::ending::Ending;
use crate::endpoints::find_model;
use crate::error::EngineError;

/// A provider may list a request only some time after it came. Counted from the first look that
/// found nothing: that the answer is lost may itself be noticed only after minutes.
const SETTLED_MS: i64 = 60 * 1_000;
const ASK_EVERY_MS: i64 = 5 * 1_000;
/// So many turns are taken before what cannot be asked about is left to the person.
const MOST_TURNS: u32 = 20;
/// What stands in place of the provider's job while only the request's name is known.
const NAME: &str = "name";
/// Beside the name, when the job was first looked for and not found.
const MISSED: &str = "missed_at";

impl Run {
    /// Whether what is asked for can be found by its name, once the provider can be asked.
    pub(super) async fn can_be_found(&self, request: &MediaRequest) -> bool {
        let Ok(configured) = self.parts.provider(&self.row.provider_id).await else {
            return false;
        };
        find_model(&configured, &self.row.model_id).is_ok_and(|model| {
            let providers = &self.parts.providers;
            providers.finds_jobs(&configured.manifest.id, &model, request)
        })
    }

    /// Has the job looked for in a while.
    pub(super) fn find_later(&self) -> Outcome {
        self.parts
            .later_in(ASK_EVERY_MS, Some(WaitReason::Provider))
    }

    /// Looks for the job of a request whose answer never came.
    pub(super) async fn find_job(&self) -> Result<Outcome, EngineError> {
        let request = self.media_request().await?;
        if !self.can_be_found(&request).await {
            return self.lost().await;
        }
        let target = match self.media_target().await {
            Ok(target) => target,
            Err(error) => return self.wait_for_remedy(&error).await,
        };
        let (providers, endpoint) = (&self.parts.providers, &target.endpoint);
        let found = providers.find(endpoint, &target.model, &request).await;
        let may_ask_again = self.lease.attempts() < MOST_TURNS;
        match found {
            Ok(Some(job)) => self.begin_waiting(&job).await,
            Ok(None) if self.may_be_late().await? => {
                self.take_a_breath().await;
                Ok(self.find_later())
            }
            Ok(None) => self.end(Ending::failed(never_arrived())).await,
            Err(error) if error.is_retryable() && may_ask_again => {
                self.tell_of_problem(error.problem()).await;
                self.take_a_breath().await;
                Ok(self.find_later())
            }
            Err(error) => {
                tracing::warn!(id = %self.id, %error, "the provider could not be asked for a job");
                self.lost_but_named().await
            }
        }
    }

    /// Whether a request that is not listed may be yet.
    async fn may_be_late(&self) -> Result<bool, EngineError> {
        let now = self.now().get();
        let missed_at = match self.missed_at() {
            Some(missed_at) => missed_at,
            None => {
                self.keep_name(Some(now)).await?;
                now
            }
        };
        Ok(now - missed_at < SETTLED_MS)
    }

    /// When it was first not found.
    fn missed_at(&self) -> Option<i64> {
        self.row.provider_job.as_ref()?.get(MISSED)?.as_i64()
    }

    async fn keep_name(&self, missed_at: Option<i64>) -> Result<(), EngineError> {
        let name = json!({ NAME: self.row.idempotency_key, MISSED: missed_at });
        let mut tx = self.parts.store.write_durable().await?;
        let known = generations::row_tx(&mut tx, self.id).await?.provider_job;
        // Somebody who took over may have found it meanwhile.
        if known.is_none_or(|known| known.get(NAME).is_some()) {
            generations::set_provider_job(&mut tx, self.id, &name).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Leaves it to the person to have it looked for again.
    async fn lost_but_named(&self) -> Result<Outcome, EngineError> {
        if self.row.state != GenerationState::Unknown {
            self.keep_name(self.missed_at()).await?;
        }
        self.lost().await
    }
}

fn never_arrived() -> Problem {
    Problem::new(
        ErrorCode::ProviderUnavailable,
        "The request never arrived at the provider.",
    )
    .with_hint("Nothing was made and nothing is charged. Try again.")
}
