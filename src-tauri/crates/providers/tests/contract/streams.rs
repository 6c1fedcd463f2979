//! Streams that break, stall, are cut or are none.

use std::time::Duration;

use futures::StreamExt;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use studio_domain::ErrorCode;
use studio_providers::{Catalog, ChatEvent, HttpConfig, ProviderErrorKind, Sent};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use wiremock::ResponseTemplate;

use crate::support::{
    STREAM_HEAD, Then, chat, config, endpoint, fixture, model, providers, providers_with,
    raw_server, says, server, sse,
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

#[tokio::test]
async fn pages_text_and_nothing_are_no_answers() {
    let providers = providers();
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
                let error = chat(&providers, manifest, model_id, &server.uri())
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
        let error = providers
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
    let providers = providers();
    for body in ["{}", "[]", "{\"choices\":[]}", "{\"hello\": \"world\"}"] {
        for (manifest, model_id, _) in PROTOCOLS {
            let server = server(ResponseTemplate::new(200).set_body_string(body)).await;
            let error = chat(&providers, manifest, model_id, &server.uri())
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
    let providers = providers();
    for (manifest, model_id, file) in PROTOCOLS {
        let whole = fixture(file);
        let complete = server(sse(file)).await;
        let expected = chat(&providers, manifest, model_id, &complete.uri())
            .await
            .text;
        let places = (0..10)
            .map(|part| whole.len() / 2 + part * 7)
            .filter(|at| *at < whole.len() / 4 * 3);
        for at in places {
            let cut = ResponseTemplate::new(200).set_body_bytes(&whole[..at]);
            let server = server(cut).await;
            let heard = chat(&providers, manifest, model_id, &server.uri()).await;
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
    let short = Duration::from_millis(80);
    let impatient = HttpConfig {
        first_byte_timeout: short,
        ..config()
    };
    let providers = providers_with(Catalog::built_in().unwrap(), impatient);
    let silent = raw_server(vec![], Then::Hang).await;
    let error = chat(&providers, "openai", "gpt-4.1", &silent)
        .await
        .error
        .unwrap();
    assert_eq!(
        (error.code(), error.sent),
        (ErrorCode::AnswerLost, Sent::Maybe)
    );
    let impatient = HttpConfig {
        idle_timeout: short,
        ..config()
    };
    let providers = providers_with(Catalog::built_in().unwrap(), impatient);
    // In one piece: what comes with the head is never waited for.
    let piece = b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    let stalled = raw_server(vec![[STREAM_HEAD, piece].concat()], Then::Hang).await;
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

#[test]
fn any_bytes_become_events_or_a_typed_error() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let providers = providers();
    let noise = prop::collection::vec(any::<u8>(), 0..200);
    let events =
        "(data: \\{\"(choices|type|error|usage)\": ?[\\[\\]{}\"a-z0-9]{0,12}\\}?\n\n){0,3}";
    let mut runner = TestRunner::new(ProptestConfig::with_cases(48));
    let outcome = runner.run(
        &(noise, events, any::<bool>()),
        |(noise, events, noise_first)| {
            let parts = [noise.as_slice(), events.as_bytes()];
            let body = if noise_first {
                parts.concat()
            } else {
                [parts[1], parts[0]].concat()
            };
            for (manifest, model_id, _) in PROTOCOLS {
                let heard = runtime.block_on(async {
                    let answer = ResponseTemplate::new(200).set_body_bytes(body.clone());
                    let server = server(answer).await;
                    chat(&providers, manifest, model_id, &server.uri()).await
                });
                let finished = matches!(heard.others.last(), Some(ChatEvent::Finished(_)));
                prop_assert!(finished != heard.error.is_some(), "{:?}: {:?}", body, heard);
            }
            Ok(())
        },
    );
    outcome.unwrap();
}
