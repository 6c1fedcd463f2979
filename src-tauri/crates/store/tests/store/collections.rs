use proptest::prelude::*;
use studio_domain::{AssetFilter, AssetId, CollectionId, ErrorCode, PageRequest};
use studio_store::{assets, collection_assets, collections, deletions};

use crate::support::{Fixture, fixture};

async fn begin(home: &Fixture, name: &str) -> CollectionId {
    let id = CollectionId::new(home.now());
    let mut tx = home.write().await;
    collections::create(&mut tx, id, name).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Everything in the collection, read in pages of this size.
async fn inside(home: &Fixture, id: CollectionId, limit: u32) -> Vec<AssetId> {
    let filter = AssetFilter {
        collection_id: Some(id),
        ..AssetFilter::default()
    };
    let (mut items, mut cursor) = (Vec::new(), None);
    loop {
        let request = PageRequest { cursor, limit };
        let page = assets::list(&home.store, &filter, &request).await.unwrap();
        items.extend(page.items.into_iter().map(|asset| asset.id));
        cursor = page.next;
        if cursor.is_none() {
            return items;
        }
    }
}

async fn some_assets(home: &Fixture, count: usize) -> Vec<AssetId> {
    let mut ids = Vec::new();
    for index in 0..count {
        ids.push(home.asset(&format!("asset {index}"), None).await);
    }
    ids
}

async fn names(home: &Fixture) -> Vec<(String, u32)> {
    let all = collections::list(&home.store).await.unwrap();
    all.into_iter().map(|one| (one.name, one.count)).collect()
}

#[tokio::test]
async fn collections_are_made_renamed_deleted_and_brought_back() {
    let home = fixture().await;
    let (one, two) = (begin(&home, "One").await, begin(&home, "Two").await);
    let ids = some_assets(&home, 2).await;
    let mut tx = home.write().await;
    collection_assets::add(&mut tx, one, &ids).await.unwrap();
    collections::rename(&mut tx, two, "Zwei").await.unwrap();
    tx.commit().await.unwrap();
    let both = [("One".to_owned(), 2), ("Zwei".to_owned(), 0)];
    assert_eq!(names(&home).await, both);
    let mut tx = home.write().await;
    let deletion = collections::delete(&mut tx, one).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(names(&home).await, both[1..]);
    assert_eq!(collections::of(&home.store, &ids).await.unwrap(), []);
    let mut tx = home.write().await;
    for gone in [
        collections::delete(&mut tx, one).await.map(drop),
        collections::rename(&mut tx, one, "x").await,
        collection_assets::add(&mut tx, one, &ids).await.map(drop),
    ] {
        assert_eq!(gone.unwrap_err().code(), ErrorCode::NotFound);
    }
    assert_eq!(deletions::undo(&mut tx, deletion.id).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(names(&home).await, both);
    assert_eq!(inside(&home, one, 5).await, ids);
    let mut tx = home.write().await;
    assert!(collections::rename(&mut tx, one, "").await.is_err());
}

#[tokio::test]
async fn what_is_put_in_twice_is_in_it_once_and_what_is_taken_out_comes_back_to_its_place() {
    let home = fixture().await;
    let id = begin(&home, "One").await;
    let ids = some_assets(&home, 3).await;
    let mut tx = home.write().await;
    let added = collection_assets::add(&mut tx, id, &[ids[2], ids[0]])
        .await
        .unwrap();
    assert_eq!(added.len(), 2);
    let added = collection_assets::add(&mut tx, id, &ids).await.unwrap();
    assert_eq!(added, [ids[1]]);
    tx.commit().await.unwrap();
    assert_eq!(inside(&home, id, 2).await, [ids[2], ids[0], ids[1]]);
    let mut tx = home.write().await;
    let out = collection_assets::remove(&mut tx, id, &[ids[0]])
        .await
        .unwrap();
    assert_eq!(out, [ids[0]]);
    tx.commit().await.unwrap();
    assert_eq!(inside(&home, id, 2).await, [ids[2], ids[1]]);
    assert_eq!(names(&home).await, [("One".to_owned(), 2)]);
    let mut tx = home.write().await;
    assert_eq!(
        collection_assets::bring_back(&mut tx, id, &out)
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        collection_assets::bring_back(&mut tx, id, &out)
            .await
            .unwrap(),
        0
    );
    tx.commit().await.unwrap();
    assert_eq!(inside(&home, id, 2).await, [ids[2], ids[0], ids[1]]);
}

#[tokio::test]
async fn what_is_in_the_trash_is_neither_shown_nor_counted_and_keeps_its_place() {
    let home = fixture().await;
    let id = begin(&home, "One").await;
    let ids = some_assets(&home, 3).await;
    let mut tx = home.write().await;
    collection_assets::add(&mut tx, id, &ids).await.unwrap();
    let deletion = assets::delete(&mut tx, &ids[1..2]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(inside(&home, id, 5).await, [ids[0], ids[2]]);
    assert_eq!(names(&home).await, [("One".to_owned(), 2)]);
    let mut tx = home.write().await;
    deletions::undo(&mut tx, deletion.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(inside(&home, id, 5).await, ids);
}

#[tokio::test]
async fn nothing_is_put_before_what_is_not_there_or_moves_itself() {
    let home = fixture().await;
    let id = begin(&home, "One").await;
    let ids = some_assets(&home, 3).await;
    let mut tx = home.write().await;
    collection_assets::add(&mut tx, id, &ids[..2])
        .await
        .unwrap();
    for before in [ids[2], ids[0]] {
        let error = collection_assets::arrange(&mut tx, id, &ids[..1], Some(before)).await;
        assert_eq!(error.unwrap_err().code(), ErrorCode::NotFound);
    }
    let moved = collection_assets::arrange(&mut tx, id, &[ids[2]], Some(ids[0]))
        .await
        .unwrap();
    assert_eq!(moved, [], "what is not in it does not move");
    tx.commit().await.unwrap();
    assert_eq!(inside(&home, id, 5).await, ids[..2]);
}

#[tokio::test]
async fn a_wrong_cursor_is_refused() {
    let home = fixture().await;
    let filter = AssetFilter {
        collection_id: Some(begin(&home, "One").await),
        ..AssetFilter::default()
    };
    for cursor in ["", "a0", "a0:no-id"] {
        let request = PageRequest {
            cursor: Some(cursor.to_owned()),
            limit: 1,
        };
        let error = assets::list(&home.store, &filter, &request)
            .await
            .unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput, "{cursor:?}");
    }
}

async fn check_moves(count: usize, moves: Vec<(Vec<prop::sample::Index>, prop::sample::Index)>) {
    let home = fixture().await;
    let id = begin(&home, "One").await;
    let ids = some_assets(&home, count).await;
    let mut tx = home.write().await;
    collection_assets::add(&mut tx, id, &ids).await.unwrap();
    tx.commit().await.unwrap();
    let mut model = ids;
    for (chosen, target) in moves {
        let mut moving: Vec<AssetId> = Vec::new();
        for index in chosen {
            let one = model[index.index(count)];
            if !moving.contains(&one) {
                moving.push(one);
            }
        }
        let mut rest: Vec<AssetId> = model.clone();
        rest.retain(|one| !moving.contains(one));
        let at = target.index(rest.len() + 1);
        let mut tx = home.write().await;
        let stood = collection_assets::arrange(&mut tx, id, &moving, rest.get(at).copied())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        rest.splice(at..at, moving);
        assert_eq!(inside(&home, id, 3).await, rest);
        let mut tx = home.write().await;
        collection_assets::put_back(&mut tx, id, &stood)
            .await
            .unwrap();
        drop(tx);
        model = rest;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_is_moved_wherever_the_order_is_that_of_a_list(
        count in 1..7_usize,
        moves in prop::collection::vec(
            (prop::collection::vec(any::<prop::sample::Index>(), 1..4), any::<prop::sample::Index>()),
            0..8,
        ),
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(check_moves(count, moves));
    }
}

#[tokio::test]
async fn moved_things_go_back_to_where_they_stood() {
    let home = fixture().await;
    let id = begin(&home, "One").await;
    let ids = some_assets(&home, 4).await;
    let mut tx = home.write().await;
    collection_assets::add(&mut tx, id, &ids).await.unwrap();
    let stood = collection_assets::arrange(&mut tx, id, &[ids[3], ids[1]], Some(ids[0]))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(inside(&home, id, 3).await, [ids[3], ids[1], ids[0], ids[2]]);
    let mut tx = home.write().await;
    assert_eq!(
        collection_assets::put_back(&mut tx, id, &stood)
            .await
            .unwrap(),
        2
    );
    tx.commit().await.unwrap();
    assert_eq!(inside(&home, id, 3).await, ids);
}
