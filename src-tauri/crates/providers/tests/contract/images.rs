//! Pictures that come in one answer.

use bytes::Bytes;
use studio_domain::{ErrorCode, ParamValue, UnixMillis, Usage};
use studio_providers::{
    MediaRequest, MediaResult, OutputSource, ProviderErrorKind, Sent, Submission,
};
use wiremock::ResponseTemplate;

use crate::support::{
    KEY, Then, endpoint, json, model, picture, providers, raw_server, server, with,
};

async fn submit(
    manifest: &str,
    model_id: &str,
    address: &str,
    request: &MediaRequest,
) -> Result<Submission, studio_providers::ProviderError> {
    let providers = providers();
    let model = model(&providers, manifest, model_id);
    providers
        .submit(&endpoint(manifest, address), &model, request)
        .await
}

async fn result_of(answer: ResponseTemplate) -> MediaResult {
    let server = server(answer).await;
    match submit("openai", "gpt-image-2", &server.uri(), &picture("A lake"))
        .await
        .unwrap()
    {
        Submission::Finished(result) => result,
        Submission::Job(job) => panic!("a job came back: {job:?}"),
    }
}

#[tokio::test]
async fn pictures_come_with_their_type_their_prompts_and_usage() {
    let result = result_of(json(200, "openai/images.json")).await;
    let first = &result.outputs[0];
    let bytes = Bytes::from_static(b"first picture");
    assert_eq!(
        (first.position, &first.source),
        (0, &OutputSource::Bytes(bytes))
    );
    assert_eq!(first.mime.as_deref(), Some("image/webp"));
    assert_eq!(
        result.outputs[1].revised_prompt.as_deref(),
        Some("A calmer lake")
    );
    let usage = Usage {
        input_tokens: Some(12),
        cached_input_tokens: None,
        output_tokens: Some(4_160),
        images: Some(2),
        ..Usage::default()
    };
    assert_eq!(result.usage, Some(usage));
}

#[tokio::test]
async fn addresses_and_data_addresses_are_both_outputs() {
    let server = server(json(200, "openai-compatible/images-url.json")).await;
    let request = picture("A lake");
    let submitted = submit("openai-compatible", "dall-e-3", &server.uri(), &request).await;
    let Submission::Finished(result) = submitted.unwrap() else {
        panic!("a job came back");
    };
    let url = "https://cdn.example.com/a.png?sig=1".parse().unwrap();
    assert_eq!(
        result.outputs[0].source,
        OutputSource::Url {
            url,
            expires_at: None
        }
    );
    let bytes = OutputSource::Bytes(Bytes::from_static(b"picture"));
    assert_eq!(result.outputs[1].source, bytes);
}

#[tokio::test]
async fn the_life_of_an_address_is_counted_from_the_answer() {
    let body = r#"{"data":[{"url":"https://cdn.example.com/a.png"}]}"#;
    let result = result_of(ResponseTemplate::new(200).set_body_string(body)).await;
    let OutputSource::Url { expires_at, .. } = result.outputs[0].source else {
        panic!("no address came back");
    };
    assert_eq!(expires_at, Some(UnixMillis::new(3_600_000)));
}

#[tokio::test]
async fn an_empty_or_cut_picture_is_passed_on_as_it_is() {
    let body = r#"{"data":[{"b64_json":""},{"b64_json":"iVBORw0KGgo="}]}"#;
    let result = result_of(ResponseTemplate::new(200).set_body_string(body)).await;
    let sources: Vec<_> = result
        .outputs
        .into_iter()
        .map(|output| output.source)
        .collect();
    let bytes = |bytes: &'static [u8]| OutputSource::Bytes(Bytes::from_static(bytes));
    assert_eq!(sources, [bytes(b""), bytes(b"\x89PNG\r\n\x1a\n")]);
}

#[tokio::test]
async fn one_unreadable_picture_does_not_cost_the_others() {
    let body = r#"{"data":[{"b64_json":"?"},{"b64_json":"aGk="}]}"#;
    let result = result_of(ResponseTemplate::new(200).set_body_string(body)).await;
    assert_eq!(result.outputs.len(), 1);
    assert_eq!(result.outputs[0].position, 1);
}

#[tokio::test]
async fn an_answer_without_a_picture_is_malformed_and_kept() {
    for body in ["{}", r#"{"data":[]}"#, r#"{"data":[{"b64_json":"?"}]}"#] {
        let server = server(ResponseTemplate::new(200).set_body_string(body)).await;
        let outcome = submit("openai", "gpt-image-2", &server.uri(), &picture("A lake")).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.code(), ErrorCode::ProviderMalformed, "{body}");
        assert_eq!(error.body.as_deref(), Some(body));
        assert_eq!(error.sent, Sent::Answered);
    }
}

#[tokio::test]
async fn moderation_is_a_refusal_and_a_wrong_value_a_rejection() {
    for (file, code) in [
        (
            "openai/error-400-moderation.json",
            ErrorCode::ProviderRefused,
        ),
        ("openai/error-400.json", ErrorCode::ProviderRejected),
    ] {
        let server = server(json(400, file)).await;
        let outcome = submit("openai", "gpt-image-2", &server.uri(), &picture("A lake")).await;
        assert_eq!(outcome.unwrap_err().code(), code, "{file}");
    }
}

#[tokio::test]
async fn a_server_error_is_not_sent_again() {
    let server = server(json(500, "openai/error-500.json")).await;
    let outcome = submit("openai", "gpt-image-2", &server.uri(), &picture("A lake")).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ProviderUnavailable);
    assert_eq!(
        server.received_requests().await.unwrap().len(),
        1,
        "repeating may pay twice"
    );
}

#[tokio::test]
async fn a_gateway_that_gave_up_waiting_is_a_lost_answer() {
    for status in [504, 524] {
        let server = server(ResponseTemplate::new(status).set_body_string("Gateway Timeout")).await;
        let outcome = submit("openai", "gpt-image-2", &server.uri(), &picture("A lake")).await;
        let error = outcome.unwrap_err();
        assert_eq!(
            (error.code(), error.sent),
            (ErrorCode::AnswerLost, Sent::Maybe),
            "{status}"
        );
        assert!(error.hint.is_some());
    }
}

#[tokio::test]
async fn a_connection_that_breaks_after_sending_is_a_lost_answer() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"data\":".to_vec();
    for pieces in [vec![], vec![half]] {
        let address = raw_server(pieces.clone(), Then::Close).await;
        let outcome = submit("openai", "gpt-image-2", &address, &picture("A lake")).await;
        let error = outcome.unwrap_err();
        assert_eq!(
            error.kind,
            ProviderErrorKind::AnswerLost,
            "{pieces:?}: {error}"
        );
        assert_eq!(error.code(), ErrorCode::AnswerLost);
        assert_eq!(error.sent, Sent::Maybe);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_was_sent_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let outcome = submit("openai", "gpt-image-2", &address, &picture("A lake")).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.code(), error.sent), (ErrorCode::Offline, Sent::No));
    assert!(
        error.message.contains("nothing is listening there"),
        "{error}"
    );
}

#[tokio::test]
async fn wrong_requests_are_refused_before_they_leave() {
    let server = server(json(200, "openai/images.json")).await;
    let bad_size = MediaRequest {
        params: with(&[("size", ParamValue::Text("7x7".to_owned()))]),
        ..picture("A lake")
    };
    let unknown = MediaRequest {
        params: with(&[("steps", ParamValue::Integer(7))]),
        ..picture("A lake")
    };
    let long = picture(&"x".repeat(10 * 1024 * 1024));
    for request in [picture(""), picture(" \n"), bad_size, unknown, long] {
        let outcome = submit("openai", "gpt-image-2", &server.uri(), &request).await;
        let error = outcome.unwrap_err();
        assert_eq!(
            (error.code(), error.sent),
            (ErrorCode::InvalidInput, Sent::No),
            "{error}"
        );
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_chat_model_makes_no_pictures() {
    let outcome = submit(
        "openai",
        "gpt-4.1",
        "http://127.0.0.1:9",
        &picture("A lake"),
    )
    .await;
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::InvalidInput);
}

mod download {
    use futures::StreamExt;
    use studio_providers::{HttpConfig, ProviderError};
    use url::Url;

    use super::*;
    use crate::support::{config, providers_with};

    async fn fetch(config: HttpConfig, home: &str, url: &str) -> Result<Vec<u8>, ProviderError> {
        let catalog = studio_providers::Catalog::built_in().unwrap();
        let providers = providers_with(catalog, config);
        let url = Url::parse(url).unwrap();
        let mut stream = providers.download(&endpoint("openai", home), &url).await?;
        let mut all = Vec::new();
        while let Some(chunk) = stream.next().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn a_result_on_the_configured_server_is_fetched_with_the_key() {
        let server = server(ResponseTemplate::new(200).set_body_bytes(b"bytes")).await;
        let url = format!("{}/files/a.png", server.uri());
        assert_eq!(
            fetch(config(), &server.uri(), &url).await.unwrap(),
            b"bytes"
        );
        let requests = server.received_requests().await.unwrap();
        assert_eq!(
            requests[0].headers["authorization"],
            format!("Bearer {KEY}")
        );
    }

    #[tokio::test]
    async fn results_on_other_private_or_plain_addresses_are_refused() {
        let home = server(ResponseTemplate::new(200)).await;
        let other = server(ResponseTemplate::new(200)).await;
        let port = other.address().port();
        for url in [
            format!("{}/a.png", other.uri()),
            format!("https://127.0.0.1:{port}/a.png"),
            format!("https://localhost:{port}/a.png"),
            format!("https://[::1]:{port}/a.png"),
            "https://169.254.169.254/latest/meta-data".to_owned(),
            "http://example.com/a.png".to_owned(),
        ] {
            let error = fetch(config(), &home.uri(), &url).await.unwrap_err();
            assert_eq!(
                error.kind,
                ProviderErrorKind::AddressRefused,
                "{url}: {error}"
            );
        }
        assert!(other.received_requests().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_redirect_cannot_lead_to_a_private_address() {
        let other = server(ResponseTemplate::new(200)).await;
        let target = format!("{}/secret", other.uri());
        let redirect = ResponseTemplate::new(302).insert_header("location", target.as_str());
        let home = server(redirect).await;
        let url = format!("{}/a.png", home.uri());
        let error = fetch(config(), &home.uri(), &url).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::AddressRefused, "{error}");
        assert!(other.received_requests().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_result_that_is_too_large_is_cut_off() {
        let server = server(ResponseTemplate::new(200).set_body_bytes(vec![0; 2_000])).await;
        let small = HttpConfig {
            download_limit: 1_000,
            ..config()
        };
        let url = format!("{}/a.png", server.uri());
        let error = fetch(small, &server.uri(), &url).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::TooLarge);
    }

    #[tokio::test]
    async fn a_result_that_breaks_off_is_an_error_and_not_an_end() {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nbeginning".to_vec();
        let address = raw_server(vec![head], Then::Close).await;
        let error = fetch(config(), &address, &format!("{address}/a.png"))
            .await
            .unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::CutOff);
    }

    #[tokio::test]
    async fn an_expired_result_says_so() {
        let server =
            server(ResponseTemplate::new(403).set_body_string("Request has expired")).await;
        let url = format!("{}/a.png", server.uri());
        let error = fetch(config(), &server.uri(), &url).await.unwrap_err();
        assert_eq!(error.status, Some(403));
        assert!(error.message.contains("Request has expired"), "{error}");
    }
}
