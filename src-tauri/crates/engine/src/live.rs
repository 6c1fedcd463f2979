//! Generations that are being worked on in this process, and who watches them.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use studio_domain::{
    Generation, GenerationId, GenerationState, GenerationUpdate, Modality, Progress,
};
use studio_providers::Citation;
use tokio::sync::broadcast;

/// Updates kept for a watcher that falls behind; past that it is given the whole again.
const BACKLOG: usize = 1_024;

/// How many of those that ended are remembered.
const REMEMBERED: usize = 50;

/// Every generation that runs here or is watched here.
#[derive(Debug)]
pub struct Live {
    generations: Mutex<HashMap<GenerationId, Arc<LiveGeneration>>>,
    ended: Mutex<VecDeque<GenerationId>>,
    endings: broadcast::Sender<Generation>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            generations: Mutex::default(),
            ended: Mutex::default(),
            endings: broadcast::channel(REMEMBERED).0,
        }
    }
}

/// What has been received of one generation, and the line to its watchers.
#[derive(Debug)]
pub struct LiveGeneration {
    received: Mutex<Received>,
    /// How often in a row its provider could not be asked about it.
    failures: AtomicU32,
    /// How often in a row its provider answered and said nothing of it.
    refusals: AtomicU32,
    updates: broadcast::Sender<GenerationUpdate>,
}

/// What has been received so far.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// The text of the answer.
    pub text: String,
    /// The reasoning before it.
    pub reasoning: String,
    /// The sources of the answer, as they were told.
    pub citations: Vec<Citation>,
    /// How far it is.
    pub progress: Option<Progress>,
}

/// A source as a watcher is told of it.
pub fn citation_update(citation: &Citation) -> GenerationUpdate {
    GenerationUpdate::Citation {
        url: citation.url.clone(),
        title: citation.title.clone(),
        snippet: citation.snippet.clone(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// The live side of a generation, made at the first call.
    pub fn open(&self, id: GenerationId) -> Arc<LiveGeneration> {
        Arc::clone(lock(&self.generations).entry(id).or_insert_with(|| {
            Arc::new(LiveGeneration {
                received: Mutex::default(),
                failures: AtomicU32::new(0),
                refusals: AtomicU32::new(0),
                updates: broadcast::channel(BACKLOG).0,
            })
        }))
    }

    /// Remembers what ends in this state, before that is written: whoever sees in the database that
    /// it ended finds it here already. What does not end after all is listed as under way.
    pub fn remember(&self, id: GenerationId, kind: Modality, state: GenerationState) {
        // An answer that arrived is seen in its conversation.
        let is_seen = kind == Modality::Chat && state != GenerationState::Failed;
        if state.is_terminal() && !is_seen {
            let mut ended = lock(&self.ended);
            ended.retain(|ended| *ended != id);
            ended.truncate(REMEMBERED - 1);
            ended.push_front(id);
        }
    }

    /// Tells the watchers that it is over and forgets it.
    pub fn close(&self, generation: Generation) {
        // Nobody listening is no failure.
        let _ = self.endings.send(generation.clone());
        if let Some(live) = lock(&self.generations).remove(&generation.id) {
            live.tell(GenerationUpdate::Ended {
                generation: Box::new(generation),
            });
        }
    }

    /// The latest that ended here, the last one first.
    pub fn ended(&self) -> Vec<GenerationId> {
        lock(&self.ended).iter().copied().collect()
    }

    /// Forgets which ended here.
    pub fn forget_ended(&self) {
        lock(&self.ended).clear();
    }

    /// Receives each generation as it ends here, or is lost.
    pub fn endings(&self) -> broadcast::Receiver<Generation> {
        self.endings.subscribe()
    }

    /// How far a generation is, where that is known here.
    pub fn progress_of(&self, id: GenerationId) -> Option<Progress> {
        let live = lock(&self.generations).get(&id).map(Arc::clone)?;
        lock(&live.received).progress
    }

    /// Forgets a generation that nobody watches and that does not run here.
    pub fn release(&self, id: GenerationId) {
        let mut generations = lock(&self.generations);
        if generations
            .get(&id)
            .is_some_and(|live| live.updates.receiver_count() == 0)
        {
            generations.remove(&id);
        }
    }
}

impl LiveGeneration {
    /// What was received so far, and everything that follows it: nothing falls between.
    pub fn join(&self) -> (Received, broadcast::Receiver<GenerationUpdate>) {
        let received = lock(&self.received);
        (received.clone(), self.updates.subscribe())
    }

    /// More text arrived.
    pub fn add_text(&self, delta: &str) {
        let mut received = lock(&self.received);
        received.text.push_str(delta);
        self.tell(GenerationUpdate::Text {
            delta: delta.to_owned(),
        });
    }

    /// More reasoning arrived.
    pub fn add_reasoning(&self, delta: &str) {
        let mut received = lock(&self.received);
        received.reasoning.push_str(delta);
        self.tell(GenerationUpdate::Reasoning {
            delta: delta.to_owned(),
        });
    }

    /// The answer refers to a source. One that it referred to before is no news.
    pub fn add_citation(&self, citation: &Citation) {
        let mut received = lock(&self.received);
        if received
            .citations
            .iter()
            .all(|known| known.url != citation.url)
        {
            received.citations.push(citation.clone());
            self.tell(citation_update(citation));
        }
    }

    /// It came further.
    pub fn set_progress(&self, progress: Progress) {
        lock(&self.received).progress = Some(progress);
        self.tell(GenerationUpdate::Progress { progress });
    }

    /// Its provider could not be asked; gives how often in a row that happened before.
    pub fn count_failure(&self) -> u32 {
        self.failures.fetch_add(1, Ordering::Relaxed)
    }

    /// Its provider answered and said nothing of it; gives how often in a row that happened
    /// before.
    pub fn count_refusal(&self) -> u32 {
        self.refusals.fetch_add(1, Ordering::Relaxed)
    }

    /// Its provider told how it stands.
    pub fn forget_failures(&self) {
        self.failures.store(0, Ordering::Relaxed);
        self.refusals.store(0, Ordering::Relaxed);
    }

    /// Its row changed.
    pub fn changed(&self, generation: Generation) {
        self.tell(GenerationUpdate::Changed {
            generation: Box::new(generation),
        });
    }

    fn tell(&self, update: GenerationUpdate) {
        // Nobody watching is the usual case, not a failure.
        let _ = self.updates.send(update);
    }
}

#[cfg(test)]
mod tests {
    use studio_domain::UnixMillis;

    use super::*;

    #[test]
    fn a_source_is_told_once_and_remembered_for_who_comes_later() {
        let live = Live::default().open(GenerationId::new(UnixMillis::new(0)));
        let (_, mut updates) = live.join();
        let source = Citation {
            url: "https://example.com/a".to_owned(),
            ..Citation::default()
        };
        live.add_citation(&source);
        let again = Citation {
            start: Some(7),
            ..source.clone()
        };
        live.add_citation(&again);
        assert_eq!(updates.try_recv().ok(), Some(citation_update(&source)));
        assert!(updates.try_recv().is_err(), "it was told twice");
        assert_eq!(live.join().0.citations, [source]);
    }
}
