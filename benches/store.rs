//! How fast the database takes rows and gives lists.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use studio_domain::{ConversationId, PageRequest, SystemClock};
use studio_store::{Store, StoreConfig, StoreError, conversations};

use crate::table::Table;

const RUNS: usize = 5;
/// Rows that each have a transaction of their own.
const SINGLE: u32 = 200;
/// Rows that share one transaction.
const TOGETHER: u32 = 10_000;
/// First pages that are read.
const PAGES: u32 = 500;

/// Adds rows and lists, several times over.
pub fn measure(table: &mut Table) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let mut rates: [Vec<f64>; 4] = Default::default();
    for _ in 0..RUNS {
        let folder = tempfile::tempdir().expect("there is room for a temporary folder");
        let measured = runtime
            .block_on(run(folder.path()))
            .expect("the database works");
        for (rates, rate) in rates.iter_mut().zip(measured) {
            rates.push(rate);
        }
    }
    let [durable, plain, together, pages] = rates;
    table.add("insert, a durable transaction each", "rows/s", durable);
    table.add("insert, a plain transaction each", "rows/s", plain);
    table.add("insert, 10 000 in one transaction", "rows/s", together);
    table.add("list, first 50 of 10 400 conversations", "pages/s", pages);
}

async fn run(folder: &Path) -> Result<[f64; 4], StoreError> {
    let store = Store::open(StoreConfig {
        folder: folder.to_owned(),
        clock: Arc::new(SystemClock),
        device_name: "Benchmark".to_owned(),
        reader_connections: 4,
    })
    .await?;

    let begun = Instant::now();
    for _ in 0..SINGLE {
        let mut tx = store.write_durable().await?;
        insert(&mut tx).await?;
        tx.commit().await?;
    }
    let durable = rate(SINGLE, begun);

    let begun = Instant::now();
    for _ in 0..SINGLE {
        let mut tx = store.write().await?;
        insert(&mut tx).await?;
        tx.commit().await?;
    }
    let plain = rate(SINGLE, begun);

    let begun = Instant::now();
    let mut tx = store.write_durable().await?;
    for _ in 0..TOGETHER {
        insert(&mut tx).await?;
    }
    tx.commit().await?;
    let together = rate(TOGETHER, begun);

    let begun = Instant::now();
    let first = PageRequest {
        cursor: None,
        limit: 50,
    };
    for _ in 0..PAGES {
        conversations::list(&store, &first, None).await?;
    }
    let pages = rate(PAGES, begun);
    store.close().await;
    Ok([durable, plain, together, pages])
}

async fn insert(tx: &mut studio_store::WriteTx) -> Result<(), StoreError> {
    let id = ConversationId::new(tx.now());
    conversations::insert(tx, id, "A conversation about the weather in the mountains").await
}

fn rate(count: u32, begun: Instant) -> f64 {
    f64::from(count) / begun.elapsed().as_secs_f64()
}
