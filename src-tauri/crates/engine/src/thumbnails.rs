//! Small pictures of large ones, and of films: made when first asked for, kept by hash.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use studio_domain::{BlobHash, Clock};
use studio_media::{MediaError, ThumbnailSize, is_whole_thumbnail};
use tokio::sync::Semaphore;

use crate::cache_folder::CacheFolder;
use crate::error::EngineError;
use crate::media_files::MediaFile;
use crate::posters;
use crate::studio::{Parts, Studio};
use crate::workbench::{Task, Urgency, Workbench};

/// The most bytes of thumbnails that are kept.
const MOST_BYTES: u64 = 2_000_000_000;
/// The most bytes that a window may give as a poster.
pub const MOST_POSTER_BYTES: usize = 32 * 1024 * 1024;

/// The cache of thumbnails. It can be deleted at any time; what is missing is made again.
pub(crate) struct Thumbnails {
    cache: CacheFolder,
    pub(crate) bench: Workbench,
    /// ffmpeg, where it is installed.
    ffmpeg: Option<PathBuf>,
    /// Films are looked into one at a time.
    one_film: Semaphore,
    /// Films of which ffmpeg made no picture since the start.
    without_poster: Mutex<HashSet<BlobHash>>,
}

impl Thumbnails {
    /// A cache in `folder`, which is made when first needed.
    pub fn new(folder: PathBuf, clock: Arc<dyn Clock>, ffmpeg: Option<PathBuf>) -> Self {
        Self {
            cache: CacheFolder::new(folder, MOST_BYTES, clock),
            bench: Workbench::default(),
            ffmpeg,
            one_film: Semaphore::new(1),
            without_poster: Mutex::default(),
        }
    }

    /// Removes every size of a file that is gone.
    pub async fn forget(&self, hash: &BlobHash) {
        for size in ThumbnailSize::ALL {
            // A thumbnail that was never made is the usual case.
            let _ = tokio::fs::remove_file(self.path(hash, size)).await;
        }
    }

    pub fn path(&self, hash: &BlobHash, size: ThumbnailSize) -> PathBuf {
        self.cache
            .folder()
            .join(size.pixels().to_string())
            .join(hash.to_string())
    }

    /// The thumbnail, if it is there.
    fn kept(&self, hash: &BlobHash, size: ThumbnailSize) -> Option<MediaFile> {
        let path = self.path(hash, size);
        if !is_whole_thumbnail(&path) {
            return None;
        }
        self.cache.used(&path);
        let mime = studio_media::sniff_file(&path).ok()?.to_owned();
        Some(MediaFile { path, mime })
    }

    /// Makes a thumbnail and those smaller ones that are missing, all of one reading.
    async fn make(
        &self,
        hash: BlobHash,
        size: ThumbnailSize,
        source: PathBuf,
        urgency: Urgency,
    ) -> Result<(), EngineError> {
        let sizes = ThumbnailSize::ALL.into_iter().filter(|it| *it <= size);
        let wanted: Vec<_> = sizes.map(|it| (it, self.path(&hash, it))).collect();
        let cache = self.cache.clone();
        let work = move || {
            let missing: Vec<_> = wanted
                .into_iter()
                .filter(|(_, path)| !is_whole_thumbnail(path))
                .collect();
            let written = studio_media::thumbnails(&source, &missing)?;
            cache.added(written.iter().map(|it| it.byte_size).sum());
            Ok(())
        };
        self.bench
            .done(Task::Thumbnail(hash, size), urgency, work)
            .await
    }

    fn is_without_poster(&self, hash: &BlobHash) -> bool {
        let known = self.without_poster.lock();
        known.unwrap_or_else(PoisonError::into_inner).contains(hash)
    }

    /// Makes every size of a film from one of its pictures, by ffmpeg where it is installed.
    async fn look_into(&self, hash: BlobHash, film: PathBuf) -> Result<(), EngineError> {
        let nothing = EngineError::NotFound("A picture of the film");
        let Some(ffmpeg) = self
            .ffmpeg
            .as_ref()
            .filter(|_| !self.is_without_poster(&hash))
        else {
            return Err(nothing);
        };
        let _turn = self.one_film.acquire().await;
        if self.kept(&hash, ThumbnailSize::Large).is_some() {
            return Ok(());
        }
        match posters::of_film(ffmpeg, &film).await {
            Some(picture) => self.keep_poster(hash, picture).await,
            None => {
                let known = self.without_poster.lock();
                known.unwrap_or_else(PoisonError::into_inner).insert(hash);
                Err(nothing)
            }
        }
    }

    async fn keep_poster(&self, hash: BlobHash, picture: Vec<u8>) -> Result<(), EngineError> {
        let folder = self.cache.folder().to_owned();
        let source = tokio::task::spawn_blocking(move || posters::set_down(&folder, &picture))
            .await
            .map_err(|_| EngineError::TaskLost)?
            .map_err(|source| EngineError::File {
                action: "keeping a picture of the film",
                source,
            })?;
        self.make(
            hash,
            ThumbnailSize::Large,
            source.to_path_buf(),
            Urgency::Now,
        )
        .await
    }
}

impl Parts {
    /// A thumbnail of a picture or film, made where it is missing.
    pub(crate) async fn thumbnail(
        &self,
        hash: BlobHash,
        size: ThumbnailSize,
        original: MediaFile,
        urgency: Urgency,
    ) -> Result<MediaFile, EngineError> {
        let thumbnails = &self.thumbnails;
        if let Some(kept) = thumbnails.kept(&hash, size) {
            return Ok(kept);
        }
        if original.mime.starts_with("video/") {
            match larger(thumbnails, &hash, size) {
                Some(larger) => thumbnails.make(hash, size, larger, urgency).await?,
                None => thumbnails.look_into(hash, original.path).await?,
            }
        } else {
            thumbnails.make(hash, size, original.path, urgency).await?;
        }
        thumbnails
            .kept(&hash, size)
            .ok_or(EngineError::NotFound("The thumbnail"))
    }
}

/// The largest thumbnail, where it is larger than this size: smaller ones can be made from it.
fn larger(thumbnails: &Thumbnails, hash: &BlobHash, size: ThumbnailSize) -> Option<PathBuf> {
    let largest = thumbnails.path(hash, ThumbnailSize::Large);
    (size < ThumbnailSize::Large && is_whole_thumbnail(&largest)).then_some(largest)
}

impl Studio {
    /// Keeps a picture that a window made of a film, in all sizes, as ffmpeg would have made it.
    ///
    /// # Errors
    /// When the library has no such film, or the bytes are no picture.
    pub async fn store_poster(&self, film: BlobHash, picture: Vec<u8>) -> Result<(), EngineError> {
        let original = self.parts.original(&film).await?;
        if !original.is_some_and(|it| it.mime.starts_with("video/")) {
            return Err(EngineError::NotFound("The film"));
        }
        if picture.len() > MOST_POSTER_BYTES {
            return Err(EngineError::InvalidInput {
                message: "The picture of the film is too large.".to_owned(),
                hint: "Take a smaller one.",
            });
        }
        studio_media::probe_bytes(&picture).and_then(|info| match info.mime {
            "image/png" | "image/jpeg" => Ok(()),
            mime => Err(MediaError::NotAnImage { mime }),
        })?;
        if self
            .parts
            .thumbnails
            .kept(&film, ThumbnailSize::Large)
            .is_none()
        {
            self.parts.thumbnails.keep_poster(film, picture).await?;
        }
        self.parts.looking.again(film);
        Ok(())
    }
}
