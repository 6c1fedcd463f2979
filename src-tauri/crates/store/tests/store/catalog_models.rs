use studio_domain::ProviderId;
use studio_store::StoreError;
use studio_store::catalog_models::{self, CatalogModelRow};

use crate::support::{Fixture, fixture};

async fn listed(home: &Fixture) -> Vec<CatalogModelRow> {
    catalog_models::list(&home.store).await.unwrap()
}

#[tokio::test]
async fn a_model_comes_goes_and_comes_back_with_its_first_date() {
    let home = fixture().await;
    let provider = ProviderId::new("openai");
    let began = home.now();
    let expected = |name: &str, vanished_at| CatalogModelRow {
        provider_id: provider.clone(),
        model_id: "gpt-9".to_owned(),
        name: name.to_owned(),
        added_at: Some(began),
        vanished_at,
    };
    let mut tx = home.write().await;
    catalog_models::add(&mut tx, &provider, "gpt-9", "GPT 9")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(listed(&home).await, [expected("GPT 9", None)]);

    home.clock.advance(1_000);
    let went = home.now();
    for _ in 0..2 {
        let mut tx = home.write().await;
        catalog_models::mark_vanished(&mut tx, &provider, "gpt-9", "ignored")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        home.clock.advance(1_000);
    }
    assert_eq!(listed(&home).await, [expected("GPT 9", Some(went))]);

    let mut tx = home.write().await;
    catalog_models::add(&mut tx, &provider, "gpt-9", "GPT 9 again")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(listed(&home).await, [expected("GPT 9 again", None)]);
}

#[tokio::test]
async fn a_model_that_ships_can_go_without_having_come() {
    let home = fixture().await;
    let provider = ProviderId::new("openai");
    let mut tx = home.write().await;
    catalog_models::mark_vanished(&mut tx, &provider, "old", "Old")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let rows = listed(&home).await;
    assert_eq!(
        (rows[0].added_at, rows[0].vanished_at),
        (None, Some(home.now()))
    );
}

#[tokio::test]
async fn only_a_known_model_is_renamed() {
    let home = fixture().await;
    let provider = ProviderId::new("openai");
    let mut tx = home.write().await;
    let missing = catalog_models::rename(&mut tx, &provider, "m", "M").await;
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
    catalog_models::add(&mut tx, &provider, "m", "M")
        .await
        .unwrap();
    catalog_models::rename(&mut tx, &provider, "m", "Model M")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(listed(&home).await[0].name, "Model M");
}
