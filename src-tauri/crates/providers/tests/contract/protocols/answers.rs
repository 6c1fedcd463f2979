//! What recorded answers become.

use serde_json::{Value, json};
use studio_providers::{ChatEvent, Citation, FinishReason};

use super::{Called, calls, citation, cited, hear, provider_data, usage, weather_and_time};
use crate::support::Heard;

fn ended(heard: &Heard, reason: FinishReason) {
    assert!(heard.error.is_none(), "{:?}", heard.error);
    assert_eq!(heard.others.last(), Some(&ChatEvent::Finished(reason)));
}

fn said(heard: &Heard) -> (&str, &str) {
    (heard.reasoning.as_str(), heard.text.as_str())
}

#[tokio::test]
async fn gemini_thinks_answers_and_cites() {
    let heard = hear("gemini", "gemini-happy.sse").await;
    assert_eq!(said(&heard), ("The person greets.", "Hello you."));
    let sources = [
        citation("https://example.com/a", Some("example.com"), None),
        citation("https://example.org/b", Some("example.org"), None),
    ];
    assert_eq!(cited(&heard), sources);
    let signed = json!({
        "format": "gemini",
        "model": "gemini",
        "signature": "EpoBCpcBAdHtim/text",
    });
    assert_eq!(provider_data(&heard), [signed]);
    assert!(heard.others.contains(&usage(15, Some(4), 23)));
    ended(&heard, FinishReason::Stop);
}

#[tokio::test]
async fn gemini_calls_tools_and_signs_the_first() {
    let heard = hear("gemini", "gemini-tool.sse").await;
    let signature = "EpoBCpcBAdHtim/call";
    let signed = json!({"format": "gemini", "model": "gemini", "signature": signature});
    let expected = [
        Called(
            "fc1".to_owned(),
            "weather".to_owned(),
            json!({"city": "Köln"}),
            Some(signed),
        ),
        Called::plain("studio-call-1", "time", json!({})),
    ];
    assert_eq!(calls(&heard), expected);
    ended(&heard, FinishReason::ToolCall);
}

#[tokio::test]
async fn gemini_refuses_a_prompt_or_an_answer() {
    let blocked = hear("gemini", "gemini-blocked.sse").await;
    assert_eq!(blocked.text, "");
    ended(&blocked, FinishReason::Refused);
    let refused = hear("gemini", "gemini-refusal.sse").await;
    assert_eq!(refused.text, "Well, ");
    ended(&refused, FinishReason::Refused);
}

#[tokio::test]
async fn gemini_answers_in_a_list_where_it_does_not_stream() {
    let heard = hear("gemini", "gemini-whole.json").await;
    assert_eq!(heard.text, "All at once.");
    assert_eq!(
        cited(&heard),
        [citation("https://example.com/a", None, None)]
    );
    ended(&heard, FinishReason::Length);
}

#[tokio::test]
async fn ollama_thinks_and_answers_line_by_line() {
    let heard = hear("ollama", "ollama-happy.ndjson").await;
    assert_eq!(said(&heard), ("The person greets.", "Hello you."));
    let end = [
        usage(26, None, 282),
        ChatEvent::Finished(FinishReason::Stop),
    ];
    assert_eq!(heard.others, end);
}

#[tokio::test]
async fn ollama_calls_tools_and_may_leave_its_thoughts_in_the_text() {
    let heard = hear("ollama", "ollama-tool.ndjson").await;
    assert_eq!(said(&heard), ("It asks for the weather.", ""));
    let expected = weather_and_time("studio-call-0", "studio-call-1");
    assert_eq!(calls(&heard), expected);
    ended(&heard, FinishReason::ToolCall);
}

#[tokio::test]
async fn ollama_answers_in_one_line_where_it_does_not_stream() {
    let heard = hear("ollama", "ollama-length.ndjson").await;
    assert_eq!(heard.text, "All at once.");
    ended(&heard, FinishReason::Length);
}

#[tokio::test]
async fn cohere_thinks_answers_and_cites() {
    let heard = hear("cohere", "cohere-happy.sse").await;
    assert_eq!(said(&heard), ("The person greets.", "Hello you."));
    let source = Citation {
        start: Some(0),
        end: Some(5),
        ..citation(
            "https://example.com/a",
            Some("Greetings"),
            Some("Say hello."),
        )
    };
    let events = [
        ChatEvent::Citation(source),
        usage(17, None, 318),
        ChatEvent::Finished(FinishReason::Stop),
    ];
    assert_eq!(heard.others, events);
}

#[tokio::test]
async fn cohere_plans_and_calls_tools() {
    let heard = hear("cohere", "cohere-tool.sse").await;
    assert_eq!(said(&heard), ("I will look outside.", ""));
    assert_eq!(calls(&heard), weather_and_time("weather_k1", "time_k2"));
    assert!(heard.others.contains(&usage(41, None, 38)));
    ended(&heard, FinishReason::ToolCall);
}

#[tokio::test]
async fn cohere_answers_whole_where_it_does_not_stream() {
    let heard = hear("cohere", "cohere-whole.json").await;
    assert_eq!(said(&heard), ("Short.", "All at once."));
    assert_eq!(cited(&heard).len(), 1);
    ended(&heard, FinishReason::Length);
}

#[tokio::test]
async fn anthropic_signs_every_block_of_reasoning() {
    let heard = hear("anthropic-messages", "anthropic-messages-tool.sse").await;
    assert_eq!(said(&heard), ("First.\n\nSecond.", "I look."));
    let blocks: Vec<Value> = provider_data(&heard)
        .into_iter()
        .map(|data| data["block"].clone())
        .collect();
    let expected = [
        json!({"type": "thinking", "thinking": "First.", "signature": "c2lnMQ=="}),
        json!({"type": "redacted_thinking", "data": "ZW5jcnlwdGVk"}),
        json!({"type": "thinking", "thinking": "Second.", "signature": "c2lnMg=="}),
    ];
    assert_eq!(blocks, expected);
    let source = citation("https://example.com/a", Some("Weather"), Some("It rains."));
    assert_eq!(
        cited(&heard),
        [source],
        "a document sent along has no address"
    );
    assert_eq!(
        calls(&heard),
        weather_and_time("toolu_1", "toolu_2"),
        "a search by the service itself is no call"
    );
    ended(&heard, FinishReason::ToolCall);
}

#[tokio::test]
async fn responses_call_tools_and_keep_encrypted_reasoning() {
    let heard = hear("openai-responses", "openai-responses-tool.sse").await;
    assert_eq!(said(&heard), ("Looking.", ""));
    assert_eq!(calls(&heard), weather_and_time("call_a", "call_b"));
    let data = provider_data(&heard);
    assert_eq!(data.len(), 1);
    assert_eq!(data[0]["item"]["encrypted_content"], "gAAAAABo");
    ended(&heard, FinishReason::ToolCall);
}

#[tokio::test]
async fn responses_cite_pages() {
    let heard = hear("openai-responses", "openai-responses-citation.sse").await;
    let source = Citation {
        start: Some(0),
        end: Some(9),
        ..citation("https://example.com/a", Some("Weather"), None)
    };
    assert_eq!(cited(&heard), [source]);
    ended(&heard, FinishReason::Stop);
}

#[tokio::test]
async fn completions_call_tools_and_name_where_they_thought() {
    let heard = hear("openai-chat", "openai-chat-tool.sse").await;
    assert_eq!(said(&heard), ("Looking.", ""));
    assert_eq!(calls(&heard), weather_and_time("call_a", "call_b"));
    let data = json!({
        "format": "openai-chat",
        "model": "openai-chat",
        "field": "reasoning_content",
    });
    assert_eq!(provider_data(&heard), [data]);
    assert!(
        heard.others.contains(&usage(60, None, 23)),
        "reasoning that is counted apart is added"
    );
    ended(&heard, FinishReason::ToolCall);
    let heard = hear("openai-chat", "openai-chat-tool-without-index.sse").await;
    assert_eq!(calls(&heard), weather_and_time("call_a", "call_b"));
    ended(&heard, FinishReason::ToolCall);
}

#[tokio::test]
async fn completions_cite_once_what_is_repeated() {
    let heard = hear("openai-chat", "openai-chat-perplexity.sse").await;
    assert_eq!(heard.text, "It rains[1].");
    let sources = [
        citation("https://example.com/a", Some("Weather"), Some("It rains.")),
        citation("https://example.org/b", Some("Climate"), None),
    ];
    assert_eq!(cited(&heard), sources);
    ended(&heard, FinishReason::Stop);
}

#[tokio::test]
async fn completions_keep_details_of_reasoning_and_annotations() {
    let heard = hear("openai-chat", "openai-chat-openrouter.sse").await;
    assert_eq!(said(&heard), ("Looking.", "It rains."));
    let detail = json!({
        "type": "reasoning.text",
        "text": "Looking.",
        "signature": "c2ln",
        "format": "anthropic-claude-v1",
        "index": 0,
    });
    assert_eq!(
        provider_data(&heard)[0]["reasoning_details"],
        json!([detail])
    );
    let source = Citation {
        start: Some(0),
        end: Some(9),
        ..citation("https://example.com/a", Some("Weather"), Some("It rains."))
    };
    assert_eq!(cited(&heard), [source]);
    assert_eq!(calls(&heard).len(), 1);
    ended(&heard, FinishReason::ToolCall);
}

#[tokio::test]
async fn completions_may_leave_their_thoughts_in_the_text() {
    let heard = hear("openai-chat", "openai-chat-think-tags.sse").await;
    assert_eq!(said(&heard), ("Looking.", "It rains."));
    ended(&heard, FinishReason::Stop);
}
