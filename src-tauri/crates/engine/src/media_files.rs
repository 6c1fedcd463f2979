//! The files that windows show: originals, and thumbnails made when first asked for.

use std::path::PathBuf;

use studio_domain::BlobHash;
use studio_media::ThumbnailSize;
use studio_store::blobs;

use crate::error::EngineError;
use crate::playback::{BlobFile, BlobFiles, Located};
use crate::studio::{Parts, Studio};
use crate::workbench::Urgency;

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
            Some(size) => {
                let parts = &self.parts;
                parts
                    .thumbnail(request.blob, size, original, Urgency::Now)
                    .await
            }
        }
    }
}

impl Parts {
    /// The file itself, if it is known and here.
    pub(crate) async fn original(&self, hash: &BlobHash) -> Result<Option<MediaFile>, EngineError> {
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
