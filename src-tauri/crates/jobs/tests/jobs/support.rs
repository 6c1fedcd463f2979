//! A store with a clock that tests set, jobs, and work that does what a test tells it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use serde_json::json;
use studio_domain::{Clock, GenerationId, JobId, Modality, Origin, ProviderId, UnixMillis};
use studio_jobs::{Counts, Lease, NewJob, Outcome, RunnerConfig, Work, counts, enqueue};
use studio_store::generations::{self, NewGeneration};
use studio_store::{Store, StoreConfig};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A clock that tests set.
#[derive(Debug)]
pub struct TestClock {
    now: AtomicI64,
    reads: AtomicUsize,
}

impl TestClock {
    pub fn advance(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }

    /// Waits until it was read so many times more.
    pub async fn read_again(&self, times: usize) {
        let before = self.reads.load(Ordering::SeqCst);
        while self.reads.load(Ordering::SeqCst) < before + times {
            tokio::task::yield_now().await;
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixMillis {
        self.reads.fetch_add(1, Ordering::SeqCst);
        UnixMillis::new(self.now.load(Ordering::SeqCst))
    }
}

/// An open store whose folder goes with it.
pub struct Fixture {
    pub store: Store,
    pub clock: Arc<TestClock>,
    pub folder: tempfile::TempDir,
}

pub async fn open(folder: &Path, clock: &Arc<TestClock>) -> Store {
    Store::open(StoreConfig {
        folder: folder.to_owned(),
        clock: clock.clone(),
        device_name: "Desk".to_owned(),
        reader_connections: 2,
    })
    .await
    .expect("the store opens")
}

pub async fn fixture() -> Fixture {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clock = Arc::new(TestClock {
        now: AtomicI64::new(1_800_000_000_000),
        reads: AtomicUsize::new(0),
    });
    let store = open(folder.path(), &clock).await;
    Fixture {
        store,
        clock,
        folder,
    }
}

impl Fixture {
    pub fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    pub async fn add(&self, job: NewJob) -> JobId {
        let mut tx = self.store.write().await.unwrap();
        let id = enqueue(&mut tx, &job).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Runs a statement that only a test writes.
    pub async fn write(&self, statement: &'static str) {
        let mut tx = self.store.write().await.unwrap();
        sqlx::query(statement)
            .execute(tx.connection())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// A job that is due now.
    pub fn job(&self, name: &str) -> NewJob {
        NewJob {
            kind: "test".to_owned(),
            payload: json!(name),
            priority: 0,
            not_before: self.now(),
            generation_id: None,
        }
    }

    /// A generation in the line.
    pub async fn asked_for(&self, priority: i32) -> GenerationId {
        let id = self.generation().await;
        self.add(NewJob {
            priority,
            generation_id: Some(id),
            ..self.job("asked for")
        })
        .await;
        id
    }

    pub async fn generation(&self) -> GenerationId {
        let id = GenerationId::new(self.now());
        let mut tx = self.store.write().await.unwrap();
        let new = self.new_generation(id);
        generations::insert(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub fn new_generation(&self, id: GenerationId) -> NewGeneration {
        NewGeneration {
            project_id: None,
            id,
            kind: Modality::Chat,
            provider_id: ProviderId::new("sample"),
            provider_name: "Sample".to_owned(),
            model_id: "sample-1".to_owned(),
            model_name: "Sample One".to_owned(),
            model_snapshot: json!({}),
            prompt: None,
            params: Default::default(),
            idempotency_key: id.to_string(),
            retry_of: None,
            batch_id: None,
            origin: Origin::Chat,
            origin_id: None,
            estimated_cost: None,
        }
    }
}

/// Settings under which a runner notices everything at once.
pub fn quick(owner: &str) -> RunnerConfig {
    RunnerConfig {
        renew_every_ms: 5,
        poll_every_ms: 5,
        ..RunnerConfig::new(owner)
    }
}

/// What a runner's work told the test.
#[derive(Debug, PartialEq)]
pub enum Event {
    Started(String),
    Cancelled(String),
    Panicked(String),
    LeaseLost(String),
}

/// Work whose payload says what it does: `wait …` waits for its token, `panic …` panics,
/// `later …` asks to be looked at a second later, everything else is done at once.
#[derive(Debug)]
pub struct Script {
    pub store: Store,
    pub events: mpsc::UnboundedSender<Event>,
}

impl Script {
    pub fn new(store: &Store) -> (Arc<Self>, mpsc::UnboundedReceiver<Event>) {
        let (events, receiver) = mpsc::unbounded_channel();
        let script = Self {
            store: store.clone(),
            events,
        };
        (Arc::new(script), receiver)
    }

    fn tell(&self, event: Event) {
        // A test that saw enough has dropped its end.
        let _ = self.events.send(event);
    }

    async fn finish(&self, lease: &Lease) -> Outcome {
        let mut tx = self.store.write().await.unwrap();
        match lease.finish(&mut tx).await {
            Ok(()) => tx.commit().await.unwrap(),
            Err(_) => self.tell(Event::LeaseLost(name(lease))),
        }
        Outcome::Finished
    }
}

pub fn name(lease: &Lease) -> String {
    lease.payload().as_str().unwrap().to_owned()
}

impl Work for Script {
    async fn run(&self, lease: Lease, cancel: CancellationToken) -> Outcome {
        let name = name(&lease);
        self.tell(Event::Started(name.clone()));
        if name.starts_with("wait") {
            cancel.cancelled().await;
            self.tell(Event::Cancelled(name));
        } else if name.starts_with("panic") {
            panic!("as the script says");
        } else if name.starts_with("later") && lease.attempts() == 1 {
            return Outcome::Later {
                not_before: self.store.clock().now().plus(1_000),
                wait_reason: Some(studio_domain::WaitReason::Provider),
            };
        }
        self.finish(&lease).await
    }

    async fn panicked(&self, lease: Lease) -> Outcome {
        let name = name(&lease);
        assert!(!name.ends_with("twice"), "as the script says");
        self.tell(Event::Panicked(name));
        self.finish(&lease).await
    }
}

pub async fn next(events: &mut mpsc::UnboundedReceiver<Event>) -> Event {
    events.recv().await.expect("the runner goes on")
}

pub fn started(name: &str) -> Event {
    Event::Started(name.to_owned())
}

/// Waits until no job is left, by what the work says and not by the clock.
pub async fn drained(home: &Fixture) {
    while counts(&home.store).await.unwrap() != Counts::default() {
        tokio::task::yield_now().await;
    }
}
