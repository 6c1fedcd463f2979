//! Where small pictures and the shapes of sounds are made: on as many threads as the computer has
//! cores, what was asked for last first, and what nobody waits for any more not at all.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

use studio_domain::BlobHash;
use studio_media::{MediaError, ThumbnailSize};
use tokio::sync::oneshot;

use crate::error::EngineError;

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Task {
    /// A thumbnail, and the smaller ones with it.
    Thumbnail(BlobHash, ThumbnailSize),
    /// The peaks of a sound.
    Peaks(BlobHash),
}

/// When it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// Somebody looks at the place where it belongs.
    Now,
    /// When there is nothing else to do.
    Whenever,
}

type Work = Box<dyn FnOnce() -> Result<(), MediaError> + Send>;
type Told = Result<(), Arc<MediaError>>;

/// The bench and who waits at it. Clones share it.
#[derive(Clone)]
pub(crate) struct Workbench(Arc<Shared>);

struct Shared {
    most_at_work: usize,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// What is wanted now, the newest last.
    now: Vec<Task>,
    /// What can wait, the oldest first.
    whenever: VecDeque<Task>,
    wanted: HashMap<Task, Wanted>,
    at_work: usize,
}

struct Wanted {
    /// Nothing once somebody is at it.
    work: Option<Work>,
    waiting: Vec<oneshot::Sender<Told>>,
}

impl Default for Workbench {
    fn default() -> Self {
        Self::with_places(available_parallelism().map_or(2, usize::from))
    }
}

impl Workbench {
    fn with_places(most_at_work: usize) -> Self {
        Self(Arc::new(Shared {
            most_at_work,
            queue: Mutex::default(),
        }))
    }

    /// Waits until the task is done, by this work or by that of whoever asked for the same
    /// before. Work that has not begun when all who wait for it have gone is never done.
    ///
    /// # Errors
    /// What the work said.
    pub async fn done(
        &self,
        task: Task,
        urgency: Urgency,
        work: impl FnOnce() -> Result<(), MediaError> + Send + 'static,
    ) -> Result<(), EngineError> {
        let (sender, told) = oneshot::channel();
        if self.0.enter(task, urgency, Box::new(work), sender) {
            let shared = Arc::clone(&self.0);
            tokio::task::spawn_blocking(move || shared.work());
        }
        told.await
            .map_err(|_| EngineError::TaskLost)?
            .map_err(EngineError::SharedMedia)
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes who waits for what; tells whether somebody more should go to work.
    fn enter(
        &self,
        task: Task,
        urgency: Urgency,
        work: Work,
        waiting: oneshot::Sender<Told>,
    ) -> bool {
        let mut queue = self.queue();
        let wanted = queue.wanted.entry(task).or_insert_with(|| Wanted {
            work: Some(work),
            waiting: Vec::new(),
        });
        let is_new = wanted.waiting.is_empty();
        let has_begun = wanted.work.is_none();
        wanted.waiting.push(waiting);
        match urgency {
            Urgency::Whenever if is_new => queue.whenever.push_back(task),
            // Asked for again, it is the newest. Where it stood before, it is found begun.
            Urgency::Now if !has_begun => queue.now.push(task),
            _ => {}
        }
        let has_room = queue.at_work < self.most_at_work;
        queue.at_work += usize::from(has_room);
        has_room
    }

    fn work(&self) {
        while let Some((task, work)) = self.next() {
            // Work that panicked leaves whoever waited with a lost task, not without an end.
            let told = catch_unwind(AssertUnwindSafe(work));
            let wanted = self.queue().wanted.remove(&task);
            let (Ok(told), Some(wanted)) = (told, wanted) else {
                continue;
            };
            let told = told.map_err(Arc::new);
            for waiting in wanted.waiting {
                let _ = waiting.send(told.clone());
            }
        }
    }

    /// The next task, or nothing, and this place is free.
    fn next(&self) -> Option<(Task, Work)> {
        let mut queue = self.queue();
        loop {
            let task = queue.now.pop().or_else(|| queue.whenever.pop_front());
            let Some(task) = task else {
                queue.at_work -= 1;
                return None;
            };
            let Some(wanted) = queue.wanted.get_mut(&task) else {
                continue;
            };
            wanted.waiting.retain(|waiting| !waiting.is_closed());
            let nobody_waits = wanted.waiting.is_empty();
            let Some(work) = wanted.work.take() else {
                continue;
            };
            if nobody_waits {
                queue.wanted.remove(&task);
                continue;
            }
            return Some((task, work));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn task(number: u8) -> Task {
        Task::Peaks(BlobHash::new([number; 32]))
    }

    /// A bench with one place, at which something waits for a word to go on.
    async fn busy() -> (Workbench, mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
        let bench = Workbench::with_places(1);
        let (go_on, word) = mpsc::channel();
        let (begun, has_begun) = oneshot::channel();
        let own = bench.clone();
        let first = tokio::spawn(async move {
            let done = own.done(task(0), Urgency::Now, move || {
                let _ = begun.send(());
                let _ = word.recv();
                Ok(())
            });
            done.await.unwrap();
        });
        has_begun.await.unwrap();
        (bench, go_on, first)
    }

    /// Asks for something that notes its number when it is made, and waits until it is queued.
    async fn ask(
        bench: &Workbench,
        number: u8,
        urgency: Urgency,
        made: &mpsc::Sender<u8>,
    ) -> tokio::task::JoinHandle<Result<(), EngineError>> {
        let (own, made) = (bench.clone(), made.clone());
        let before = waiting(bench);
        let asked = tokio::spawn(async move {
            let work = move || {
                let _ = made.send(number);
                Ok(())
            };
            own.done(task(number), urgency, work).await
        });
        while waiting(bench) == before {
            tokio::task::yield_now().await;
        }
        asked
    }

    fn waiting(bench: &Workbench) -> usize {
        let queue = bench.0.queue();
        queue.wanted.values().map(|it| it.waiting.len()).sum()
    }

    #[tokio::test]
    async fn the_newest_goes_first_and_chores_last() {
        let (bench, go_on, first) = busy().await;
        let (made, order) = mpsc::channel();
        let mut asked = Vec::new();
        for (number, urgency) in [
            (1, Urgency::Whenever),
            (2, Urgency::Now),
            (3, Urgency::Now),
            (4, Urgency::Whenever),
            (2, Urgency::Now),
            (4, Urgency::Now),
        ] {
            asked.push(ask(&bench, number, urgency, &made).await);
        }
        go_on.send(()).unwrap();
        first.await.unwrap();
        for asked in asked {
            asked.await.unwrap().unwrap();
        }
        drop(made);
        assert_eq!(order.into_iter().collect::<Vec<_>>(), [4, 2, 3, 1]);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_not_made() {
        let (bench, go_on, first) = busy().await;
        let (made, order) = mpsc::channel();
        let gone = ask(&bench, 1, Urgency::Now, &made).await;
        let stays = ask(&bench, 2, Urgency::Now, &made).await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        go_on.send(()).unwrap();
        first.await.unwrap();
        stays.await.unwrap().unwrap();
        drop(made);
        assert_eq!(order.into_iter().collect::<Vec<_>>(), [2]);
    }

    #[tokio::test]
    async fn a_failure_reaches_all_who_wait_and_a_panic_holds_up_nobody() {
        let bench = Workbench::with_places(1);
        let failed = bench.done(task(1), Urgency::Now, || Err(MediaError::Empty));
        assert!(matches!(failed.await, Err(EngineError::SharedMedia(_))));
        let lost = bench.done(task(1), Urgency::Now, || panic!("a mistake"));
        assert!(matches!(lost.await, Err(EngineError::TaskLost)));
        bench.done(task(1), Urgency::Now, || Ok(())).await.unwrap();
    }
}
