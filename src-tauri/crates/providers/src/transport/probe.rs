//! Trying the way to an address, for the test in Settings.

use std::net::SocketAddr;

use http::Method;
use studio_domain::{Route, RouteTest, TlsOutcome};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};
use url::Url;

use super::client::{Call, HttpClient, place_of};
use super::clients::Clients;
use super::proxies::shown;
use super::trouble::{is_tls_trouble, proxy_refusal, slow_answer, transport_error};
use crate::error::ProviderError;

impl HttpClient {
    /// Tries the way to an address: which way that is, what its name stands for, how long it
    /// takes to connect, whether its certificate is trusted, and what it answers. Sends neither a
    /// key nor anything else of the user's.
    ///
    /// # Errors
    /// When it is not an address that can be called. That nothing answers there is a result.
    pub async fn test_route(&self, url: &Url) -> Result<RouteTest, ProviderError> {
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(
                ProviderError::invalid("That is not an address that can be called.")
                    .with_hint("Addresses begin with `http://` or `https://`."),
            );
        }
        let started = Instant::now();
        let clients = self.clients();
        let proxy = clients.proxies.proxy_for(url);
        let (addresses, connect_ms) = dial(&clients, proxy.as_ref().unwrap_or(url)).await;
        let asked = ask(&clients, url, proxy.as_ref()).await;
        let (status, tls, problem) = match asked {
            Ok(status) => (Some(status), TlsOutcome::Trusted, None),
            Err((error, tls)) => (None, tls, Some(error.problem())),
        };
        let encrypted = url.scheme() == "https";
        Ok(RouteTest {
            url: url.to_string(),
            route: match &proxy {
                Some(proxy) => Route::Proxy {
                    address: shown(proxy),
                },
                None => Route::Direct {
                    addresses: addresses.iter().map(|it| it.ip().to_string()).collect(),
                },
            },
            connect_ms,
            tls: if encrypted { tls } else { TlsOutcome::NotUsed },
            status,
            elapsed_ms: millis_since(started),
            problem,
        })
    }
}

/// What a name stands for, and how long the first of its addresses that answers took to do so.
async fn dial(clients: &Clients, url: &Url) -> (Vec<SocketAddr>, Option<u32>) {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().unwrap_or(1_080);
    let patience = clients.patience.connect;
    let Ok(Ok(found)) = timeout(patience, lookup_host((host, port))).await else {
        return (Vec::new(), None);
    };
    let mut addresses: Vec<SocketAddr> = found.collect();
    addresses.dedup();
    let started = Instant::now();
    let connecting = async {
        for address in &addresses {
            let before = Instant::now();
            if TcpStream::connect(address).await.is_ok() {
                return Some(millis_since(before));
            }
        }
        None
    };
    let connected = timeout(patience, connecting).await.ok().flatten();
    tracing::debug!(host, ?connected, elapsed = ?started.elapsed(), "a route was dialled");
    (addresses, connected)
}

async fn ask(
    clients: &Clients,
    url: &Url,
    proxy: Option<&Url>,
) -> Result<u16, (ProviderError, TlsOutcome)> {
    let call = Call::plain(Method::GET, url.clone(), place_of(url));
    let patience = clients.patience.first_byte;
    let request = match call.request(clients, url).await {
        Ok(request) => request.send(),
        Err(error) => return Err((error, TlsOutcome::NotReached)),
    };
    match timeout(patience, request).await {
        Ok(Ok(response)) => match proxy {
            Some(proxy) if response.status().as_u16() == 407 => {
                Err((proxy_refusal(proxy), TlsOutcome::NotReached))
            }
            _ => Ok(response.status().as_u16()),
        },
        Ok(Err(error)) => {
            let tls = if is_tls_trouble(&error) {
                TlsOutcome::Refused
            } else {
                TlsOutcome::NotReached
            };
            Err((transport_error(&call, url, proxy, error), tls))
        }
        Err(_) => Err((slow_answer(&call, patience), TlsOutcome::NotReached)),
    }
}

fn millis_since(started: Instant) -> u32 {
    u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX)
}
