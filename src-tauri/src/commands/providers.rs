//! Providers, their keys and their models.

use studio_domain::{
    CatalogDiff, CatalogEntry, ConnectionDraft, ConnectionPreset, Deletion, KeyStorage, Modality,
    Model, Provider, ProviderId, ProviderTest, ResolvedEndpoint, Secret, UserManifest,
};
use studio_engine::Studio;
use tauri::State;

use crate::desktop::Desktop;
use crate::error::CommandError;

/// Every configured provider.
#[tauri::command]
#[specta::specta]
pub async fn list_providers(studio: State<'_, Studio>) -> Result<Vec<Provider>, CommandError> {
    Ok(studio.list_providers().await?)
}

/// Switches a provider on or off. What was made with it stays.
#[tauri::command]
#[specta::specta]
pub async fn set_provider_enabled(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
    enabled: bool,
) -> Result<(), CommandError> {
    Ok(studio.set_provider_enabled(provider_id, enabled).await?)
}

/// Every model of every provider, with what is known of its coming and going.
#[tauri::command]
#[specta::specta]
pub async fn catalog(studio: State<'_, Studio>) -> Result<Vec<CatalogEntry>, CommandError> {
    Ok(studio.catalog().await?)
}

/// Asks a provider which models it has and tells what differs. Changes nothing.
#[tauri::command]
#[specta::specta]
pub async fn check_catalog(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
) -> Result<CatalogDiff, CommandError> {
    Ok(studio.check_catalog(provider_id).await?)
}

/// Takes over what a check told, or the part of it that was chosen.
#[tauri::command]
#[specta::specta]
pub async fn accept_catalog(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
    diff: CatalogDiff,
) -> Result<(), CommandError> {
    Ok(studio.accept_catalog(provider_id, diff).await?)
}

/// Every model that makes the given thing and can be chosen, whether its key is set or not.
#[tauri::command]
#[specta::specta]
pub async fn list_models(
    studio: State<'_, Studio>,
    modality: Modality,
) -> Result<Vec<Model>, CommandError> {
    Ok(studio.list_models(modality).await?)
}

/// The addresses that an entered one stands for.
#[tauri::command]
#[specta::specta]
pub async fn resolve_address(
    studio: State<'_, Studio>,
    manifest_id: String,
    address: String,
) -> Result<ResolvedEndpoint, CommandError> {
    Ok(studio.resolve_address(manifest_id, address).await?)
}

/// Adds a server.
#[tauri::command]
#[specta::specta]
pub async fn add_connection(
    studio: State<'_, Studio>,
    draft: ConnectionDraft,
) -> Result<Provider, CommandError> {
    Ok(studio.add_connection(draft).await?)
}

/// Replaces a provider's address, or goes back to its own.
#[tauri::command]
#[specta::specta]
pub async fn change_address(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
    address: Option<String>,
) -> Result<(), CommandError> {
    Ok(studio.change_address(provider_id, address).await?)
}

/// Removes a server the user added.
#[tauri::command]
#[specta::specta]
pub async fn remove_connection(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
) -> Result<Deletion, CommandError> {
    Ok(studio.remove_connection(provider_id).await?)
}

/// Asks a provider which models it has and tells how many.
#[tauri::command]
#[specta::specta]
pub async fn refresh_models(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
) -> Result<u32, CommandError> {
    Ok(studio.refresh_models(provider_id).await?)
}

/// Calls a provider with its key and tells what came of it.
#[tauri::command]
#[specta::specta]
pub async fn test_provider(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
) -> Result<ProviderTest, CommandError> {
    Ok(studio.test_provider(provider_id).await?)
}

/// Keeps a key for a provider.
#[tauri::command]
#[specta::specta]
pub async fn set_key(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
    key: String,
) -> Result<(), CommandError> {
    Ok(studio.set_key(provider_id, Secret::new(key)).await?)
}

/// Forgets a provider's key.
#[tauri::command]
#[specta::specta]
pub async fn remove_key(
    studio: State<'_, Studio>,
    provider_id: ProviderId,
) -> Result<(), CommandError> {
    Ok(studio.remove_key(provider_id).await?)
}

/// Makes a file sealed with a passphrase to keep keys in.
#[tauri::command]
#[specta::specta]
pub async fn create_sealed_file(
    studio: State<'_, Studio>,
    passphrase: String,
) -> Result<(), CommandError> {
    Ok(studio.create_sealed_file(Secret::new(passphrase)).await?)
}

/// Opens the sealed file with its passphrase.
#[tauri::command]
#[specta::specta]
pub async fn unlock_sealed_file(
    studio: State<'_, Studio>,
    passphrase: String,
) -> Result<(), CommandError> {
    Ok(studio.unlock_sealed_file(Secret::new(passphrase)).await?)
}

/// The usual kinds of servers that can be added.
#[tauri::command]
#[specta::specta]
pub fn list_presets(studio: State<'_, Studio>) -> Vec<ConnectionPreset> {
    studio.list_presets()
}

/// Where keys are kept.
#[tauri::command]
#[specta::specta]
pub async fn key_storage(studio: State<'_, Studio>) -> Result<KeyStorage, CommandError> {
    Ok(studio.key_storage().await)
}

/// The manifests in the user's folder, wrong ones too, as they were last read.
#[tauri::command]
#[specta::specta]
pub fn user_manifests(studio: State<'_, Studio>) -> Vec<UserManifest> {
    studio.user_manifests()
}

/// Reads the user's manifests anew and uses them from now on.
#[tauri::command]
#[specta::specta]
pub async fn reload_manifests(
    studio: State<'_, Studio>,
) -> Result<Vec<UserManifest>, CommandError> {
    Ok(studio.reload_manifests().await?)
}

/// Shows the folder for the user's manifests in the system's file manager.
#[tauri::command]
#[specta::specta]
pub async fn reveal_manifests_folder(
    studio: State<'_, Studio>,
    desktop: State<'_, Box<dyn Desktop>>,
) -> Result<(), CommandError> {
    let folder = studio.manifests_folder().await?;
    desktop.open_folder(&folder)
}
