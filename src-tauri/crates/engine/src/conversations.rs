//! Conversations and their branches.

use studio_domain::{
    Conversation, ConversationId, Deletion, DeletionId, MessageId, Page, PageRequest, ThreadMessage,
};
use studio_store::{conversations, deletions, messages};

use crate::error::EngineError;
use crate::studio::Studio;

/// The longest title a person can give.
const LONGEST_TITLE: usize = 300;

impl Studio {
    /// One page of conversations, the latest changed first.
    ///
    /// # Errors
    /// When the cursor is not one of ours or the database fails.
    pub async fn list_conversations(
        &self,
        page: PageRequest,
        search: Option<String>,
    ) -> Result<Page<Conversation>, EngineError> {
        let search = search.filter(|text| !text.trim().is_empty());
        Ok(conversations::list(&self.parts.store, &page, search.as_deref()).await?)
    }

    /// Gives a conversation another title.
    ///
    /// # Errors
    /// When the title is empty or too long, or the conversation is gone.
    pub async fn rename_conversation(
        &self,
        id: ConversationId,
        title: String,
    ) -> Result<(), EngineError> {
        let title = title.trim();
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            return Err(EngineError::InvalidInput {
                message: "A title has 1 to 300 characters.".to_owned(),
                hint: "Give it a shorter name.",
            });
        }
        let mut tx = self.parts.store.write().await?;
        conversations::rename(&mut tx, id, title).await?;
        Ok(tx.commit().await?)
    }

    /// Moves a conversation to the trash.
    ///
    /// # Errors
    /// When it is gone already.
    pub async fn delete_conversation(&self, id: ConversationId) -> Result<Deletion, EngineError> {
        let mut tx = self.parts.store.write().await?;
        let deletion = conversations::delete(&mut tx, id).await?;
        tx.commit().await?;
        Ok(deletion)
    }

    /// One page of the shown branch, oldest first.
    ///
    /// # Errors
    /// When the conversation is gone.
    pub async fn list_messages(
        &self,
        conversation_id: ConversationId,
        before: Option<MessageId>,
        limit: u32,
    ) -> Result<Page<ThreadMessage>, EngineError> {
        Ok(messages::branch(&self.parts.store, conversation_id, before, limit).await?)
    }

    /// Shows the newest branch that a message belongs to.
    ///
    /// # Errors
    /// When the message is gone.
    pub async fn select_sibling(&self, message_id: MessageId) -> Result<(), EngineError> {
        let message = messages::get(&self.parts.store, message_id).await?;
        let leaf = messages::newest_leaf(&self.parts.store, message_id).await?;
        let mut tx = self.parts.store.write().await?;
        conversations::set_head(&mut tx, message.conversation_id, Some(leaf)).await?;
        Ok(tx.commit().await?)
    }

    /// Brings back what one act deleted and tells how many things that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undo_deletion(&self, id: DeletionId) -> Result<u32, EngineError> {
        let mut tx = self.parts.store.write().await?;
        let restored = deletions::undo(&mut tx, id).await?;
        tx.commit().await?;
        Ok(restored)
    }
}
