//! Settings: what belongs to data, and how the window likes to look.

use studio_domain::{Modality, ModelDefaults, ModelRef, Preferences};
use tauri::State;

use crate::error::CommandError;
use crate::preferences::PreferencesFile;

pass_on! {
    /// The models that pages start with.
    get_model_defaults() -> ModelDefaults;

    /// Remembers the model chosen last.
    set_model_default(modality: Modality, model: ModelRef) -> ();

    /// Text that was being written in a place of the window.
    get_draft(scope: String) -> String;

    /// Keeps text that is being written.
    set_draft(scope: String, text: String) -> ();
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
