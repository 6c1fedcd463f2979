use serde_json::json;
use studio_domain::{ErrorCode, Params, StockItemRef, StockPage, StockQuery};
use studio_engine::MediaRequest;
use wiremock::ResponseTemplate;

use crate::support::{Workshop, png, provider, wav, workshop};

async fn with_stock() -> Workshop {
    let shop = workshop().await;
    let at = |path: &str| format!("{}{path}", shop.server.uri());
    let item = |id: &str, file: &str| {
        json!({"id": id, "title": format!("Rain. {id}"), "by": "Ada", "terms": "by",
            "page": "https://example.com/rain", "small": at("/small.png"), "file": at(file),
            "tell": at("/tell")})
    };
    let answer = json!({"total": 3, "found": [item("a", "/a.png"), item("b", "/b.wav")]});
    let answers: [(&str, ResponseTemplate); 5] = [
        ("/stock", ResponseTemplate::new(200).set_body_json(answer)),
        (
            "/small.png",
            ResponseTemplate::new(200).set_body_raw(png(1), "image/png"),
        ),
        (
            "/a.png",
            ResponseTemplate::new(200).set_body_raw(png(2), "image/png"),
        ),
        (
            "/b.wav",
            ResponseTemplate::new(200).set_body_raw(wav(100), "audio/wav"),
        ),
        ("/tell", ResponseTemplate::new(200).set_body_json(json!({}))),
    ];
    for (path, answer) in answers {
        shop.answers("GET", path, answer).await;
    }
    shop
}

async fn search(shop: &Workshop, page: u32) -> StockPage {
    let query = StockQuery {
        provider_id: provider(),
        search: "pictures".to_owned(),
        words: "rain".to_owned(),
        params: Params::new(),
        page,
    };
    shop.studio.search_stock(query).await.unwrap()
}

fn item(id: &str) -> StockItemRef {
    StockItemRef {
        provider_id: provider(),
        search: "pictures".to_owned(),
        id: id.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_brought_in_keeps_its_author_licence_and_attribution() {
    let shop = with_stock().await;
    let services = shop.studio.stock_services().await.unwrap();
    assert_eq!(services.len(), 1);
    assert!(services[0].usable);
    assert_eq!(services[0].searches[0].parameters[0].id, "colour");

    let page = search(&shop, 1).await;
    assert_eq!((page.next_page, page.total), (Some(2), Some(3)));
    assert_eq!(page.items[0].imported, None);
    let asset = shop.studio.import_stock(item("a")).await.unwrap();
    assert_eq!(asset.title, "Rain. a");
    assert_eq!(shop.sent_to("/tell").await.len(), 1, "the service was told");
    let source = shop
        .studio
        .get_asset(asset.id)
        .await
        .unwrap()
        .source
        .unwrap();
    assert_eq!(source.provider, "workshop");
    assert_eq!(source.author.as_deref(), Some("Ada"));
    assert_eq!(source.licence.as_deref(), Some("CC BY"));
    assert_eq!(source.attribution.as_deref(), Some("Rain. a by Ada, CC BY"));

    let again = search(&shop, 1).await;
    assert_eq!(again.items[0].imported, Some(asset.id));
    shop.studio.delete_assets(vec![asset.id]).await.unwrap();
    let again = search(&shop, 1).await;
    assert_eq!(again.items[0].imported, None, "it lies in the trash");
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_there_already_only_gain_their_source() {
    let shop = with_stock().await;
    let mine = shop.bring("mine.png", png(2)).await;
    search(&shop, 1).await;
    let asset = shop.studio.import_stock(item("a")).await.unwrap();
    assert_eq!(asset.id, mine.id);
    assert_eq!(shop.library().await.len(), 1);
    let source = shop.studio.get_asset(mine.id).await.unwrap().source;
    assert_eq!(source.unwrap().item_id, "a");
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_something_else_or_was_never_found_does_not_come_in() {
    let shop = with_stock().await;
    let unknown = shop.studio.import_stock(item("a")).await.unwrap_err();
    assert_eq!(
        unknown.code(),
        ErrorCode::NotFound,
        "nothing was searched yet"
    );
    search(&shop, 1).await;
    let sound = shop.studio.import_stock(item("b")).await.unwrap_err();
    assert_eq!(sound.code(), ErrorCode::ProviderMalformed);
    assert_eq!(shop.library().await, []);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn small_pictures_are_fetched_once_and_never_come_into_the_library() {
    let shop = with_stock().await;
    search(&shop, 1).await;
    let hash = shop.studio.stock_thumbnail(item("a")).await.unwrap();
    assert_eq!(shop.studio.stock_thumbnail(item("b")).await.unwrap(), hash);
    assert_eq!(shop.studio.stock_preview(item("a")).await.unwrap(), hash);
    assert_eq!(shop.sent_to("/small.png").await.len(), 1);
    let shown = MediaRequest {
        blob: hash,
        size: None,
    };
    let file = shop.studio.media_file(shown).await.unwrap();
    assert_eq!(file.mime, "image/png");
    assert_eq!(std::fs::read(file.path).unwrap(), png(1));
    assert_eq!(shop.library().await, []);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_asked_for_a_pause_is_left_alone() {
    let shop = workshop().await;
    let slow = ResponseTemplate::new(429)
        .insert_header("retry-after", "3600")
        .set_body_json(json!({"error": "slow down"}));
    shop.answers("GET", "/stock", slow).await;
    let query = StockQuery {
        provider_id: provider(),
        search: "pictures".to_owned(),
        words: "rain".to_owned(),
        params: Params::new(),
        page: 1,
    };
    let first = shop.studio.search_stock(query.clone()).await.unwrap_err();
    assert_eq!(first.code(), ErrorCode::ProviderRateLimited);
    let asked = shop.sent_to("/stock").await.len();
    let second = shop.studio.search_stock(query).await.unwrap_err();
    assert_eq!(second.code(), ErrorCode::ProviderRateLimited);
    assert!(second.problem().retry_after_ms.is_some_and(|wait| wait > 0));
    assert_eq!(shop.sent_to("/stock").await.len(), asked, "not asked again");
    shop.studio.stop().await;
}
