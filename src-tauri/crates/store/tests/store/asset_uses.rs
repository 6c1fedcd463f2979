use studio_domain::{CollectionId, MessageId, MessagePart, Modality, Role, UsedIn};
use studio_store::messages::{self, NewMessage};
use studio_store::{
    asset_uses, assets, collection_assets, collections, conversations, generations,
};

use crate::support::{empty_message, fixture};

#[tokio::test]
async fn conversations_generations_and_collections_use_assets_until_they_are_deleted() {
    let home = fixture().await;
    let (one, two) = (home.asset("one", None).await, home.asset("two", None).await);
    assert_eq!(
        asset_uses::used_in(&home.store, &[one]).await.unwrap(),
        UsedIn::default()
    );
    let talk = home.conversation("talk").await;
    let generation = home.generation(Modality::ImageEdit, Some("brighter")).await;
    let collection = CollectionId::new(home.now());
    let mut tx = home.write().await;
    for _ in 0..2 {
        let message = NewMessage {
            parts: vec![MessagePart::Asset { asset_id: one }.into()],
            ..empty_message(MessageId::new(home.now()), talk, None, Role::User)
        };
        messages::insert(&mut tx, &message).await.unwrap();
    }
    generations::add_input(&mut tx, generation, 0, "image", one)
        .await
        .unwrap();
    generations::add_input(&mut tx, generation, 1, "mask", two)
        .await
        .unwrap();
    collections::create(&mut tx, collection, "Best")
        .await
        .unwrap();
    collection_assets::add(&mut tx, collection, &[one, two])
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let used = asset_uses::used_in(&home.store, &[one, two]).await.unwrap();
    assert_eq!(used.conversations.len(), 1, "named once for two messages");
    assert_eq!(used.conversations[0].title, "talk");
    assert_eq!(used.generations.len(), 1);
    assert_eq!(used.generations[0].prompt.as_deref(), Some("brighter"));
    assert_eq!((used.collections[0].count, used.more), (2, false));
    let used = asset_uses::used_in(&home.store, &[two]).await.unwrap();
    assert_eq!((used.conversations.len(), used.generations.len()), (0, 1));

    let mut tx = home.write().await;
    conversations::delete(&mut tx, talk).await.unwrap();
    collections::delete(&mut tx, collection).await.unwrap();
    assets::delete(&mut tx, &[two]).await.unwrap();
    tx.commit().await.unwrap();
    let used = asset_uses::used_in(&home.store, &[one]).await.unwrap();
    assert_eq!((used.conversations, used.collections), (vec![], vec![]));
    assert_eq!(used.generations.len(), 1);
}

#[tokio::test]
async fn many_uses_are_cut_off_and_that_is_said() {
    let home = fixture().await;
    let one = home.asset("one", None).await;
    for _ in 0..51 {
        let id = home.generation(Modality::ImageEdit, None).await;
        let mut tx = home.write().await;
        generations::add_input(&mut tx, id, 0, "image", one)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let used = asset_uses::used_in(&home.store, &[one]).await.unwrap();
    assert_eq!((used.generations.len(), used.more), (50, true));
}
