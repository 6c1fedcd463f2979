//! Keeps the search's index up to what is written.

use std::sync::Arc;
use std::time::Duration;

use studio_domain::CacheTag;
use studio_store::search;
use tokio::sync::broadcast::error::RecvError;

use crate::studio::Parts;

/// How long a disk that failed is left alone.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// Reads what changed, at the start and after each commit, until the studio is closed. What is
/// noted in the queue stays there until it was read, so nothing is lost to a crash.
pub(crate) async fn keep_index(parts: Arc<Parts>) {
    let mut changes = parts.store.subscribe();
    loop {
        let is_done = tokio::select! {
            biased;
            () = parts.closing.cancelled() => return,
            is_done = catch_up(&parts) => is_done,
        };
        let next = async {
            if is_done {
                wait_for_change(&mut changes).await
            } else {
                tokio::time::sleep(AFTER_FAILURE).await;
                true
            }
        };
        let goes_on = tokio::select! {
            biased;
            () = parts.closing.cancelled() => false,
            goes_on = next => goes_on,
        };
        if !goes_on {
            return;
        }
    }
}

/// Reads all that waits; false where the database failed.
async fn catch_up(parts: &Parts) -> bool {
    loop {
        match search::index_some(&parts.store, search::AT_ONCE).await {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the search could not read what changed");
                return false;
            }
        }
    }
}

/// Waits for a change that the index did not make itself; false once there will be none.
async fn wait_for_change(changes: &mut tokio::sync::broadcast::Receiver<Vec<CacheTag>>) -> bool {
    loop {
        match changes.recv().await {
            Ok(tags) if tags == [CacheTag::Search] => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}
