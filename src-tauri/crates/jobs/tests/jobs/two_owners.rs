use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use studio_jobs::{Lease, Outcome, Runner, RunnerConfig, Work, enqueue};
use studio_store::Store;
use tokio::sync::mpsc;
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
    done: mpsc::UnboundedSender<()>,
}

impl Work for Counting {
    async fn run(&self, lease: Lease, _: CancellationToken) -> Outcome {
        let job = name(&lease);
        {
            let mut watch = self.watch.lock().unwrap();
            let owner = lease.owner().to_owned();
            watch.runs.entry(job.clone()).or_default().push(owner);
            let at_work = watch.at_work.entry(job.clone()).or_default();
            *at_work += 1;
            if *at_work > 1 {
                watch.overlaps.push(job.clone());
            }
        }
        tokio::task::yield_now().await;
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
    let (done, mut finished) = mpsc::unbounded_channel();
    let start = |store: &Store, owner: &str| {
        let work = Counting {
            store: store.clone(),
            watch: Arc::clone(&watch),
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
    let owners: std::collections::HashSet<_> = watch.runs.values().flatten().collect();
    assert_eq!(owners.len(), 2, "both had a share");
}
