//! A store in a folder of its own, to be measured.

use std::sync::Arc;

use studio_domain::SystemClock;
use studio_store::{Store, StoreConfig, StoreError};
use tempfile::TempDir;

/// Runs what is measured, where this is more than a question whether it can be started, which is
/// all that `cargo test --benches` wants to know.
pub fn measure<F>(what: impl FnOnce() -> F)
where
    F: Future<Output = Result<(), StoreError>>,
{
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    runtime.block_on(what()).expect("the database works");
}

/// A new store; it goes with its folder.
pub async fn store() -> Result<(Store, TempDir), StoreError> {
    let folder = tempfile::tempdir().expect("there is room for a temporary folder");
    let store = Store::open(StoreConfig {
        folder: folder.path().to_owned(),
        clock: Arc::new(SystemClock),
        device_name: "Benchmark".to_owned(),
        reader_connections: 4,
    })
    .await?;
    Ok((store, folder))
}
