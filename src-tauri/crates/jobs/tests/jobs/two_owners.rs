use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use studio_jobs::{Lease, Outcome, Runner, RunnerConfig, Work, enqueue};
use studio_store::Store;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::support::{fixture, name, open, quick};

const JOBS: usize = 200;

/// Counts, over both runners, who is at work on what.
#[derive(Debug, Default)]
struct Watch {
    at_work: HashMap<String, usize>,
    runs: HashMap<String, Vec<String>>,
    overlaps: Vec<String>,
}

#[derive(Debug)]
struct Counting {
    store: Store,
    watch: Arc<Mutex<Watch>>,
    /// Who took something up so far. Nobody finishes before both have: one of them could do
    /// everything before the other has the database for the first time.
    owners: watch::Sender<HashSet<String>>,
    done: mpsc::UnboundedSender<()>,
}

impl Work for Counting {
    async fn run(&self, lease: Lease, _: CancellationToken) -> Outcome {
        let job = name(&lease);
        let owner = lease.owner().to_owned();
        {
            let mut watch = self.watch.lock().unwrap();
            let runs = watch.runs.entry(job.clone()).or_default();
            runs.push(owner.clone());
            let at_work = watch.at_work.entry(job.clone()).or_default();
            *at_work += 1;
            if *at_work > 1 {
                watch.overlaps.push(job.clone());
            }
        }
        self.owners.send_modify(|owners| {
            owners.insert(owner);
        });
        let both = |owners: &HashSet<String>| owners.len() == 2;
        let mut owners = self.owners.subscribe();
        owners.wait_for(both).await.unwrap();
        let mut tx = self.store.write().await.unwrap();
        lease.finish(&mut tx).await.expect("the lease is held");
        *self.watch.lock().unwrap().at_work.get_mut(&job).unwrap() -= 1;
        tx.commit().await.unwrap();
        self.done.send(()).unwrap();
        Outcome::Finished
    }

    async fn panicked(&self, lease: Lease) -> Outcome {
        panic!("{lease:?} must not panic");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_on_one_folder_never_do_the_same_work() {
    let home = fixture().await;
    let other_store = open(home.folder.path(), &home.clock).await;
    let mut tx = home.store.write().await.unwrap();
    for index in 0..JOBS {
        enqueue(&mut tx, &home.job(&index.to_string()))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();

    let watch = Arc::new(Mutex::new(Watch::default()));
    let owners = watch::Sender::default();
    let (done, mut finished) = mpsc::unbounded_channel();
    let start = |store: &Store, owner: &str| {
        let work = Counting {
            store: store.clone(),
            watch: Arc::clone(&watch),
            owners: owners.clone(),
            done: done.clone(),
        };
        let config = RunnerConfig {
            concurrency: 4,
            ..quick(owner)
        };
        Runner::start(store.clone(), Arc::new(work), config)
    };
    let runners = [
        start(&home.store, "window"),
        start(&other_store, "command line"),
    ];
    for _ in 0..JOBS {
        finished.recv().await.unwrap();
    }
    for runner in &runners {
        runner.stop().await;
    }
    assert!(finished.try_recv().is_err(), "nothing is done twice");
    let watch = watch.lock().unwrap();
    assert_eq!(watch.overlaps, Vec::<String>::new());
    assert_eq!(watch.runs.len(), JOBS);
    assert!(watch.runs.values().all(|owners| owners.len() == 1));
}
