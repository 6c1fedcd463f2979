//! The activity tray: what runs and waits, and the order of it.

use studio_domain::{Activity, GenerationEvent, GenerationId, QueueMove, QueueSettings};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

/// What is being made, what waits, what is lost, and what ended since the start.
#[tauri::command]
#[specta::specta]
pub async fn list_activity(studio: State<'_, Studio>) -> Result<Activity, CommandError> {
    Ok(studio.list_activity().await?)
}

/// Takes what has ended off the list of activity.
#[tauri::command]
#[specta::specta]
pub async fn clear_activity(studio: State<'_, Studio>) -> Result<(), CommandError> {
    Ok(studio.clear_activity().await?)
}

/// How the queue behaves.
#[tauri::command]
#[specta::specta]
pub async fn get_queue_settings(studio: State<'_, Studio>) -> Result<QueueSettings, CommandError> {
    Ok(studio.get_queue_settings().await?)
}

/// Changes how the queue behaves.
#[tauri::command]
#[specta::specta]
pub async fn set_queue_settings(
    studio: State<'_, Studio>,
    settings: QueueSettings,
) -> Result<(), CommandError> {
    Ok(studio.set_queue_settings(settings).await?)
}

/// Holds those back that were not sent yet.
#[tauri::command]
#[specta::specta]
pub async fn hold_generations(
    studio: State<'_, Studio>,
    ids: Vec<GenerationId>,
) -> Result<(), CommandError> {
    Ok(studio.hold_generations(ids).await?)
}

/// Lets those go on that were held back.
#[tauri::command]
#[specta::specta]
pub async fn let_generations_go(
    studio: State<'_, Studio>,
    ids: Vec<GenerationId>,
) -> Result<(), CommandError> {
    Ok(studio.let_generations_go(ids).await?)
}

/// Gives a generation that waits another place in the line.
#[tauri::command]
#[specta::specta]
pub async fn move_generation(
    studio: State<'_, Studio>,
    id: GenerationId,
    to: QueueMove,
) -> Result<(), CommandError> {
    Ok(studio.move_generation(id, to).await?)
}

/// Asks the provider once more about a generation whose answer is lost.
#[tauri::command]
#[specta::specta]
pub async fn look_again(studio: State<'_, Studio>, id: GenerationId) -> Result<(), CommandError> {
    Ok(studio.look_again(id).await?)
}

/// The steps of a generation's life, in order.
#[tauri::command]
#[specta::specta]
pub async fn list_generation_events(
    studio: State<'_, Studio>,
    id: GenerationId,
) -> Result<Vec<GenerationEvent>, CommandError> {
    Ok(studio.list_generation_events(id).await?)
}
