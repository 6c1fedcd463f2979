//! A chore: finds out how pictures and films look from afar, after they came into the library.
//!
//! What is left to do is told by the database alone, so the chore goes on where it was after any
//! end. It takes a place at the workbench only when nobody else wants one.

use std::sync::{Arc, Mutex, PoisonError};

use studio_domain::{AssetId, BlobHash, CacheTag, Looks};
use studio_media::{MediaError, ThumbnailSize};
use studio_store::blob_looks::{self, Unseen};
use tokio::sync::Notify;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::error::EngineError;
use crate::studio::Parts;
use crate::workbench::Urgency;

/// How many are noted in one transaction.
const TOGETHER: u32 = 32;
/// The thumbnails made on the way: those that grids show.
const MADE_AHEAD: ThumbnailSize = ThumbnailSize::Medium;

/// Films that have a poster now and had none before.
#[derive(Debug, Default)]
pub(crate) struct Looking {
    films: Mutex<Vec<BlobHash>>,
    more: Notify,
}

impl Looking {
    /// Says that there is something to see of a film now.
    pub fn again(&self, film: BlobHash) {
        self.films().push(film);
        self.more.notify_one();
    }

    fn films(&self) -> std::sync::MutexGuard<'_, Vec<BlobHash>> {
        self.films.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks at what came into the library, until the studio closes.
pub(crate) async fn keep_looking(parts: Arc<Parts>) {
    let mut changes = parts.store.subscribe();
    let mut seen_until = None;
    loop {
        let looked = async {
            parts.look_at_new(&mut seen_until).await?;
            parts.look_at_films().await
        };
        let looked = tokio::select! {
            looked = looked => looked,
            () = parts.closing.cancelled() => return,
        };
        if let Err(error) = looked {
            tracing::warn!(%error, "how new pictures look could not be noted");
        }
        tokio::select! {
            more = next_change(&mut changes) => if !more { return },
            () = parts.looking.more.notified() => {}
            () = parts.closing.cancelled() => return,
        }
    }
}

/// Waits until the library changed; false when nothing can change any more.
async fn next_change(changes: &mut Receiver<Vec<CacheTag>>) -> bool {
    loop {
        match changes.recv().await {
            Ok(tags) if tags.contains(&CacheTag::Assets) => return true,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

impl Parts {
    async fn look_at_new(&self, seen_until: &mut Option<AssetId>) -> Result<(), EngineError> {
        let Some(newest) = blob_looks::newest_asset(&self.store).await? else {
            return Ok(());
        };
        while *seen_until < Some(newest) {
            let unseen = blob_looks::unseen(&self.store, *seen_until, newest, TOGETHER).await?;
            let is_last = unseen.len() < TOGETHER as usize;
            let last = unseen.last().map(|it| it.asset);
            self.note(unseen.into_iter().map(|Unseen { blob, .. }| blob))
                .await?;
            *seen_until = if is_last { Some(newest) } else { last };
        }
        Ok(())
    }

    async fn look_at_films(&self) -> Result<(), EngineError> {
        let films = std::mem::take(&mut *self.looking.films());
        self.note(films.into_iter()).await
    }

    async fn note(&self, blobs: impl Iterator<Item = BlobHash>) -> Result<(), EngineError> {
        let mut seen = Vec::new();
        for blob in blobs {
            if let Some(looks) = self.look_at(blob).await? {
                seen.push((blob, looks));
            }
        }
        if seen.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        blob_looks::put(&mut tx, &seen).await?;
        Ok(tx.commit().await?)
    }

    /// How one looks; nothing where that may still become known. What cannot be looked at has no
    /// colours, so that nobody tries again.
    async fn look_at(&self, blob: BlobHash) -> Result<Option<Looks>, EngineError> {
        let Some(original) = self.original(&blob).await? else {
            return Ok(None);
        };
        let made = self
            .thumbnail(blob, MADE_AHEAD, original, Urgency::Whenever)
            .await;
        match made {
            Ok(_) => {}
            Err(EngineError::SharedMedia(error)) if !matches!(*error, MediaError::Io(_)) => {
                tracing::debug!(%error, %blob, "this cannot be looked at");
                return Ok(Some(Looks {
                    blurhash: None,
                    colours: Vec::new(),
                }));
            }
            Err(error) => {
                tracing::debug!(%error, %blob, "this cannot be looked at yet");
                return Ok(None);
            }
        }
        let smallest = self.thumbnails.path(&blob, ThumbnailSize::Tiny);
        let looked = tokio::task::spawn_blocking(move || studio_media::looks(&smallest)).await;
        match looked.map_err(|_| EngineError::TaskLost)? {
            Ok(looks) => Ok(Some(looks)),
            Err(error) => {
                tracing::debug!(%error, %blob, "a thumbnail cannot be looked at");
                Ok(None)
            }
        }
    }
}
