//! Servers and programs on this computer.

use studio_domain::{FoundServer, LocalModel, OfflineVoices, ProviderId, PullProgress};
use studio_engine::Studio;
use tauri::State;
use tauri::ipc::Channel;

use crate::error::CommandError;

pass_on! {
    /// Asks the usual ports of this computer what runs there.
    probe_local_servers() -> Vec<FoundServer>;

    /// The models that a server keeps on its disk.
    list_local_models(provider_id: ProviderId) -> Vec<LocalModel>;
}

/// Has a server fetch a model, or follows a fetch that runs, until the model is there.
#[tauri::command]
#[specta::specta]
pub async fn pull_model(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
    model: String,
    updates: Channel<PullProgress>,
) -> Result<(), CommandError> {
    // A window that let go of the channel does not stop the fetch.
    let tell = |progress| drop(updates.send(progress));
    Ok(studio.pull_model(provider_id, model, tell).await?)
}

/// What is being fetched for a provider.
#[tauri::command]
#[specta::specta]
pub fn list_pulls(studio: State<'_, Studio>, provider_id: ProviderId) -> Vec<PullProgress> {
    studio.list_pulls(&provider_id)
}

/// Stops fetching a model.
#[tauri::command]
#[specta::specta]
pub fn cancel_pull(studio: State<'_, Studio>, provider_id: ProviderId, model: String) {
    studio.cancel_pull(provider_id, &model);
}

/// Throws a model off a server's disk.
#[tauri::command]
#[specta::specta]
pub async fn delete_local_model(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
    model: String,
) -> Result<(), CommandError> {
    Ok(studio.delete_local_model(provider_id, model).await?)
}

/// The programs of this computer that speak.
#[tauri::command]
#[specta::specta]
pub fn get_offline_voices(studio: State<'_, Studio>) -> OfflineVoices {
    studio.get_offline_voices()
}

pass_on! {
    /// Looks for Piper's voices in another folder from now on.
    set_piper_folder(folder: String) -> ();
}
