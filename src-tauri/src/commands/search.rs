//! Searching everywhere.

use studio_domain::{MessageId, PageRequest, SearchFilter, SearchResults};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

/// What matches the text and the filter: a page of the kind that the filter names, or the first
/// few of each kind. A later search of the same place ends this one, which then has no answer.
#[tauri::command]
#[specta::specta]
pub async fn search(
    studio: State<'_, Studio>,
    place: String,
    text: String,
    filter: SearchFilter,
    page: PageRequest,
) -> Result<Option<SearchResults>, CommandError> {
    Ok(studio.search(place, text, filter, page).await?)
}

/// Has a conversation show a message, on another branch where it must.
#[tauri::command]
#[specta::specta]
pub async fn show_message(studio: State<'_, Studio>, id: MessageId) -> Result<(), CommandError> {
    Ok(studio.show_message(id).await?)
}
