//! Answers that end in an error or break off.

use studio_domain::ErrorCode;
use studio_providers::{ChatEvent, ProviderErrorKind};
use wiremock::ResponseTemplate;

use super::{PROTOCOLS, ask, hear};
use crate::support::{fixture, says, server};

#[tokio::test]
async fn an_error_in_the_stream_keeps_the_text_and_has_the_words_of_the_service() {
    for (protocol, file, code, words) in [
        (
            "gemini",
            "gemini-error.sse",
            ErrorCode::ProviderRateLimited,
            "Resource has been exhausted",
        ),
        (
            "ollama",
            "ollama-error.ndjson",
            ErrorCode::ProviderUnavailable,
            "unexpected EOF",
        ),
        (
            "cohere",
            "cohere-error.sse",
            ErrorCode::ProviderUnavailable,
            "ran out of memory",
        ),
        (
            "openai-chat",
            "openai-chat-openrouter-error.sse",
            ErrorCode::ProviderRateLimited,
            "Rate limit exceeded upstream",
        ),
        (
            "openai-chat",
            "openai-chat-groq-error.sse",
            ErrorCode::ProviderUnavailable,
            "Failed to generate",
        ),
        (
            "openai-chat",
            "openai-chat-mistral-error.sse",
            ErrorCode::ProviderUnavailable,
            "broke off",
        ),
    ] {
        let heard = hear(protocol, file).await;
        assert_eq!(heard.text, "Half", "{file}");
        let error = heard.error.unwrap();
        assert_eq!(error.code(), code, "{file}: {error}");
        assert!(error.message.contains(words), "{file}: {error}");
    }
}

#[tokio::test]
async fn an_error_in_place_of_an_answer_has_the_words_of_the_service() {
    let heard = hear("openai-chat", "openai-chat-minimax-error.json").await;
    let error = heard.error.unwrap();
    assert!(error.message.ends_with("insufficient balance"), "{error}");
    assert_eq!(error.provider_code.as_deref(), Some("1008"));
    for body in [
        r#"{"object":"error","message":"the words","code":400}"#,
        r#"{"detail":"the words"}"#,
        r#"{"message":"the words"}"#,
    ] {
        let server = server(ResponseTemplate::new(200).set_body_string(body)).await;
        let error = ask("openai-chat", &server, says("Hello?"))
            .await
            .error
            .unwrap();
        assert!(error.message.ends_with("the words"), "{body}: {error}");
    }
}

#[tokio::test]
async fn an_answer_cut_in_its_middle_says_so_and_keeps_what_came() {
    for (protocol, file) in [
        ("gemini", "gemini-happy.sse"),
        ("ollama", "ollama-happy.ndjson"),
        ("cohere", "cohere-happy.sse"),
        ("anthropic-messages", "anthropic-messages-tool.sse"),
        ("openai-responses", "openai-responses-tool.sse"),
        ("openai-chat", "openai-chat-perplexity.sse"),
    ] {
        let whole = fixture(&format!("chat/{file}"));
        let half = &whole[..whole.len() / 2];
        let server = server(ResponseTemplate::new(200).set_body_bytes(half)).await;
        let heard = ask(protocol, &server, says("Hello?")).await;
        let said = heard.text.len() + heard.reasoning.len();
        assert!(said > 0, "{file}");
        assert_eq!(
            heard.error.unwrap().kind,
            ProviderErrorKind::CutOff,
            "{file}"
        );
        let finished = |event: &ChatEvent| matches!(event, ChatEvent::Finished(_));
        assert!(!heard.others.iter().any(finished), "{file}");
    }
}

#[tokio::test]
async fn what_is_no_answer_is_malformed_for_every_protocol() {
    for protocol in PROTOCOLS {
        for body in [
            "{}",
            "[]",
            "{\"hello\": \"world\"}",
            "<html></html>",
            "hm",
            "",
        ] {
            let server = server(ResponseTemplate::new(200).set_body_string(body)).await;
            let error = ask(protocol, &server, says("Hello?")).await.error.unwrap();
            let kind = if protocol == "ollama" && body.starts_with('{') {
                // A line that says nothing is the beginning of a stream.
                ProviderErrorKind::CutOff
            } else {
                ProviderErrorKind::Malformed
            };
            assert_eq!(error.kind, kind, "{protocol} {body:?}: {error}");
        }
    }
}
