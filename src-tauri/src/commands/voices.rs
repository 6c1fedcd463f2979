//! Voices of providers that speak.

use studio_domain::{BlobHash, CloneVoice, ProviderId, Voice};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

/// The voices of a provider, asked for once in a session unless `refresh` is set.
#[tauri::command]
#[specta::specta]
pub async fn list_voices(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
    refresh: bool,
) -> Result<Vec<Voice>, CommandError> {
    Ok(studio.list_voices(provider_id, refresh).await?)
}

/// Fetches the recording of a voice; it is played under this hash.
#[tauri::command]
#[specta::specta]
pub async fn preview_voice(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
    voice_id: String,
) -> Result<BlobHash, CommandError> {
    Ok(studio.preview_voice(provider_id, voice_id).await?)
}

/// Has a provider make a voice from recordings; gives its id.
#[tauri::command]
#[specta::specta]
pub async fn clone_voice(
    studio: State<'_, Studio>,
    request: CloneVoice,
) -> Result<String, CommandError> {
    Ok(studio.clone_voice(request).await?)
}
