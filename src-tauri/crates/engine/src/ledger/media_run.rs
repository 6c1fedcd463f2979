//! Everything but chat, from its request to its files or words: in one answer, or as a job at the
//! provider.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;
use studio_domain::{CostBasis, ErrorCode, GenerationState, Problem, UnixMillis, WaitReason};
use studio_jobs::{Hold, Outcome};
use studio_providers::{MediaInput, MediaRequest, ProviderError, ProviderJob, Sent, Submission};
use studio_store::generations::{self, Transition};

use super::Run;
use super::ending::Ending;
use crate::endpoints::Target;
use crate::error::EngineError;
use crate::library::media_input;

/// How long a provider has to name a job that is not wanted any more, so that it can be stopped.
const NAMED_WITHIN: Duration = Duration::from_secs(30);

impl Run {
    /// Sends the request and takes in what comes back.
    pub(super) async fn submit_media(&self) -> Result<Outcome, EngineError> {
        let target = match self.media_target().await {
            Ok(target) => target,
            Err(error) => return self.end(Ending::failed(error.problem())).await,
        };
        let request = match self.whole_request().await {
            Ok(request) => request,
            Err(error) => return self.end(Ending::failed(error.problem())).await,
        };
        if let Some(later) = self.set_off().await? {
            return Ok(later);
        }
        let Some(submitted) = self.submitted(&target, &request).await? else {
            let expected = self.row.estimated_cost;
            let cost = expected.map(|cost| (cost, CostBasis::Estimate));
            return self.end(stopped_on_the_way().costing(cost)).await;
        };
        match submitted {
            Ok(Submission::Finished(result)) => self.take_in(&target, result, None).await,
            Ok(Submission::Job(job)) => self.begin_waiting(&job).await,
            Err(error) => {
                self.heed(&error);
                if error.sent == Sent::Maybe && self.can_be_found(&request).await {
                    self.tell_of_problem(error.problem()).await;
                    return Ok(self.find_later());
                }
                self.end(after_submit_error(&error)).await
            }
        }
    }

    /// Sends the request and waits for the answer; nothing where stopping cut it off. A job that
    /// the provider takes on can be stopped only once it has a name, so its name is waited for;
    /// and what was sent for somebody who lost the lease was paid for all the same.
    async fn submitted(
        &self,
        target: &Target,
        request: &MediaRequest,
    ) -> Result<Option<Result<Submission, ProviderError>>, EngineError> {
        let (providers, endpoint) = (&self.parts.providers, &target.endpoint);
        let mut answer = std::pin::pin!(providers.submit(endpoint, &target.model, request));
        tokio::select! {
            answer = &mut answer => return Ok(Some(answer)),
            () = self.stop.cancelled() => {}
        }
        // Where that cannot be read now, what was paid for is waited for.
        let hold = self.lease.hold(&self.parts.store).await;
        let asked = matches!(
            hold,
            Ok(Hold::Kept {
                cancel_requested: true
            })
        );
        if !asked {
            return Ok(Some(answer.await));
        }
        if !providers.makes_a_job(endpoint, &target.model, request) {
            return Ok(None);
        }
        Ok(tokio::time::timeout(NAMED_WITHIN, answer).await.ok())
    }

    pub(super) fn now(&self) -> UnixMillis {
        self.parts.store.clock().now()
    }

    pub(super) async fn media_target(&self) -> Result<Target, EngineError> {
        self.parts
            .target(&self.row.provider_id, &self.row.model_id)
            .await
    }

    /// The request as a job is asked about with it. What was given is named even where its file
    /// is gone: the slots that were filled decide how the job is asked about.
    pub(super) async fn media_request(&self) -> Result<MediaRequest, EngineError> {
        let given = generations::inputs(&self.parts.store, self.id).await?;
        let there = generations::get(&self.parts.store, self.id).await?.inputs;
        let inputs = given.into_iter().map(|(slot, id)| {
            match there.iter().find(|input| input.asset.id == id) {
                Some(input) => {
                    let path = self.parts.blobs.path(&input.asset.blob);
                    media_input(slot, &input.asset, path)
                }
                None => gone(slot),
            }
        });
        Ok(MediaRequest {
            prompt: self.row.prompt.clone().unwrap_or_default(),
            params: self.row.params.clone(),
            inputs: inputs.collect(),
            idempotency_key: self.row.idempotency_key.clone(),
        })
    }

    /// The request before it is sent: all that it is given must be there. Afterwards nothing
    /// depends on that any more.
    async fn whole_request(&self) -> Result<MediaRequest, EngineError> {
        let request = self.media_request().await?;
        if request.inputs.iter().any(is_gone) {
            return Err(EngineError::NotFound("A file that this was given"));
        }
        Ok(request)
    }

    /// Stores the provider's job before it is asked about for the first time. Without it the job
    /// cannot even be stopped, so that nothing but the database ends the waiting.
    pub(super) async fn begin_waiting(&self, job: &ProviderJob) -> Result<Outcome, EngineError> {
        let stored = serde_json::to_value(job).map_err(|_| EngineError::TaskLost)?;
        while let Err(error) = self.write_job(&stored).await {
            self.wait_to_store_whatever_happens(error).await?;
        }
        let generation = generations::get(&self.parts.store, self.id).await?;
        self.parts.live.open(self.id).changed(generation);
        Ok(self
            .parts
            .later_in(job.poll_after_ms.into(), Some(WaitReason::Provider)))
    }

    async fn write_job(&self, job: &Value) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        generations::set_provider_job(&mut tx, self.id, job).await?;
        let state = generations::row_tx(&mut tx, self.id).await?.state;
        if let Hold::Kept { .. } = self.leave_to_who_has_it(&mut tx, state).await? {
            let running = Transition::to(GenerationState::Running);
            generations::transition(&mut tx, self.id, running).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Stands for what was given and is gone.
fn gone(slot: String) -> MediaInput {
    MediaInput {
        slot,
        name: String::new(),
        mime: String::new(),
        path: PathBuf::new(),
        byte_size: 0,
    }
}

fn is_gone(input: &MediaInput) -> bool {
    input.path.as_os_str().is_empty()
}

/// The request was cut off before it was answered.
fn stopped_on_the_way() -> Ending {
    Ending::stopped(
        Problem::new(ErrorCode::Cancelled, "Stopped before the answer arrived.")
            .with_hint("The request had left already, so it may still be charged."),
    )
}

fn after_submit_error(error: &ProviderError) -> Ending {
    match error.sent {
        Sent::No | Sent::Answered => Ending::failed(error.problem()),
        Sent::Maybe => {
            let mut problem = error.problem();
            problem.code = ErrorCode::AnswerLost;
            problem.hint = Some(
                "A result may exist at the provider and may have been charged. Look there, then \
                 mark it as lost or try again."
                    .to_owned(),
            );
            Ending::unknown(problem)
        }
    }
}
