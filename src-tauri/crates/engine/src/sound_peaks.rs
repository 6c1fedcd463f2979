//! The shapes of sounds: made when first asked for, kept by hash.

use std::path::PathBuf;
use std::sync::Arc;

use studio_domain::{BlobHash, Clock};
use studio_media::MediaError;

use crate::cache_folder::CacheFolder;
use crate::error::EngineError;
use crate::studio::Studio;
use crate::workbench::{Task, Urgency};

/// The most bytes of peaks that are kept: those of some hundreds of hours.
const MOST_BYTES: u64 = 256_000_000;

/// The cache of peaks. It can be deleted at any time; what is missing is made again.
#[derive(Debug)]
pub(crate) struct SoundPeaks {
    cache: CacheFolder,
}

impl SoundPeaks {
    /// A cache in `folder`, which is made when first needed.
    pub fn new(folder: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self {
            cache: CacheFolder::new(folder, MOST_BYTES, clock),
        }
    }

    /// Removes the peaks of a sound that is gone.
    pub async fn forget(&self, hash: &BlobHash) {
        // Most files are no sounds, or were never listened to.
        let _ = tokio::fs::remove_file(self.path(hash)).await;
    }

    fn path(&self, hash: &BlobHash) -> PathBuf {
        self.cache.folder().join(hash.to_string())
    }

    fn kept(&self, hash: &BlobHash, wanted: usize) -> Result<Vec<u8>, MediaError> {
        let path = self.path(hash);
        let peaks = studio_media::read_peaks(&path, wanted)?;
        self.cache.used(&path);
        Ok(peaks)
    }
}

impl Studio {
    /// The shape of a sound in at least `wanted` spans, where it is so long: bytes in pairs, the
    /// least and the greatest sample of each span, as signed bytes.
    ///
    /// # Errors
    /// When the library has no such sound, or it cannot be decoded here.
    pub async fn audio_peaks(
        &self,
        sound: BlobHash,
        wanted: usize,
    ) -> Result<Vec<u8>, EngineError> {
        let Some(original) = self.parts.original(&sound).await? else {
            return Err(EngineError::NotFound("The sound"));
        };
        let peaks = &self.parts.sound_peaks;
        if let Ok(kept) = peaks.kept(&sound, wanted) {
            return Ok(kept);
        }
        let (cache, target) = (peaks.cache.clone(), peaks.path(&sound));
        let work = move || {
            let bytes = studio_media::peaks(&original.path)?.to_bytes();
            studio_media::write_whole(&target, &bytes)?;
            cache.added(bytes.len() as u64);
            Ok(())
        };
        let bench = &self.parts.thumbnails.bench;
        bench.done(Task::Peaks(sound), Urgency::Now, work).await?;
        Ok(peaks.kept(&sound, wanted)?)
    }
}
