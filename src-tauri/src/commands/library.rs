//! The library.

use studio_domain::{
    Asset, AssetDetail, AssetFilter, AssetId, Deletion, HowMade, Page, PageRequest,
};
use studio_engine::Studio;
use tauri::State;

use crate::desktop::Desktop;
use crate::error::CommandError;

hand_on! {
    /// One page of the library, newest first.
    ask list_assets(filter: AssetFilter, page: PageRequest) -> Page<Asset>;

    /// One asset with what made it.
    ask get_asset(id: AssetId) -> AssetDetail;

    /// Moves assets to the trash.
    ask delete_assets(ids: Vec<AssetId>) -> Deletion;

    /// Takes assets out of the trash.
    ask restore_assets(ids: Vec<AssetId>) -> ();
}

/// Asks where to, and saves a copy of an asset there. Nothing when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub async fn save_asset_as(
    desktop: State<'_, Box<dyn Desktop>>,
    studio: State<'_, Studio>,
    id: AssetId,
    how_made: HowMade,
) -> Result<Option<String>, CommandError> {
    let (_, file_name) = studio.asset_file(id).await?;
    let Some(target) = desktop.choose_save_target(&file_name).await else {
        return Ok(None);
    };
    studio.export_asset(id, target.clone(), how_made).await?;
    Ok(Some(target.display().to_string()))
}

/// Shows an asset's file in the system's file manager.
#[tauri::command]
#[specta::specta]
pub async fn reveal_asset(
    desktop: State<'_, Box<dyn Desktop>>,
    studio: State<'_, Studio>,
    id: AssetId,
) -> Result<(), CommandError> {
    let (file, _) = studio.asset_file(id).await?;
    desktop.reveal(&file)
}
