use studio_domain::{CacheTag, ConversationId, ErrorCode, MessageId, PageRequest, Role};
use studio_store::{StoreError, conversations, messages};

use crate::support::{Fixture, first_page, fixture};

async fn titles(home: &Fixture, search: Option<&str>) -> Vec<String> {
    let page = conversations::list(&home.store, &first_page(50), search)
        .await
        .unwrap();
    page.items.into_iter().map(|found| found.title).collect()
}

#[tokio::test]
async fn a_conversation_is_read_as_it_was_begun() {
    let home = fixture().await;
    let id = home.conversation("Plans").await;
    let found = conversations::get(&home.store, id).await.unwrap();
    assert_eq!((found.id, found.title.as_str()), (id, "Plans"));
    assert_eq!(found.head_message_id, None);
    assert_eq!(
        (found.created_at, found.updated_at),
        (home.now(), home.now())
    );
}

#[tokio::test]
async fn the_conversation_changed_last_comes_first() {
    let home = fixture().await;
    let first = home.conversation("first").await;
    home.clock.advance(10);
    home.conversation("second").await;
    assert_eq!(titles(&home, None).await, ["second", "first"]);
    home.clock.advance(10);
    home.message(first, None, Role::User, "hello").await;
    assert_eq!(titles(&home, None).await, ["first", "second"]);
}

#[tokio::test]
async fn searching_ignores_case_and_takes_signs_literally() {
    let home = fixture().await;
    for title in ["Über den Wolken", "100% sure", "[draft] notes", "a*b"] {
        home.conversation(title).await;
    }
    assert_eq!(titles(&home, Some("üBER")).await, ["Über den Wolken"]);
    assert_eq!(titles(&home, Some("0%")).await, ["100% sure"]);
    assert_eq!(titles(&home, Some("[DRAFT]")).await, ["[draft] notes"]);
    assert_eq!(titles(&home, Some("*")).await, ["a*b"]);
    assert_eq!(titles(&home, Some("nowhere")).await, Vec::<String>::new());
    let endless = "x".repeat(2_000);
    let error = conversations::list(&home.store, &first_page(5), Some(&endless))
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidInput);
}

#[tokio::test]
async fn renaming_changes_the_title_alone() {
    let home = fixture().await;
    let id = home.conversation("old").await;
    let mut changes = home.store.subscribe();
    let mut tx = home.write().await;
    conversations::rename(&mut tx, id, "new").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(titles(&home, None).await, ["new"]);
    assert_eq!(changes.try_recv(), Ok(vec![CacheTag::Conversations]));
}

#[tokio::test]
async fn a_head_of_another_conversation_is_refused() {
    let home = fixture().await;
    let (one, other) = (
        home.conversation("one").await,
        home.conversation("other").await,
    );
    let stranger = home.message(other, None, Role::User, "hi").await;
    let mut tx = home.write().await;
    conversations::set_head(&mut tx, one, Some(stranger))
        .await
        .unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::Constraint(_))));
    assert_eq!(
        conversations::get(&home.store, one)
            .await
            .unwrap()
            .head_message_id,
        None
    );
}

#[tokio::test]
async fn a_deleted_conversation_is_not_there_and_neither_are_its_messages() {
    let home = fixture().await;
    let id = home.conversation("gone").await;
    let message = home.message(id, None, Role::User, "hi").await;
    let mut tx = home.write().await;
    let deletion = conversations::delete(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(deletion.count, 1);
    assert_eq!(titles(&home, None).await, Vec::<String>::new());
    for error in [
        conversations::get(&home.store, id).await.unwrap_err(),
        messages::get(&home.store, message).await.unwrap_err(),
        messages::branch(&home.store, id, None, 10)
            .await
            .unwrap_err(),
        messages::path(&home.store, message).await.unwrap_err(),
        messages::newest_leaf(&home.store, message)
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.code(), ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn what_is_not_there_cannot_be_changed() {
    let home = fixture().await;
    let nobody = ConversationId::new(home.now());
    let mut tx = home.write().await;
    let head = Some(MessageId::new(home.now()));
    for error in [
        conversations::rename(&mut tx, nobody, "x")
            .await
            .unwrap_err(),
        conversations::set_head(&mut tx, nobody, head)
            .await
            .unwrap_err(),
        conversations::delete(&mut tx, nobody).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn a_cursor_that_no_page_gave_out_is_refused() {
    let home = fixture().await;
    for cursor in ["", "x", "12:", "x:y", "12:not-an-id"] {
        let request = PageRequest {
            cursor: Some(cursor.to_owned()),
            limit: 5,
        };
        let error = conversations::list(&home.store, &request, None)
            .await
            .unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput, "{cursor:?}");
    }
}
