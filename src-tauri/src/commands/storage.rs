//! What is kept on the disk: how much, whether it is sound, its copies, and where it lies.

use studio_domain::{
    ArchivePreview, ArchiveScope, Backups, Chore, ChoreKind, ConversationId, LibraryFolder, Repair,
    RestorePreview, StorageUse, TrashUse, WatchedFolders,
};
use studio_engine::Studio;
use tauri::State;

use crate::desktop::Desktop;
use crate::error::CommandError;

type Answer<T = ()> = Result<T, CommandError>;

/// Asks for a folder. Nothing when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub async fn pick_folder(desktop: State<'_, Box<dyn Desktop>>) -> Answer<Option<String>> {
    let folder = desktop.choose_folder().await;
    Ok(folder.map(|folder| folder.display().to_string()))
}

/// Ends the studio and starts it again.
#[tauri::command]
#[specta::specta]
pub fn restart_studio(desktop: State<'_, Box<dyn Desktop>>) {
    desktop.restart();
}

/// Asks where to, and begins to write an archive there. False when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub async fn export_archive(
    desktop: State<'_, Box<dyn Desktop>>,
    studio: State<'_, Studio>,
    scope: ArchiveScope,
) -> Answer<bool> {
    let name = studio.archive_name(&scope).await?;
    let Some(target) = desktop.choose_save_target(&name).await else {
        return Ok(false);
    };
    studio.export_archive(scope, target)?;
    Ok(true)
}

/// Asks for an archive and tells what it holds. Nothing when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub async fn pick_archive(
    desktop: State<'_, Box<dyn Desktop>>,
    studio: State<'_, Studio>,
) -> Answer<Option<ArchivePreview>> {
    Ok(match desktop.choose_archive().await {
        Some(file) => Some(studio.preview_archive(file).await?),
        None => None,
    })
}

/// Begins to bring an archive in.
#[tauri::command]
#[specta::specta]
pub async fn import_archive(studio: State<'_, Studio>, file: String, replace: bool) -> Answer {
    Ok(studio.import_archive(file.into(), replace)?)
}

pass_on! {
    /// What the studio takes of the disk.
    storage_use() -> StorageUse;

    /// What is in the trash.
    trash_use() -> TrashUse;

    /// Scrubs everything that is in the trash.
    empty_trash() -> u32;

    /// The backups and how they are made.
    list_backups() -> Backups;

    /// Has backups made in another folder; absent: inside the data folder.
    set_backup_folder(folder: Option<String>) -> ();

    /// Removes a backup.
    delete_backup(id: String) -> ();

    /// What a backup holds and what bringing it back would change.
    preview_backup(id: String) -> RestorePreview;

    /// Gives up replacing the library at the next start.
    give_up_restore() -> ();

    /// Gives up a move that did not come to its end.
    give_up_move() -> ();
}

/// As `pass_on!`, for what waits for nothing: work that is begun, and what can be read and never
/// fails.
macro_rules! at_once {
    (@begin $call:expr) => { Ok($call?) };
    (@read $call:expr) => { Ok($call) };
    ($($(#[$doc:meta])+ $how:ident $name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)+) => {$(
        $(#[$doc])+
        #[tauri::command]
        #[specta::specta]
        pub async fn $name(studio: State<'_, Studio>, $($given: $kind),*) -> Answer<$answer> {
            at_once!(@$how studio.$name($($given),*))
        }
    )+};
}

at_once! {
    /// The chores that run, and the last one of each kind that does not.
    read list_chores() -> Vec<Chore>;

    /// Stops a chore.
    read stop_chore(kind: ChoreKind) -> ();

    /// Begins to look through the library.
    begin check_library(full: bool) -> ();

    /// Begins to put right what a look through the library found.
    begin repair_library(repair: Repair) -> ();

    /// Has backups made by themselves, or not.
    begin set_backups_on(on: bool) -> ();

    /// Begins to make a backup.
    begin back_up() -> ();

    /// Begins to bring back the whole of a backup, at the next start.
    begin restore_backup(id: String) -> ();

    /// Begins to bring back conversations of a backup.
    begin restore_conversations(id: String, conversations: Vec<ConversationId>) -> ();

    /// Where the library lies.
    read library_folder() -> LibraryFolder;

    /// Begins to move the library to another folder.
    begin move_library(folder: String) -> ();

    /// The watched folders, and what was not taken from them.
    read watched_folders() -> WatchedFolders;

    /// Watches a folder from now on.
    begin watch_folder(folder: String) -> ();

    /// Leaves a watched folder alone for now, or watches it again.
    begin pause_watched_folder(folder: String, paused: bool) -> ();

    /// Watches a folder no longer.
    begin unwatch_folder(folder: String) -> ();

    /// Forgets the list of files that were not taken.
    read forget_refused_files() -> ();
}
