//! How fast 10,000 jobs are claimed and finished by eight workers: the studio's queue, apalis over
//! SQLite, and two bare transactions a job. All three on a file in the write-ahead mode that is not
//! synced at each commit, one after the other in turns. It reports; nothing fails by the clock.
//! `cargo xtask bench queue` runs it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use apalis::prelude::*;
use apalis_sqlite::{Config, SqliteStorage};
use futures::stream;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use studio_domain::{Clock, SystemClock};
use studio_jobs::{Lease, NewJob, Outcome, Runner, RunnerConfig, Work, counts, enqueue};
use studio_store::{Store, StoreConfig};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const RUNS: usize = 7;
const JOBS: u32 = 10_000;
const WORKERS: usize = 8;

#[tokio::main]
async fn main() {
    let mut rates: [Vec<f64>; 3] = Default::default();
    for _ in 0..RUNS {
        rates[0].push(fresh(ours).await);
        rates[1].push(fresh(apalis).await);
        rates[2].push(fresh(bare).await);
    }
    let [ours, peer, floor] = rates.map(median);
    println!("queue, {JOBS} jobs claimed and finished by {WORKERS} workers, median of {RUNS}");
    println!("  ours    {ours:>10.0} jobs/s");
    println!(
        "  apalis  {peer:>10.0} jobs/s   ratio {:.1} (aim 5)",
        ours / peer
    );
    println!(
        "  floor   {floor:>10.0} jobs/s   two bare transactions a job; ours is {:.2} of it",
        ours / floor
    );
}

/// Jobs a second in a folder of its own.
async fn fresh(run: impl AsyncFnOnce(&Path) -> Duration) -> f64 {
    let folder = tempfile::tempdir().expect("there is room for a temporary folder");
    let took = run(folder.path()).await;
    f64::from(JOBS) / took.as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Work that is done at once, in the one transaction that finishing takes.
struct Done {
    store: Store,
    left: AtomicU32,
    all: Notify,
}

impl Work for Done {
    async fn run(&self, lease: Lease, _cancel: CancellationToken) -> Outcome {
        let mut tx = self.store.write().await.expect("the database is there");
        lease.finish(&mut tx).await.expect("the lease is held");
        tx.commit().await.expect("there is room");
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.all.notify_one();
        }
        Outcome::Finished
    }

    async fn panicked(&self, _lease: Lease) -> Outcome {
        Outcome::Finished
    }
}

async fn ours(folder: &Path) -> Duration {
    let store = Store::open(StoreConfig {
        folder: folder.to_owned(),
        clock: Arc::new(SystemClock),
        device_name: "Benchmark".to_owned(),
        reader_connections: 4,
    })
    .await
    .expect("the database opens");
    let mut tx = store.write().await.expect("it can be written");
    for number in 0..JOBS {
        let job = NewJob {
            kind: "bench".to_owned(),
            payload: serde_json::json!(number),
            priority: 0,
            not_before: SystemClock.now(),
            generation_id: None,
        };
        enqueue(&mut tx, &job).await.expect("it is new");
    }
    tx.commit().await.expect("there is room");
    let work = Arc::new(Done {
        store: store.clone(),
        left: AtomicU32::new(JOBS),
        all: Notify::new(),
    });
    let config = RunnerConfig {
        concurrency: WORKERS,
        ..RunnerConfig::new("bench")
    };
    let begun = Instant::now();
    let runner = Runner::start(store.clone(), Arc::clone(&work), config);
    work.all.notified().await;
    let took = begun.elapsed();
    runner.stop().await;
    let left = counts(&store).await.expect("it can be read");
    assert_eq!(
        left.due + left.waiting + left.leased,
        0,
        "each was done once"
    );
    store.close().await;
    took
}

async fn pool(folder: &Path, connections: u32) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("peer.sqlite"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal);
    SqlitePoolOptions::new()
        .max_connections(connections)
        .connect_with(options)
        .await
        .expect("the database opens")
}

async fn apalis(folder: &Path) -> Duration {
    // One connection: with more, its workers mostly wait for each other's locks.
    let pool = pool(folder, 1).await;
    SqliteStorage::setup(&pool).await.expect("it is new");
    // As many at a time as it has workers is its slowest; what it fetches at once is its own usual.
    let config = Config::default().queue("bench");
    let mut storage = SqliteStorage::<u32>::new(&pool).with_config(config.clone());
    storage
        .push_all(&mut stream::iter(
            (0..JOBS).map(|number| TaskBuilder::new(number).build()),
        ))
        .await
        .expect("they are new");
    let left = Arc::new(AtomicU32::new(JOBS));
    let begun = Instant::now();
    let workers = (0..WORKERS).map(|number| {
        let backend = SqliteStorage::<u32>::new(&pool)
            .with_config(config.clone())
            // Sooner than this it would not be asked: its own usual is slower.
            .poll_with_interval(Duration::from_millis(1));
        let left = Arc::clone(&left);
        let work = move |_: u32| {
            let left = Arc::clone(&left);
            async move {
                left.fetch_sub(1, Ordering::Relaxed);
                Ok::<(), BoxDynError>(())
            }
        };
        let worker = WorkerBuilder::new(format!("worker-{number}"))
            .backend(backend)
            .build(work);
        tokio::spawn(worker.run())
    });
    let workers: Vec<_> = workers.collect();
    loop {
        let done: i64 = sqlx::query_scalar("select count(*) from Jobs where status = 'Done'")
            .fetch_one(&pool)
            .await
            .expect("it can be read");
        if done == i64::from(JOBS) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = begun.elapsed();
    for worker in workers {
        worker.abort();
    }
    pool.close().await;
    took
}

/// What no queue can beat that claims and finishes each job in a transaction of its own.
async fn bare(folder: &Path) -> Duration {
    let pool = pool(folder, 1).await;
    let mut connection = pool.acquire().await.expect("there is one");
    sqlx::query("create table jobs (id integer primary key, state integer not null) strict")
        .execute(&mut *connection)
        .await
        .expect("it is new");
    sqlx::query(
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?1)
         insert into jobs select n, 0 from numbers",
    )
    .bind(JOBS)
    .execute(&mut *connection)
    .await
    .expect("they are new");
    let begun = Instant::now();
    for state in [1, 2] {
        for id in 1..=JOBS {
            sqlx::query("update jobs set state = ?2 where id = ?1")
                .bind(id)
                .bind(state)
                .execute(&mut *connection)
                .await
                .expect("it is there");
        }
    }
    begun.elapsed()
}
