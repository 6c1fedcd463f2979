//! Files that come into the library from outside: chosen, pasted or dropped.

use std::path::{Path, PathBuf};

use studio_domain::{Asset, AssetId, AssetSource, BlobHash, ErrorCode, Imported, Problem};
use studio_media::{MediaError, MediaInfo};
use studio_store::assets::{self, NewAsset};
use studio_store::{BlobWriter, asset_recipes, asset_sources, blobs};
use tokio::io::AsyncReadExt;

use crate::error::EngineError;
use crate::ledger::title;
use crate::recipes;
use crate::studio::{Parts, Studio};

/// The most bytes that come in at once without a file: what a window holds in memory.
pub const MOST_PASTED_BYTES: usize = 256 * 1024 * 1024;

/// Bytes read at a time.
const PIECE: usize = 1024 * 1024;

impl Studio {
    /// Brings files into the library, each by what its bytes are. What cannot be used is told
    /// with its reason, and keeps nothing else from coming in.
    pub async fn import_files(&self, paths: Vec<PathBuf>) -> Vec<Imported> {
        let mut imported = Vec::with_capacity(paths.len());
        for path in paths {
            let name = file_name_of(&path);
            let outcome = self.import_file(&path, &name).await;
            imported.push(told(name, outcome));
        }
        imported
    }

    /// Brings in bytes that were pasted or dropped.
    pub async fn import_bytes(&self, name: String, bytes: Vec<u8>) -> Imported {
        let outcome = self.import_pasted(&name, &bytes).await;
        told(name, outcome)
    }

    async fn import_file(&self, path: &Path, name: &str) -> Result<Imported, ImportError> {
        let unreadable = |source| EngineError::File {
            action: "reading the file",
            source,
        };
        let mut file = tokio::fs::File::open(path).await.map_err(unreadable)?;
        let metadata = file.metadata().await.map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(ImportError::NoFile);
        }
        // Known by its beginning before all of it is copied.
        let sniffed = path.to_owned();
        blocking(move || studio_media::sniff_file(&sniffed)).await?;
        let mut writer = self.parts.blobs.writer().await?;
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece).await.map_err(unreadable)?;
            if read == 0 {
                break;
            }
            writer.write(&piece[..read]).await?;
        }
        self.keep(writer, name).await
    }

    async fn import_pasted(&self, name: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
        if bytes.len() > MOST_PASTED_BYTES {
            return Err(ImportError::TooMuchAtOnce);
        }
        let mut writer = self.parts.blobs.writer().await?;
        writer.write(bytes).await?;
        self.keep(writer, name).await
    }

    /// Looks at the written bytes and puts them into the library, unless they are there.
    async fn keep(&self, writer: BlobWriter, name: &str) -> Result<Imported, ImportError> {
        let (hash, byte_size) = writer.finish().await?;
        if let Some(asset) = assets::by_blob(&self.parts.store, &hash).await? {
            return Ok(Imported::Present {
                asset: self.out_of_the_trash(asset).await?,
            });
        }
        let path = self.parts.blobs.path(&hash);
        let info = match blocking(move || studio_media::check_file(&path)).await {
            Ok(info) => info,
            Err(refused) => {
                self.forget_refused(&hash).await?;
                return Err(refused);
            }
        };
        let title = title(stem_of(name));
        let id = self
            .record_import(hash, byte_size, info, title, None)
            .await?;
        Ok(Imported::Added {
            asset: assets::get(&self.parts.store, id).await?,
        })
    }

    pub(crate) async fn out_of_the_trash(&self, asset: Asset) -> Result<Asset, EngineError> {
        if asset.deleted_at.is_none() {
            return Ok(asset);
        }
        self.restore_assets(vec![asset.id]).await?;
        Ok(assets::get(&self.parts.store, asset.id).await?)
    }

    /// Records a new asset, where it came from, and how its file says that it was made.
    pub(crate) async fn record_import(
        &self,
        hash: BlobHash,
        byte_size: u64,
        info: MediaInfo,
        title: String,
        source: Option<&AssetSource>,
    ) -> Result<AssetId, EngineError> {
        let recipe = recipes::told_by(self.parts.blobs.path(&hash)).await;
        let mut tx = self.parts.store.write_durable().await?;
        let asset = NewAsset {
            id: AssetId::new(tx.now()),
            kind: info.kind,
            title,
            blob: hash,
            width: info.width,
            height: info.height,
            duration_ms: info.duration_ms,
            generation_id: None,
        };
        blobs::record(&mut tx, &hash, byte_size, info.mime).await?;
        assets::insert(&mut tx, &asset).await?;
        if let Some(source) = source {
            asset_sources::insert(&mut tx, asset.id, source).await?;
        }
        if let Some(recipe) = &recipe {
            asset_recipes::insert(&mut tx, asset.id, recipe).await?;
        }
        tx.commit().await?;
        Ok(asset.id)
    }

    pub(crate) async fn forget_refused(&self, hash: &BlobHash) -> Result<(), EngineError> {
        self.parts.forget_refused(hash).await
    }
}

impl Parts {
    /// The same bytes are refused whoever brings them, so nobody is about to record them.
    pub(crate) async fn forget_refused(&self, hash: &BlobHash) -> Result<(), EngineError> {
        if blobs::get(&self.store, hash).await?.is_none() {
            self.blobs.discard(hash).await?;
        }
        Ok(())
    }
}

/// Why a file did not come in.
#[derive(Debug, thiserror::Error)]
enum ImportError {
    #[error("This is not a file.")]
    NoFile,
    #[error("This is more than can be pasted or dropped at once.")]
    TooMuchAtOnce,
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<studio_store::StoreError> for ImportError {
    fn from(error: studio_store::StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl ImportError {
    fn problem(&self) -> Problem {
        const WHAT_COMES_IN: &str =
            "Pictures (PNG, JPEG, WebP, GIF, SVG), sound, videos and PDF documents can be added.";
        match self {
            Self::NoFile => {
                Problem::new(ErrorCode::InvalidInput, self.to_string()).with_hint("Choose a file.")
            }
            Self::TooMuchAtOnce => Problem::new(ErrorCode::InvalidInput, self.to_string())
                .with_hint("Choose the file with the button instead."),
            Self::Media(error) if error.code() == ErrorCode::InvalidInput => {
                let mut message = error.to_string();
                if let Some(first) = message.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                message.push('.');
                Problem::new(ErrorCode::InvalidInput, message).with_hint(WHAT_COMES_IN)
            }
            Self::Media(error) => Problem::new(error.code(), "The file could not be read.")
                .with_details(error.to_string()),
            Self::Engine(error) => error.problem(),
        }
    }
}

async fn blocking<T: Send + 'static>(
    look: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, ImportError> {
    let looked = tokio::task::spawn_blocking(look).await;
    Ok(looked.map_err(|_| EngineError::TaskLost)??)
}

fn told(name: String, outcome: Result<Imported, ImportError>) -> Imported {
    outcome.unwrap_or_else(|error| {
        tracing::info!(%error, "a file was not taken into the library");
        Imported::Refused {
            problem: error.problem(),
            name,
        }
    })
}

fn file_name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// The name without its ending; a name that is nothing else stays.
fn stem_of(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::stem_of;

    #[test]
    fn a_title_is_the_name_without_its_ending() {
        assert_eq!(stem_of("holiday.2026.jpg"), "holiday.2026");
        assert_eq!(stem_of("README"), "README");
        assert_eq!(stem_of(".hidden"), ".hidden");
    }
}
