use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use studio_domain::{Modality, ModelDefaults, SystemClock};
use studio_store::{Store, StoreConfig, settings};

use crate::support::{model, open, workshop};

#[tokio::test(flavor = "multi_thread")]
async fn every_modality_remembers_its_model_and_what_was_kept_before_is_read() {
    let shop = workshop().await;
    let store = Store::open(StoreConfig {
        folder: shop.folder.path().to_owned(),
        clock: Arc::new(SystemClock),
        device_name: "Desk".to_owned(),
        reader_connections: 1,
    })
    .await
    .unwrap();
    let mut tx = store.write().await.unwrap();
    let before = json!({ "chat": model("talker"), "image": null });
    settings::set(&mut tx, "model-defaults", &before)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    let defaults = shop.studio.get_model_defaults().await.unwrap();
    let chat = BTreeMap::from([(Modality::Chat, model("talker"))]);
    assert_eq!(defaults, ModelDefaults(chat));
    shop.studio
        .set_model_default(Modality::Speech, model("speaker"))
        .await
        .unwrap();
    shop.studio.stop().await;

    let studio = open(shop.folder.path(), &shop.server).await;
    let defaults = studio.get_model_defaults().await.unwrap();
    let both = [
        (Modality::Chat, model("talker")),
        (Modality::Speech, model("speaker")),
    ];
    assert_eq!(defaults, ModelDefaults(BTreeMap::from(both)));
    studio.stop().await;
}
