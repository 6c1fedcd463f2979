//! Stock libraries.

use studio_domain::{Asset, BlobHash, StockItemRef, StockLibrary, StockPage, StockQuery};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

/// The services that have a library to search.
#[tauri::command]
#[specta::specta]
pub async fn stock_services(studio: State<'_, Studio>) -> Result<Vec<StockLibrary>, CommandError> {
    Ok(studio.stock_services().await?)
}

/// One page of what a service has.
#[tauri::command]
#[specta::specta]
pub async fn search_stock(
    studio: State<'_, Studio>,
    query: StockQuery,
) -> Result<StockPage, CommandError> {
    Ok(studio.search_stock(query).await?)
}

/// Fetches the small picture of something that was found; it is shown under this hash.
#[tauri::command]
#[specta::specta]
pub async fn stock_thumbnail(
    studio: State<'_, Studio>,
    item: StockItemRef,
) -> Result<BlobHash, CommandError> {
    Ok(studio.stock_thumbnail(item).await?)
}

/// Fetches what can be looked at or listened to before something is brought in.
#[tauri::command]
#[specta::specta]
pub async fn stock_preview(
    studio: State<'_, Studio>,
    item: StockItemRef,
) -> Result<BlobHash, CommandError> {
    Ok(studio.stock_preview(item).await?)
}

/// Brings something that was found into the library, with its source and licence.
#[tauri::command]
#[specta::specta]
pub async fn import_stock(
    studio: State<'_, Studio>,
    item: StockItemRef,
) -> Result<Asset, CommandError> {
    Ok(studio.import_stock(item).await?)
}
