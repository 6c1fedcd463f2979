//! What is sent for pictures, documents and tools. The requests are files; after a deliberate
//! change run the tests with `STUDIO_WRITE_FIXTURES=1` and review the difference.

use bytes::Bytes;
use serde_json::{Value, json};
use studio_domain::{ErrorCode, Role};
use studio_providers::{
    ChatMessage, ChatPart, ChatRequest, Sent, ToolCall, ToolDefinition, ToolResult,
};
use wiremock::ResponseTemplate;

use super::{PROTOCOLS, ask};
use crate::support::{fixture, fixture_path, server};

fn picture() -> ChatPart {
    ChatPart::Image {
        mime: "image/png".to_owned(),
        bytes: Bytes::from_static(b"\x89PNG"),
    }
}

fn document() -> ChatPart {
    ChatPart::Document {
        mime: "application/pdf".to_owned(),
        name: "plan \"b\".pdf".to_owned(),
        bytes: Bytes::from_static(b"%PDF"),
    }
}

fn message(role: Role, parts: Vec<ChatPart>) -> ChatMessage {
    ChatMessage { role, parts }
}

fn text(text: &str) -> ChatPart {
    ChatPart::Text(text.to_owned())
}

/// Data as the protocol itself would have given it.
fn reasoning(protocol: &str) -> ChatPart {
    let mut data = json!({"format": protocol, "model": protocol});
    let own = match protocol {
        "openai-chat" => json!({"field": "reasoning_content", "reasoning_details": [{"index": 0}]}),
        "openai-responses" => json!({"item": {"type": "reasoning", "encrypted_content": "g"}}),
        "anthropic-messages" => json!({"block": {"type": "thinking", "signature": "c2ln"}}),
        _ => json!({"signature": "of the text"}),
    };
    data.as_object_mut()
        .unwrap()
        .extend(own.as_object().unwrap().clone());
    ChatPart::Reasoning {
        text: "Looking.".to_owned(),
        provider_data: Some(data),
    }
}

fn call(id: &str, name: &str, arguments: Value, provider_data: Option<Value>) -> ChatPart {
    ChatPart::ToolCall(ToolCall {
        id: id.to_owned(),
        name: name.to_owned(),
        arguments,
        provider_data,
    })
}

fn result(call_id: &str, name: &str, text: &str, is_error: bool) -> ChatPart {
    ChatPart::ToolResult(ToolResult {
        call_id: call_id.to_owned(),
        name: name.to_owned(),
        text: text.to_owned(),
        is_error,
    })
}

/// A conversation with everything that a protocol has to carry.
fn everything(protocol: &str) -> ChatRequest {
    let carries_documents = !matches!(protocol, "ollama" | "cohere");
    let mut question = vec![text("What is this?"), picture()];
    question.extend(carries_documents.then(document));
    let signed = json!({"format": protocol, "model": protocol, "signature": "of the call"});
    ChatRequest {
        messages: vec![
            ChatMessage::text(Role::System, "Be brief."),
            message(Role::User, question),
            ChatMessage::text(Role::Assistant, "A \"lake\"."),
            ChatMessage::text(Role::User, "What is the weather there?"),
            message(
                Role::Assistant,
                vec![
                    reasoning(protocol),
                    text("I look."),
                    call("call_a", "weather", json!({"city": "Köln"}), Some(signed)),
                    call("studio-call-1", "time", json!({}), None),
                ],
            ),
            message(
                Role::User,
                vec![
                    text("Hurry."),
                    result("call_a", "weather", "rain", false),
                    result("studio-call-1", "time", "no clock", true),
                ],
            ),
        ],
        tools: vec![ToolDefinition {
            name: "weather".to_owned(),
            description: "Tells the weather.".to_owned(),
            parameters: json!({
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            }),
        }],
        ..ChatRequest::default()
    }
}

#[tokio::test]
async fn pictures_documents_and_tools_are_sent_as_on_file() {
    for protocol in PROTOCOLS {
        let server = server(ResponseTemplate::new(400)).await;
        let heard = ask(protocol, &server, everything(protocol)).await;
        assert_eq!(heard.error.unwrap().status, Some(400), "{protocol}");
        let requests = server.received_requests().await.unwrap();
        let sent = json!({
            "path": requests[0].url.path(),
            "query": requests[0].url.query(),
            "body": serde_json::from_slice::<Value>(&requests[0].body).unwrap(),
        });
        let file = format!("chat/{protocol}.request.json");
        if std::env::var_os("STUDIO_WRITE_FIXTURES").is_some() {
            let text = serde_json::to_string_pretty(&sent).unwrap();
            std::fs::write(fixture_path(&file), text + "\n").unwrap();
        }
        let expected: Value = serde_json::from_slice(&fixture(&file)).unwrap();
        assert_eq!(sent, expected, "{file}");
    }
}

#[tokio::test]
async fn a_picture_alone_is_a_message() {
    let server = server(ResponseTemplate::new(400)).await;
    let request = ChatRequest {
        messages: vec![message(Role::User, vec![picture()])],
        ..ChatRequest::default()
    };
    let heard = ask("openai-chat", &server, request).await;
    assert_eq!(heard.error.unwrap().status, Some(400));
}

#[tokio::test]
async fn a_document_never_leaves_where_the_protocol_cannot_carry_it() {
    for protocol in ["ollama", "cohere"] {
        let server = server(ResponseTemplate::new(400)).await;
        let request = ChatRequest {
            messages: vec![message(Role::User, vec![text("Read this"), document()])],
            ..ChatRequest::default()
        };
        let error = ask(protocol, &server, request).await.error.unwrap();
        assert_eq!(
            (error.code(), error.sent),
            (ErrorCode::InvalidInput, Sent::No)
        );
        assert!(error.message.contains("does not read documents"), "{error}");
        assert!(server.received_requests().await.unwrap().is_empty());
    }
}
