//! The chat protocols themselves, without any service's manifest: what each sends for pictures,
//! documents and tools, and what its answers become.

mod answers;
mod broken;
mod requests;

use serde_json::{Value, json};
use studio_domain::Usage;
use studio_providers::{Catalog, ChatEvent, ChatRequest, Citation, ModelSpec, Providers};
use wiremock::{MockServer, ResponseTemplate};

use crate::support::{Heard, chat_at, config, endpoint, fixture, providers_with, says, server};

const MANIFEST: &str = "every-protocol";

/// The names of the models, each of which speaks the protocol of its name.
const PROTOCOLS: [&str; 6] = [
    "openai-chat",
    "openai-responses",
    "anthropic-messages",
    "gemini",
    "ollama",
    "cohere",
];

fn every_protocol() -> Providers {
    let text = String::from_utf8(fixture("chat/manifest.toml")).unwrap();
    let catalog = Catalog::from_texts(&[("chat.toml", text.as_str())]).unwrap();
    providers_with(catalog, config())
}

fn model(providers: &Providers, protocol: &str) -> ModelSpec {
    let catalog = providers.catalog();
    let manifest = catalog.manifest(MANIFEST).unwrap();
    let model = manifest.models.iter().find(|model| model.id == protocol);
    model.unwrap().clone()
}

/// What a protocol makes of a recorded answer.
async fn hear(protocol: &str, file: &str) -> Heard {
    let body = fixture(&format!("chat/{file}"));
    let server = server(ResponseTemplate::new(200).set_body_bytes(body)).await;
    ask(protocol, &server, says("Hello?")).await
}

async fn ask(protocol: &str, server: &MockServer, request: ChatRequest) -> Heard {
    let providers = every_protocol();
    let model = model(&providers, protocol);
    let endpoint = endpoint(MANIFEST, &server.uri());
    chat_at(&providers, &endpoint, &model, request).await
}

fn usage(input: u64, cached: Option<u64>, output: u64) -> ChatEvent {
    ChatEvent::Usage(Usage {
        input_tokens: Some(input),
        cached_input_tokens: cached,
        output_tokens: Some(output),
        ..Usage::default()
    })
}

fn citation(url: &str, title: Option<&str>, snippet: Option<&str>) -> Citation {
    Citation {
        url: url.to_owned(),
        title: title.map(str::to_owned),
        snippet: snippet.map(str::to_owned),
        ..Citation::default()
    }
}

/// The citations in what was heard.
fn cited(heard: &Heard) -> Vec<Citation> {
    let cited = heard.others.iter().filter_map(|event| match event {
        ChatEvent::Citation(citation) => Some(citation.clone()),
        _ => None,
    });
    cited.collect()
}

/// A call as its events tell it: id, name, arguments, provider data.
#[derive(Debug, PartialEq)]
struct Called(String, String, Value, Option<Value>);

impl Called {
    fn plain(id: &str, name: &str, arguments: Value) -> Self {
        Self(id.to_owned(), name.to_owned(), arguments, None)
    }
}

/// The calls in what was heard; each must begin, have JSON as arguments, and be done.
fn calls(heard: &Heard) -> Vec<Called> {
    let mut calls: Vec<(String, String, String, Option<Option<Value>>)> = Vec::new();
    for event in &heard.others {
        match event {
            ChatEvent::ToolCallStarted { index, id, name } => {
                assert_eq!(*index as usize, calls.len(), "calls are counted in order");
                calls.push((id.clone(), name.clone(), String::new(), None));
            }
            ChatEvent::ToolCallArguments { index, delta } => {
                let call = &mut calls[*index as usize];
                assert!(call.3.is_none(), "arguments behind the end of a call");
                call.2.push_str(delta);
            }
            ChatEvent::ToolCallDone {
                index,
                provider_data,
            } => calls[*index as usize].3 = Some(provider_data.clone()),
            _ => {}
        }
    }
    let finished = calls.into_iter().map(|(id, name, arguments, done)| {
        let arguments = serde_json::from_str(&arguments).unwrap();
        Called(id, name, arguments, done.unwrap())
    });
    finished.collect()
}

fn provider_data(heard: &Heard) -> Vec<Value> {
    let data = heard.others.iter().filter_map(|event| match event {
        ChatEvent::ProviderData(data) => Some(data.clone()),
        _ => None,
    });
    data.collect()
}

/// The two calls that the recorded answers make.
fn weather_and_time(weather: &str, time: &str) -> [Called; 2] {
    [
        Called::plain(weather, "weather", json!({"city": "Köln"})),
        Called::plain(time, "time", json!({})),
    ]
}
