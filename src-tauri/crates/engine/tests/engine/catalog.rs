use serde_json::{Value, json};
use studio_domain::{CatalogDiff, CatalogEntry, ErrorCode, Modality, NamedModel, RenamedModel};
use wiremock::ResponseTemplate;

use crate::support::{Workshop, open, provider, request, wav, workshop};

async fn lists(shop: &Workshop, models: &[(&str, &str)]) {
    shop.server.reset().await;
    let data: Vec<Value> = models
        .iter()
        .map(|(id, name)| json!({"id": id, "name": name}))
        .collect();
    let answer = ResponseTemplate::new(200).set_body_json(json!({"data": data}));
    shop.answers("GET", "/models", answer).await;
}

fn named(id: &str, name: &str) -> NamedModel {
    NamedModel {
        id: id.to_owned(),
        name: name.to_owned(),
    }
}

async fn entry(shop: &Workshop, id: &str) -> Option<CatalogEntry> {
    let catalog = shop.studio.catalog().await.unwrap();
    catalog.into_iter().find(|entry| entry.model.id == id)
}

async fn speakers(shop: &Workshop) -> Vec<String> {
    let models = shop.studio.list_models(Modality::Speech).await.unwrap();
    models.into_iter().map(|model| model.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_announced_is_in_the_catalogue_and_cannot_be_chosen() {
    let shop = workshop().await;
    assert_eq!(speakers(&shop).await, ["speaker"]);
    let announced = entry(&shop, "composer").await.unwrap();
    assert!(!announced.selectable && announced.provider_enabled);
    let refused = shop
        .studio
        .generate(request("composer", "hello", &[]))
        .await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::ModelUnavailable);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_off_offers_nothing_and_keeps_its_history() {
    let shop = workshop().await;
    let answer = ResponseTemplate::new(200).set_body_raw(wav(50), "audio/wav");
    shop.answers("POST", "/speak", answer).await;
    let made = shop.make(request("speaker", "hello", &[])).await;
    shop.studio
        .set_provider_enabled(provider(), false)
        .await
        .unwrap();
    assert_eq!(speakers(&shop).await, Vec::<String>::new());
    let shown = shop.studio.list_providers().await.unwrap();
    assert!(!shown[0].enabled && shown[0].has_voices && shown[0].clones_voices);
    let off = entry(&shop, "speaker").await.unwrap();
    assert!(!off.selectable && !off.provider_enabled);
    let refused = shop
        .studio
        .generate(request("speaker", "again", &[]))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ModelUnavailable);
    assert!(
        refused
            .problem()
            .hint
            .is_some_and(|hint| hint.contains("Settings"))
    );
    assert_eq!(shop.studio.get_generation(made.id).await.unwrap(), made);
    shop.studio.stop().await;

    let studio = open(shop.folder.path(), &shop.server).await;
    assert!(
        !studio.list_providers().await.unwrap()[0].enabled,
        "it is still off"
    );
    studio.set_provider_enabled(provider(), true).await.unwrap();
    assert_eq!(studio.list_models(Modality::Speech).await.unwrap().len(), 1);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_providers_list_changes_nothing_until_it_is_accepted() {
    let shop = workshop().await;
    lists(
        &shop,
        &[
            ("speaker-2", "Speaker Two"),
            ("speaker", "Speaker"),
            ("other", "Other"),
        ],
    )
    .await;
    let diff = shop.studio.check_catalog(provider()).await.unwrap();
    let expected = CatalogDiff {
        added: vec![named("speaker-2", "Speaker Two")],
        ..CatalogDiff::default()
    };
    assert_eq!(diff, expected, "a model no rule speaks of is not offered");
    assert_eq!(speakers(&shop).await, ["speaker"]);
    shop.studio.accept_catalog(provider(), diff).await.unwrap();
    assert_eq!(speakers(&shop).await, ["speaker", "speaker-2"]);
    let new = entry(&shop, "speaker-2").await.unwrap();
    assert!(new.new && new.added_at.is_some() && new.selectable);
    assert_eq!(new.model.name, "Speaker Two");
    let again = shop.studio.check_catalog(provider()).await.unwrap();
    assert!(again.is_empty(), "{again:?}");

    lists(&shop, &[("speaker-2", "Speaker II")]).await;
    let diff = shop.studio.check_catalog(provider()).await.unwrap();
    let expected = CatalogDiff {
        added: Vec::new(),
        // The list names no film, picture or chat, so it says nothing of those.
        vanished: vec![named("speaker", "Speaker")],
        renamed: vec![RenamedModel {
            id: "speaker-2".to_owned(),
            from: "Speaker Two".to_owned(),
            to: "Speaker II".to_owned(),
        }],
    };
    assert_eq!(diff, expected);
    shop.studio.accept_catalog(provider(), diff).await.unwrap();
    assert_eq!(speakers(&shop).await, ["speaker-2"]);
    let gone = entry(&shop, "speaker").await.unwrap();
    assert!(gone.vanished_at.is_some() && !gone.selectable && !gone.new);
    assert_eq!(
        entry(&shop, "speaker-2").await.unwrap().model.name,
        "Speaker II"
    );
    let refused = shop.studio.generate(request("speaker", "hello", &[])).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::ModelUnavailable);

    lists(
        &shop,
        &[("speaker", "Speaker"), ("speaker-2", "Speaker II")],
    )
    .await;
    let diff = shop.studio.check_catalog(provider()).await.unwrap();
    assert_eq!(diff.added, [named("speaker", "Speaker")], "it came back");
    shop.studio.accept_catalog(provider(), diff).await.unwrap();
    assert_eq!(speakers(&shop).await, ["speaker", "speaker-2"]);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_provider_can_have_is_accepted() {
    let shop = workshop().await;
    for diff in [
        CatalogDiff {
            added: vec![named("painter", "Painter")],
            ..CatalogDiff::default()
        },
        CatalogDiff {
            vanished: vec![named("nobody", "Nobody")],
            ..CatalogDiff::default()
        },
        CatalogDiff {
            renamed: vec![RenamedModel {
                id: "speaker".to_owned(),
                from: "Speaker".to_owned(),
                to: "Mine".to_owned(),
            }],
            ..CatalogDiff::default()
        },
    ] {
        let refused = shop.studio.accept_catalog(provider(), diff.clone()).await;
        assert_eq!(
            refused.unwrap_err().code(),
            ErrorCode::InvalidInput,
            "{diff:?}"
        );
    }
    shop.studio.stop().await;
}
