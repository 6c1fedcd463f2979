//! Settings: what belongs to data, and how the window likes to look.

use studio_domain::{Modality, ModelDefaults, ModelRef, Preferences};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;
use crate::preferences::PreferencesFile;

/// The models that pages start with.
#[tauri::command]
#[specta::specta]
pub async fn get_model_defaults(studio: State<'_, Studio>) -> Result<ModelDefaults, CommandError> {
    Ok(studio.get_model_defaults().await?)
}

/// Remembers the model chosen last.
#[tauri::command]
#[specta::specta]
pub async fn set_model_default(
    studio: State<'_, Studio>,
    modality: Modality,
    model: ModelRef,
) -> Result<(), CommandError> {
    Ok(studio.set_model_default(modality, model).await?)
}

/// Text that was being written in a place of the window.
#[tauri::command]
#[specta::specta]
pub async fn get_draft(studio: State<'_, Studio>, scope: String) -> Result<String, CommandError> {
    Ok(studio.get_draft(scope).await?)
}

/// Keeps text that is being written.
#[tauri::command]
#[specta::specta]
pub async fn set_draft(
    studio: State<'_, Studio>,
    scope: String,
    text: String,
) -> Result<(), CommandError> {
    Ok(studio.set_draft(scope, text).await?)
}

/// How the window likes to look.
#[tauri::command]
#[specta::specta]
pub fn get_preferences(file: State<'_, Box<dyn PreferencesFile>>) -> Preferences {
    file.load()
}

/// Keeps how the window likes to look.
#[tauri::command]
#[specta::specta]
pub fn set_preferences(
    file: State<'_, Box<dyn PreferencesFile>>,
    preferences: Preferences,
) -> Result<(), CommandError> {
    file.save(&preferences)
}
