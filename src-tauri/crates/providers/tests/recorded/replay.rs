//! A server that gives recorded answers, one after another.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::case::AnswerOf;
use crate::shipped::file;

/// Stands in answers for the address of the server.
pub const SERVER: &str = "{{server}}";

struct Recorded(Mutex<VecDeque<ResponseTemplate>>);

impl Respond for Recorded {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        // Nobody is listened to here; asking makes up for it.
        if request.headers.contains_key("upgrade") {
            return ResponseTemplate::new(404);
        }
        let next = self.0.lock().unwrap().pop_front();
        next.unwrap_or_else(|| ResponseTemplate::new(500).set_body_string("no answer is left"))
    }
}

pub async fn server(answers: &[AnswerOf]) -> MockServer {
    let server = MockServer::start().await;
    let address = server.uri();
    let recorded = answers.iter().map(|answer| template(answer, &address));
    Mock::given(any())
        .respond_with(Recorded(Mutex::new(recorded.collect())))
        .mount(&server)
        .await;
    server
}

fn template(answer: &AnswerOf, server: &str) -> ResponseTemplate {
    let at_home = |text: String| text.replace(SERVER, server);
    let mut template = ResponseTemplate::new(answer.status);
    if let Some(json) = &answer.json {
        let body = at_home(json.to_string());
        template = template.set_body_raw(body, &kind(answer, "application/json"));
    } else if let Some(text) = &answer.text {
        template = template.set_body_raw(at_home(text.clone()), &kind(answer, "text/plain"));
    } else if let Some(name) = &answer.file {
        let bytes = std::fs::read(file(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        template = template.set_body_raw(bytes, &kind(answer, "application/octet-stream"));
    } else if let Some(events) = &answer.sse {
        let body: String = events
            .iter()
            .map(|event| format!("{}\n\n", sse(event)))
            .collect();
        template = template.set_body_raw(at_home(body), &kind(answer, "text/event-stream"));
    } else if let Some(lines) = &answer.lines {
        let body: String = lines
            .iter()
            .map(|line| format!("{}\n", data(line)))
            .collect();
        template = template.set_body_raw(at_home(body), &kind(answer, "application/x-ndjson"));
    }
    for (name, value) in &answer.headers {
        if !name.eq_ignore_ascii_case("content-type") {
            template = template.insert_header(name.as_str(), at_home(value.clone()).as_str());
        }
    }
    template
}

fn kind(answer: &AnswerOf, usual: &str) -> String {
    let own = answer
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    own.map_or(usual, |(_, value)| value.as_str()).to_owned()
}

/// An event: its data, or a whole event where the text names its fields itself.
fn sse(event: &Value) -> String {
    match event {
        Value::String(text) if text.starts_with("event:") => text.clone(),
        other => {
            let data = data(other);
            // Services that name their events repeat the name as the type.
            let name = serde_json::from_str::<Value>(&data)
                .ok()
                .and_then(|json| json.get("type")?.as_str().map(str::to_owned));
            match name {
                Some(name) => format!("event: {name}\ndata: {data}"),
                None => format!("data: {data}"),
            }
        }
    }
}

fn data(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
