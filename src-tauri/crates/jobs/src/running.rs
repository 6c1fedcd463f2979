//! The work on one job: its heartbeat, its cancelling, its end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use studio_domain::{GenerationId, JobId};
use tokio::task::JoinError;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::queue::{self, Hold};
use crate::runner::Shared;
use crate::{JobsError, Lease, Outcome, Work};

/// The jobs that are worked on here, and the tokens that stop the work.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<HashMap<JobId, Stop>>);

#[derive(Debug)]
struct Stop {
    generation_id: Option<GenerationId>,
    token: CancellationToken,
}

impl Running {
    /// Fires the generation's token; gives false when it is not worked on here.
    pub(crate) fn cancel(&self, generation_id: GenerationId) -> bool {
        let stops = self.stops();
        let stop = stops
            .values()
            .find(|stop| stop.generation_id == Some(generation_id));
        stop.inspect(|stop| stop.token.cancel()).is_some()
    }

    /// The jobs that are worked on here.
    pub(crate) fn jobs(&self) -> Vec<JobId> {
        self.stops().keys().copied().collect()
    }

    /// Counts the job as worked on for as long as the entry lives.
    pub(crate) fn enter(self: &Arc<Self>, lease: &Lease) -> Entry {
        let token = CancellationToken::new();
        if lease.cancel_requested() {
            token.cancel();
        }
        let stop = Stop {
            generation_id: lease.generation_id(),
            token: token.clone(),
        };
        self.stops().insert(lease.id(), stop);
        Entry {
            running: Arc::clone(self),
            id: lease.id(),
            token,
        }
    }

    fn stops(&self) -> MutexGuard<'_, HashMap<JobId, Stop>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the job out again, also when the work is aborted.
#[derive(Debug)]
pub(crate) struct Entry {
    running: Arc<Running>,
    id: JobId,
    token: CancellationToken,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.running.stops().remove(&self.id);
    }
}

/// Works on a leased job and gives it back where it is not done.
pub(crate) async fn work_on<W: Work>(shared: Arc<Shared<W>>, lease: Lease, entry: Entry) {
    let work = run_caught(&shared, &lease, &entry.token);
    let heartbeat = keep_alive(&shared, &lease, &entry.token);
    let outcome = tokio::select! {
        outcome = work => outcome,
        never = heartbeat => match never {},
    };
    if let Outcome::Later {
        not_before,
        wait_reason,
    } = outcome
    {
        let (id, owner) = (lease.id(), lease.owner());
        match queue::release(&shared.store, id, owner, not_before, wait_reason).await {
            Ok(()) => {}
            Err(JobsError::LeaseLost) => tracing::info!(job = %id, "taken over by another worker"),
            Err(error) => tracing::error!(%error, job = %id, "the job is left to its lease"),
        }
    }
}

/// Runs the work in a task of its own, so that a panic ends that task alone.
async fn run_caught<W: Work>(
    shared: &Arc<Shared<W>>,
    lease: &Lease,
    cancel: &CancellationToken,
) -> Outcome {
    let (work, job, token) = (Arc::clone(&shared.work), lease.clone(), cancel.clone());
    let run = tokio::spawn(async move { work.run(job, token).await });
    let panic = match AbortOnDropHandle::new(run).await {
        Ok(outcome) => return outcome,
        Err(panic) => panic,
    };
    log_panic(lease, &panic);
    let (work, job) = (Arc::clone(&shared.work), lease.clone());
    let clean_up = tokio::spawn(async move { work.panicked(job).await });
    AbortOnDropHandle::new(clean_up)
        .await
        .unwrap_or_else(|panic| {
            log_panic(lease, &panic);
            Outcome::Later {
                not_before: shared.store.clock().now().plus(shared.config.lease_ms),
                wait_reason: None,
            }
        })
}

fn log_panic(lease: &Lease, error: &JoinError) {
    tracing::error!(%error, job = %lease.id(), kind = lease.kind(), "work on a job panicked");
}

/// Renews the lease for as long as the work runs. Fires the token when somebody asked the work to
/// stop, and when the lease is lost. A lease that only cannot be renewed stops nothing: whoever
/// took the job over shows in the work's own transactions, and what was paid for is kept.
async fn keep_alive<W: Work>(
    shared: &Shared<W>,
    lease: &Lease,
    cancel: &CancellationToken,
) -> std::convert::Infallible {
    let (store, config) = (&shared.store, &shared.config);
    loop {
        tokio::time::sleep(Duration::from_millis(config.renew_every_ms)).await;
        match queue::renew(store, lease.id(), lease.owner(), config.lease_ms).await {
            Ok(Hold::Kept { cancel_requested }) => {
                if cancel_requested {
                    cancel.cancel();
                }
            }
            Ok(Hold::Lost) => {
                cancel.cancel();
                std::future::pending().await
            }
            Err(error) => {
                tracing::warn!(%error, job = %lease.id(), "the lease cannot be renewed");
            }
        }
    }
}
