use studio_domain::{CacheTag, ErrorCode, ProviderId};
use studio_store::connections::{self, ConnectionRow, ListedModel};
use studio_store::{deletions, settings};

use crate::support::{Fixture, fixture};

fn llama(name: &str) -> ConnectionRow {
    ConnectionRow {
        provider_id: ProviderId::new("llama"),
        manifest_id: "openai-compatible".to_owned(),
        name: name.to_owned(),
        base_url: "http://localhost:8080/v1".to_owned(),
        models: Vec::new(),
        models_read_at: None,
    }
}

async fn upsert(home: &Fixture, row: &ConnectionRow) {
    let mut tx = home.write().await;
    connections::upsert(&mut tx, row).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_connection_is_added_replaced_and_read_back() {
    let home = fixture().await;
    let mut changes = home.store.subscribe();
    upsert(&home, &llama("One")).await;
    upsert(&home, &llama("Two")).await;
    assert_eq!(
        connections::list(&home.store).await.unwrap(),
        [llama("Two")]
    );
    assert_eq!(
        changes.try_recv(),
        Ok(vec![CacheTag::Providers, CacheTag::Models])
    );
}

#[tokio::test]
async fn the_models_a_server_lists_are_kept_with_the_time() {
    let home = fixture().await;
    upsert(&home, &llama("One")).await;
    home.clock.advance(5);
    let models = [ListedModel {
        id: "tiny".to_owned(),
        name: "Tiny".to_owned(),
    }];
    let mut tx = home.write().await;
    let id = llama("").provider_id;
    connections::set_models(&mut tx, &id, &models)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let found = connections::get(&home.store, &id).await.unwrap().unwrap();
    assert_eq!(found.models, models);
    assert_eq!(found.models_read_at, Some(home.now()));
}

#[tokio::test]
async fn a_removed_connection_comes_back_by_undo_and_by_adding_it_again() {
    let home = fixture().await;
    upsert(&home, &llama("One")).await;
    let id = llama("").provider_id;
    for undone in [true, false] {
        let mut tx = home.write().await;
        let deletion = connections::delete(&mut tx, &id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(connections::get(&home.store, &id).await.unwrap(), None);
        assert_eq!(connections::list(&home.store).await.unwrap(), []);
        if undone {
            let mut tx = home.write().await;
            assert_eq!(deletions::undo(&mut tx, deletion.id).await.unwrap(), 1);
            tx.commit().await.unwrap();
        } else {
            upsert(&home, &llama("One")).await;
        }
        assert_eq!(
            connections::list(&home.store).await.unwrap(),
            [llama("One")]
        );
    }
}

#[tokio::test]
async fn a_connection_that_is_not_there_cannot_be_changed() {
    let home = fixture().await;
    let nobody = ProviderId::new("nobody");
    let mut tx = home.write().await;
    for error in [
        connections::set_models(&mut tx, &nobody, &[])
            .await
            .unwrap_err(),
        connections::delete(&mut tx, &nobody).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn a_setting_is_made_replaced_and_forgotten() {
    let home = fixture().await;
    let get = || settings::get::<Vec<u32>>(&home.store, "numbers");
    assert_eq!(get().await.unwrap(), None);
    for value in [vec![1, 2], vec![3]] {
        let mut tx = home.write().await;
        settings::set(&mut tx, "numbers", &value).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(get().await.unwrap(), Some(value));
    }
    assert!(
        settings::get::<String>(&home.store, "numbers")
            .await
            .is_err(),
        "a setting of another type is an error, not a default"
    );
    let mut tx = home.write().await;
    settings::remove(&mut tx, "numbers").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(get().await.unwrap(), None);
}
