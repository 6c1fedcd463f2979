use studio_domain::{AssetId, MadeWith, Modality, ParamValue, ProviderId, Recipe, RecipeFormat};
use studio_store::{StoreError, asset_recipes};

use crate::support::fixture;

fn recipe(format: RecipeFormat, prompt: &str) -> Recipe {
    Recipe {
        format,
        prompt: Some(prompt.to_owned()),
        negative_prompt: Some("blurry".to_owned()),
        model: Some("sd_xl_base_1.0".to_owned()),
        made_with: None,
        params: [
            ("Steps", ParamValue::Integer(20)),
            ("CFG scale", ParamValue::Number(7.5)),
            ("Sampler", ParamValue::Text("Euler a".to_owned())),
            ("Tiling", ParamValue::Boolean(true)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into(),
    }
}

#[tokio::test]
async fn what_a_file_says_is_noted_once() {
    let home = fixture().await;
    let id = home.asset("fox", None).await;
    assert_eq!(asset_recipes::get(&home.store, id).await.unwrap(), None);
    let first = recipe(RecipeFormat::Automatic1111, "a fox");
    for said in [&first, &recipe(RecipeFormat::ComfyUi, "a cat")] {
        let mut tx = home.write().await;
        asset_recipes::insert(&mut tx, id, said).await.unwrap();
        tx.commit().await.unwrap();
    }
    let kept = asset_recipes::get(&home.store, id).await.unwrap();
    assert_eq!(kept, Some(first));
}

#[tokio::test]
async fn our_own_recipes_keep_exactly_which_model_it_was() {
    let home = fixture().await;
    let id = home.asset("fox", None).await;
    let made_with = MadeWith {
        provider_id: ProviderId::new("workshop"),
        model_id: "painter/v2".to_owned(),
        kind: Modality::ImageEdit,
    };
    let said = Recipe {
        made_with: Some(made_with),
        ..recipe(RecipeFormat::Studio, "a fox")
    };
    let mut tx = home.write().await;
    asset_recipes::insert(&mut tx, id, &said).await.unwrap();
    tx.commit().await.unwrap();
    let kept = asset_recipes::get(&home.store, id).await.unwrap();
    assert_eq!(kept, Some(said));
}

#[tokio::test]
async fn a_recipe_belongs_to_an_asset() {
    let home = fixture().await;
    let mut tx = home.write().await;
    let nothing = AssetId::new(home.now());
    asset_recipes::insert(&mut tx, nothing, &recipe(RecipeFormat::InvokeAi, "x"))
        .await
        .unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::Constraint(_))));
}
