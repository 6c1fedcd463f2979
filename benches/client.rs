//! What the studio's HTTP client costs beside a bare one: redirects, guards, time limits, and a
//! count of every byte.

use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt;
use studio_domain::{ProviderId, SystemClock};
use studio_providers::{Catalog, Endpoint, HttpClient, HttpConfig, Providers};

use crate::table::Table;
use crate::wire::Server;

const RUNS: usize = 7;
/// A large result.
const LARGE: usize = 64 * 1024 * 1024;
/// Answers of a few bytes, for what each request costs.
const SMALL: u32 = 300;

/// Reads one large answer and many small ones, with either client.
pub fn measure(table: &mut Table) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be built");
    runtime.block_on(run(table));
}

async fn run(table: &mut Table) {
    let (large, small) = (answer(LARGE), answer(16));
    let (own, bare) = (own(), bare());
    let small_url = small.url();
    let mut rates: [Vec<f64>; 2] = Default::default();
    let mut delays: [Vec<f64>; 2] = Default::default();
    for _ in 0..RUNS {
        rates[0].push(rate(through_own(&own, &large.url())).await);
        rates[1].push(rate(through_bare(&bare, &large.url())).await);
        delays[0].push(delay(|| through_own(&own, &small_url)).await);
        delays[1].push(delay(|| through_bare(&bare, &small_url)).await);
    }
    let ([own_rates, bare_rates], [own_delays, bare_delays]) = (rates, delays);
    table.add(
        "download of 64 MiB, the studio's client",
        "MiB/s",
        own_rates,
    );
    table.add(
        "download of 64 MiB, a bare reqwest stream",
        "MiB/s",
        bare_rates,
    );
    table.add("one small request, the studio's client", "µs", own_delays);
    table.add(
        "one small request, a bare reqwest stream",
        "µs",
        bare_delays,
    );
}

fn answer(length: usize) -> Server {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    Server::always([head.into_bytes(), vec![b'x'; length]].concat())
}

fn own() -> Providers {
    let catalog = Catalog::built_in().expect("the manifests are sound");
    let http = HttpClient::new(HttpConfig::default()).expect("there is TLS");
    Providers::new(catalog, http, Arc::new(SystemClock))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the bare client is what the studio's own is measured against"
)]
fn bare() -> reqwest::Client {
    // As the studio's own: no proxy for this computer's addresses.
    reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("there is TLS")
}

async fn through_own(providers: &Providers, url: &str) -> usize {
    let base = url.parse().expect("it is an address");
    let endpoint = Endpoint {
        provider_id: ProviderId::new("bench"),
        manifest_id: "openai-compatible".to_owned(),
        base_url: Some(base),
        key: None,
    };
    let place = endpoint.base_url.clone().expect("it was just set");
    let mut stream = providers
        .download(&endpoint, &place)
        .await
        .expect("it answers");
    let mut length = 0;
    while let Some(piece) = stream.next().await {
        length += piece.expect("it goes on").len();
    }
    length
}

async fn through_bare(client: &reqwest::Client, url: &str) -> usize {
    let response = client.get(url).send().await.expect("it answers");
    let mut stream = response.bytes_stream();
    let mut length = 0;
    while let Some(piece) = stream.next().await {
        length += piece.expect("it goes on").len();
    }
    length
}

async fn rate(reading: impl Future<Output = usize>) -> f64 {
    let begun = Instant::now();
    let length = reading.await;
    assert_eq!(length, LARGE, "all of it was read");
    64.0 / begun.elapsed().as_secs_f64()
}

/// Microseconds for one, from many one after the other.
async fn delay<F: Future<Output = usize>>(read: impl Fn() -> F) -> f64 {
    let begun = Instant::now();
    for _ in 0..SMALL {
        read().await;
    }
    begun.elapsed().as_secs_f64() * 1e6 / f64::from(SMALL)
}
