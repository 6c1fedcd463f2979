//! Anthropic: content blocks, signed reasoning, and how conversations are laid out.

use serde_json::{Value, json};
use studio_domain::{ErrorCode, Role, Usage};
use studio_providers::{ChatEvent, ChatMessage, ChatPart, ChatRequest, FinishReason};

use crate::support::{chat, chat_at, endpoint, json as answer, model, providers, server, sse};

const MODEL: &str = "claude-sonnet-5-5";

fn signed_block() -> Value {
    json!({"type": "thinking", "thinking": "The person greets.", "signature": "EqQB+signed/bytes=="})
}

#[tokio::test]
async fn a_message_streams_and_its_reasoning_keeps_its_signature() {
    let server = server(sse("anthropic/messages-happy.sse")).await;
    let heard = chat(&providers(), "anthropic", MODEL, &server.uri()).await;
    assert_eq!(heard.text, "Hello you.");
    assert_eq!(heard.reasoning, "The person greets.");
    let data = heard.others.iter().find_map(|event| match event {
        ChatEvent::ProviderData(data) => Some(data.clone()),
        _ => None,
    });
    assert_eq!(data.unwrap()["block"], signed_block());
    let last = Usage {
        input_tokens: Some(42),
        cached_input_tokens: Some(30),
        output_tokens: Some(25),
        images: None,
        ..Usage::default()
    };
    let end = [
        ChatEvent::Usage(last),
        ChatEvent::Finished(FinishReason::Stop),
    ];
    assert_eq!(heard.others[heard.others.len() - 2..], end);
    assert!(heard.error.is_none(), "{:?}", heard.error);
}

#[tokio::test]
async fn a_refusal_is_the_reason_of_the_end() {
    let server = server(sse("anthropic/messages-refusal.sse")).await;
    let heard = chat(&providers(), "anthropic", MODEL, &server.uri()).await;
    assert_eq!(heard.text, "I will not.");
    assert_eq!(
        heard.others.last(),
        Some(&ChatEvent::Finished(FinishReason::Refused))
    );
}

#[tokio::test]
async fn an_error_after_the_beginning_keeps_the_text() {
    let server = server(sse("anthropic/messages-overloaded.sse")).await;
    let heard = chat(&providers(), "anthropic", MODEL, &server.uri()).await;
    assert_eq!(heard.text, "Half an");
    let error = heard.error.unwrap();
    assert_eq!(error.code(), ErrorCode::ProviderUnavailable);
    assert!(error.message.contains("Overloaded"), "{error}");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_message_that_was_not_streamed_is_understood() {
    let server = server(answer(200, "anthropic/messages-whole.json")).await;
    let heard = chat(&providers(), "anthropic", MODEL, &server.uri()).await;
    assert_eq!(
        (heard.text.as_str(), heard.reasoning.as_str()),
        ("All at once.", "Short.")
    );
    assert_eq!(
        heard.others.last(),
        Some(&ChatEvent::Finished(FinishReason::Length))
    );
}

/// The body that a conversation is sent as.
async fn body_of(model_id: &str, messages: Vec<ChatMessage>) -> Value {
    let server = server(sse("anthropic/messages-happy.sse")).await;
    let providers = providers();
    let request = ChatRequest {
        messages,
        ..ChatRequest::default()
    };
    let model = model(&providers, "anthropic", model_id);
    let heard = chat_at(
        &providers,
        &endpoint("anthropic", &server.uri()),
        &model,
        request,
    )
    .await;
    assert!(heard.error.is_none(), "{:?}", heard.error);
    let requests = server.received_requests().await.unwrap();
    serde_json::from_slice(&requests[0].body).unwrap()
}

#[tokio::test]
async fn system_text_stands_apart_and_neighbours_become_one_turn() {
    let body = body_of(
        MODEL,
        vec![
            ChatMessage::text(Role::System, "Be brief."),
            ChatMessage::text(Role::User, "One"),
            ChatMessage::text(Role::User, "Two"),
            ChatMessage::text(Role::Assistant, ""),
            ChatMessage::text(Role::System, "Be kind."),
            ChatMessage::text(Role::User, "Three"),
        ],
    )
    .await;
    assert_eq!(body["system"], "Be brief.\n\nBe kind.");
    let text = |text: &str| json!({"type": "text", "text": text});
    let expected = json!([{"role": "user", "content": [text("One"), text("Two"), text("Three")]}]);
    assert_eq!(body["messages"], expected);
}

#[tokio::test]
async fn reasoning_goes_back_unchanged_and_only_to_the_model_that_signed_it() {
    let data = json!({"format": "anthropic-messages", "model": MODEL, "block": signed_block()});
    let foreign = json!({"format": "other", "model": MODEL, "block": {"type": "thinking"}});
    let reasoning = |provider_data| ChatPart::Reasoning {
        text: "The person greets.".to_owned(),
        provider_data,
    };
    let messages = vec![
        ChatMessage::text(Role::User, "Hello"),
        ChatMessage {
            role: Role::Assistant,
            parts: vec![
                reasoning(Some(data)),
                reasoning(Some(foreign)),
                reasoning(None),
                ChatPart::Text("Hello you.".to_owned()),
            ],
        },
        ChatMessage::text(Role::User, "And now?"),
    ];
    let body = body_of(MODEL, messages.clone()).await;
    let said = json!({"type": "text", "text": "Hello you."});
    assert_eq!(
        body["messages"][1]["content"],
        json!([signed_block(), said])
    );
    let body = body_of("claude-opus-5-5", messages).await;
    assert_eq!(body["messages"][1]["content"], json!([said]));
}
