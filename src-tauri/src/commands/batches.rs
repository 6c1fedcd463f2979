//! Many generations asked for together.

use studio_domain::{Batch, BatchEstimate, BatchId, GenerateBatch};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

/// What a batch would come to.
#[tauri::command]
#[specta::specta]
pub async fn estimate_batch(
    studio: State<'_, Studio>,
    request: GenerateBatch,
) -> Result<BatchEstimate, CommandError> {
    Ok(studio.estimate_batch(request).await?)
}

/// Records everything a batch asks for and starts it.
#[tauri::command]
#[specta::specta]
pub async fn generate_batch(
    studio: State<'_, Studio>,
    request: GenerateBatch,
) -> Result<BatchId, CommandError> {
    Ok(studio.generate_batch(request).await?)
}

/// A batch with all that it asked for.
#[tauri::command]
#[specta::specta]
pub async fn get_batch(studio: State<'_, Studio>, id: BatchId) -> Result<Batch, CommandError> {
    Ok(studio.get_batch(id).await?)
}

/// Stops what a batch has not ended yet.
#[tauri::command]
#[specta::specta]
pub async fn stop_batch(studio: State<'_, Studio>, id: BatchId) -> Result<(), CommandError> {
    Ok(studio.stop_batch(id).await?)
}

/// Tries again whatever failed in a batch or was stopped.
#[tauri::command]
#[specta::specta]
pub async fn retry_batch(studio: State<'_, Studio>, id: BatchId) -> Result<(), CommandError> {
    Ok(studio.retry_batch(id).await?)
}
