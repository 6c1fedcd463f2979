use studio_domain::{
    AssetFilter, AssetId, AssetKind, BlobHash, CacheTag, ErrorCode, Modality, PageRequest,
};
use studio_store::assets::{self, NewAsset};
use studio_store::{StoreError, blobs, deletions};

use crate::support::{Fixture, first_page, fixture, new_asset};

async fn titles(home: &Fixture, filter: AssetFilter) -> Vec<String> {
    let page = assets::list(&home.store, &filter, &first_page(50))
        .await
        .unwrap();
    page.items.into_iter().map(|asset| asset.title).collect()
}

fn searching(search: &str) -> AssetFilter {
    AssetFilter {
        search: Some(search.to_owned()),
        ..AssetFilter::default()
    }
}

fn trash() -> AssetFilter {
    AssetFilter {
        trash: true,
        ..AssetFilter::default()
    }
}

#[tokio::test]
async fn an_asset_is_read_with_what_is_known_of_its_bytes() {
    let home = fixture().await;
    let generation = home.generation(Modality::Image, Some("a fox")).await;
    let id = home.asset("Fox", Some(generation)).await;
    let asset = assets::get(&home.store, id).await.unwrap();
    assert_eq!((asset.id, asset.title.as_str()), (id, "Fox"));
    assert_eq!(
        (asset.kind, asset.mime.as_str()),
        (AssetKind::Image, "image/png")
    );
    assert_eq!(
        (asset.width, asset.height, asset.duration_ms),
        (Some(64), Some(32), None)
    );
    assert_eq!(
        (asset.byte_size, asset.generation_id),
        (7, Some(generation))
    );
    assert_eq!((asset.created_at, asset.deleted_at), (home.now(), None));
}

#[tokio::test]
async fn an_asset_needs_a_recorded_blob() {
    let home = fixture().await;
    let new = new_asset(AssetId::new(home.now()), "x", BlobHash::new([1; 32]));
    let mut tx = home.write().await;
    assets::insert(&mut tx, &new).await.unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::Constraint(_))));
}

#[tokio::test]
async fn the_library_is_listed_newest_first_and_by_kind() {
    let home = fixture().await;
    home.asset("one", None).await;
    home.asset("two", None).await;
    let hash = BlobHash::new([2; 32]);
    let mut tx = home.write().await;
    blobs::record(&mut tx, &hash, 1, "audio/wav").await.unwrap();
    let song = NewAsset {
        kind: AssetKind::Audio,
        duration_ms: Some(1_500),
        ..new_asset(AssetId::new(home.now()), "song", hash)
    };
    assets::insert(&mut tx, &song).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        titles(&home, AssetFilter::default()).await,
        ["song", "two", "one"]
    );
    for (kind, expected) in [
        (AssetKind::Audio, &["song"][..]),
        (AssetKind::Image, &["two", "one"]),
        (AssetKind::Video, &[]),
    ] {
        let filter = AssetFilter {
            kinds: vec![kind],
            ..AssetFilter::default()
        };
        assert_eq!(titles(&home, filter).await, expected);
    }
    let several = AssetFilter {
        kinds: vec![AssetKind::Image, AssetKind::Audio, AssetKind::Image],
        ..AssetFilter::default()
    };
    assert_eq!(titles(&home, several).await, ["song", "two", "one"]);
}

#[tokio::test]
async fn searching_looks_at_title_and_prompt() {
    let home = fixture().await;
    let generation = home
        .generation(Modality::Image, Some("Ein ÄLTERER Fuchs, 50% grau"))
        .await;
    home.asset("Fuchs", Some(generation)).await;
    home.asset("Nobody asked for me", None).await;
    for (search, expected) in [
        ("fUCHS", &["Fuchs"][..]),
        ("älterer", &["Fuchs"]),
        ("50%", &["Fuchs"]),
        ("asked", &["Nobody asked for me"]),
        ("wolf", &[]),
        ("5_%", &[]),
    ] {
        assert_eq!(titles(&home, searching(search)).await, expected, "{search}");
    }
}

#[tokio::test]
async fn the_trash_holds_what_was_deleted_until_it_is_restored() {
    let home = fixture().await;
    let one = home.asset("one", None).await;
    let two = home.asset("two", None).await;
    home.asset("three", None).await;
    let mut changes = home.store.subscribe();
    home.clock.advance(5);
    let mut tx = home.write().await;
    let deletion = assets::delete(&mut tx, &[one, two]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(deletion.count, 2);
    assert_eq!(
        changes.try_recv(),
        Ok(vec![CacheTag::Assets, CacheTag::Generations])
    );
    assert_eq!(titles(&home, AssetFilter::default()).await, ["three"]);
    assert_eq!(titles(&home, trash()).await, ["two", "one"]);
    let gone = assets::get(&home.store, one).await.unwrap();
    assert_eq!(gone.deleted_at, Some(home.now()));
    let mut tx = home.write().await;
    assert_eq!(assets::restore(&mut tx, &[one]).await.unwrap(), 1);
    assert_eq!(assets::restore(&mut tx, &[one]).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(titles(&home, trash()).await, ["two"]);
}

#[tokio::test]
async fn undo_brings_back_what_that_act_deleted_and_nothing_else() {
    let home = fixture().await;
    let one = home.asset("one", None).await;
    let two = home.asset("two", None).await;
    let mut tx = home.write().await;
    let first = assets::delete(&mut tx, &[one]).await.unwrap();
    let second = assets::delete(&mut tx, &[one, two]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(second.count, 1, "one was in the trash already");
    let mut tx = home.write().await;
    assert_eq!(deletions::undo(&mut tx, second.id).await.unwrap(), 1);
    assert_eq!(deletions::undo(&mut tx, second.id).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(titles(&home, AssetFilter::default()).await, ["two"]);
    let mut tx = home.write().await;
    assert_eq!(deletions::undo(&mut tx, first.id).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(titles(&home, AssetFilter::default()).await, ["two", "one"]);
}

#[tokio::test]
async fn several_are_read_in_the_order_asked_for() {
    let home = fixture().await;
    let one = home.asset("one", None).await;
    let two = home.asset("two", None).await;
    let nobody = AssetId::new(home.now());
    let found = assets::get_many(&home.store, &[two, nobody, one])
        .await
        .unwrap();
    let ids: Vec<_> = found.iter().map(|asset| asset.id).collect();
    assert_eq!(ids, [two, one]);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let home = fixture().await;
    let nobody = AssetId::new(home.now());
    let error = assets::get(&home.store, nobody).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    let mut tx = home.write().await;
    let error = assets::delete(&mut tx, &[nobody]).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    let request = PageRequest {
        cursor: Some("nonsense".to_owned()),
        limit: 1,
    };
    let error = assets::list(&home.store, &AssetFilter::default(), &request)
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidInput);
}

#[tokio::test]
async fn an_asset_is_found_by_its_bytes_the_present_one_first() {
    let home = fixture().await;
    let hash = BlobHash::new(*blake3::hash(b"same").as_bytes());
    assert_eq!(assets::by_blob(&home.store, &hash).await.unwrap(), None);
    let old = home.asset("same", None).await;
    let new = home.asset("same", None).await;
    let found = async || assets::by_blob(&home.store, &hash).await.unwrap().unwrap();
    assert_eq!(found().await.id, old);
    let mut tx = home.write().await;
    assets::delete(&mut tx, &[old]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found().await.id, new);
    let mut tx = home.write().await;
    assets::delete(&mut tx, &[new]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found().await.id, old, "one in the trash is still found");
}
