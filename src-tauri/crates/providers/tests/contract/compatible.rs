//! Servers that speak OpenAI's chat completions in their own way.

use studio_domain::{Modality, Usage};
use studio_providers::{ChatEvent, FinishReason, ListedModel};
use url::Url;

use crate::support::{chat, endpoint, json, providers, server, sse};

const MANIFEST: &str = "openai-compatible";

#[tokio::test]
async fn reasoning_usage_anywhere_and_a_missing_done_are_understood() {
    let server = server(sse("openai-compatible/reasoning-content.sse")).await;
    let heard = chat(&providers(), MANIFEST, "deepseek-flash", &server.uri()).await;
    assert_eq!(
        (heard.text.as_str(), heard.reasoning.as_str()),
        ("Yes.", "Let me see.")
    );
    let last = Usage {
        input_tokens: Some(5),
        cached_input_tokens: Some(2),
        output_tokens: Some(6),
        images: None,
        ..Usage::default()
    };
    let end = [
        ChatEvent::Usage(last),
        ChatEvent::Finished(FinishReason::Stop),
    ];
    assert_eq!(heard.others[1..], end);
}

#[tokio::test]
async fn content_in_parts_and_unknown_words_are_understood() {
    let server = server(sse("openai-compatible/content-parts.sse")).await;
    let heard = chat(&providers(), MANIFEST, "magistral", &server.uri()).await;
    assert_eq!(
        (heard.text.as_str(), heard.reasoning.as_str()),
        ("In parts", "Hm. And so.")
    );
    let reason = FinishReason::Other("a_new_word".to_owned());
    assert_eq!(heard.others.last(), Some(&ChatEvent::Finished(reason)));
}

#[tokio::test]
async fn windows_line_ends_and_a_missing_last_line_are_understood() {
    let server = server(sse("openai-compatible/crlf-without-last-blank-line.sse")).await;
    let heard = chat(&providers(), MANIFEST, "any", &server.uri()).await;
    assert_eq!(heard.text, "Hi");
    assert_eq!(heard.others, [ChatEvent::Finished(FinishReason::Length)]);
}

#[tokio::test]
async fn an_answer_that_was_not_streamed_is_understood() {
    let server = server(json(200, "openai-compatible/whole.json")).await;
    let heard = chat(&providers(), MANIFEST, "any", &server.uri()).await;
    assert_eq!(
        (heard.text.as_str(), heard.reasoning.as_str()),
        ("All at once.", "Quickly.")
    );
    assert_eq!(
        heard.others.last(),
        Some(&ChatEvent::Finished(FinishReason::Stop))
    );
}

#[tokio::test]
async fn an_error_in_the_stream_keeps_the_text_before_it() {
    let server = server(sse("openai-compatible/error-in-stream.sse")).await;
    let heard = chat(&providers(), MANIFEST, "any", &server.uri()).await;
    assert_eq!(heard.text, "Half");
    assert!(heard.error.unwrap().message.contains("CUDA out of memory"));
}

#[tokio::test]
async fn every_shape_of_error_gives_its_words() {
    for body in [
        r#"{"error":{"message":"the words"}}"#,
        r#"{"error":"the words"}"#,
        r#"{"detail":"the words"}"#,
        r#"{"detail":[{"loc":["body"],"msg":"the words","type":"missing"}]}"#,
        r#"{"message":"the words"}"#,
        r#"[{"error":{"message":"the words","status":"INVALID_ARGUMENT"}}]"#,
        "the words",
    ] {
        let answer = wiremock::ResponseTemplate::new(400).set_body_string(body);
        let server = server(answer).await;
        let heard = chat(&providers(), MANIFEST, "any", &server.uri()).await;
        let error = heard.error.unwrap();
        assert!(error.message.ends_with("the words"), "{body}: {error}");
        assert_eq!(error.status, Some(400));
        assert_eq!(error.body.as_deref(), Some(body));
    }
}

#[tokio::test]
async fn models_are_listed_from_every_shape_once_each() {
    let providers = providers();
    for (file, expected) in [
        (
            "openai-compatible/models.json",
            &[
                "qwen3:8b",
                "nomic-embed-text:latest",
                "gpt-oss:120b-cloud",
                "sdxl-turbo",
            ][..],
        ),
        (
            "openai-compatible/models-bare-array.json",
            &[
                "meta-llama/Llama-4",
                "black-forest-labs/FLUX.1-schnell",
                "BAAI/bge-large-en-v1.5",
            ],
        ),
    ] {
        let server = server(json(200, file)).await;
        let listed = providers
            .list_models(&endpoint(MANIFEST, &server.uri()))
            .await
            .unwrap();
        let ids: Vec<_> = listed.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, expected, "{file}");
    }
}

#[test]
fn listed_models_are_taken_for_what_their_ids_say() {
    let providers = providers();
    let catalog = providers.catalog();
    let manifest = catalog.manifest(MANIFEST).unwrap();
    let local = Url::parse("http://127.0.0.1:11434/v1").unwrap();
    let taken = |id: &str| {
        let listed = ListedModel {
            id: id.to_owned(),
            name: id.to_owned(),
        };
        manifest
            .listed_model(&listed, Some(&local))
            .map(|model| (model.modality, model.free))
    };
    for id in [
        "qwen3:8b",
        "meta-llama/Llama-4",
        "gpt-oss:20b",
        "wisdom-7b",
        "influx",
    ] {
        assert_eq!(taken(id), Some((Modality::Chat, true)), "{id}");
    }
    for id in [
        "dall-e-3",
        "gpt-image-1",
        "black-forest-labs/FLUX.1-schnell",
        "sdxl-turbo",
        "stable-diffusion-3.5",
    ] {
        assert_eq!(taken(id), Some((Modality::Image, true)), "{id}");
    }
    for id in [
        "nomic-embed-text",
        "text-embedding-3-small",
        "BAAI/bge-m3",
        "whisper-1",
        "tts-1",
    ] {
        assert_eq!(taken(id), None, "{id}");
    }
    assert_eq!(taken("gpt-oss:120b-cloud"), Some((Modality::Chat, false)));
    let hosted = Url::parse("https://api.example.com/v1").unwrap();
    let listed = ListedModel {
        id: "m".to_owned(),
        name: "M".to_owned(),
    };
    assert!(
        !manifest.listed_model(&listed, Some(&hosted)).unwrap().free,
        "a service may cost"
    );
}
