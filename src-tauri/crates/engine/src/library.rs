//! The library.

use std::path::PathBuf;

use studio_domain::{Asset, AssetDetail, AssetFilter, AssetId, Deletion, Page, PageRequest};
use studio_providers::MediaInput;
use studio_store::{asset_recipes, asset_sources, assets, generations};

use crate::error::EngineError;
use crate::studio::Studio;

/// The most characters of a title that become a file name.
const LONGEST_FILE_NAME: usize = 60;

impl Studio {
    /// One page of the library, newest first.
    ///
    /// # Errors
    /// When the cursor is not one of ours or the database fails.
    pub async fn list_assets(
        &self,
        filter: AssetFilter,
        page: PageRequest,
    ) -> Result<Page<Asset>, EngineError> {
        Ok(assets::list(&self.parts.store, &filter, &page).await?)
    }

    /// One asset with what made it.
    ///
    /// # Errors
    /// When there is none with this id.
    pub async fn get_asset(&self, id: AssetId) -> Result<AssetDetail, EngineError> {
        let asset = assets::get(&self.parts.store, id).await?;
        let generation = match asset.generation_id {
            Some(id) => Some(generations::get(&self.parts.store, id).await?),
            None => None,
        };
        let source = asset_sources::get(&self.parts.store, id).await?;
        let recipe = asset_recipes::get(&self.parts.store, id).await?;
        Ok(AssetDetail {
            asset,
            generation,
            source,
            recipe,
        })
    }

    /// Moves assets to the trash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_assets(&self, ids: Vec<AssetId>) -> Result<Deletion, EngineError> {
        let mut tx = self.parts.store.write().await?;
        let deletion = assets::delete(&mut tx, &ids).await?;
        tx.commit().await?;
        Ok(deletion)
    }

    /// Takes assets out of the trash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore_assets(&self, ids: Vec<AssetId>) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write().await?;
        assets::restore(&mut tx, &ids).await?;
        Ok(tx.commit().await?)
    }

    /// An asset's file and the name a copy of it would have.
    ///
    /// # Errors
    /// When the asset or its file is gone.
    pub async fn asset_file(&self, id: AssetId) -> Result<(PathBuf, String), EngineError> {
        let asset = assets::get(&self.parts.store, id).await?;
        let path = self.parts.blobs.path(&asset.blob);
        if !tokio::fs::try_exists(&path).await.unwrap_or(false) {
            return Err(EngineError::NotFound("The file"));
        }
        Ok((path, file_name(&asset)))
    }
}

/// An asset as a provider is given it.
pub(crate) fn media_input(slot: String, asset: &Asset, path: PathBuf) -> MediaInput {
    MediaInput {
        slot,
        name: file_name(asset),
        mime: asset.mime.clone(),
        path,
        byte_size: asset.byte_size,
    }
}

/// A file name from the title, without anything a file system might refuse.
pub(crate) fn file_name(asset: &Asset) -> String {
    let extension = studio_media::extension(&asset.mime);
    named(&asset.title, asset.kind.as_str(), extension)
}

/// A file name from a title, or from a word where nothing of the title can be in one.
pub(crate) fn named(title: &str, otherwise: &str, extension: &str) -> String {
    let words: String = title
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    let name = words.split_whitespace().collect::<Vec<_>>().join("-");
    let name: String = name.chars().take(LONGEST_FILE_NAME).collect();
    let name = name.trim_matches('-');
    if name.is_empty() {
        format!("{otherwise}.{extension}")
    } else {
        format!("{name}.{extension}")
    }
}
