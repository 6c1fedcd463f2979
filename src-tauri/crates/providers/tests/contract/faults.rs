//! Errors that all providers give at times, and answers that lead astray.

use studio_domain::ErrorCode;
use studio_providers::{Catalog, ChatRequest, HttpConfig, ProviderErrorKind, Sent};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{
    Heard, chat, chat_at, config, endpoint, json, model, providers, providers_with, says, server,
    sse,
};

async fn openai(answer: ResponseTemplate) -> Heard {
    let server = server(answer).await;
    chat(&providers(), "openai", "gpt-6.1-sol", &server.uri()).await
}

/// Provider, status and recorded answer; what they mean, and words of the provider's message.
const STATUSES: [(&str, u16, &str, ErrorCode, &str); 14] = [
    (
        "openai",
        401,
        "openai/error-401.json",
        ErrorCode::ProviderAuth,
        "Incorrect API key",
    ),
    (
        "openai",
        404,
        "openai/error-404.json",
        ErrorCode::ModelUnavailable,
        "`gpt-9` does not exist",
    ),
    (
        "openai",
        429,
        "openai/error-429.json",
        ErrorCode::ProviderRateLimited,
        "try again in 20s",
    ),
    (
        "openai",
        429,
        "openai/error-429-quota.json",
        ErrorCode::ProviderQuota,
        "current quota",
    ),
    (
        "openai",
        500,
        "openai/error-500.json",
        ErrorCode::ProviderUnavailable,
        "had an error",
    ),
    (
        "openai",
        400,
        "openai/error-400.json",
        ErrorCode::ProviderRejected,
        "Invalid value",
    ),
    (
        "openai",
        422,
        "openai/error-400.json",
        ErrorCode::ProviderRejected,
        "Invalid value",
    ),
    (
        "openai",
        402,
        "openai/error-400.json",
        ErrorCode::ProviderQuota,
        "Invalid value",
    ),
    (
        "openai",
        400,
        "openai/error-400-moderation.json",
        ErrorCode::ProviderRefused,
        "safety system",
    ),
    (
        "anthropic",
        401,
        "anthropic/error-401.json",
        ErrorCode::ProviderAuth,
        "invalid x-api-key",
    ),
    (
        "anthropic",
        404,
        "anthropic/error-404.json",
        ErrorCode::ModelUnavailable,
        "claude-9",
    ),
    (
        "anthropic",
        429,
        "anthropic/error-429.json",
        ErrorCode::ProviderRateLimited,
        "rate limit",
    ),
    (
        "anthropic",
        429,
        "anthropic/error-429-spend.json",
        ErrorCode::ProviderQuota,
        "spend limit",
    ),
    (
        "anthropic",
        529,
        "anthropic/error-529.json",
        ErrorCode::ProviderUnavailable,
        "Overloaded",
    ),
];

#[tokio::test]
async fn statuses_and_codes_become_kinds_with_the_providers_words() {
    let providers = providers();
    for (manifest, status, file, code, words) in STATUSES {
        let server = server(json(status, file).insert_header("x-request-id", "req-7")).await;
        let model_id = if manifest == "openai" {
            "gpt-6.1-sol"
        } else {
            "claude-sonnet-5-5"
        };
        let error = chat(&providers, manifest, model_id, &server.uri())
            .await
            .error
            .unwrap();
        assert_eq!(error.code(), code, "{file} with {status}");
        assert!(error.message.contains(words), "{file}: {error}");
        assert_eq!(error.status, Some(status));
        assert_eq!(error.request_id.as_deref(), Some("req-7"));
        assert_eq!(error.sent, Sent::Answered);
        assert!(
            error.problem().details.is_some() && error.hint.is_some(),
            "{file}"
        );
        let requests = server.received_requests().await.unwrap().len();
        assert_eq!(requests, 1, "{file}: a prompt is never sent twice");
    }
}

#[tokio::test]
async fn the_wait_a_provider_asks_for_is_kept() {
    for (header, value, expected) in [
        (None, "", None),
        (Some("retry-after"), "20", Some(20_000)),
        (Some("retry-after-ms"), "250", Some(250)),
    ] {
        let mut answer = json(429, "openai/error-429.json");
        if let Some(header) = header {
            answer = answer.insert_header(header, value);
        }
        let error = openai(answer).await.error.unwrap();
        assert_eq!(error.retry_after_ms, expected, "{header:?}: {value}");
        assert_eq!(error.problem().retry_after_ms, expected);
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn reading_waits_briefly_and_returns_when_asked_to_wait_long() {
    let server =
        server(json(429, "openai/error-429.json").insert_header("retry-after", "3600")).await;
    let endpoint = endpoint("openai", &server.uri());
    let error = providers().list_models(&endpoint).await.unwrap_err();
    assert_eq!(error.retry_after_ms, Some(3_600_000));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn reading_is_repeated_and_gives_the_last_error() {
    let server = server(json(500, "openai/error-500.json")).await;
    let endpoint = endpoint("openai", &server.uri());
    let error = providers().list_models(&endpoint).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ProviderUnavailable);
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_redirect_on_the_same_server_is_followed_with_the_prompt() {
    let server = MockServer::start().await;
    let target = format!("{}/v2/chat/completions", server.uri());
    Mock::given(path("/v1/chat/completions"))
        .respond_with(ResponseTemplate::new(308).insert_header("location", target.as_str()))
        .mount(&server)
        .await;
    Mock::given(path("/v2/chat/completions"))
        .respond_with(sse("openai/completions-happy.sse"))
        .mount(&server)
        .await;
    let heard = chat(&providers(), "openai", "gpt-4.1", &server.uri()).await;
    assert_eq!(heard.text, "Hello there");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].body, requests[1].body);
    assert!(requests[1].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_prompt_is_not_taken_to_another_host() {
    let other = server(sse("openai/completions-happy.sse")).await;
    let target = format!(
        "http://localhost:{}/v1/chat/completions",
        other.address().port()
    );
    for status in [301, 302, 303, 307, 308] {
        let redirect = ResponseTemplate::new(status).insert_header("location", target.as_str());
        let server = server(redirect).await;
        let heard = chat(&providers(), "openai", "gpt-4.1", &server.uri()).await;
        let error = heard.error.unwrap();
        assert_eq!(error.kind, ProviderErrorKind::Redirected, "{status}");
        let host = format!("localhost:{}", other.address().port());
        assert!(error.message.contains(&host), "{error}");
    }
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn redirects_in_circles_end() {
    let server = MockServer::start().await;
    let target = format!("{}/v1/models", server.uri());
    Mock::given(any())
        .respond_with(ResponseTemplate::new(302).insert_header("location", target.as_str()))
        .mount(&server)
        .await;
    let error = providers()
        .list_models(&endpoint("openai", &server.uri()))
        .await
        .unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Redirected);
    assert_eq!(server.received_requests().await.unwrap().len(), 6);
}

#[tokio::test]
async fn an_error_page_of_any_size_is_kept_in_part() {
    let page = format!("<html>{}</html>", "x".repeat(1_000_000));
    let error = openai(ResponseTemplate::new(502).set_body_string(page))
        .await
        .error
        .unwrap();
    assert_eq!(error.code(), ErrorCode::ProviderUnavailable);
    assert!(error.body.as_ref().unwrap().len() <= 64 * 1024);
    assert!(
        !error.message.contains("xxx"),
        "a page is no message: {error}"
    );
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_refused() {
    let body = format!("{{\"data\":[{{\"id\":\"{}\"}}]}}", "x".repeat(5_000));
    let server = server(ResponseTemplate::new(200).set_body_string(body)).await;
    let small = HttpConfig {
        answer_limit: 1_000,
        ..config()
    };
    let providers = providers_with(Catalog::built_in().unwrap(), small);
    let endpoint = endpoint("openai", &server.uri());
    let error = providers.list_models(&endpoint).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::TooLarge);
    let heard = chat(&providers, "openai", "gpt-4.1", &server.uri()).await;
    assert_eq!(heard.error.unwrap().kind, ProviderErrorKind::TooLarge);
}

#[tokio::test]
async fn wrong_chats_are_refused_before_they_leave() {
    let server = server(sse("openai/responses-happy.sse")).await;
    let providers = providers();
    let endpoint = endpoint("openai", &server.uri());
    let known = model(&providers, "openai", "gpt-6.1-sol");
    for request in [ChatRequest::default(), says(""), says(" \n\t")] {
        let error = chat_at(&providers, &endpoint, &known, request)
            .await
            .error
            .unwrap();
        assert_eq!(
            (error.code(), error.sent),
            (ErrorCode::InvalidInput, Sent::No)
        );
    }
    let mut vanished = known.clone();
    vanished.operation = "gone".to_owned();
    let error = chat_at(&providers, &endpoint, &vanished, says("Hi"))
        .await
        .error
        .unwrap();
    assert_eq!(
        (error.code(), error.sent),
        (ErrorCode::ModelUnavailable, Sent::No)
    );
    let mut stranger = endpoint.clone();
    stranger.manifest_id = "nobody".to_owned();
    let error = chat_at(&providers, &stranger, &known, says("Hi"))
        .await
        .error
        .unwrap();
    assert_eq!(error.code(), ErrorCode::InvalidInput);
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn ten_megabytes_of_prompt_arrive_whole() {
    let server = server(sse("openai/completions-happy.sse")).await;
    let providers = providers();
    let model = model(&providers, "openai", "gpt-4.1");
    let prompt = "ä\"\\\n".repeat(2 * 1024 * 1024);
    let endpoint = endpoint("openai", &server.uri());
    let heard = chat_at(&providers, &endpoint, &model, says(&prompt)).await;
    assert!(heard.error.is_none(), "{:?}", heard.error);
    let requests = server.received_requests().await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert!(
        body["messages"][0]["content"] == prompt.as_str(),
        "the prompt changed on the way"
    );
}
