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

/// The chores that run, and the last one of each kind that does not.
#[tauri::command]
#[specta::specta]
pub fn list_chores(studio: State<'_, Studio>) -> Vec<Chore> {
    studio.list_chores()
}

/// Stops a chore.
#[tauri::command]
#[specta::specta]
pub fn stop_chore(studio: State<'_, Studio>, kind: ChoreKind) {
    studio.stop_chore(kind);
}

/// What the studio takes of the disk.
#[tauri::command]
#[specta::specta]
pub async fn storage_use(studio: State<'_, Studio>) -> Answer<StorageUse> {
    Ok(studio.storage_use().await?)
}

/// What is in the trash.
#[tauri::command]
#[specta::specta]
pub async fn trash_use(studio: State<'_, Studio>) -> Answer<TrashUse> {
    Ok(studio.trash_use().await?)
}

/// Scrubs everything that is in the trash.
#[tauri::command]
#[specta::specta]
pub async fn empty_trash(studio: State<'_, Studio>) -> Answer<u32> {
    Ok(studio.empty_trash().await?)
}

/// Begins to look through the library.
#[tauri::command]
#[specta::specta]
pub async fn check_library(studio: State<'_, Studio>, full: bool) -> Answer {
    Ok(studio.check_library(full)?)
}

/// Begins to put right what a look through the library found.
#[tauri::command]
#[specta::specta]
pub async fn repair_library(studio: State<'_, Studio>, repair: Repair) -> Answer {
    Ok(studio.repair_library(repair)?)
}

/// The backups and how they are made.
#[tauri::command]
#[specta::specta]
pub async fn list_backups(studio: State<'_, Studio>) -> Answer<Backups> {
    Ok(studio.list_backups().await?)
}

/// Has backups made by themselves, or not.
#[tauri::command]
#[specta::specta]
pub async fn set_backups_on(studio: State<'_, Studio>, on: bool) -> Answer {
    Ok(studio.set_backups_on(on)?)
}

/// Has backups made in another folder; absent: inside the data folder.
#[tauri::command]
#[specta::specta]
pub async fn set_backup_folder(studio: State<'_, Studio>, folder: Option<String>) -> Answer {
    Ok(studio.set_backup_folder(folder).await?)
}

/// Begins to make a backup.
#[tauri::command]
#[specta::specta]
pub async fn back_up(studio: State<'_, Studio>) -> Answer {
    Ok(studio.back_up()?)
}

/// Removes a backup.
#[tauri::command]
#[specta::specta]
pub async fn delete_backup(studio: State<'_, Studio>, id: String) -> Answer {
    Ok(studio.delete_backup(id).await?)
}

/// What a backup holds and what bringing it back would change.
#[tauri::command]
#[specta::specta]
pub async fn preview_backup(studio: State<'_, Studio>, id: String) -> Answer<RestorePreview> {
    Ok(studio.preview_backup(id).await?)
}

/// Begins to bring back the whole of a backup, at the next start.
#[tauri::command]
#[specta::specta]
pub async fn restore_backup(studio: State<'_, Studio>, id: String) -> Answer {
    Ok(studio.restore_backup(id)?)
}

/// Begins to bring back conversations of a backup.
#[tauri::command]
#[specta::specta]
pub async fn restore_conversations(
    studio: State<'_, Studio>,
    id: String,
    conversations: Vec<ConversationId>,
) -> Answer {
    Ok(studio.restore_conversations(id, conversations)?)
}

/// Gives up replacing the library at the next start.
#[tauri::command]
#[specta::specta]
pub async fn give_up_restore(studio: State<'_, Studio>) -> Answer {
    Ok(studio.give_up_restore().await?)
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

/// Where the library lies.
#[tauri::command]
#[specta::specta]
pub async fn library_folder(studio: State<'_, Studio>) -> Answer<LibraryFolder> {
    Ok(studio.library_folder())
}

/// Begins to move the library to another folder.
#[tauri::command]
#[specta::specta]
pub async fn move_library(studio: State<'_, Studio>, folder: String) -> Answer {
    Ok(studio.move_library(folder)?)
}

/// Gives up a move that did not come to its end.
#[tauri::command]
#[specta::specta]
pub async fn give_up_move(studio: State<'_, Studio>) -> Answer {
    Ok(studio.give_up_move().await?)
}

/// The watched folders, and what was not taken from them.
#[tauri::command]
#[specta::specta]
pub async fn watched_folders(studio: State<'_, Studio>) -> Answer<WatchedFolders> {
    Ok(studio.watched_folders())
}

/// Watches a folder from now on.
#[tauri::command]
#[specta::specta]
pub async fn watch_folder(studio: State<'_, Studio>, folder: String) -> Answer {
    Ok(studio.watch_folder(folder)?)
}

/// Leaves a watched folder alone for now, or watches it again.
#[tauri::command]
#[specta::specta]
pub async fn pause_watched_folder(
    studio: State<'_, Studio>,
    folder: String,
    paused: bool,
) -> Answer {
    Ok(studio.pause_watched_folder(&folder, paused)?)
}

/// Watches a folder no longer.
#[tauri::command]
#[specta::specta]
pub async fn unwatch_folder(studio: State<'_, Studio>, folder: String) -> Answer {
    Ok(studio.unwatch_folder(&folder)?)
}

/// Forgets the list of files that were not taken.
#[tauri::command]
#[specta::specta]
pub async fn forget_refused_files(studio: State<'_, Studio>) -> Answer {
    studio.forget_refused_files();
    Ok(())
}
