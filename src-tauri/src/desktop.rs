//! What only the desktop around the window can do: dialogs, the file manager, the browser.

use std::path::{Path, PathBuf};
use std::pin::Pin;

use studio_domain::AssetKind;
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::{DialogExt, FilePath};
use tauri_plugin_notification::NotificationExt;
use tauri_plugin_opener::OpenerExt;

use crate::error::CommandError;

/// The answer of a dialog: a path, or nothing when it was dismissed.
pub type Choice<'a> = Pin<Box<dyn Future<Output = Option<PathBuf>> + Send + 'a>>;

/// Called with the answer of a dialog.
type Answered = Box<dyn FnOnce(Option<FilePath>) + Send>;

/// The answer of a dialog for several files; none when it was dismissed.
pub type Files<'a> = Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send + 'a>>;

/// The desktop, behind a trait so that a test can stand where a person would answer a dialog.
pub trait Desktop: Send + Sync {
    /// Asks where to save a file, with a name proposed.
    fn choose_save_target<'a>(&'a self, file_name: &'a str) -> Choice<'a>;

    /// Asks which files to bring in, of these kinds or of any.
    fn choose_files<'a>(&'a self, kinds: &'a [AssetKind]) -> Files<'a>;

    /// Asks for a folder.
    fn choose_folder(&self) -> Choice<'_>;

    /// Asks for an archive that the studio wrote.
    fn choose_archive(&self) -> Choice<'_>;

    /// Ends the studio and starts it again.
    fn restart(&self);

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

    /// Shows a notice of the system. Where there is nothing that shows notices, none is shown.
    fn notify(&self, title: &str, text: &str);
}

/// The real desktop.
pub struct SystemDesktop<R: Runtime>(pub AppHandle<R>);

impl<R: Runtime> Desktop for SystemDesktop<R> {
    fn choose_save_target<'a>(&'a self, file_name: &'a str) -> Choice<'a> {
        let dialog = self.0.dialog().file().set_file_name(file_name);
        Box::pin(choice(|chosen| dialog.save_file(chosen)))
    }

    fn choose_files<'a>(&'a self, kinds: &'a [AssetKind]) -> Files<'a> {
        Box::pin(async move {
            let (chosen, choice) = tokio::sync::oneshot::channel();
            let endings: Vec<&str> = endings_of(kinds);
            self.0
                .dialog()
                .file()
                .add_filter("Media", &endings)
                .pick_files(move |files| drop(chosen.send(files)));
            let files = choice.await.ok().flatten().unwrap_or_default();
            files
                .into_iter()
                .filter_map(|file| file.into_path().ok())
                .collect()
        })
    }

    fn choose_folder(&self) -> Choice<'_> {
        let dialog = self.0.dialog().file();
        Box::pin(choice(|chosen| dialog.pick_folder(chosen)))
    }

    fn choose_archive(&self) -> Choice<'_> {
        let dialog = self.0.dialog().file().add_filter("Archive", &["zip"]);
        Box::pin(choice(|chosen| dialog.pick_file(chosen)))
    }

    fn restart(&self) {
        self.0.request_restart();
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

    fn notify(&self, title: &str, text: &str) {
        let notice = self.0.notification().builder().title(title).body(text);
        if let Err(error) = notice.show() {
            tracing::info!(%error, "the system shows no notices");
        }
    }
}

/// Waits for what a dialog, once shown, is answered.
async fn choice(show: impl FnOnce(Answered)) -> Option<PathBuf> {
    let (chosen, choice) = tokio::sync::oneshot::channel();
    show(Box::new(|path| drop(chosen.send(path))));
    choice.await.ok().flatten()?.into_path().ok()
}

/// The usual endings of files of these kinds, or of any kind. What a file is, its bytes tell.
fn endings_of(kinds: &[AssetKind]) -> Vec<&'static str> {
    const ALL: [AssetKind; 4] = [
        AssetKind::Image,
        AssetKind::Video,
        AssetKind::Audio,
        AssetKind::Document,
    ];
    let kinds = if kinds.is_empty() { &ALL } else { kinds };
    kinds
        .iter()
        .flat_map(|kind| match kind {
            AssetKind::Image => ["png", "jpg", "jpeg", "webp", "gif", "svg"].as_slice(),
            AssetKind::Video => &["mp4", "m4v", "mov", "webm", "mkv", "ogv"],
            AssetKind::Audio => &["mp3", "wav", "flac", "ogg", "opus", "m4a", "aac", "webm"],
            AssetKind::Document => &["pdf"],
        })
        .copied()
        .collect()
}
