use studio_domain::{ErrorCode, GivenInput, ParamValue};

use crate::support::{Workshop, page, png, request, wav, workshop};

async fn assert_refused(shop: &Workshop, asked: studio_domain::Generate, why: &str) {
    let refused = shop.studio.generate(asked).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidInput, "{why}: {refused}");
    let ledger = shop.studio.list_generations(None, page()).await.unwrap();
    assert_eq!(ledger.items, [], "{why}: something was recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_model_cannot_be_given_is_refused_and_leaves_nothing_behind() {
    let shop = workshop().await;
    let picture = shop.bring("a.png", png(1)).await;
    let other = shop.bring("b.png", png(2)).await;
    let sound = shop.bring("c.wav", wav(100)).await;
    let edit = |inputs: &[(&str, &studio_domain::Asset)]| request("retoucher", "x", inputs);
    assert_refused(&shop, edit(&[]), "a required picture is missing").await;
    assert_refused(&shop, edit(&[("image", &sound)]), "a sound is no picture").await;
    assert_refused(
        &shop,
        edit(&[("image", &picture), ("frame", &other)]),
        "no such slot",
    )
    .await;
    let two = edit(&[("image", &picture), ("image", &other)]);
    assert_refused(&shop, two, "one too many").await;
    let long = request("retoucher", &"x".repeat(41), &[("image", &picture)]);
    assert_refused(&shop, long, "the prompt is too long").await;
    assert_refused(
        &shop,
        request("director", " ", &[]),
        "the prompt is missing",
    )
    .await;
    let mut strange = edit(&[("image", &picture)]);
    strange
        .params
        .insert("strength".to_owned(), ParamValue::Integer(11));
    assert_refused(&shop, strange, "a parameter out of its range").await;
    shop.studio.delete_assets(vec![picture.id]).await.unwrap();
    assert_refused(&shop, edit(&[("image", &picture)]), "it is in the trash").await;
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_there_is_not_found() {
    let shop = workshop().await;
    let mut asked = request("retoucher", "x", &[]);
    asked.inputs.push(GivenInput {
        slot: "image".to_owned(),
        asset_id: studio_domain::AssetId::new(studio_domain::UnixMillis::new(1)),
    });
    let refused = shop.studio.generate(asked).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotFound);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chat_is_not_made_here() {
    let shop = workshop().await;
    let refused = shop.studio.generate(request("talker", "hi", &[])).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::Conflict);
    shop.studio.stop().await;
}
