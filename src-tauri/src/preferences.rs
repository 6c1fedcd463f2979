//! How the window likes to look, kept by the store plugin. Losing it loses nothing of value.

use std::sync::Arc;

use studio_domain::Preferences;
use tauri::Runtime;
use tauri_plugin_store::Store;

use crate::error::CommandError;

const KEY: &str = "window";

/// Where preferences are kept, whatever the runtime.
pub trait PreferencesFile: Send + Sync {
    /// The preferences saved last; the defaults where there are none or they cannot be read.
    fn load(&self) -> Preferences;

    /// Saves them.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn save(&self, preferences: &Preferences) -> Result<(), CommandError>;
}

impl<R: Runtime> PreferencesFile for Arc<Store<R>> {
    fn load(&self) -> Preferences {
        self.get(KEY)
            .and_then(|saved| serde_json::from_value(saved).ok())
            .unwrap_or_default()
    }

    fn save(&self, preferences: &Preferences) -> Result<(), CommandError> {
        let value = serde_json::to_value(preferences).map_err(CommandError::internal)?;
        self.set(KEY, value);
        Store::save(self).map_err(CommandError::internal)
    }
}
