//! Answers that no provider should give, and some that all do at times.

use std::time::Duration;

use futures::StreamExt;
use proptest::prelude::*;
use studio_domain::{ErrorCode, Params};
use studio_providers::{Catalog, ChatEvent, ChatRequest, HttpConfig, ProviderErrorKind, Sent};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use wiremock::matchers::{any as anything, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{
    Heard, STREAM_HEAD, Then, chat, chat_at, config, endpoint, fixture, json, model, providers,
    providers_with, raw_server, says, server, sse,
};

/// Each protocol with a model that speaks it and a stream it understands.
const PROTOCOLS: [(&str, &str, &str); 3] = [
    ("openai", "gpt-6.1-sol", "openai/responses-happy.sse"),
    ("openai", "gpt-4.1", "openai/completions-happy.sse"),
    (
        "anthropic",
        "claude-sonnet-5-5",
        "anthropic/messages-happy.sse",
    ),
];

async fn openai(answer: ResponseTemplate) -> Heard {
    let server = server(answer).await;
    chat(&providers(), "openai", "gpt-6.1-sol", &server.uri()).await
}

#[tokio::test]
async fn statuses_and_codes_become_kinds_with_the_providers_words() {
    let table = [
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
    for (manifest, status, file, code, words) in table {
        let server = server(json(status, file).insert_header("x-request-id", "req-7")).await;
        let model_id = if manifest == "openai" {
            "gpt-6.1-sol"
        } else {
            "claude-sonnet-5-5"
        };
        let error = chat(&providers(), manifest, model_id, &server.uri())
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
async fn pages_text_and_nothing_are_no_answers() {
    for body in [
        "<!doctype html><title>Router</title>",
        "\n <html></html>",
        "Service running",
        "",
        "   ",
    ] {
        for (manifest, model_id, _) in PROTOCOLS {
            for kind in ["text/html", "text/event-stream", "application/json"] {
                let server = server(ResponseTemplate::new(200).set_body_raw(body, kind)).await;
                let error = chat(&providers(), manifest, model_id, &server.uri())
                    .await
                    .error
                    .unwrap();
                assert_eq!(
                    error.code(),
                    ErrorCode::ProviderMalformed,
                    "{body:?}: {error}"
                );
                assert_eq!(error.body.as_deref(), Some(body));
            }
        }
        let server = server(ResponseTemplate::new(200).set_body_string(body)).await;
        let error = providers()
            .test(&endpoint("openai", &server.uri()))
            .await
            .unwrap_err();
        assert_eq!(
            error.code(),
            ErrorCode::ProviderMalformed,
            "{body:?}: {error}"
        );
    }
}

#[tokio::test]
async fn json_that_is_no_answer_is_malformed() {
    for body in ["{}", "[]", "{\"choices\":[]}", "{\"hello\": \"world\"}"] {
        for (manifest, model_id, _) in PROTOCOLS {
            let server = server(ResponseTemplate::new(200).set_body_string(body)).await;
            let error = chat(&providers(), manifest, model_id, &server.uri())
                .await
                .error
                .unwrap();
            assert_eq!(
                error.code(),
                ErrorCode::ProviderMalformed,
                "{body} {model_id}: {error}"
            );
        }
    }
}

#[tokio::test]
async fn an_event_that_is_not_json_is_malformed() {
    let body = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: oops\n\n";
    let server = server(ResponseTemplate::new(200).set_body_string(body)).await;
    let heard = chat(&providers(), "openai", "gpt-4.1", &server.uri()).await;
    assert_eq!(heard.text, "Hi");
    assert_eq!(heard.error.unwrap().code(), ErrorCode::ProviderMalformed);
}

#[tokio::test]
async fn a_stream_cut_anywhere_keeps_its_text_and_says_that_it_was_cut() {
    for (manifest, model_id, file) in PROTOCOLS {
        let whole = fixture(file);
        let complete = server(sse(file)).await;
        let expected = chat(&providers(), manifest, model_id, &complete.uri())
            .await
            .text;
        let places = (0..10)
            .map(|part| whole.len() / 2 + part * 7)
            .filter(|at| *at < whole.len() / 4 * 3);
        for at in places {
            let cut = ResponseTemplate::new(200).set_body_bytes(&whole[..at]);
            let server = server(cut).await;
            let heard = chat(&providers(), manifest, model_id, &server.uri()).await;
            assert!(expected.starts_with(&heard.text), "{file} at {at}");
            if let Some(error) = heard.error {
                assert_eq!(
                    error.kind,
                    ProviderErrorKind::CutOff,
                    "{file} at {at}: {error}"
                );
            } else {
                let finished = |event: &ChatEvent| matches!(event, ChatEvent::Finished(_));
                assert!(
                    heard.others.iter().any(finished),
                    "{file} at {at} just stopped"
                );
            }
        }
    }
}

#[tokio::test]
async fn half_an_event_is_a_cut_answer() {
    let half = b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: {\"choi".to_vec();
    let address = raw_server(vec![STREAM_HEAD.to_vec(), half], Then::Close).await;
    let heard = chat(&providers(), "openai", "gpt-4.1", &address).await;
    assert_eq!(heard.text, "Hi");
    let error = heard.error.unwrap();
    assert_eq!(error.kind, ProviderErrorKind::CutOff);
    assert!(error.message.contains("cut off"), "{error}");
}

#[tokio::test]
async fn a_connection_that_breaks_keeps_what_came() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n".to_vec();
    let piece = b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n".to_vec();
    let address = raw_server(vec![head, piece], Then::Close).await;
    let heard = chat(&providers(), "openai", "gpt-4.1", &address).await;
    assert_eq!(heard.text, "Hi");
    let error = heard.error.unwrap();
    assert_eq!(
        (error.kind, error.code()),
        (ProviderErrorKind::CutOff, ErrorCode::ProviderUnavailable)
    );
}

#[tokio::test]
async fn an_answer_that_is_whole_needs_no_closed_connection() {
    for (manifest, model_id, file) in PROTOCOLS {
        let pieces = vec![STREAM_HEAD.to_vec(), fixture(file)];
        let address = raw_server(pieces, Then::Hang).await;
        let heard = chat(&providers(), manifest, model_id, &address).await;
        assert!(heard.error.is_none(), "{file}: {:?}", heard.error);
        assert!(
            matches!(heard.others.last(), Some(ChatEvent::Finished(_))),
            "{file}"
        );
    }
}

#[tokio::test]
async fn silence_ends_in_a_typed_error() {
    let impatient = || HttpConfig {
        first_byte_timeout: Duration::from_millis(80),
        idle_timeout: Duration::from_millis(80),
        ..config()
    };
    let providers = providers_with(Catalog::built_in().unwrap(), impatient());
    let silent = raw_server(vec![], Then::Hang).await;
    let error = chat(&providers, "openai", "gpt-4.1", &silent)
        .await
        .error
        .unwrap();
    assert_eq!(
        (error.code(), error.sent),
        (ErrorCode::Timeout, Sent::Maybe)
    );
    let piece = b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n".to_vec();
    let stalled = raw_server(vec![STREAM_HEAD.to_vec(), piece], Then::Hang).await;
    let heard = chat(&providers, "openai", "gpt-4.1", &stalled).await;
    assert_eq!(heard.text, "Hi");
    assert_eq!(heard.error.unwrap().kind, ProviderErrorKind::CutOff);
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0_u8; 64 * 1024];
        let _ = stream.read(&mut request).await.unwrap();
        let piece = b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
        tokio::io::AsyncWriteExt::write_all(&mut stream, &[STREAM_HEAD, piece].concat())
            .await
            .unwrap();
        stream.read(&mut request).await
    });
    let providers = providers();
    let model = model(&providers, "openai", "gpt-4.1");
    let endpoint = endpoint("openai", &address);
    let mut stream = providers.chat(&endpoint, &model, says("Hi")).await.unwrap();
    assert!(matches!(stream.next().await, Some(Ok(ChatEvent::Text(_)))));
    drop(stream);
    let ended = serving.await.unwrap();
    assert!(
        matches!(ended, Ok(0) | Err(_)),
        "the server still hears something: {ended:?}"
    );
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
    Mock::given(anything())
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
    let silent = ChatRequest {
        messages: Vec::new(),
        params: Params::new(),
    };
    for request in [silent, says(""), says(" \n\t")] {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_become_events_or_a_typed_error(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        sensible in "(data: \\{\"(choices|type|error|usage)\": ?[\\[\\]{}\"a-z0-9]{0,12}\\}?\n\n){0,3}",
        first in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let body = if first { [sensible.as_bytes(), &bytes].concat() } else { [&bytes[..], sensible.as_bytes()].concat() };
        runtime.block_on(async {
            for (manifest, model_id, _) in PROTOCOLS {
                let server = server(ResponseTemplate::new(200).set_body_bytes(body.clone())).await;
                let heard = chat(&providers(), manifest, model_id, &server.uri()).await;
                let finished = matches!(heard.others.last(), Some(ChatEvent::Finished(_)));
                assert!(finished != heard.error.is_some(), "{body:?}: {heard:?}");
            }
        });
    }
}
