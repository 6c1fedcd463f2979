//! What the window is told without asking.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use studio_domain::CacheTag;
use studio_engine::Studio;
use tauri::{AppHandle, Runtime};
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

/// Changes within this time travel together.
const BATCH: Duration = Duration::from_millis(30);

/// Answers that the window holds became stale.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct CacheInvalidated {
    /// The groups of answers.
    pub tags: Vec<CacheTag>,
}

/// Tells every window what became stale, for as long as the studio runs.
pub async fn forward_changes<R: Runtime>(app: AppHandle<R>, studio: Studio) {
    let mut changes = studio.subscribe();
    loop {
        let mut tags = BTreeSet::new();
        match changes.recv().await {
            Ok(changed) => tags.extend(changed),
            Err(RecvError::Lagged(_)) => tags.extend(CacheTag::ALL),
            Err(RecvError::Closed) => return,
        }
        tokio::time::sleep(BATCH).await;
        while let Ok(changed) = changes.try_recv() {
            tags.extend(changed);
        }
        let event = CacheInvalidated {
            tags: tags.into_iter().collect(),
        };
        if let Err(error) = event.emit(&app) {
            tracing::warn!(%error, "the windows could not be told of a change");
        }
    }
}
