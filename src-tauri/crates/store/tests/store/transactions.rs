use studio_domain::{CacheTag, ConversationId, ErrorCode};
use studio_store::{StoreError, WriteTx, conversations, settings};
use tokio::sync::broadcast::error::TryRecvError;

use crate::support::fixture;

async fn synchronous(tx: &mut WriteTx) -> i64 {
    sqlx::query_scalar("pragma synchronous")
        .fetch_one(tx.connection())
        .await
        .unwrap()
}

#[tokio::test]
async fn each_door_sets_its_own_durability_every_time() {
    let home = fixture().await;
    for _ in 0..2 {
        let mut durable = home.store.write_durable().await.unwrap();
        assert_eq!(synchronous(&mut durable).await, 2, "2 is FULL");
        durable.commit().await.unwrap();
        let mut plain = home.store.write().await.unwrap();
        assert_eq!(synchronous(&mut plain).await, 1, "1 is NORMAL");
    }
}

#[tokio::test]
async fn a_dropped_write_leaves_nothing_and_tells_nobody() {
    let home = fixture().await;
    let mut changes = home.store.subscribe();
    let mut tx = home.write().await;
    conversations::insert(&mut tx, ConversationId::new(home.now()), "x")
        .await
        .unwrap();
    drop(tx);
    home.write().await.commit().await.unwrap();
    assert_eq!(home.number("select count(*) from conversations").await, 0);
    assert_eq!(changes.try_recv(), Err(TryRecvError::Empty));
}

#[tokio::test]
async fn a_commit_tells_once_what_became_stale() {
    let home = fixture().await;
    let mut changes = home.store.subscribe();
    let mut tx = home.write().await;
    settings::set(&mut tx, "a", &1).await.unwrap();
    settings::set(&mut tx, "b", &2).await.unwrap();
    tx.changed(CacheTag::Models);
    assert_eq!(
        changes.try_recv(),
        Err(TryRecvError::Empty),
        "before the commit"
    );
    tx.commit().await.unwrap();
    assert_eq!(
        changes.try_recv(),
        Ok(vec![CacheTag::Settings, CacheTag::Models])
    );
    assert_eq!(changes.try_recv(), Err(TryRecvError::Empty), "only once");
}

#[tokio::test]
async fn writes_wait_for_each_other() {
    let home = fixture().await;
    let first = home.write().await;
    let store = home.store.clone();
    let second = tokio::spawn(async move { store.write().await.unwrap().commit().await });
    tokio::task::yield_now().await;
    assert!(!second.is_finished());
    first.commit().await.unwrap();
    second.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_foreign_key_that_points_to_nothing_is_refused_at_the_commit() {
    let home = fixture().await;
    let mut tx = home.write().await;
    sqlx::query(
        "insert into assets (id, kind, title, blob_hash, created_at, updated_at)
         values (zeroblob(16), 'image', '', zeroblob(32), 0, 0)",
    )
    .execute(tx.connection())
    .await
    .unwrap();
    let error = tx.commit().await.unwrap_err();
    assert!(matches!(error, StoreError::Constraint(_)), "{error:?}");
    assert_eq!(home.number("select count(*) from assets").await, 0);
    home.conversation("the writer goes on").await;
}

#[tokio::test]
async fn a_full_disk_is_reported_and_writing_goes_on_when_there_is_room() {
    let home = fixture().await;
    home.store.limit_size(1).await.unwrap();
    let mut tx = home.write().await;
    let large = "x".repeat(1_000_000);
    let error = settings::set(&mut tx, "large", &large).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::StorageFull, "{error:?}");
    drop(tx);
    home.store.limit_size(1 << 30).await.unwrap();
    let mut tx = home.write().await;
    settings::set(&mut tx, "large", &large).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        settings::get::<String>(&home.store, "large").await.unwrap(),
        Some(large)
    );
}

#[tokio::test]
async fn a_snapshot_shows_one_moment() {
    let home = fixture().await;
    let mut snapshot = home.store.snapshot().await.unwrap();
    let count = "select count(*) from conversations";
    let before: i64 = sqlx::query_scalar(count)
        .fetch_one(snapshot.connection())
        .await
        .unwrap();
    home.conversation("written meanwhile").await;
    let after: i64 = sqlx::query_scalar(count)
        .fetch_one(snapshot.connection())
        .await
        .unwrap();
    assert_eq!((before, after), (0, 0));
    assert_eq!(home.number(count).await, 1);
}
