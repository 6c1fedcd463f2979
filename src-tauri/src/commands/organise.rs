//! Organising the library: marks, tags, collections and projects.

use studio_domain::{
    AssetChange, AssetId, AssetMarks, Change, ChangeId, Collection, CollectionId, ConversationId,
    Deletion, LibraryModel, Project, ProjectId, Provenance, Tag, TagCount, UsedIn,
};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

type Answer<T> = Result<T, CommandError>;

/// Changes something about several assets as one act.
#[tauri::command]
#[specta::specta]
pub async fn change_assets(
    studio: State<'_, Studio>,
    ids: Vec<AssetId>,
    change: AssetChange,
) -> Answer<Change> {
    Ok(studio.change_assets(ids, change).await?)
}

/// Moves assets within a collection to before another one, or to the end.
#[tauri::command]
#[specta::specta]
pub async fn arrange_collection(
    studio: State<'_, Studio>,
    id: CollectionId,
    ids: Vec<AssetId>,
    before: Option<AssetId>,
) -> Answer<Change> {
    Ok(studio.arrange_collection(id, ids, before).await?)
}

/// Calls a tag something else wherever it is; where that tag is already, the two become one.
#[tauri::command]
#[specta::specta]
pub async fn rename_tag(studio: State<'_, Studio>, tag: Tag, to: Tag) -> Answer<Change> {
    Ok(studio.rename_tag(tag, to).await?)
}

/// Takes a tag off everything that has it.
#[tauri::command]
#[specta::specta]
pub async fn remove_tag(studio: State<'_, Studio>, tag: Tag) -> Answer<Change> {
    Ok(studio.remove_tag(tag).await?)
}

/// Takes back what one act of organising changed and tells how many things that were.
#[tauri::command]
#[specta::specta]
pub async fn undo_change(studio: State<'_, Studio>, id: ChangeId) -> Answer<u32> {
    Ok(studio.undo_change(id).await?)
}

/// What is noted about assets, as far as they have it in common.
#[tauri::command]
#[specta::specta]
pub async fn asset_marks(studio: State<'_, Studio>, ids: Vec<AssetId>) -> Answer<AssetMarks> {
    Ok(studio.asset_marks(ids).await?)
}

/// Where any of the assets is used.
#[tauri::command]
#[specta::specta]
pub async fn used_in(studio: State<'_, Studio>, ids: Vec<AssetId>) -> Answer<UsedIn> {
    Ok(studio.used_in(ids).await?)
}

/// Everything that an asset came from and everything that came of it, within bounds.
#[tauri::command]
#[specta::specta]
pub async fn provenance(studio: State<'_, Studio>, id: AssetId) -> Answer<Provenance> {
    Ok(studio.provenance(id).await?)
}

/// Every tag and how much of the library has it.
#[tauri::command]
#[specta::specta]
pub async fn list_tags(studio: State<'_, Studio>) -> Answer<Vec<TagCount>> {
    Ok(studio.list_tags().await?)
}

/// The models that made what is in the library.
#[tauri::command]
#[specta::specta]
pub async fn library_models(studio: State<'_, Studio>) -> Answer<Vec<LibraryModel>> {
    Ok(studio.library_models().await?)
}

/// Every collection, in order.
#[tauri::command]
#[specta::specta]
pub async fn list_collections(studio: State<'_, Studio>) -> Answer<Vec<Collection>> {
    Ok(studio.list_collections().await?)
}

/// Begins a collection with these assets in it.
#[tauri::command]
#[specta::specta]
pub async fn create_collection(
    studio: State<'_, Studio>,
    name: String,
    assets: Vec<AssetId>,
) -> Answer<CollectionId> {
    Ok(studio.create_collection(name, assets).await?)
}

/// Gives a collection another name.
#[tauri::command]
#[specta::specta]
pub async fn rename_collection(
    studio: State<'_, Studio>,
    id: CollectionId,
    name: String,
) -> Answer<()> {
    Ok(studio.rename_collection(id, name).await?)
}

/// Deletes a collection; what is in it stays in the library.
#[tauri::command]
#[specta::specta]
pub async fn delete_collection(studio: State<'_, Studio>, id: CollectionId) -> Answer<Deletion> {
    Ok(studio.delete_collection(id).await?)
}

/// Every project, in order.
#[tauri::command]
#[specta::specta]
pub async fn list_projects(studio: State<'_, Studio>) -> Answer<Vec<Project>> {
    Ok(studio.list_projects().await?)
}

/// Begins a project.
#[tauri::command]
#[specta::specta]
pub async fn create_project(studio: State<'_, Studio>, name: String) -> Answer<ProjectId> {
    Ok(studio.create_project(name).await?)
}

/// Gives a project another name.
#[tauri::command]
#[specta::specta]
pub async fn rename_project(studio: State<'_, Studio>, id: ProjectId, name: String) -> Answer<()> {
    Ok(studio.rename_project(id, name).await?)
}

/// Deletes a project; what is in it stays.
#[tauri::command]
#[specta::specta]
pub async fn delete_project(studio: State<'_, Studio>, id: ProjectId) -> Answer<Deletion> {
    Ok(studio.delete_project(id).await?)
}

/// The project that new things belong to; nothing where there is none.
#[tauri::command]
#[specta::specta]
pub async fn current_project(studio: State<'_, Studio>) -> Answer<Option<ProjectId>> {
    Ok(studio.current_project().await?)
}

/// Has what is made, said and brought in from now on belong to a project, or to none.
#[tauri::command]
#[specta::specta]
pub async fn set_current_project(studio: State<'_, Studio>, id: Option<ProjectId>) -> Answer<()> {
    Ok(studio.set_current_project(id).await?)
}

/// Moves a conversation to a project, or to none.
#[tauri::command]
#[specta::specta]
pub async fn set_conversation_project(
    studio: State<'_, Studio>,
    id: ConversationId,
    project_id: Option<ProjectId>,
) -> Answer<()> {
    Ok(studio.set_conversation_project(id, project_id).await?)
}
