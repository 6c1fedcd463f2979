//! Conversations.

use serde::{Deserialize, Serialize};

use crate::{ConversationId, DeletionId, MessageId, ProjectId, UnixMillis};

/// A conversation as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Its title.
    pub title: String,
    /// The message that the shown branch ends in.
    pub head_message_id: Option<MessageId>,
    /// The project it belongs to; it may have been deleted.
    pub project_id: Option<ProjectId>,
    /// When it was begun.
    pub created_at: UnixMillis,
    /// When it last changed; the list's order.
    pub updated_at: UnixMillis,
}

/// What undo needs to bring back exactly what one act deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Deletion {
    /// The act.
    pub id: DeletionId,
    /// How many things the user chose to delete.
    pub count: u32,
}
