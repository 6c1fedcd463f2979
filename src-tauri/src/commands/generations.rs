//! The ledger: starting, stopping and looking at generations.

use studio_domain::{
    Generate, Generation, GenerationId, GenerationUpdate, Modality, Money, Page, PageRequest,
    Transcript, TranscriptFormat,
};
use studio_engine::Studio;
use tauri::State;
use tauri::ipc::Channel;

use crate::desktop::Desktop;
use crate::error::CommandError;

/// Records a generation of anything but a chat answer and starts it.
#[tauri::command]
#[specta::specta]
pub async fn generate(
    studio: State<'_, Studio>,
    request: Generate,
) -> Result<GenerationId, CommandError> {
    Ok(studio.generate(request).await?)
}

/// What a generation is expected to cost, where prices are known.
#[tauri::command]
#[specta::specta]
pub async fn estimate(
    studio: State<'_, Studio>,
    request: Generate,
) -> Result<Option<Money>, CommandError> {
    Ok(studio.estimate(request).await?)
}

/// Stops a generation; what arrived is kept.
#[tauri::command]
#[specta::specta]
pub async fn stop_generation(
    studio: State<'_, Studio>,
    id: GenerationId,
) -> Result<(), CommandError> {
    Ok(studio.stop_generation(id).await?)
}

/// Starts the same request again as a new generation.
#[tauri::command]
#[specta::specta]
pub async fn retry_generation(
    studio: State<'_, Studio>,
    id: GenerationId,
) -> Result<Generation, CommandError> {
    Ok(studio.retry_generation(id).await?)
}

/// Gives up on a generation whose answer was lost.
#[tauri::command]
#[specta::specta]
pub async fn close_unknown(
    studio: State<'_, Studio>,
    id: GenerationId,
) -> Result<(), CommandError> {
    Ok(studio.close_unknown(id).await?)
}

/// One generation.
#[tauri::command]
#[specta::specta]
pub async fn get_generation(
    studio: State<'_, Studio>,
    id: GenerationId,
) -> Result<Generation, CommandError> {
    Ok(studio.get_generation(id).await?)
}

/// One page of the ledger, newest first.
#[tauri::command]
#[specta::specta]
pub async fn list_generations(
    studio: State<'_, Studio>,
    kind: Option<Modality>,
    page: PageRequest,
) -> Result<Page<Generation>, CommandError> {
    Ok(studio.list_generations(kind, page).await?)
}

/// Follows a generation: how it stands first, then what changes, until it ends or the window
/// lets go of the channel.
#[tauri::command]
#[specta::specta]
pub async fn watch_generation(
    studio: State<'_, Studio>,
    id: GenerationId,
    updates: Channel<GenerationUpdate>,
) -> Result<(), CommandError> {
    let mut watched = studio.watch_generation(id).await?;
    while let Some(update) = watched.recv().await {
        if updates.send(update).is_err() {
            break;
        }
    }
    Ok(())
}

/// What a transcription wrote down; nothing while it runs, or for any other generation.
#[tauri::command]
#[specta::specta]
pub async fn get_transcript(
    studio: State<'_, Studio>,
    generation_id: GenerationId,
) -> Result<Option<Transcript>, CommandError> {
    Ok(studio.get_transcript(generation_id).await?)
}

/// Asks where to, and saves a transcript there. Nothing when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub async fn save_transcript_as(
    desktop: State<'_, Box<dyn Desktop>>,
    studio: State<'_, Studio>,
    generation_id: GenerationId,
    format: TranscriptFormat,
) -> Result<Option<String>, CommandError> {
    let file = studio.transcript_file(generation_id, format).await?;
    let Some(target) = desktop.choose_save_target(&file.name).await else {
        return Ok(None);
    };
    studio.export_transcript(file, target.clone()).await?;
    Ok(Some(target.display().to_string()))
}
