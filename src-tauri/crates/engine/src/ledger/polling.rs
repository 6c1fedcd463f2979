//! A job at a provider: asking after it, stopping it, and giving up on it for the time being.

use std::time::Duration;

use studio_domain::{
    CostBasis, ErrorCode, Modality, Money, Problem, Progress, UnixMillis, WaitReason,
};
use studio_jobs::{Hold, JobsError, Outcome};
use studio_providers::{
    CancelOutcome, JobProgress, ModelSpec, ProviderError, ProviderErrorKind, ProviderJob,
};

use super::Run;
use super::backoff::{Bounds, LONGEST_WAIT_MS, seed};
use super::ending::Ending;
use super::fetching::Fetching;
use crate::endpoints::Target;
use crate::error::EngineError;

/// A film may take this long, whatever its manifest says.
const FILM_MS: i64 = 60 * 60 * 1_000;
/// How long a run that is to stop waits before it asks again.
const BREATH: Duration = Duration::from_secs(5);
/// Past its time a job is given up on after so many failures in a row to ask about it: the way to
/// the provider is often slow to come back after a long sleep.
const PATIENT_FAILURES: u32 = 5;
/// A job is given up on for the time being after so many answers in a row that say nothing of it,
/// such as that there is no such job. A provider may know a new job only after a while, and one
/// that asks for money may be asking for this very job's.
const MOST_REFUSALS: u32 = 6;

impl Run {
    /// Asks how a job at the provider is coming along.
    pub(super) async fn poll_job(&self, job: ProviderJob) -> Result<Outcome, EngineError> {
        let target = match self.media_target().await {
            Ok(target) => target,
            Err(error) => return self.wait_for_remedy(&error).await,
        };
        if self.stop.is_cancelled() {
            return self.stop_job(&target, &job).await;
        }
        let request = self.media_request().await?;
        let polled = tokio::select! {
            polled = self.parts.providers.poll(&target.endpoint, &target.model, &request, &job) => polled,
            () = self.stop.cancelled() => return self.stop_job(&target, &job).await,
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
                let live = self.parts.live.open(self.id);
                live.forget_failures();
                if self.is_overdue(&job) {
                    return self.end(self.overdue()).await;
                }
                live.set_progress(Progress {
                    fraction,
                    waiting_for: Some(WaitReason::Provider),
                    ..Progress::default()
                });
                Ok(self.look_in(Bounds::of_poll(poll_after_ms.into(), self.at_work_ms())))
            }
            Err(error) => self.not_told(&target, &job, &error).await,
        }
    }

    /// Waits a moment where the run is to stop: a job that is to stop is due again at once, and
    /// its provider would be asked without a pause.
    pub(super) async fn take_a_breath(&self) {
        if self.stop.is_cancelled() {
            tokio::time::sleep(BREATH).await;
        }
    }

    /// Has the job looked at again within these bounds.
    fn look_in(&self, bounds: Bounds) -> Outcome {
        let wait = bounds.draw(seed(self.id, self.lease.attempts()));
        self.parts.later_in(wait, Some(WaitReason::Provider))
    }

    pub(super) fn at_work_ms(&self) -> i64 {
        let since = self.row.submitted_at.unwrap_or(self.row.created_at);
        self.now().get() - since.get()
    }

    /// Whether the job should have ended: by its manifest, and for a film not before an hour. Both
    /// count from when it was sent, so that a restart changes nothing.
    fn is_overdue(&self, job: &ProviderJob) -> bool {
        let is_short = self.row.kind == Modality::Video && self.at_work_ms() < FILM_MS;
        !is_short && job.give_up_at.is_some_and(|end| self.now() >= end)
    }

    /// It may end yet: that is for the person to look, not for the studio to say.
    fn overdue(&self) -> Ending {
        let problem = Problem::new(
            ErrorCode::AnswerLost,
            "The provider has not finished in the time that such a job may take.",
        )
        .with_hint("It may still end there. Look again later, or mark it as lost.");
        Ending::unknown(problem)
    }

    /// Decides how it goes on after asking about the job told nothing good.
    async fn not_told(
        &self,
        target: &Target,
        job: &ProviderJob,
        error: &ProviderError,
    ) -> Result<Outcome, EngineError> {
        if error.of_job {
            return self.job_is_gone(target, error).await;
        }
        // Its manifest or its server may have been taken away while it was asked.
        if let Err(gone) = self.media_target().await {
            return self.wait_for_remedy(&gone).await;
        }
        if passes_by_itself(job, error, self.now()) {
            return self.poll_again(job, error).await;
        }
        // Of a job that was done already only the files are missing, and those have their own count.
        let was_done = Fetching::in_job(self.row.provider_job.as_ref()).is_some();
        let refusals = self.parts.live.open(self.id).count_refusal();
        if was_done || refusals + 1 >= MOST_REFUSALS {
            return self.job_is_gone(target, error).await;
        }
        self.tell_of_problem(error.problem()).await;
        self.take_a_breath().await;
        Ok(self.look_in(Bounds::of_retry(refusals)))
    }

    async fn poll_again(
        &self,
        job: &ProviderJob,
        error: &ProviderError,
    ) -> Result<Outcome, EngineError> {
        let failures = self.parts.live.open(self.id).count_failure();
        if failures >= PATIENT_FAILURES && self.is_overdue(job) {
            return self.end(self.overdue()).await;
        }
        self.tell_of_problem(error.problem()).await;
        self.take_a_breath().await;
        Ok(match error.problem().retry_after_ms {
            Some(wait) => self.parts.later_in(wait.into(), Some(WaitReason::Provider)),
            None => self.look_in(Bounds::of_retry(failures)),
        })
    }

    /// A job goes on at the provider although it cannot be asked about now, for example while
    /// the keychain is locked.
    pub(super) async fn wait_for_remedy(
        &self,
        error: &EngineError,
    ) -> Result<Outcome, EngineError> {
        if self.stop.is_cancelled() {
            return match self.stopping().await? {
                Stopping::Asked => self.stop_here(unheard(&error.problem())).await,
                Stopping::Interrupted => Ok(self.parts.later_in(0, Some(WaitReason::Provider))),
            };
        }
        self.tell_of_problem(error.problem()).await;
        Ok(self
            .parts
            .later_in(LONGEST_WAIT_MS, Some(WaitReason::Provider)))
    }

    /// Why the work is to end. A lease that was lost fires the same token, and a job is never
    /// stopped at its provider for that: somebody else looks after it.
    pub(super) async fn stopping(&self) -> Result<Stopping, EngineError> {
        match self.lease.hold(&self.parts.store).await? {
            Hold::Lost => Err(JobsError::LeaseLost.into()),
            Hold::Kept {
                cancel_requested: true,
            } => Ok(Stopping::Asked),
            Hold::Kept {
                cancel_requested: false,
            } => Ok(Stopping::Interrupted),
        }
    }

    /// Stops the job where it runs, as far as the provider can. What it made until then was paid
    /// for and is kept.
    async fn stop_job(&self, target: &Target, job: &ProviderJob) -> Result<Outcome, EngineError> {
        if self.stopping().await? == Stopping::Interrupted {
            return Ok(self.parts.later_in(0, Some(WaitReason::Provider)));
        }
        let request = self.media_request().await?;
        let (providers, endpoint) = (&self.parts.providers, &target.endpoint);
        let told = match providers
            .cancel(endpoint, &target.model, &request, job)
            .await
        {
            Ok(told) => told,
            Err(error) => return self.stop_here(unheard(&error.problem())).await,
        };
        let last = providers.poll(endpoint, &target.model, &request, job).await;
        match (told, last) {
            (_, Ok(JobProgress::Finished(result))) => self.take_in(target, result, Some(job)).await,
            (CancelOutcome::NotSupported, Err(error)) if error.of_job => {
                self.job_is_gone(target, &error).await
            }
            (CancelOutcome::NotSupported, Ok(JobProgress::Waiting { .. }) | Err(_)) => {
                let problem =
                    Problem::new(ErrorCode::Cancelled, "Stopped here, not at the provider.")
                        .with_hint("This provider cannot stop a job; it may still be charged.");
                self.stop_here(problem).await
            }
            (CancelOutcome::TooLate, Ok(JobProgress::Waiting { .. })) => {
                self.stop_here(too_late()).await
            }
            (CancelOutcome::Cancelled, Ok(JobProgress::Waiting { .. })) => {
                self.end(self.told_to_stop(&target.model)).await
            }
            (CancelOutcome::Cancelled, Err(error)) if !is_over(&error) => {
                self.end(self.told_to_stop(&target.model)).await
            }
            (CancelOutcome::TooLate, Err(error)) => self.not_told(target, job, &error).await,
            _ => self.cancelled().await,
        }
    }

    /// Ends it as stopped where the provider goes on with it: it counts as charged.
    async fn stop_here(&self, problem: Problem) -> Result<Outcome, EngineError> {
        let cost = self.job_cost().or(self.row.estimated_cost);
        let cost = cost.map(|cost| (cost, CostBasis::Estimate));
        self.end(Ending::stopped(problem).costing(cost)).await
    }

    /// The provider heard that it should stop and has not ended it yet. Whether it charges for
    /// what it did until then, it tells nobody; a price that it told before is taken for charged.
    fn told_to_stop(&self, model: &ModelSpec) -> Ending {
        if model.free {
            return Ending::cancelled();
        }
        let problem = Problem::new(ErrorCode::Cancelled, "The provider was told to stop.")
            .with_hint("It may still charge for what it did until then.");
        let cost = self.job_cost().map(|cost| (cost, CostBasis::Estimate));
        Ending::stopped(problem).costing(cost)
    }

    /// What the provider said that its job will cost.
    fn job_cost(&self) -> Option<Money> {
        let job = self.row.provider_job.clone()?;
        serde_json::from_value::<ProviderJob>(job).ok()?.cost
    }
}

/// Why work is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopping {
    /// Somebody asked for it.
    Asked,
    /// Nobody did, as far as the database knows.
    Interrupted,
}

/// The provider says that it is past stopping, and still at work.
fn too_late() -> Problem {
    Problem::new(
        ErrorCode::Cancelled,
        "Stopped here; the provider did not stop it any more.",
    )
    .with_hint("It goes on there, and may still be charged.")
}

/// The provider did not hear that it should stop.
fn unheard(why: &Problem) -> Problem {
    Problem::new(
        ErrorCode::Cancelled,
        "Stopped here; the provider could not be told to stop.",
    )
    .with_hint("It may go on there, and may still be charged.")
    .with_details(why.message.clone())
}

/// Whether there is nothing left of a job that was to stop.
fn is_over(error: &ProviderError) -> bool {
    error.of_job || error.kind == ProviderErrorKind::JobUnknown
}

/// Whether asking again may tell more: the way to the job failed, or the key was refused, which
/// can be mended while the job goes on.
fn passes_by_itself(job: &ProviderJob, error: &ProviderError, now: UnixMillis) -> bool {
    let may_be_mended =
        error.kind == ProviderErrorKind::Auth && job.give_up_at.is_some_and(|end| now < end);
    error.is_retryable() || may_be_mended
}
