use proptest::prelude::*;
use studio_domain::{
    AssetFilter, AssetId, AssetKind, BlobHash, ConversationId, Modality, Page, PageRequest,
};
use studio_store::assets::{self, NewAsset};
use studio_store::{blobs, conversations, generations};

use crate::support::{Fixture, fixture, new_asset};

/// Reads every page; a page that is not the last must be full.
async fn every_page<T, F>(limit: u32, mut read: impl FnMut(PageRequest) -> F) -> Vec<T>
where
    F: Future<Output = Page<T>>,
{
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let page = read(PageRequest { cursor, limit }).await;
        if page.next.is_some() {
            assert_eq!(page.items.len(), usize::try_from(limit).unwrap());
        }
        items.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return items;
        }
    }
}

async fn add_asset(home: &Fixture, kind: AssetKind) -> AssetId {
    let id = AssetId::new(home.now());
    let hash = BlobHash::new([3; 32]);
    let mut tx = home.write().await;
    blobs::record(&mut tx, &hash, 1, "x/y").await.unwrap();
    let new = NewAsset {
        kind,
        ..new_asset(id, "x", hash)
    };
    assets::insert(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn check_assets(made: Vec<(bool, bool)>, limit: u32) {
    let home = fixture().await;
    let mut expected = Vec::new();
    for (is_image, is_deleted) in made {
        let kind = [AssetKind::Audio, AssetKind::Image][usize::from(is_image)];
        let id = add_asset(&home, kind).await;
        if is_deleted {
            let mut tx = home.write().await;
            assets::delete(&mut tx, &[id]).await.unwrap();
            tx.commit().await.unwrap();
        }
        expected.insert(0, (id, kind, is_deleted));
    }
    for trash in [false, true] {
        for kind in [None, Some(AssetKind::Audio), Some(AssetKind::Image)] {
            let filter = AssetFilter {
                kinds: kind.into_iter().collect(),
                trash,
                ..AssetFilter::default()
            };
            let read = every_page(limit, |request| {
                let (store, filter) = (home.store.clone(), filter.clone());
                async move { assets::list(&store, &filter, &request).await.unwrap() }
            });
            let read: Vec<AssetId> = read.await.iter().map(|asset| asset.id).collect();
            let wanted: Vec<AssetId> = expected
                .iter()
                .filter(|made| made.2 == trash && kind.is_none_or(|kind| kind == made.1))
                .map(|made| made.0)
                .collect();
            assert_eq!(read, wanted, "{filter:?}");
        }
    }
}

async fn check_conversations(pauses: Vec<i64>, limit: u32) {
    let home = fixture().await;
    let mut made: Vec<(i64, ConversationId)> = Vec::new();
    for pause in pauses {
        home.clock.advance(pause);
        made.push((home.now().get(), home.conversation("x").await));
    }
    made.sort_by(|one, other| other.cmp(one));
    let read = every_page(limit, |request| {
        let store = home.store.clone();
        async move { conversations::list(&store, &request, None).await.unwrap() }
    });
    let read: Vec<ConversationId> = read.await.iter().map(|found| found.id).collect();
    assert_eq!(read, made.iter().map(|made| made.1).collect::<Vec<_>>());
}

async fn check_generations(count: usize, limit: u32) {
    let home = fixture().await;
    let mut made = Vec::new();
    for index in 0..count {
        let kind = [Modality::Chat, Modality::Image][index % 2];
        made.insert(0, home.generation(kind, None).await);
    }
    let read = every_page(limit, |request| {
        let store = home.store.clone();
        async move { generations::list(&store, None, &request).await.unwrap() }
    });
    let read: Vec<_> = read.await.iter().map(|found| found.id).collect();
    assert_eq!(read, made);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_asset_is_on_exactly_one_page(
        made in prop::collection::vec(any::<(bool, bool)>(), 0..25),
        limit in 1..8_u32,
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(check_assets(made, limit));
    }

    #[test]
    fn every_conversation_is_on_exactly_one_page_also_when_times_are_equal(
        pauses in prop::collection::vec(0..2_i64, 0..25),
        limit in 1..8_u32,
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(check_conversations(pauses, limit));
    }

    #[test]
    fn every_generation_is_on_exactly_one_page(count in 0..15_usize, limit in 1..6_u32) {
        tokio::runtime::Runtime::new().unwrap().block_on(check_generations(count, limit));
    }
}
