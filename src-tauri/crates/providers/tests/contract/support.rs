//! Servers on loopback that answer as recorded, and the providers that call them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures::StreamExt;
use studio_domain::{Clock, ParamValue, Params, ProviderId, Role, Secret, UnixMillis};
use studio_providers::{
    Catalog, ChatEvent, ChatMessage, ChatRequest, Endpoint, HttpClient, HttpConfig, MediaRequest,
    ModelSpec, ProviderError, Providers,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub const KEY: &str = "sk-test/very+secret-0123456789";

/// A clock that tests move by hand.
#[derive(Debug, Default)]
pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> UnixMillis {
        UnixMillis::new(self.0.load(Ordering::SeqCst))
    }
}

/// Short pauses; time-outs long enough for a busy computer.
pub fn config() -> HttpConfig {
    HttpConfig {
        pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(2),
        // A busy computer is silent for a while as well.
        probe_timeout: Duration::from_secs(60),
        agree_timeout: Duration::from_secs(60),
        ..HttpConfig::default()
    }
}

pub fn providers_with(catalog: Catalog, config: HttpConfig) -> Providers {
    Providers::new(
        catalog,
        HttpClient::new(config).unwrap(),
        Arc::new(HandClock::default()),
    )
}

pub fn providers() -> Providers {
    providers_with(Catalog::built_in().unwrap(), config())
}

/// A manifest at the server's address.
pub fn endpoint(manifest_id: &str, address: &str) -> Endpoint {
    Endpoint {
        provider_id: ProviderId::new(manifest_id),
        manifest_id: manifest_id.to_owned(),
        base_url: Some(Url::parse(&format!("{address}/v1")).unwrap()),
        key: Some(Secret::new(KEY.to_owned())),
    }
}

pub fn model(providers: &Providers, manifest_id: &str, id: &str) -> ModelSpec {
    let catalog = providers.catalog();
    let manifest = catalog.manifest(manifest_id).unwrap();
    let listed = studio_providers::ListedModel {
        id: id.to_owned(),
        name: id.to_owned(),
    };
    manifest.listed_model(&listed, None).unwrap()
}

pub fn fixture(path: &str) -> Vec<u8> {
    let file = fixture_path(path);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

pub fn fixture_path(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(path)
}

pub fn sse(path: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(fixture(path), "text/event-stream")
}

pub fn json(status: u16, path: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(fixture(path), "application/json")
}

/// A server that answers everything alike.
pub async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

pub fn says(text: &str) -> ChatRequest {
    ChatRequest {
        messages: vec![ChatMessage::text(Role::User, text)],
        ..ChatRequest::default()
    }
}

pub fn picture(prompt: &str) -> MediaRequest {
    MediaRequest {
        prompt: prompt.to_owned(),
        params: Params::new(),
        idempotency_key: "11111111-2222-3333-4444-555555555555".to_owned(),
        ..MediaRequest::default()
    }
}

pub fn with(params: &[(&str, ParamValue)]) -> Params {
    params
        .iter()
        .map(|(id, value)| ((*id).to_owned(), value.clone()))
        .collect()
}

/// What a chat came to: its events, and the error that ended it.
#[derive(Debug, Default)]
pub struct Heard {
    pub text: String,
    pub reasoning: String,
    pub others: Vec<ChatEvent>,
    pub error: Option<ProviderError>,
}

pub async fn chat(
    providers: &Providers,
    manifest_id: &str,
    model_id: &str,
    address: &str,
) -> Heard {
    let model = model(providers, manifest_id, model_id);
    chat_at(
        providers,
        &endpoint(manifest_id, address),
        &model,
        says("Hello?"),
    )
    .await
}

pub async fn chat_at(
    providers: &Providers,
    endpoint: &Endpoint,
    model: &ModelSpec,
    request: ChatRequest,
) -> Heard {
    let mut heard = Heard::default();
    let mut stream = match providers.chat(endpoint, model, request).await {
        Ok(stream) => stream,
        Err(error) => {
            heard.error = Some(error);
            return heard;
        }
    };
    while let Some(event) = stream.next().await {
        assert!(heard.error.is_none(), "an event followed the error");
        match event {
            Ok(ChatEvent::Text(text)) => heard.text.push_str(&text),
            Ok(ChatEvent::Reasoning(text)) => heard.reasoning.push_str(&text),
            Ok(other) => heard.others.push(other),
            Err(error) => heard.error = Some(error),
        }
    }
    heard
}

/// A server that writes raw bytes, for answers that no decent server gives. `then` decides what
/// becomes of the connection.
pub async fn raw_server(pieces: Vec<Vec<u8>>, then: Then) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let pieces = pieces.clone();
            tokio::spawn(async move {
                read_request(&mut stream).await;
                for piece in pieces {
                    stream.write_all(&piece).await.unwrap();
                    stream.flush().await.unwrap();
                    tokio::task::yield_now().await;
                }
                if then == Then::Hang {
                    // Ends when the client gives up.
                    let _ = stream.read(&mut [0_u8; 1]).await;
                }
            });
        }
    });
    format!("http://{address}")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Close,
    Hang,
}

/// Reads a request to its end, so that closing does not reset the connection.
async fn read_request(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut buffer = vec![0_u8; 64 * 1024];
    loop {
        let count = stream.read(&mut buffer).await.unwrap_or(0);
        seen.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&seen);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return;
            }
        }
        if count == 0 {
            return;
        }
    }
}

pub const STREAM_HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
