//! Providers, their keys and their models.

use studio_domain::{
    CatalogDiff, CatalogEntry, ConnectionDraft, ConnectionPreset, Deletion, KeyStorage, Modality,
    Model, Provider, ProviderId, ProviderTest, ResolvedEndpoint, Secret, UserManifest,
};
use studio_engine::Studio;
use tauri::State;

use crate::desktop::Desktop;
use crate::error::CommandError;

pass_on! {
    /// Every configured provider.
    list_providers() -> Vec<Provider>;

    /// Switches a provider on or off. What was made with it stays.
    set_provider_enabled(provider_id: ProviderId, enabled: bool) -> ();

    /// Every model of every provider, with what is known of its coming and going.
    catalog() -> Vec<CatalogEntry>;

    /// Asks a provider which models it has and tells what differs. Changes nothing.
    check_catalog(provider_id: ProviderId) -> CatalogDiff;

    /// Takes over what a check told, or the part of it that was chosen.
    accept_catalog(provider_id: ProviderId, diff: CatalogDiff) -> ();

    /// Every model that makes the given thing and can be chosen, whether its key is set or not.
    list_models(modality: Modality) -> Vec<Model>;

    /// The addresses that an entered one stands for.
    resolve_address(manifest_id: String, address: String) -> ResolvedEndpoint;

    /// Adds a server.
    add_connection(draft: ConnectionDraft) -> Provider;

    /// Replaces a provider's address, or goes back to its own.
    change_address(provider_id: ProviderId, address: Option<String>) -> ();

    /// Removes a server the user added.
    remove_connection(provider_id: ProviderId) -> Deletion;

    /// Asks a provider which models it has and tells how many.
    refresh_models(provider_id: ProviderId) -> u32;

    /// Calls a provider with its key and tells what came of it.
    test_provider(provider_id: ProviderId) -> ProviderTest;
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

pass_on! {
    /// Forgets a provider's key.
    remove_key(provider_id: ProviderId) -> ();
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
