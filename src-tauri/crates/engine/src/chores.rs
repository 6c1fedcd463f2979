//! Long work over the library that a person can watch and stop: checks, backups, archives, moves.
//!
//! A chore lives in the core. A window that looks away from it changes nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use studio_domain::{
    CacheTag, Chore, ChoreKind, ChoreOutcome, ChoreState, ChoreStep, ErrorCode, Problem,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::error::EngineError;
use crate::studio::{Parts, Studio};

/// How often windows are told how far a chore is, in milliseconds.
const TELL_EVERY_MS: i64 = 200;

/// What runs and what ran last, by kind.
#[derive(Debug)]
pub(crate) struct Chores {
    all: Mutex<BTreeMap<ChoreKind, Entry>>,
    changes: watch::Sender<u64>,
}

impl Default for Chores {
    fn default() -> Self {
        Self {
            all: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }
}

#[derive(Debug)]
struct Entry {
    chore: Chore,
    stop: CancellationToken,
}

impl Chores {
    fn all(&self) -> MutexGuard<'_, BTreeMap<ChoreKind, Entry>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The chore of a kind that runs or ran last.
    pub fn get(&self, kind: ChoreKind) -> Option<Chore> {
        self.all().get(&kind).map(|entry| entry.chore.clone())
    }
}

/// A chore at work: tells how far it is and learns that it should stop.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) parts: Arc<Parts>,
    kind: ChoreKind,
    stop: CancellationToken,
    told_at: Arc<AtomicU64>,
    /// After how many more steps the process is taken to have ended.
    #[cfg(test)]
    pub(crate) ends_after: Option<Arc<AtomicU64>>,
}

impl Run {
    /// Tells how far it is. This is also where it stops when it should.
    ///
    /// # Errors
    /// That it was stopped.
    pub fn step(&self, step: ChoreStep, done: u64, total: Option<u64>) -> Result<(), EngineError> {
        #[cfg(test)]
        if let Some(left) = &self.ends_after
            && left.fetch_sub(1, Ordering::SeqCst) == 0
        {
            left.store(0, Ordering::SeqCst);
            return Err(stopped());
        }
        if self.stop.is_cancelled() {
            return Err(stopped());
        }
        self.parts
            .set_chore(self.kind, ChoreState::Running { step, done, total });
        let now = self.parts.store.clock().now().get();
        let told = i64::try_from(self.told_at.load(Ordering::Relaxed)).unwrap_or(0);
        // A clock that was set back tells at once.
        if !(told..told + TELL_EVERY_MS).contains(&now) {
            let now = u64::try_from(now).unwrap_or(0);
            self.told_at.store(now, Ordering::Relaxed);
            self.parts.store.announce(&[CacheTag::Storage]);
        }
        Ok(())
    }
}

fn stopped() -> EngineError {
    EngineError::Chore(Problem::new(ErrorCode::Cancelled, "Stopped."))
}

impl Parts {
    fn set_chore(&self, kind: ChoreKind, state: ChoreState) {
        if let Some(entry) = self.chores.all().get_mut(&kind) {
            entry.chore.state = state;
        }
        self.chores.changes.send_modify(|count| *count += 1);
    }

    /// A run that nothing watches, for tests of the work itself.
    #[cfg(test)]
    pub(crate) fn unwatched(self: &Arc<Self>, kind: ChoreKind, ends_after: Option<u64>) -> Run {
        Run {
            parts: Arc::clone(self),
            kind,
            stop: CancellationToken::new(),
            told_at: Arc::default(),
            ends_after: ends_after.map(|steps| Arc::new(AtomicU64::new(steps))),
        }
    }
}

impl Studio {
    /// Begins a chore, which goes on by itself.
    ///
    /// # Errors
    /// When one of its kind runs already.
    pub(crate) fn begin_chore<W, F>(&self, kind: ChoreKind, work: W) -> Result<(), EngineError>
    where
        W: FnOnce(Run) -> F,
        F: Future<Output = Result<ChoreOutcome, EngineError>> + Send + 'static,
    {
        let run = self.enter_chore(kind)?;
        let (parts, stop) = (Arc::clone(&self.parts), run.stop.clone());
        let working = work(run);
        tokio::spawn(async move {
            let state = match working.await {
                Ok(outcome) => ChoreState::Finished { outcome },
                Err(_) if stop.is_cancelled() => ChoreState::Stopped,
                Err(error) => {
                    tracing::warn!(?kind, %error, "a chore failed");
                    ChoreState::Failed {
                        problem: error.problem(),
                    }
                }
            };
            parts.set_chore(kind, state);
            parts.store.announce(&[CacheTag::Storage]);
        });
        Ok(())
    }

    fn enter_chore(&self, kind: ChoreKind) -> Result<Run, EngineError> {
        let mut all = self.parts.chores.all();
        let is_running = |entry: &Entry| matches!(entry.chore.state, ChoreState::Running { .. });
        if all.get(&kind).is_some_and(is_running) {
            return Err(EngineError::NotNow("This is under way already."));
        }
        let stop = self.parts.closing.child_token();
        let chore = Chore {
            kind,
            started_at: self.parts.store.clock().now(),
            state: ChoreState::Running {
                step: ChoreStep::Preparing,
                done: 0,
                total: None,
            },
        };
        let entry = Entry {
            chore,
            stop: stop.clone(),
        };
        all.insert(kind, entry);
        drop(all);
        self.parts.store.announce(&[CacheTag::Storage]);
        Ok(Run {
            parts: Arc::clone(&self.parts),
            kind,
            stop,
            told_at: Arc::default(),
            #[cfg(test)]
            ends_after: None,
        })
    }

    /// The chores that run, and the last one of each kind that does not.
    #[must_use]
    pub fn list_chores(&self) -> Vec<Chore> {
        let all = self.parts.chores.all();
        all.values().map(|entry| entry.chore.clone()).collect()
    }

    /// Stops a chore. What does not run is none to stop.
    pub fn stop_chore(&self, kind: ChoreKind) {
        if let Some(entry) = self.parts.chores.all().get(&kind) {
            entry.stop.cancel();
        }
    }

    /// Waits for a chore's end; nothing where none of its kind was begun.
    pub async fn chore_end(&self, kind: ChoreKind) -> Option<Chore> {
        let mut changes = self.parts.chores.changes.subscribe();
        loop {
            changes.mark_unchanged();
            let chore = self.parts.chores.get(kind)?;
            if !matches!(chore.state, ChoreState::Running { .. }) {
                return Some(chore);
            }
            changes.changed().await.ok()?;
        }
    }
}
