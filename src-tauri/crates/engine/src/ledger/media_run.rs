//! Everything but chat, from its request to its files or words: in one answer, or as a job at the
//! provider.

use std::path::PathBuf;

use studio_domain::{ErrorCode, GenerationState, Problem, Progress, UnixMillis, WaitReason};
use studio_jobs::Outcome;
use studio_providers::{
    CancelOutcome, JobProgress, MediaInput, MediaRequest, ProviderError, ProviderErrorKind,
    ProviderJob, Sent, Submission,
};
use studio_store::generations::{self, Transition};

use super::Run;
use super::ending::Ending;
use crate::endpoints::Target;
use crate::error::EngineError;
use crate::library::media_input;

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
        let request = match self.whole_request().await {
            Ok(request) => request,
            Err(error) => return self.end(Ending::failed(error.problem())).await,
        };
        self.mark(GenerationState::Submitted).await?;
        let submitted = tokio::select! {
            submitted = self.parts.providers.submit(&target.endpoint, &target.model, &request) => submitted,
            () = self.stop.cancelled() => return self.cancelled().await,
        };
        match submitted {
            Ok(Submission::Finished(result)) => self.take_in(&target, result, None).await,
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
        let request = self.media_request().await?;
        let polled = tokio::select! {
            polled = self.parts.providers.poll(&target.endpoint, &target.model, &request, &job) => polled,
            () = self.stop.cancelled() => return self.cancel_job(&target, &job).await,
        };
        match polled {
            Ok(JobProgress::Finished(result)) => self.take_in(&target, result, Some(&job)).await,
            Ok(JobProgress::Cancelled) => self.cancelled().await,
            Ok(JobProgress::Waiting {
                fraction,
                outputs,
                poll_after_ms,
            }) => {
                // What cannot be stored yet is tried again when the job is done, and told then.
                self.store_early(&target, outputs).await;
                self.parts.live.open(self.id).set_progress(Progress {
                    fraction,
                    waiting_for: Some(WaitReason::Provider),
                    ..Progress::default()
                });
                Ok(self
                    .parts
                    .later_in(poll_after_ms.into(), Some(WaitReason::Provider)))
            }
            Err(error) if says_nothing_of(&job, &error, self.now()) => {
                self.poll_again(&error).await
            }
            Err(error) => self.job_is_gone(&target, &error).await,
        }
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
    async fn media_request(&self) -> Result<MediaRequest, EngineError> {
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

    async fn cancel_job(&self, target: &Target, job: &ProviderJob) -> Result<Outcome, EngineError> {
        let request = self.media_request().await?;
        let providers = &self.parts.providers;
        match providers
            .cancel(&target.endpoint, &target.model, &request, job)
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
        let request = self.media_request().await?;
        let providers = &self.parts.providers;
        match providers
            .poll(&target.endpoint, &target.model, &request, job)
            .await
        {
            Ok(JobProgress::Finished(result)) => self.take_in(target, result, Some(job)).await,
            Ok(JobProgress::Cancelled | JobProgress::Waiting { .. }) => self.cancelled().await,
            Err(error) if says_nothing_of(job, &error, self.now()) => self.poll_again(&error).await,
            Err(error) => self.job_is_gone(target, &error).await,
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
    pub(super) async fn wait_for_remedy(
        &self,
        error: &EngineError,
    ) -> Result<Outcome, EngineError> {
        if self.stop.is_cancelled() {
            return self.cancelled().await;
        }
        self.tell_of_problem(error.problem()).await;
        Ok(self
            .parts
            .later_in(LONGEST_POLL_RETRY_MS, Some(WaitReason::Provider)))
    }
}

/// Whether a job may still end well after this error: the way to it failed, or the key was
/// refused, which can be mended while the job goes on.
fn says_nothing_of(job: &ProviderJob, error: &ProviderError, now: UnixMillis) -> bool {
    let may_be_mended =
        error.kind == ProviderErrorKind::Auth && job.give_up_at.is_some_and(|end| now < end);
    error.is_retryable() || may_be_mended
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
