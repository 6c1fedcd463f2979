//! OpenAI: responses and chat completions, streamed, refused, failed and whole.

use studio_domain::{ErrorCode, Usage};
use studio_providers::{ChatEvent, FinishReason};

use crate::support::{chat, json, providers, server, sse};

fn usage(input: u64, cached: Option<u64>, output: u64) -> ChatEvent {
    ChatEvent::Usage(Usage {
        input_tokens: Some(input),
        cached_input_tokens: cached,
        output_tokens: Some(output),
        images: None,
        ..Usage::default()
    })
}

#[tokio::test]
async fn a_response_streams_reasoning_text_and_usage() {
    let server = server(sse("openai/responses-happy.sse")).await;
    let heard = chat(&providers(), "openai", "gpt-6.1-sol", &server.uri()).await;
    assert_eq!(heard.text, "Good día 👋");
    assert_eq!(heard.reasoning, "Greeting back.\n\nBriefly.");
    let end = [
        usage(12, Some(4), 9),
        ChatEvent::Finished(FinishReason::Stop),
    ];
    assert_eq!(heard.others, end);
    assert!(heard.error.is_none(), "{:?}", heard.error);
}

#[tokio::test]
async fn a_refused_response_keeps_the_words_of_the_refusal() {
    let server = server(sse("openai/responses-refusal.sse")).await;
    let heard = chat(&providers(), "openai", "gpt-6.1-sol", &server.uri()).await;
    assert_eq!(heard.text, "I cannot help with that.");
    assert_eq!(
        heard.others.last(),
        Some(&ChatEvent::Finished(FinishReason::Refused))
    );
}

#[tokio::test]
async fn a_response_that_reached_its_limit_says_so() {
    let server = server(sse("openai/responses-incomplete.sse")).await;
    let heard = chat(&providers(), "openai", "gpt-6.1-sol", &server.uri()).await;
    assert_eq!(heard.text, "Once upon");
    let end = [
        usage(7, None, 16),
        ChatEvent::Finished(FinishReason::Length),
    ];
    assert_eq!(heard.others, end);
}

#[tokio::test]
async fn a_response_that_fails_midway_keeps_its_text_and_the_reason() {
    let server = server(sse("openai/responses-failed.sse")).await;
    let heard = chat(&providers(), "openai", "gpt-6.1-sol", &server.uri()).await;
    assert_eq!(heard.text, "Half");
    let error = heard.error.unwrap();
    assert_eq!(error.code(), ErrorCode::ProviderUnavailable);
    assert_eq!(error.provider_code.as_deref(), Some("server_error"));
    assert!(
        error
            .message
            .contains("The model failed to generate a response."),
        "{error}"
    );
}

#[tokio::test]
async fn an_error_event_has_its_own_code() {
    let server = server(sse("openai/responses-error.sse")).await;
    let heard = chat(&providers(), "openai", "gpt-6.1-sol", &server.uri()).await;
    let error = heard.error.unwrap();
    assert_eq!(error.code(), ErrorCode::ProviderRateLimited);
    assert!(
        error.message.contains("Rate limit reached for this model."),
        "{error}"
    );
}

#[tokio::test]
async fn a_response_that_was_not_streamed_is_understood() {
    let server = server(json(200, "openai/responses-whole.json")).await;
    let heard = chat(&providers(), "openai", "gpt-6.1-sol", &server.uri()).await;
    assert_eq!(heard.text, "All at once.");
    let end = [
        usage(3, Some(0), 4),
        ChatEvent::Finished(FinishReason::Stop),
    ];
    assert_eq!(heard.others, end);
}

#[tokio::test]
async fn a_completion_streams_text_and_the_usage_behind_its_end() {
    let server = server(sse("openai/completions-happy.sse")).await;
    let heard = chat(&providers(), "openai", "gpt-4.1", &server.uri()).await;
    assert_eq!(heard.text, "Hello there");
    let end = [
        usage(8, Some(3), 2),
        ChatEvent::Finished(FinishReason::Stop),
    ];
    assert_eq!(heard.others, end);
}

#[tokio::test]
async fn a_refused_completion_keeps_the_words_of_the_refusal() {
    let server = server(sse("openai/completions-refusal.sse")).await;
    let heard = chat(&providers(), "openai", "gpt-4.1", &server.uri()).await;
    assert_eq!(heard.text, "I'm sorry, no.");
    assert_eq!(heard.others, [ChatEvent::Finished(FinishReason::Refused)]);
}
