use serde_json::json;
use studio_domain::{AssetKind, CostBasis, ErrorCode, GenerationState, Modality};
use wiremock::matchers::{method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{end_of, mp4, page, png, request, wav, workshop};

fn bytes(mime: &str, body: Vec<u8>) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, mime)
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_takes_its_picture_along_and_a_retry_takes_it_again() {
    let shop = workshop().await;
    let picture = shop.bring("fox.png", png(10)).await;
    shop.answers("POST", "/edit", bytes("image/png", png(200)))
        .await;
    let made = shop
        .make(request("retoucher", "brighter", &[("image", &picture)]))
        .await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(made.kind, Modality::ImageEdit);
    assert_eq!(made.inputs.len(), 1);
    assert_eq!(
        (made.inputs[0].slot.as_str(), made.inputs[0].asset.id),
        ("image", picture.id)
    );
    assert_eq!(made.outputs[0].title, "brighter");
    assert_eq!(made.actual_cost.map(|cost| cost.nanos), Some(40_000_000));
    assert_eq!(
        made.cost_basis,
        Some(CostBasis::Estimate),
        "it did not count itself"
    );
    let ledger = shop
        .studio
        .list_generations(Some(Modality::ImageEdit), page())
        .await;
    let ledger: Vec<_> = ledger.unwrap().items.iter().map(|it| it.id).collect();
    assert_eq!(ledger, [made.id]);

    let again = shop.studio.retry_generation(made.id).await.unwrap();
    let again = end_of(&shop.studio, again.id).await;
    let given: Vec<_> = again.inputs.iter().map(|it| it.asset.id).collect();
    assert_eq!((again.retry_of, given), (Some(made.id), vec![picture.id]));
    let sent = shop.sent_to("/edit").await;
    assert_eq!(sent.len(), 2);
    for body in sent {
        assert!(
            contains(&body, &png(10)),
            "the picture's own bytes are sent"
        );
        assert!(contains(&body, b"brighter"));
    }
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_prompt_a_result_is_called_after_what_it_was_made_of() {
    let shop = workshop().await;
    let picture = shop.bring("red fox.png", png(10)).await;
    shop.answers("POST", "/edit", bytes("image/png", png(200)))
        .await;
    let made = shop
        .make(request("retoucher", " ", &[("image", &picture)]))
        .await;
    assert_eq!(
        (made.prompt, made.outputs[0].title.as_str()),
        (None, "red fox")
    );
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_waited_for_and_costs_its_seconds() {
    let shop = workshop().await;
    shop.answers(
        "POST",
        "/films",
        ResponseTemplate::new(200).set_body_json(json!({"id": "f1"})),
    )
    .await;
    let film = format!("{}/files/f1.mp4", shop.server.uri());
    let done = json!({"state": "done", "films": [{"url": film}]});
    shop.answers(
        "GET",
        "/films/f1",
        ResponseTemplate::new(200).set_body_json(done),
    )
    .await;
    shop.answers(
        "GET",
        "/files/f1.mp4",
        bytes("video/mp4", mp4(64, 36, 2_500)),
    )
    .await;
    let made = shop
        .make(request("director", "a kite in the wind", &[]))
        .await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    let film = &made.outputs[0];
    assert_eq!(
        (film.kind, film.mime.as_str()),
        (AssetKind::Video, "video/mp4")
    );
    assert_eq!(
        (film.width, film.height, film.duration_ms),
        (Some(64), Some(36), Some(2_500))
    );
    assert_eq!(made.usage.and_then(|usage| usage.duration_ms), Some(2_500));
    assert_eq!(made.actual_cost.map(|cost| cost.nanos), Some(250_000_000));
    shop.studio.stop().await;
}

/// A refusal that passes; its pause is short enough for a test.
fn busy(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).insert_header("retry-after-ms", "5")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_was_paid_for_outlives_a_refused_key_and_a_file_that_comes_later() {
    let shop = workshop().await;
    let film = format!("{}/files/f1.mp4", shop.server.uri());
    let begun = ResponseTemplate::new(200).set_body_json(json!({"id": "f1"}));
    shop.answers("POST", "/films", begun).await;
    // Mocks that were mounted first answer first, until they are used up.
    for (at, answer, times) in [("/films/f1", busy(401), 1), ("/files/f1.mp4", busy(503), 3)] {
        Mock::given(method("GET"))
            .and(path(at))
            .respond_with(answer)
            .up_to_n_times(times)
            .mount(&shop.server)
            .await;
    }
    let done = json!({"state": "done", "films": [{"url": film}]});
    let done = ResponseTemplate::new(200).set_body_json(done);
    shop.answers("GET", "/films/f1", done).await;
    let file = bytes("video/mp4", mp4(64, 36, 1_000));
    shop.answers("GET", "/files/f1.mp4", file).await;
    let made = shop.make(request("director", "a kite", &[])).await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(made.outputs.len(), 1);
    assert_eq!(shop.sent_to("/films").await.len(), 1, "it is paid for once");
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_and_cannot_be_kept_is_counted_all_the_same() {
    let shop = workshop().await;
    let broken = bytes("audio/wav", b"no sound at all".to_vec());
    shop.answers("POST", "/speak", broken).await;
    let made = shop.make(request("speaker", "hello", &[])).await;
    assert_eq!(made.state, GenerationState::Failed);
    assert_eq!(
        (made.actual_cost.is_some(), made.cost_basis),
        (true, Some(CostBasis::Estimate))
    );
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_is_estimated_and_paid_by_its_characters() {
    let shop = workshop().await;
    shop.answers("POST", "/speak", bytes("audio/wav", wav(750)))
        .await;
    let asked = request("speaker", "Grüße aus Köln", &[]);
    let estimated = shop.studio.estimate(asked.clone()).await.unwrap();
    assert_eq!(estimated.map(|cost| cost.nanos), Some(14 * 100_000));
    let made = shop.make(asked).await;
    let usage = made.usage.unwrap();
    assert_eq!((usage.characters, usage.duration_ms), (Some(14), Some(750)));
    assert_eq!(made.actual_cost, estimated);
    assert_eq!(made.outputs[0].kind, AssetKind::Audio);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_what_was_asked_for_never_reaches_the_library() {
    let shop = workshop().await;
    shop.answers("POST", "/speak", bytes("audio/wav", png(3)))
        .await;
    let made = shop.make(request("speaker", "hello", &[])).await;
    let problem = made.problem.unwrap();
    assert_eq!(made.state, GenerationState::Failed);
    assert_eq!(problem.code, ErrorCode::ProviderMalformed);
    assert!(problem.message.contains("a picture"), "{}", problem.message);
    assert!(problem.hint.is_some());
    assert_eq!(shop.library().await, []);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_cut_off_on_its_way_is_told_and_not_kept() {
    let shop = workshop().await;
    let film = mp4(64, 36, 900);
    let cut = film[..film.len() - 20].to_vec();
    shop.answers(
        "POST",
        "/films",
        ResponseTemplate::new(200).set_body_json(json!({"id": "f1"})),
    )
    .await;
    let url = format!("{}/files/f1.mp4", shop.server.uri());
    let done = json!({"state": "done", "films": [{"url": url}]});
    shop.answers(
        "GET",
        "/films/f1",
        ResponseTemplate::new(200).set_body_json(done),
    )
    .await;
    shop.answers("GET", "/files/f1.mp4", bytes("video/mp4", cut))
        .await;
    let made = shop.make(request("director", "a kite", &[])).await;
    assert_eq!(made.problem.unwrap().code, ErrorCode::ProviderMalformed);
    assert_eq!(shop.library().await, []);
    shop.studio.stop().await;
}
