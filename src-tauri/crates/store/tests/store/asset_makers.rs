//! Lists by model read what stands beside each asset, however the asset came.

use studio_domain::{AssetFilter, AssetId, BlobHash, GenerationId, Modality, ProviderId};
use studio_store::assets::{self, NewAsset};
use studio_store::migrate::MIGRATIONS;
use studio_store::{Store, blobs, generations};

use crate::support::{config, first_page, fixture, fixture_of, new_asset, new_generation};

async fn titles_of_the_model(store: &Store) -> Vec<String> {
    let filter = AssetFilter {
        provider_id: Some(ProviderId::new("sample")),
        model_id: Some("sample-1".to_owned()),
        ..AssetFilter::default()
    };
    let page = assets::list(store, &filter, &first_page(10)).await.unwrap();
    page.items.into_iter().map(|asset| asset.title).collect()
}

#[tokio::test]
async fn what_a_model_made_before_the_list_was_kept_is_in_it() {
    let home = fixture_of(&MIGRATIONS[..4]).await;
    let generation = home.generation(Modality::Image, Some("a kite")).await;
    home.asset("made", Some(generation)).await;
    home.asset("brought", None).await;
    home.store.close().await;
    let store = Store::open(config(home.folder.path())).await.unwrap();
    assert_eq!(titles_of_the_model(&store).await, ["made"]);
    store.close().await;
}

#[tokio::test]
async fn an_asset_may_come_before_what_made_it() {
    let home = fixture().await;
    let id = GenerationId::new(home.now());
    let hash = BlobHash::new(*blake3::hash(b"made").as_bytes());
    let mut tx = home.write().await;
    blobs::record(&mut tx, &hash, 7, "image/png").await.unwrap();
    let made = NewAsset {
        generation_id: Some(id),
        ..new_asset(AssetId::new(home.now()), "made", hash)
    };
    assets::insert(&mut tx, &made).await.unwrap();
    let asked = new_generation(id, Modality::Image, Some("a kite"));
    generations::insert(&mut tx, &asked).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(titles_of_the_model(&home.store).await, ["made"]);
}
