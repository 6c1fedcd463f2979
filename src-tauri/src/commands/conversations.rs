//! Conversations and their branches.

use studio_domain::{
    Conversation, ConversationId, Deletion, DeletionId, MessageId, Page, PageRequest, ThreadMessage,
};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

/// One page of conversations, the latest changed first; `search` narrows them by title.
#[tauri::command]
#[specta::specta]
pub async fn list_conversations(
    studio: State<'_, Studio>,
    page: PageRequest,
    search: Option<String>,
) -> Result<Page<Conversation>, CommandError> {
    Ok(studio.list_conversations(page, search).await?)
}

/// Gives a conversation another title.
#[tauri::command]
#[specta::specta]
pub async fn rename_conversation(
    studio: State<'_, Studio>,
    id: ConversationId,
    title: String,
) -> Result<(), CommandError> {
    Ok(studio.rename_conversation(id, title).await?)
}

/// Moves a conversation to the trash.
#[tauri::command]
#[specta::specta]
pub async fn delete_conversation(
    studio: State<'_, Studio>,
    id: ConversationId,
) -> Result<Deletion, CommandError> {
    Ok(studio.delete_conversation(id).await?)
}

/// One page of the shown branch, oldest first; `before` is the `next` of the page after it.
#[tauri::command]
#[specta::specta]
pub async fn list_messages(
    studio: State<'_, Studio>,
    conversation_id: ConversationId,
    before: Option<MessageId>,
    limit: u32,
) -> Result<Page<ThreadMessage>, CommandError> {
    Ok(studio.list_messages(conversation_id, before, limit).await?)
}

/// Shows the branch that a message belongs to.
#[tauri::command]
#[specta::specta]
pub async fn select_sibling(
    studio: State<'_, Studio>,
    message_id: MessageId,
) -> Result<(), CommandError> {
    Ok(studio.select_sibling(message_id).await?)
}

/// Brings back what one act deleted and tells how many things that were.
#[tauri::command]
#[specta::specta]
pub async fn undo_deletion(
    studio: State<'_, Studio>,
    deletion_id: DeletionId,
) -> Result<u32, CommandError> {
    Ok(studio.undo_deletion(deletion_id).await?)
}
