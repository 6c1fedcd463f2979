//! The files that windows show: originals, and thumbnails made when first asked for.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use studio_domain::BlobHash;
use studio_media::ThumbnailSize;
use studio_store::blobs;

use crate::error::EngineError;
use crate::playback::{BlobFile, BlobFiles, Located};
use crate::studio::{Parts, Studio};

/// A picture that a window asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaRequest {
    /// Which file.
    pub blob: BlobHash,
    /// In which size; absent: as it is.
    pub size: Option<ThumbnailSize>,
}

/// A file that answers a [`MediaRequest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The type of its bytes.
    pub mime: String,
}

/// Held by whoever makes a thumbnail; the others wait for it.
type Turn = tokio::sync::Mutex<()>;

/// The cache of thumbnails. It can be deleted at any time; what is missing is made again.
#[derive(Debug)]
pub(crate) struct Thumbnails {
    folder: PathBuf,
    being_made: Mutex<HashMap<(BlobHash, ThumbnailSize), Weak<Turn>>>,
}

impl Thumbnails {
    /// A cache in `folder`, which is made when first needed.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            being_made: Mutex::default(),
        }
    }

    /// Removes every size of a file that is gone.
    pub async fn forget(&self, hash: &BlobHash) {
        for size in ThumbnailSize::ALL {
            // A thumbnail that was never made is the usual case.
            let _ = tokio::fs::remove_file(self.path(hash, size)).await;
        }
    }

    fn path(&self, hash: &BlobHash, size: ThumbnailSize) -> PathBuf {
        self.folder
            .join(size.pixels().to_string())
            .join(hash.to_string())
    }

    /// One lock per thumbnail, so that it is made once however many windows ask.
    fn turn(&self, hash: BlobHash, size: ThumbnailSize) -> Arc<Turn> {
        let mut being_made = self
            .being_made
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        being_made.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = being_made.get(&(hash, size)).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::new(Turn::new(()));
        being_made.insert((hash, size), Arc::downgrade(&turn));
        turn
    }
}

impl Studio {
    /// The file that shows a picture in the size asked for.
    ///
    /// # Errors
    /// When the library has no such file, or it is damaged.
    pub async fn media_file(&self, request: MediaRequest) -> Result<MediaFile, EngineError> {
        let Some(original) = self.parts.original(&request.blob).await? else {
            // What a stock library showed is small as it is.
            let shown = self.parts.stock.shown(&request.blob);
            return shown.ok_or(EngineError::NotFound("The file"));
        };
        match request.size {
            None => Ok(original),
            // A drawing is as small as its lines and sharp in every size.
            Some(_) if original.mime == "image/svg+xml" => Ok(original),
            Some(size) => self.parts.thumbnail(request.blob, size, original).await,
        }
    }
}

impl Parts {
    async fn original(&self, hash: &BlobHash) -> Result<Option<MediaFile>, EngineError> {
        let Some(blob) = blobs::get(&self.store, hash).await? else {
            return Ok(None);
        };
        let path = self.blobs.path(hash);
        let exists = tokio::fs::try_exists(&path).await.unwrap_or(false);
        Ok(exists.then_some(MediaFile {
            path,
            mime: blob.mime,
        }))
    }

    async fn thumbnail(
        &self,
        hash: BlobHash,
        size: ThumbnailSize,
        original: MediaFile,
    ) -> Result<MediaFile, EngineError> {
        let target = self.thumbnails.path(&hash, size);
        let turn = self.thumbnails.turn(hash, size);
        let _turn = turn.lock().await;
        if !tokio::fs::try_exists(&target).await.unwrap_or(false) {
            let made = target.clone();
            let making = tokio::task::spawn_blocking(move || {
                studio_media::thumbnail(&original.path, &made, size)
            });
            making.await.map_err(|_| EngineError::TaskLost)??;
        }
        let mime = studio_media::sniff_file(&target)?;
        Ok(MediaFile {
            path: target,
            mime: mime.to_owned(),
        })
    }
}

impl BlobFiles for Parts {
    fn locate<'a>(&'a self, hash: &'a BlobHash) -> Located<'a> {
        Box::pin(async move {
            match blobs::get(&self.store, hash).await.ok().flatten() {
                Some(blob) => Some(BlobFile {
                    path: self.blobs.path(hash),
                    mime: blob.mime,
                    byte_size: blob.byte_size,
                }),
                None => self.stock.played(hash),
            }
        })
    }
}
