//! How fast streamed answers are read: the parser of events beside `eventsource-stream`, and the
//! whole way from a socket to the events of a chat. `cargo xtask bench` runs it.
//!
//! It reports; nothing here ever fails by the clock.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and stops where its surroundings fail"
)]

#[path = "../src-tauri/crates/providers/src/sse.rs"]
#[expect(dead_code, reason = "measuring takes a part of what reading takes")]
mod sse;
mod table;

use std::alloc::System;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use bytes::Bytes;
use eventsource_stream::Eventsource;
use futures::{StreamExt, stream};
use sse::SseParser;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use studio_domain::{ProviderId, Role, Secret, SystemClock};
use studio_providers::{
    Catalog, ChatEvent, ChatMessage, ChatRequest, Endpoint, HttpClient, HttpConfig, ListedModel,
    Providers,
};
use table::Table;
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const RUNS: usize = 7;
/// The pieces in which a connection gives bytes.
const PIECE: usize = 16 * 1024;
const DELTAS: usize = 100_000;
/// Long data lines: pictures come so.
const LONG_LINE: usize = 1024 * 1024;
const LONG_LINES: usize = 64;

fn main() {
    // `cargo test --benches` only wants to know whether it can be started.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let mut table = Table::default();
    parsers(&runtime, &mut table);
    whole_way(&runtime, &mut table);
    println!("\n{table}");
}

/// A chat as OpenAI's completions stream it, without its end.
fn deltas() -> Vec<u8> {
    let mut body = Vec::new();
    for number in 0..DELTAS {
        let event = format!(
            "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\
             \"created\":1763700000,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":\
             {{\"content\":\" word{number}\"}},\"logprobs\":null,\"finish_reason\":null}}]}}\n\n"
        );
        body.extend_from_slice(event.as_bytes());
    }
    body
}

fn long_lines() -> Vec<u8> {
    let mut line = b"data: ".to_vec();
    line.extend(std::iter::repeat_n(*b"iVBORw0KGgoAAAAN", LONG_LINE / 16).flatten());
    line.extend_from_slice(b"\n\n");
    line.repeat(LONG_LINES)
}

fn parsers(runtime: &Runtime, table: &mut Table) {
    for (what, body, events) in [
        ("chat deltas", deltas(), DELTAS),
        ("data lines of 1 MiB", long_lines(), LONG_LINES),
    ] {
        let own = rates(&body, || assert_eq!(parse(&body), events));
        table.add(format!("{what}: our parser"), "MB/s", own);
        let pieces: Vec<Bytes> = body.chunks(PIECE).map(Bytes::copy_from_slice).collect();
        let other = rates(&body, || {
            assert_eq!(runtime.block_on(parse_with_crate(&pieces)), events);
        });
        table.add(format!("{what}: eventsource-stream"), "MB/s", other);
    }
}

fn rates(body: &[u8], mut run: impl FnMut()) -> Vec<f64> {
    (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            run();
            megabytes(body.len()) / begun.elapsed().as_secs_f64()
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "some megabytes")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// Reads the body in pieces and returns the number of its events.
fn parse(body: &[u8]) -> usize {
    let mut parser = SseParser::default();
    let (mut count, mut size) = (0, 0);
    for mut piece in body.chunks(PIECE) {
        while let Some(event) = parser.next(&mut piece).expect("no event is too large") {
            count += 1;
            size += event.data.len();
        }
    }
    std::hint::black_box(size);
    count
}

async fn parse_with_crate(pieces: &[Bytes]) -> usize {
    let pieces = pieces
        .iter()
        .cloned()
        .map(Ok::<_, std::convert::Infallible>);
    let mut events = stream::iter(pieces).eventsource();
    let (mut count, mut size) = (0, 0);
    while let Some(event) = events.next().await {
        count += 1;
        size += event.expect("the stream is well formed").data.len();
    }
    std::hint::black_box(size);
    count
}

/// A chat of many deltas from a socket on this computer to its events, and the same bytes read
/// by the bare HTTP client. The server writes what is ready made, and allocates nothing.
fn whole_way(runtime: &Runtime, table: &mut Table) {
    let mut body = deltas();
    body.extend_from_slice(b"data: [DONE]\n\n");
    let body: Arc<[u8]> = body.into();
    let providers = providers();
    let client = bare_client();
    let mut measured: [Vec<f64>; 4] = Default::default();
    for _ in 0..RUNS {
        let (address, server) = serve(Arc::clone(&body));
        let read = measure(|| runtime.block_on(read_chat(&providers, address)));
        server.join().expect("the server wrote everything");
        let (address, server) = serve(Arc::clone(&body));
        let bare = measure(|| runtime.block_on(read_bare(&client, address)));
        server.join().expect("the server wrote everything");
        for (values, value) in measured.iter_mut().zip(read.into_iter().chain(bare)) {
            values.push(value);
        }
    }
    let [time, allocations, bare_time, bare_allocations] = measured;
    table.add("a delta, from the socket to its event", "ns", time);
    table.add(
        "a delta, from the socket to its event",
        "allocs",
        allocations,
    );
    table.add("the bytes of a delta, read bare", "ns", bare_time);
    table.add(
        "the bytes of a delta, read bare",
        "allocs",
        bare_allocations,
    );
}

/// Nanoseconds and allocations for each delta.
fn measure(read: impl FnOnce() -> usize) -> [f64; 2] {
    let region = Region::new(ALLOCATOR);
    let begun = Instant::now();
    let read = read();
    let elapsed = begun.elapsed();
    let stats = region.change();
    assert!(read >= DELTAS, "deltas were lost");
    let allocations = stats.allocations + stats.reallocations;
    #[expect(clippy::cast_precision_loss, reason = "some millions")]
    let (allocations, deltas) = (allocations as f64, DELTAS as f64);
    [elapsed.as_secs_f64() * 1e9 / deltas, allocations / deltas]
}

fn providers() -> Providers {
    let catalog = Catalog::built_in().expect("the manifests are valid");
    let http = HttpClient::new(HttpConfig::default()).expect("a client can be made");
    Providers::new(catalog, http, Arc::new(SystemClock))
}

#[expect(
    clippy::disallowed_methods,
    reason = "what the studio's own client is compared with"
)]
fn bare_client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client can be made")
}

async fn read_chat(providers: &Providers, address: SocketAddr) -> usize {
    let manifest_id = "openai-compatible";
    let catalog = providers.catalog();
    let manifest = catalog.manifest(manifest_id);
    let listed = ListedModel {
        id: "m".to_owned(),
        name: "M".to_owned(),
    };
    let model = manifest.and_then(|manifest| manifest.listed_model(&listed, None));
    let endpoint = Endpoint {
        provider_id: ProviderId::new(manifest_id),
        manifest_id: manifest_id.to_owned(),
        base_url: format!("http://{address}/v1").parse().ok(),
        key: Some(Secret::new("key".to_owned())),
    };
    let request = ChatRequest {
        messages: vec![ChatMessage::text(Role::User, "Tell me a long story.")],
        ..ChatRequest::default()
    };
    let model = model.expect("any id is a model there");
    let mut events = providers
        .chat(&endpoint, &model, request)
        .await
        .expect("the server answers");
    let mut texts = 0;
    while let Some(event) = events.next().await {
        texts += usize::from(matches!(event, Ok(ChatEvent::Text(_))));
    }
    texts
}

async fn read_bare(client: &reqwest::Client, address: SocketAddr) -> usize {
    let mut answer = client
        .post(format!("http://{address}/v1"))
        .send()
        .await
        .expect("the server answers");
    let mut size = 0;
    while let Some(piece) = answer.chunk().await.expect("nothing breaks") {
        size += piece.len();
    }
    size
}

/// Answers one request with the body.
fn serve(body: Arc<[u8]>) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it has an address");
    let server = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().expect("somebody calls");
        let mut request = [0_u8; 4096];
        let _ = connection.read(&mut request).expect("a request comes");
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                     connection: close\r\n\r\n";
        connection.write_all(head).expect("the head is read");
        // Whoever has heard enough hangs up, which is no fault.
        let _ = connection.write_all(&body);
    });
    (address, server)
}
