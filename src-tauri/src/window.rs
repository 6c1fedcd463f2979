//! The main window.

use studio_domain::Theme;
use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindowBuilder};

use crate::folders::Folders;
use crate::preferences::PreferencesFile;

/// The label of the main window.
pub const MAIN: &str = "main";

/// Opens the main window. What the web view keeps for itself goes beside the other data, so that
/// a data folder is whole and moving it moves everything. The theme is set from the start, so that
/// nothing flashes in the other one.
pub fn open_main<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Multi-Modal Generation Studio")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 520.0)
        .data_directory(app.state::<Folders>().web_view())
        .theme(chosen_theme(app))
        // Some web views keep what is typed into fields, and a key may be among it.
        .general_autofill_enabled(false)
        // With the web view's own, files that are dropped reach the page with their bytes.
        .disable_drag_drop_handler()
        .build()
        .map(drop)
}

fn chosen_theme<R: Runtime>(app: &AppHandle<R>) -> Option<tauri::Theme> {
    match app.state::<Box<dyn PreferencesFile>>().load().theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}
