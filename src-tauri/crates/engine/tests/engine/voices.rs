use serde_json::{Value, json};
use studio_domain::{CloneVoice, ErrorCode};
use studio_store::{Store, StoreConfig};
use wiremock::ResponseTemplate;

use crate::support::{Workshop, png, provider, wav, workshop};

async fn with_voices() -> Workshop {
    let shop = workshop().await;
    let preview = format!("{}/previews/ada.wav", shop.server.uri());
    let page = format!("{}/previews/page.html", shop.server.uri());
    let voices = json!({"voices": [
        {"id": "v1", "name": "Ada", "language": "en", "preview": preview},
        {"id": "v2", "name": "Bo"},
        {"id": "v3", "name": "Cy", "preview": page},
    ]});
    shop.answers(
        "GET",
        "/voices",
        ResponseTemplate::new(200).set_body_json(voices),
    )
    .await;
    let sound = ResponseTemplate::new(200).set_body_raw(wav(300), "audio/wav");
    shop.answers("GET", "/previews/ada.wav", sound).await;
    let page = ResponseTemplate::new(200).set_body_string("<!doctype html>");
    shop.answers("GET", "/previews/page.html", page).await;
    shop
}

#[tokio::test(flavor = "multi_thread")]
async fn voices_are_asked_for_once_in_a_session_and_again_when_wanted() {
    let shop = with_voices().await;
    let voices = shop.studio.list_voices(provider(), false).await.unwrap();
    assert_eq!(
        shop.studio.list_voices(provider(), false).await.unwrap(),
        voices
    );
    assert_eq!(
        (voices[0].name.as_str(), voices[0].has_preview),
        ("Ada", true)
    );
    assert_eq!(voices[0].language.as_deref(), Some("en"));
    assert!(!voices[1].has_preview);
    assert_eq!(shop.sent_to("/voices").await.len(), 1);
    shop.studio.list_voices(provider(), true).await.unwrap();
    assert_eq!(shop.sent_to("/voices").await.len(), 2);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_is_listened_to_without_coming_into_the_library() {
    let shop = with_voices().await;
    let hash = shop
        .studio
        .preview_voice(provider(), "v1".to_owned())
        .await
        .unwrap();
    let again = shop
        .studio
        .preview_voice(provider(), "v1".to_owned())
        .await
        .unwrap();
    assert_eq!(again, hash);
    assert_eq!(
        shop.sent_to("/previews/ada.wav").await.len(),
        1,
        "fetched once"
    );
    assert_eq!(shop.library().await, []);
    let base = shop.studio.playback_base();
    let played = played(&format!("{base}/{hash}")).await;
    assert!(
        played.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&played)
    );
    assert!(played.ends_with(&wav(300)));

    for (voice, code) in [
        ("v2", ErrorCode::Conflict),
        ("v3", ErrorCode::ProviderMalformed),
        ("nobody", ErrorCode::NotFound),
    ] {
        let refused = shop
            .studio
            .preview_voice(provider(), voice.to_owned())
            .await;
        assert_eq!(refused.unwrap_err().code(), code, "{voice}");
    }
    shop.studio.stop().await;
}

/// Asks the playback server as a web view does.
async fn played(address: &str) -> Vec<u8> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

async fn consents(shop: &Workshop) -> Vec<Value> {
    let store = Store::open(StoreConfig {
        folder: shop.folder.path().to_owned(),
        clock: std::sync::Arc::new(studio_domain::SystemClock),
        device_name: "Desk".to_owned(),
        reader_connections: 1,
    })
    .await
    .unwrap();
    let values: Vec<String> =
        sqlx::query_scalar("select value from settings where name like 'voice-consent:%'")
            .fetch_all(store.readers())
            .await
            .unwrap();
    store.close().await;
    values
        .iter()
        .map(|value| serde_json::from_str(value).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_is_made_only_with_consent_which_is_recorded_first() {
    let shop = with_voices().await;
    let recording = shop.bring("me.wav", wav(500)).await;
    let asked = |consent| CloneVoice {
        provider_id: provider(),
        name: " My voice ".to_owned(),
        description: String::new(),
        language: "en".to_owned(),
        samples: vec![recording.id],
        consent,
    };
    let refused = shop.studio.clone_voice(asked(false)).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidInput);
    assert!(
        shop.sent_to("/voices/add").await.is_empty(),
        "nothing left without consent"
    );
    assert_eq!(consents(&shop).await, Vec::<Value>::new());

    let broken = ResponseTemplate::new(500);
    shop.answers("POST", "/voices/add", broken.clone()).await;
    shop.studio.clone_voice(asked(true)).await.unwrap_err();
    let recorded = consents(&shop).await;
    assert_eq!(recorded.len(), 1, "recorded before anything left");
    assert_eq!(recorded[0]["voice_id"], Value::Null);

    shop.server.reset().await;
    let made = ResponseTemplate::new(200).set_body_json(json!({"voice_id": "v9"}));
    shop.answers("POST", "/voices/add", made).await;
    assert_eq!(shop.studio.clone_voice(asked(true)).await.unwrap(), "v9");
    let sent = shop.sent_to("/voices/add").await;
    let sample = wav(500);
    assert!(sent[0].windows(sample.len()).any(|window| window == sample));
    assert!(sent[0].windows(8).any(|window| window == b"My voice"));
    let recorded = consents(&shop).await;
    let made = recorded
        .iter()
        .find(|consent| consent["voice_id"] == "v9")
        .unwrap();
    assert_eq!(made["samples"], json!([recording.id.to_string()]));
    assert!(made["agreed_at"].as_i64().is_some_and(|at| at > 0));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_is_made_from_sound_alone() {
    let shop = with_voices().await;
    let picture = shop.bring("me.png", png(1)).await;
    for samples in [Vec::new(), vec![picture.id]] {
        let asked = CloneVoice {
            provider_id: provider(),
            name: "Mine".to_owned(),
            description: String::new(),
            language: "en".to_owned(),
            samples,
            consent: true,
        };
        let refused = shop.studio.clone_voice(asked).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::InvalidInput);
    }
    shop.studio.stop().await;
}
