//! Keys: sent where they belong, and never seen again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use studio_domain::{ErrorCode, Secret};
use studio_providers::{Endpoint, ProviderErrorKind, Sent};
use wiremock::ResponseTemplate;

use crate::support::{KEY, chat_at, endpoint, json, model, providers, says, server, sse};

fn without_key(manifest: &str, address: &str) -> Endpoint {
    Endpoint {
        key: None,
        ..endpoint(manifest, address)
    }
}

#[tokio::test]
async fn each_service_gets_the_key_in_its_own_header() {
    for (manifest, model_id, header, value) in [
        (
            "openai",
            "gpt-6.1-sol",
            "authorization",
            format!("Bearer {KEY}"),
        ),
        (
            "anthropic",
            "claude-sonnet-5-5",
            "x-api-key",
            KEY.to_owned(),
        ),
        (
            "openai-compatible",
            "any",
            "authorization",
            format!("Bearer {KEY}"),
        ),
    ] {
        let server = server(sse("openai/completions-happy.sse")).await;
        let providers = providers();
        let model = model(&providers, manifest, model_id);
        let endpoint = endpoint(manifest, &server.uri());
        chat_at(&providers, &endpoint, &model, says("Hi")).await;
        let requests = server.received_requests().await.unwrap();
        assert_eq!(requests[0].headers[header], value.as_str(), "{manifest}");
    }
}

#[tokio::test]
async fn a_missing_key_is_told_before_anything_is_sent() {
    let server = server(sse("openai/responses-happy.sse")).await;
    let providers = providers();
    let missing = without_key("openai", &server.uri());
    let error = providers.test(&missing).await.unwrap_err();
    assert_eq!(
        (error.code(), error.sent),
        (ErrorCode::KeyMissing, Sent::No)
    );
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_may_do_without_a_key() {
    let server = server(json(200, "openai-compatible/models.json")).await;
    let endpoint = without_key("openai-compatible", &server.uri());
    let test = providers().test(&endpoint).await.unwrap();
    assert_eq!(test.model_count, Some(4));
    assert_eq!(test.url, format!("{}/v1/models", server.uri()));
    let requests = server.received_requests().await.unwrap();
    assert!(!requests[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn keys_that_no_header_carries_are_refused_before_anything_is_sent() {
    let server = server(json(200, "openai/models.json")).await;
    for key in [
        "sk with space",
        " sk-1",
        "sk-1\n",
        "sk-\u{fc}",
        "sk-\u{200b}1",
        "sk-\0",
    ] {
        let endpoint = Endpoint {
            key: Some(Secret::new(key.to_owned())),
            ..endpoint("openai", &server.uri())
        };
        let error = providers().test(&endpoint).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::KeyInvalid, "{key:?}");
        assert_eq!(
            (error.code(), error.sent),
            (ErrorCode::InvalidInput, Sent::No)
        );
        assert!(
            !format!("{error:?} {error}").contains(key.trim()),
            "{error:?}"
        );
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_echoed_key_is_in_no_error() {
    let percent: String = KEY.replace('/', "%2F").replace('+', "%2B");
    let encoded = STANDARD.encode(KEY);
    let wrapped = STANDARD.encode(format!("Authorization: Bearer {KEY}!"));
    let body = format!(
        "{{\"error\":{{\"message\":\"{KEY} is wrong\",\"code\":\"{KEY}\"}},\"more\":[\"{percent}\",\"{}\",\"{encoded}\",\"{wrapped}\"]}}",
        percent.to_lowercase()
    );
    let html = format!("<html>{KEY} {encoded}</html>");
    for (status, body) in [(401, &body), (500, &html), (200, &html), (200, &body)] {
        let answer = ResponseTemplate::new(status)
            .set_body_string(body.as_str())
            .insert_header("x-request-id", KEY);
        let server = server(answer).await;
        let providers = providers();
        let model = model(&providers, "openai", "gpt-4.1");
        let endpoint = endpoint("openai", &server.uri());
        let chat = chat_at(&providers, &endpoint, &model, says("Hi")).await;
        let listing = providers.test(&endpoint).await;
        for error in [chat.error.unwrap(), listing.unwrap_err()] {
            let all = format!("{error:?} {error} {:?}", error.problem());
            for form in [KEY, "secret-0123", percent.as_str(), encoded.as_str()] {
                assert!(!all.contains(form), "{form} is in {all}");
            }
            assert!(
                !all.contains(&wrapped[28..60]),
                "part of {wrapped} is in {all}"
            );
        }
    }
}

#[test]
fn an_endpoint_does_not_print_its_key() {
    assert!(!format!("{:?}", endpoint("openai", "http://127.0.0.1:1")).contains("secret"));
}
