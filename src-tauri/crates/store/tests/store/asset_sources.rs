use studio_domain::{AssetId, AssetSource};
use studio_store::{StoreError, asset_sources};

use crate::support::fixture;

fn source(author: &str) -> AssetSource {
    AssetSource {
        provider: "freesound".to_owned(),
        item_id: "4711".to_owned(),
        page_url: Some("https://freesound.org/s/4711/".to_owned()),
        author: Some(author.to_owned()),
        author_url: None,
        licence: Some("CC BY 4.0".to_owned()),
        licence_url: Some("https://creativecommons.org/licenses/by/4.0/".to_owned()),
        attribution: Some("Rain by ada, CC BY 4.0".to_owned()),
    }
}

#[tokio::test]
async fn where_an_asset_came_from_is_noted_once() {
    let home = fixture().await;
    let id = home.asset("rain", None).await;
    assert_eq!(asset_sources::get(&home.store, id).await.unwrap(), None);
    for author in ["ada", "somebody else"] {
        let mut tx = home.write().await;
        asset_sources::insert(&mut tx, id, &source(author))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let kept = asset_sources::get(&home.store, id).await.unwrap();
    assert_eq!(kept, Some(source("ada")));
}

#[tokio::test]
async fn a_source_belongs_to_an_asset() {
    let home = fixture().await;
    let mut tx = home.write().await;
    let nothing = AssetId::new(home.now());
    asset_sources::insert(&mut tx, nothing, &source("ada"))
        .await
        .unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::Constraint(_))));
}
