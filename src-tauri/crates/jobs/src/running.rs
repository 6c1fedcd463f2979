//! The work on one job: its heartbeat, its cancelling, its end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use studio_domain::GenerationId;
use tokio::task::JoinError;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::queue::{self, Hold};
use crate::runner::Shared;
use crate::{JobsError, Lease, Outcome, Work};

/// The tokens of the generations that are worked on here.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<HashMap<GenerationId, CancellationToken>>);

impl Running {
    /// Fires the generation's token; gives false when it is not worked on here.
    pub(crate) fn cancel(&self, generation_id: GenerationId) -> bool {
        let tokens = self.tokens();
        let token = tokens.get(&generation_id);
        token.inspect(|token| token.cancel()).is_some()
    }

    fn enter(&self, generation_id: Option<GenerationId>, token: &CancellationToken) -> Entry<'_> {
        if let Some(id) = generation_id {
            self.tokens().insert(id, token.clone());
        }
        Entry {
            running: self,
            generation_id,
        }
    }

    fn tokens(&self) -> MutexGuard<'_, HashMap<GenerationId, CancellationToken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the token out again, also when the work is aborted.
struct Entry<'a> {
    running: &'a Running,
    generation_id: Option<GenerationId>,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        if let Some(id) = self.generation_id {
            self.running.tokens().remove(&id);
        }
    }
}

/// Works on a leased job and gives it back where it is not done.
pub(crate) async fn work_on<W: Work>(shared: Arc<Shared<W>>, lease: Lease) {
    let cancel = CancellationToken::new();
    if lease.cancel_requested() {
        cancel.cancel();
    }
    let _entry = shared.running.enter(lease.generation_id(), &cancel);
    let work = run_caught(&shared, &lease, &cancel);
    let heartbeat = keep_alive(&shared, &lease, &cancel);
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
