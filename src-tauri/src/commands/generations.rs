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

pass_on! {
    /// Records a generation of anything but a chat answer and starts it.
    generate(request: Generate) -> GenerationId;

    /// What a generation is expected to cost, where prices are known.
    estimate(request: Generate) -> Option<Money>;

    /// Stops a generation; what arrived is kept.
    stop_generation(id: GenerationId) -> ();

    /// Starts the same request again as a new generation.
    retry_generation(id: GenerationId) -> Generation;

    /// Gives up on a generation whose answer was lost.
    close_unknown(id: GenerationId) -> ();

    /// One generation.
    get_generation(id: GenerationId) -> Generation;

    /// One page of the ledger, newest first.
    list_generations(kind: Option<Modality>, page: PageRequest) -> Page<Generation>;
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
