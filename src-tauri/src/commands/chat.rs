//! Sending messages.

use studio_domain::{EditMessage, RegenerateMessage, SendMessage, Sent};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

/// Records a message and its answer-to-be, and starts the answer.
#[tauri::command]
#[specta::specta]
pub async fn send_message(
    studio: State<'_, Studio>,
    request: SendMessage,
) -> Result<Sent, CommandError> {
    Ok(studio.send_message(request).await?)
}

/// Starts another answer beside one that is there.
#[tauri::command]
#[specta::specta]
pub async fn regenerate_message(
    studio: State<'_, Studio>,
    request: RegenerateMessage,
) -> Result<Sent, CommandError> {
    Ok(studio.regenerate_message(request).await?)
}

/// Says something else at an earlier point and starts the answer.
#[tauri::command]
#[specta::specta]
pub async fn edit_message(
    studio: State<'_, Studio>,
    request: EditMessage,
) -> Result<Sent, CommandError> {
    Ok(studio.edit_message(request).await?)
}
