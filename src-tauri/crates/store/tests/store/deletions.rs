use std::collections::BTreeMap;

use sqlx::Row;
use studio_domain::{CacheTag, DeletionId, Role};
use studio_store::{Store, conversations, deletions, messages};

use crate::support::fixture;

/// Every row of the tables that a conversation's deletion touches, without the time of change.
async fn content(store: &Store) -> BTreeMap<Vec<u8>, (Option<i64>, Option<Vec<u8>>)> {
    sqlx::query(
        "select id, deleted_at, deletion_id from conversations
         union all select id, deleted_at, deletion_id from messages",
    )
    .fetch_all(store.readers())
    .await
    .unwrap()
    .iter()
    .map(|row| (row.get(0), (row.get(1), row.get(2))))
    .collect()
}

#[tokio::test]
async fn undoing_a_conversations_deletion_restores_exactly_that() {
    let home = fixture().await;
    let (one, other) = (
        home.conversation("one").await,
        home.conversation("other").await,
    );
    let root = home.message(one, None, Role::User, "q").await;
    let leaf = home.message(one, Some(root), Role::Assistant, "a").await;
    home.message(other, None, Role::User, "else").await;
    let mut tx = home.write().await;
    let earlier = conversations::delete(&mut tx, other).await.unwrap();
    tx.commit().await.unwrap();
    let before = content(&home.store).await;
    let mut tx = home.write().await;
    let deletion = conversations::delete(&mut tx, one).await.unwrap();
    tx.commit().await.unwrap();
    assert_ne!(content(&home.store).await, before);

    let mut changes = home.store.subscribe();
    let mut tx = home.write().await;
    let restored = deletions::undo(&mut tx, deletion.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(restored, 3, "the conversation and two messages");
    assert_eq!(
        content(&home.store).await,
        before,
        "{earlier:?} stays deleted"
    );
    assert_eq!(
        changes.try_recv(),
        Ok(vec![CacheTag::Conversations, CacheTag::Messages])
    );
    let page = messages::branch(&home.store, one, None, 10).await.unwrap();
    assert_eq!(page.items.last().map(|message| message.id), Some(leaf));
}

#[tokio::test]
async fn an_unknown_act_undoes_nothing() {
    let home = fixture().await;
    let mut changes = home.store.subscribe();
    let mut tx = home.write().await;
    let nothing = deletions::undo(&mut tx, DeletionId::new(home.now()))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(nothing, 0);
    assert!(changes.try_recv().is_err());
}
