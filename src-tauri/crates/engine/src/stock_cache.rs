//! What was found while searching stock libraries, and what was fetched only to be shown: small
//! pictures, previews, recordings of voices. Windows never load anything from elsewhere: it is
//! fetched here and shown under its hash.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use studio_domain::{BlobHash, ProviderId, StockItemRef};
use studio_providers::FoundItem;
use studio_store::BlobStore;
use tokio::sync::{OnceCell, Semaphore, SemaphorePermit};
use url::Url;

use crate::error::EngineError;
use crate::media_files::MediaFile;
use crate::playback::BlobFile;

/// The most bytes of one thing that is only shown.
pub(crate) const LARGEST_SHOWN: u64 = 64 * 1024 * 1024;
/// The most bytes the cache holds.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// The most items that are remembered.
const MOST_FOUND: usize = 5_000;
/// The most things fetched at a time.
const AT_ONCE: usize = 6;

/// What a search of this session found, and the files that were fetched to show it. A session
/// begins with nothing.
#[derive(Debug)]
pub(crate) struct StockCache {
    folder: PathBuf,
    most_bytes: u64,
    files: OnceCell<BlobStore>,
    turns: Semaphore,
    found: Mutex<Remembered>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Remembered {
    items: HashMap<StockItemRef, Arc<FoundItem>>,
    order: VecDeque<StockItemRef>,
}

#[derive(Debug, Default)]
struct Kept {
    hashes: HashMap<Url, BlobHash>,
    /// Oldest first.
    files: VecDeque<KeptFile>,
    bytes: u64,
}

#[derive(Debug, Clone)]
struct KeptFile {
    hash: BlobHash,
    byte_size: u64,
    mime: &'static str,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl StockCache {
    /// A cache in `folder`, which is made when first needed.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            most_bytes: MOST_BYTES,
            files: OnceCell::new(),
            turns: Semaphore::new(AT_ONCE),
            found: Mutex::default(),
            kept: Mutex::default(),
        }
    }

    /// Remembers what a search found; the oldest are forgotten where there are too many.
    pub fn remember(
        &self,
        provider_id: &ProviderId,
        search: &str,
        items: HashMap<String, FoundItem>,
    ) {
        let mut found = lock(&self.found);
        for (id, item) in items {
            let key = StockItemRef {
                provider_id: provider_id.clone(),
                search: search.to_owned(),
                id,
            };
            if found.items.insert(key.clone(), Arc::new(item)).is_none() {
                found.order.push_back(key);
            }
        }
        while found.order.len() > MOST_FOUND {
            if let Some(oldest) = found.order.pop_front() {
                found.items.remove(&oldest);
            }
        }
    }

    /// What a search of this session found.
    pub fn found(&self, item: &StockItemRef) -> Option<Arc<FoundItem>> {
        lock(&self.found).items.get(item).cloned()
    }

    /// The file that was fetched from an address.
    pub fn fetched(&self, url: &Url) -> Option<BlobHash> {
        lock(&self.kept).hashes.get(url).copied()
    }

    /// Whether a file is held under this hash.
    pub fn holds(&self, hash: &BlobHash) -> bool {
        lock(&self.kept).files.iter().any(|file| file.hash == *hash)
    }

    /// Waits for a turn to fetch.
    pub async fn turn(&self) -> Result<SemaphorePermit<'_>, EngineError> {
        let turn = self.turns.acquire().await;
        turn.map_err(|_| EngineError::TaskLost)
    }

    /// Where fetched files lie. What an earlier session left there is removed.
    pub async fn files(&self) -> Result<&BlobStore, EngineError> {
        let opening = || async {
            match tokio::fs::remove_dir_all(&self.folder).await {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => {
                    let action = "emptying the cache of stock libraries";
                    return Err(EngineError::File { action, source });
                }
            }
            Ok(BlobStore::open(self.folder.clone()).await?)
        };
        self.files.get_or_try_init(opening).await
    }

    /// Keeps a file that was fetched, and removes the oldest where there is too much.
    pub async fn keep(
        &self,
        url: &Url,
        hash: BlobHash,
        byte_size: u64,
        mime: &'static str,
    ) -> Result<(), EngineError> {
        let gone = {
            let mut kept = lock(&self.kept);
            kept.hashes.insert(url.clone(), hash);
            if kept.files.iter().all(|file| file.hash != hash) {
                kept.bytes += byte_size;
                kept.files.push_back(KeptFile {
                    hash,
                    byte_size,
                    mime,
                });
            }
            kept.beyond(self.most_bytes)
        };
        let files = self.files().await?;
        for hash in gone {
            files.discard(&hash).await?;
        }
        Ok(())
    }

    /// A fetched file, for a window that shows it.
    pub fn shown(&self, hash: &BlobHash) -> Option<MediaFile> {
        let file = self.file(hash)?;
        Some(MediaFile {
            path: self.files.get()?.path(hash),
            mime: file.mime.to_owned(),
        })
    }

    /// A fetched file, for a window that plays it.
    pub fn played(&self, hash: &BlobHash) -> Option<BlobFile> {
        let file = self.file(hash)?;
        Some(BlobFile {
            path: self.files.get()?.path(hash),
            mime: file.mime.to_owned(),
            byte_size: file.byte_size,
        })
    }

    fn file(&self, hash: &BlobHash) -> Option<KeptFile> {
        let kept = lock(&self.kept);
        kept.files.iter().find(|file| file.hash == *hash).cloned()
    }
}

impl Kept {
    /// Lets the oldest go until no more than this is held; the newest always stays.
    fn beyond(&mut self, most: u64) -> Vec<BlobHash> {
        let mut gone = Vec::new();
        while self.bytes > most && self.files.len() > 1 {
            let Some(oldest) = self.files.pop_front() else {
                break;
            };
            self.bytes -= oldest.byte_size;
            self.hashes.retain(|_, hash| *hash != oldest.hash);
            gone.push(oldest.hash);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_oldest_files_go_where_there_is_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("stock");
        std::fs::create_dir(&place).unwrap();
        std::fs::write(place.join("left-over"), b"of an earlier session").unwrap();
        let mut cache = StockCache::new(place.clone());
        cache.most_bytes = 10;
        let files = cache.files().await.unwrap();
        assert!(!place.join("left-over").exists());
        let mut hashes = Vec::new();
        for number in 0..3_u8 {
            let hash = files.put(&[number; 4]).await.unwrap();
            let url = Url::parse(&format!("https://example.com/{number}")).unwrap();
            cache.keep(&url, hash, 4, "image/png").await.unwrap();
            hashes.push(hash);
        }
        assert!(!cache.holds(&hashes[0]) && !files.exists(&hashes[0]).await);
        for hash in &hashes[1..] {
            assert!(cache.shown(hash).is_some() && files.exists(hash).await);
        }
        let first = Url::parse("https://example.com/0").unwrap();
        assert_eq!(cache.fetched(&first), None);
    }
}
