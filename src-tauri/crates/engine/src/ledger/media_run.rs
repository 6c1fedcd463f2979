//! Pictures, from their request to their files: in one answer, or as a job at the provider.

use studio_domain::{
    CostBasis, ErrorCode, GenerationState, Money, Problem, Progress, Usage, WaitReason,
};
use studio_jobs::Outcome;
use studio_providers::{
    CancelOutcome, JobProgress, MediaRequest, MediaResult, ModelSpec, ProviderError, ProviderJob,
    Sent, Submission,
};
use studio_store::generations::{self, Transition};

use super::Run;
use super::ending::Ending;
use crate::endpoints::Target;
use crate::error::EngineError;

/// A poll that failed on the way is tried again after this long, doubled each time.
const FIRST_POLL_RETRY_MS: i64 = 2_000;
const LONGEST_POLL_RETRY_MS: i64 = 60_000;

impl Run {
    /// Sends the request and takes in what comes back.
    pub(super) async fn submit_media(&self) -> Result<Outcome, EngineError> {
        let target = match self.media_target().await {
            Ok(target) => target,
            Err(error) => return self.end(Ending::failed(error.problem())).await,
        };
        let request = self.media_request();
        self.mark(GenerationState::Submitted).await?;
        let submitted = tokio::select! {
            submitted = self.parts.providers.submit(&target.endpoint, &target.model, &request) => submitted,
            () = self.stop.cancelled() => return self.cancelled().await,
        };
        match submitted {
            Ok(Submission::Finished(result)) => self.take_in(&target, result).await,
            Ok(Submission::Job(job)) => self.begin_waiting(&job).await,
            Err(error) => {
                self.heed(&error);
                self.end(after_submit_error(&error)).await
            }
        }
    }

    /// Asks how a job at the provider is coming along.
    pub(super) async fn poll_job(&self, job: ProviderJob) -> Result<Outcome, EngineError> {
        let target = match self.media_target().await {
            Ok(target) => target,
            Err(error) => return self.wait_for_remedy(&error).await,
        };
        if self.stop.is_cancelled() {
            return self.cancel_job(&target, &job).await;
        }
        let request = self.media_request();
        let polled = tokio::select! {
            polled = self.parts.providers.poll(&target.endpoint, &target.model, &request, &job) => polled,
            () = self.stop.cancelled() => return self.cancel_job(&target, &job).await,
        };
        match polled {
            Ok(JobProgress::Finished(result)) => self.take_in(&target, result).await,
            Ok(JobProgress::Cancelled) => self.cancelled().await,
            Ok(JobProgress::Waiting {
                fraction,
                outputs,
                poll_after_ms,
            }) => {
                self.store_outputs(&target, outputs).await?;
                self.parts.live.open(self.id).set_progress(Progress {
                    fraction,
                    waiting_for: Some(WaitReason::Provider),
                    ..Progress::default()
                });
                Ok(self
                    .parts
                    .later_in(poll_after_ms.into(), Some(WaitReason::Provider)))
            }
            Err(error) if error.is_retryable() => self.poll_again(&error).await,
            Err(error) => self.end(Ending::failed(error.problem())).await,
        }
    }

    async fn media_target(&self) -> Result<Target, EngineError> {
        self.parts
            .target(&self.row.provider_id, &self.row.model_id)
            .await
    }

    fn media_request(&self) -> MediaRequest {
        MediaRequest {
            prompt: self.row.prompt.clone().unwrap_or_default(),
            params: self.row.params.clone(),
            idempotency_key: self.row.idempotency_key.clone(),
        }
    }

    /// Stores the provider's job before it is asked about for the first time.
    async fn begin_waiting(&self, job: &ProviderJob) -> Result<Outcome, EngineError> {
        let stored = serde_json::to_value(job).map_err(|_| EngineError::TaskLost)?;
        let mut tx = self.parts.store.write_durable().await?;
        generations::set_provider_job(&mut tx, self.id, &stored).await?;
        generations::transition(&mut tx, self.id, Transition::to(GenerationState::Running)).await?;
        tx.commit().await?;
        let generation = generations::get(&self.parts.store, self.id).await?;
        self.parts.live.open(self.id).changed(generation);
        Ok(self
            .parts
            .later_in(job.poll_after_ms.into(), Some(WaitReason::Provider)))
    }

    /// Stores the outputs and ends the generation; what arrived is kept even where some of it
    /// cannot be used.
    async fn take_in(&self, target: &Target, result: MediaResult) -> Result<Outcome, EngineError> {
        let usage = result.usage;
        if let Err(error) = self.store_outputs(target, result.outputs).await {
            return self.end(Ending::failed(error.problem())).await;
        }
        let made = generations::get(&self.parts.store, self.id)
            .await?
            .outputs
            .len();
        if made == 0 {
            let problem = Problem::new(ErrorCode::ProviderMalformed, "The answer held no picture.")
                .with_hint("Say it differently, or choose another model.");
            return self.end(Ending::failed(problem)).await;
        }
        let counted = Usage {
            images: Some(u32::try_from(made).unwrap_or(u32::MAX)),
            ..usage.unwrap_or_default()
        };
        let cost = media_cost(&target.model, &counted, usage.is_some());
        self.end(Ending::succeeded(Some(counted), cost)).await
    }

    async fn cancel_job(&self, target: &Target, job: &ProviderJob) -> Result<Outcome, EngineError> {
        match self
            .parts
            .providers
            .cancel(&target.endpoint, &target.model, job)
            .await
        {
            Ok(CancelOutcome::Cancelled) => self.cancelled().await,
            Ok(CancelOutcome::TooLate) => self.collect_after_all(target, job).await,
            Ok(CancelOutcome::NotSupported) => {
                let mut ending = Ending::cancelled();
                ending.problem = Some(
                    Problem::new(ErrorCode::Cancelled, "Stopped here, not at the provider.")
                        .with_hint("This provider cannot stop a job; it may still be charged."),
                );
                self.end(ending).await
            }
            Err(error) => {
                let mut ending = Ending::cancelled();
                ending.problem = Some(error.problem());
                self.end(ending).await
            }
        }
    }

    /// The job had ended before it could be stopped: what it made was paid for and is kept.
    async fn collect_after_all(
        &self,
        target: &Target,
        job: &ProviderJob,
    ) -> Result<Outcome, EngineError> {
        let request = self.media_request();
        let providers = &self.parts.providers;
        match providers
            .poll(&target.endpoint, &target.model, &request, job)
            .await
        {
            Ok(JobProgress::Finished(result)) => self.take_in(target, result).await,
            Ok(JobProgress::Cancelled | JobProgress::Waiting { .. }) => self.cancelled().await,
            Err(error) if error.is_retryable() => self.poll_again(&error).await,
            Err(error) => self.end(Ending::failed(error.problem())).await,
        }
    }

    async fn poll_again(&self, error: &ProviderError) -> Result<Outcome, EngineError> {
        let attempts = u32::min(self.lease.attempts().saturating_sub(1), 5);
        let backoff = (FIRST_POLL_RETRY_MS << attempts).min(LONGEST_POLL_RETRY_MS);
        let wait = error.problem().retry_after_ms.map_or(backoff, i64::from);
        self.tell_of_problem(error.problem()).await;
        Ok(self.parts.later_in(wait, Some(WaitReason::Provider)))
    }

    /// A job goes on at the provider although it cannot be asked about now, for example while
    /// the keychain is locked.
    async fn wait_for_remedy(&self, error: &EngineError) -> Result<Outcome, EngineError> {
        if self.stop.is_cancelled() {
            return self.cancelled().await;
        }
        self.tell_of_problem(error.problem()).await;
        Ok(self
            .parts
            .later_in(LONGEST_POLL_RETRY_MS, Some(WaitReason::Provider)))
    }
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

fn media_cost(model: &ModelSpec, usage: &Usage, reported: bool) -> Option<(Money, CostBasis)> {
    let basis = if reported {
        CostBasis::Usage
    } else {
        CostBasis::Estimate
    };
    model.cost(usage).map(|cost| (cost, basis))
}
