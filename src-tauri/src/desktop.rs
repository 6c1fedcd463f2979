//! What only the desktop around the window can do: dialogs, the file manager, the browser.

use std::path::{Path, PathBuf};
use std::pin::Pin;

use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use crate::error::CommandError;

/// The answer of a dialog: a path, or nothing when it was dismissed.
pub type Choice<'a> = Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>>;

/// The desktop, behind a trait so that a test can stand where a person would answer a dialog.
pub trait Desktop: Send + Sync {
    /// Asks where to save a file, with a name proposed.
    fn choose_save_target<'a>(&'a self, file_name: &'a str) -> Choice<'a>;

    /// Shows a file in the file manager.
    ///
    /// # Errors
    /// When the system has no file manager that answers.
    fn reveal(&self, file: &Path) -> Result<(), CommandError>;

    /// Opens a folder in the file manager.
    ///
    /// # Errors
    /// When the system has no file manager that answers.
    fn open_folder(&self, folder: &Path) -> Result<(), CommandError>;

    /// Opens an address in the browser.
    ///
    /// # Errors
    /// When the system has no browser that answers.
    fn open_link(&self, url: &str) -> Result<(), CommandError>;
}

/// The real desktop.
pub struct SystemDesktop<R: Runtime>(pub AppHandle<R>);

impl<R: Runtime> Desktop for SystemDesktop<R> {
    fn choose_save_target<'a>(&'a self, file_name: &'a str) -> Choice<'a> {
        Box::pin(async move {
            let (chosen, choice) = tokio::sync::oneshot::channel();
            self.0
                .dialog()
                .file()
                .set_file_name(file_name)
                .save_file(move |path| drop(chosen.send(path)));
            choice.await.ok().flatten()?.into_path().ok()
        })
    }

    fn reveal(&self, file: &Path) -> Result<(), CommandError> {
        self.0
            .opener()
            .reveal_item_in_dir(file)
            .map_err(CommandError::internal)
    }

    fn open_folder(&self, folder: &Path) -> Result<(), CommandError> {
        self.0
            .opener()
            .open_path(folder.display().to_string(), None::<&str>)
            .map_err(CommandError::internal)
    }

    fn open_link(&self, url: &str) -> Result<(), CommandError> {
        self.0
            .opener()
            .open_url(url, None::<&str>)
            .map_err(CommandError::internal)
    }
}
