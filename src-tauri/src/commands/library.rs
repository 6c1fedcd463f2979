//! The library.

use studio_domain::{
    Asset, AssetDetail, AssetFilter, AssetId, Deletion, HowMade, Page, PageRequest,
};
use studio_engine::Studio;
use tauri::State;

use crate::desktop::Desktop;
use crate::error::CommandError;

/// One page of the library, newest first.
#[tauri::command]
#[specta::specta]
pub async fn list_assets(
    studio: State<'_, Studio>,
    filter: AssetFilter,
    page: PageRequest,
) -> Result<Page<Asset>, CommandError> {
    Ok(studio.list_assets(filter, page).await?)
}

/// One asset with what made it.
#[tauri::command]
#[specta::specta]
pub async fn get_asset(
    studio: State<'_, Studio>,
    id: AssetId,
) -> Result<AssetDetail, CommandError> {
    Ok(studio.get_asset(id).await?)
}

/// Moves assets to the trash.
#[tauri::command]
#[specta::specta]
pub async fn delete_assets(
    studio: State<'_, Studio>,
    ids: Vec<AssetId>,
) -> Result<Deletion, CommandError> {
    Ok(studio.delete_assets(ids).await?)
}

/// Takes assets out of the trash.
#[tauri::command]
#[specta::specta]
pub async fn restore_assets(
    studio: State<'_, Studio>,
    ids: Vec<AssetId>,
) -> Result<(), CommandError> {
    Ok(studio.restore_assets(ids).await?)
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
