//! Conversations and their branches.

use studio_domain::{
    Conversation, ConversationId, Deletion, DeletionId, MessageId, Page, PageRequest, ThreadMessage,
};

pass_on! {
    /// One page of conversations, the latest changed first; `search` narrows them by title.
    list_conversations(page: PageRequest, search: Option<String>) -> Page<Conversation>;

    /// Gives a conversation another title.
    rename_conversation(id: ConversationId, title: String) -> ();

    /// Moves a conversation to the trash.
    delete_conversation(id: ConversationId) -> Deletion;

    /// One page of the shown branch, oldest first; `before` is the `next` of the page after it.
    list_messages(
        conversation_id: ConversationId,
        before: Option<MessageId>,
        limit: u32,
    ) -> Page<ThreadMessage>;

    /// Shows the branch that a message belongs to.
    select_sibling(message_id: MessageId) -> ();

    /// Brings back what one act deleted and tells how many things that were.
    undo_deletion(deletion_id: DeletionId) -> u32;
}
