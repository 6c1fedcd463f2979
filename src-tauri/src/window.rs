//! The main window.

use tauri::{AppHandle, Runtime, WebviewUrl, WebviewWindowBuilder};

use crate::folders::Folders;

/// The label of the main window.
pub const MAIN: &str = "main";

/// Opens the main window. What the web view keeps for itself goes beside the other data, so that
/// a data folder is whole and moving it moves everything.
pub fn open_main<R: Runtime>(app: &AppHandle<R>, folders: &Folders) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Multi-Modal Generation Studio")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 520.0)
        .data_directory(folders.web_view())
        .build()
        .map(drop)
}
