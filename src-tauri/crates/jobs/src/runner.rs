//! Claims jobs as they become due and has them worked on, several at a time.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use studio_domain::{GenerationId, UnixMillis, WaitReason};
use studio_store::Store;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::running::{Running, work_on};
use crate::spared::Looks;
use crate::{JobsError, Lease, Spared, queue};

/// What to do with jobs.
pub trait Work: Send + Sync + 'static {
    /// Works on a job until it is done or has to wait. `cancel` fires when the work was asked to
    /// stop and when the lease was lost; [`Lease::finish`] fails in the second case.
    fn run(&self, lease: Lease, cancel: CancellationToken) -> impl Future<Output = Outcome> + Send;

    /// Cleans up after [`Work::run`] panicked on this job. The lease is still held.
    fn panicked(&self, lease: Lease) -> impl Future<Output = Outcome> + Send;
}

/// How work on a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is done: the work removed the job in its own transaction.
    Finished,
    /// Somebody should look again.
    Later {
        /// When.
        not_before: UnixMillis,
        /// Why not now.
        wait_reason: Option<WaitReason>,
    },
}

/// How a runner works.
#[derive(Debug, Clone)]
pub struct RunnerConfig {
    /// Who leases: unique for every start of every process.
    pub owner: String,
    /// How long a lease runs, in milliseconds.
    pub lease_ms: i64,
    /// How often a lease is renewed, in milliseconds; well below `lease_ms`.
    pub renew_every_ms: u64,
    /// The most jobs worked on at a time.
    pub concurrency: usize,
    /// How often to look for jobs that another process put in, in milliseconds.
    pub poll_every_ms: u64,
    /// How long [`Runner::stop`] waits for work to end, in milliseconds.
    pub stop_within_ms: u64,
}

impl RunnerConfig {
    /// The studio's own numbers for this owner.
    #[must_use]
    pub fn new(owner: impl Into<String>) -> Self {
        Self {
            owner: owner.into(),
            lease_ms: 10_000,
            renew_every_ms: 3_000,
            concurrency: 16,
            poll_every_ms: 1_000,
            stop_within_ms: 5_000,
        }
    }
}

/// Works on jobs until it is stopped or dropped.
#[derive(Debug)]
pub struct Runner<W: Work> {
    shared: Arc<Shared<W>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// What the runner's loop and the work on each job have in common.
#[derive(Debug)]
pub(crate) struct Shared<W> {
    pub(crate) store: Store,
    pub(crate) work: Arc<W>,
    pub(crate) owner: Arc<str>,
    pub(crate) config: RunnerConfig,
    pub(crate) running: Arc<Running>,
    wake: Notify,
    stopping: CancellationToken,
}

impl<W: Work> Runner<W> {
    /// Starts working. Must be called within a tokio runtime.
    #[must_use]
    pub fn start(store: Store, work: Arc<W>, config: RunnerConfig) -> Self {
        let shared = Arc::new(Shared {
            store,
            work,
            owner: config.owner.as_str().into(),
            config,
            running: Arc::default(),
            wake: Notify::new(),
            stopping: CancellationToken::new(),
        });
        let task = tokio::spawn(claim_until_stopped(Arc::clone(&shared)));
        Self {
            shared,
            task: Mutex::new(Some(task)),
        }
    }

    /// Says that a job was put in or became due; without it the job is found at the next poll.
    pub fn wake(&self) {
        self.shared.wake.notify_one();
    }

    /// Asks the work on this generation to stop, if it runs here. Work that waits or runs in
    /// another process is reached by [`crate::request_cancel`].
    pub fn cancel(&self, generation_id: GenerationId) -> bool {
        self.shared.running.cancel(generation_id)
    }

    /// Claims nothing more, waits for the work under way to end, and after a while leaves what is
    /// left to its leases. Cancels nothing.
    pub async fn stop(&self) {
        self.shared.stopping.cancel();
        let task = self
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the job runner ended badly");
        }
    }
}

impl<W: Work> Drop for Runner<W> {
    fn drop(&mut self) {
        self.shared.stopping.cancel();
    }
}

async fn claim_until_stopped<W: Work>(shared: Arc<Shared<W>>) {
    let mut tasks = JoinSet::new();
    let mut looks = Looks::default();
    while !shared.stopping.is_cancelled() {
        // Registered before the queue is read: a job put in meanwhile wakes the wait below.
        let mut woken = std::pin::pin!(shared.wake.notified());
        woken.as_mut().enable();
        let pause = match claim_due(&shared, &mut tasks, &mut looks).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::error!(%error, "jobs cannot be claimed");
                looks.refused(shared.store.clock().now(), &shared.config);
                shared.poll_interval()
            }
        };
        tokio::select! {
            () = &mut woken => {}
            () = tokio::time::sleep(pause) => {}
            Some(_) = tasks.join_next() => {}
            () = shared.stopping.cancelled() => {}
        }
    }
    let limit = Duration::from_millis(shared.config.stop_within_ms);
    let all_ended = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(limit, all_ended).await.is_err() {
        tracing::warn!(left = tasks.len(), "work under way is left to its leases");
    }
    // Dropping the set aborts what is left, so that nobody renews those leases.
}

/// Claims as many jobs as there is room for; gives how long to wait before looking again.
async fn claim_due<W: Work>(
    shared: &Arc<Shared<W>>,
    tasks: &mut JoinSet<()>,
    looks: &mut Looks,
) -> Result<Duration, JobsError> {
    while tasks.try_join_next().is_some() {}
    let mut spared = shared.look(looks);
    while tasks.len() < shared.config.concurrency && !shared.stopping.is_cancelled() {
        let (owner, lease_ms) = (&shared.owner, shared.config.lease_ms);
        let room = || {
            while tasks.try_join_next().is_some() {}
            shared.config.concurrency - tasks.len()
        };
        let claims = queue::claim_many(&shared.store, owner, lease_ms, &spared, room).await?;
        if claims.is_empty() {
            return shared.until_due(&spared).await;
        }
        for claim in claims {
            if shared.stopping.is_cancelled() {
                let now = shared.store.clock().now();
                queue::release(&shared.store, claim.id, &shared.owner, now, None).await?;
                continue;
            }
            let lease = Lease::new(claim, Arc::clone(&shared.owner));
            // Entered here and not in the task, which may begin only after the next claim.
            let entry = shared.running.enter(&lease);
            tasks.spawn(work_on(Arc::clone(shared), lease, entry));
        }
        spared = shared.look(looks);
    }
    Ok(shared.poll_interval())
}

impl<W> Shared<W> {
    fn poll_interval(&self) -> Duration {
        Duration::from_millis(self.config.poll_every_ms)
    }

    fn look(&self, looks: &mut Looks) -> Spared {
        let now = self.store.clock().now();
        looks.look(now, &self.config, self.running.jobs())
    }

    /// How long until a job becomes due, at most until the next poll.
    async fn until_due(&self, spared: &Spared) -> Result<Duration, JobsError> {
        let now = self.store.clock().now().get();
        let due = queue::next_due(&self.store, spared).await?;
        let wait = due.map_or(i64::MAX, |due| due.get().saturating_sub(now));
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or(0).max(1));
        Ok(wait.min(self.poll_interval()))
    }
}
