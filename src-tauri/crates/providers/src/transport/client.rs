//! Sending a request: which client may send it where, how often, and where a redirect may lead.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use http::header::{ACCEPT, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use studio_domain::{ProviderId, Secret};
use url::Url;

use super::address_guard::may_be_called;
use super::answer::{Answer, Body};
use super::clients::{Clients, NetworkConfig};
use super::payload::Payload;
use super::rates::{RateObserver, rate_signal};
use super::retry::{backoff, retry_after_ms};
use super::trouble::{proxy_refusal, refused_address, slow_answer, transport_error};
use crate::address::is_local;
use crate::error::{ProviderError, ProviderErrorKind, Sent};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// The longest wait between two attempts that a server may ask for here; longer ones are the
/// caller's to plan.
const LONGEST_PAUSE_MS: u32 = 20_000;

/// Answers of a reading request after which asking again may help.
const TRANSIENT: [u16; 8] = [408, 425, 429, 500, 502, 503, 504, 529];

/// The client's limits of time and size.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// How long a connection may take to open.
    pub connect_timeout: Duration,
    /// How long the first byte of an answer may take, unless an operation allows more.
    pub first_byte_timeout: Duration,
    /// How long an answer may pause once it began. There is no limit on the whole.
    pub idle_timeout: Duration,
    /// How long a server on this computer may take to say what it is, and which models it has.
    pub probe_timeout: Duration,
    /// How long a service may take to agree to being listened to.
    pub agree_timeout: Duration,
    /// How often a request that is safe to repeat is sent at most.
    pub attempts: u32,
    /// The pause before the second attempt; it doubles with each further one.
    pub pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// A random number from 0 to 1 that spreads pauses; tests set it.
    pub jitter: fn() -> f64,
    /// The most bytes of an answer that is read whole.
    pub answer_limit: usize,
    /// The most bytes of an answer that is itself what was made.
    pub media_limit: usize,
    /// The most bytes of an error answer that are read and kept.
    pub error_limit: usize,
    /// The most bytes of a downloaded result.
    pub download_limit: u64,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(15),
            first_byte_timeout: Duration::from_secs(120),
            idle_timeout: Duration::from_secs(120),
            probe_timeout: Duration::from_secs(1),
            agree_timeout: Duration::from_secs(5),
            attempts: 3,
            pause: Duration::from_millis(400),
            longest_pause: Duration::from_secs(8),
            jitter: random_fraction,
            answer_limit: 64 * 1024 * 1024,
            media_limit: 512 * 1024 * 1024,
            error_limit: 64 * 1024,
            download_limit: 4 * 1024 * 1024 * 1024,
        }
    }
}

/// Every `RandomState` is keyed anew, which is randomness enough to spread pauses.
fn random_fraction() -> f64 {
    let thousandths = RandomState::new().hash_one(0_u8) % 1_000;
    f64::from(u32::try_from(thousandths).unwrap_or(0)) / 1_000.0
}

/// Sends requests. Cloning it is cheap; every clone shares connections and the way out.
#[derive(Debug, Clone)]
pub struct HttpClient {
    clients: Arc<RwLock<Arc<Clients>>>,
    pub(crate) config: Arc<HttpConfig>,
    /// Whose answers this clone receives, and who hears what they say about limits.
    provider: Option<ProviderId>,
    observer: Option<Arc<dyn RateObserver>>,
}

/// A request to send.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Sent to the configured origin only.
    pub(crate) headers: HeaderMap,
    /// Sent wherever the request goes: what an upload to a given address needs.
    pub(crate) travelling_headers: HeaderMap,
    /// Sent to the configured origin only.
    pub(crate) key: Option<Key>,
    pub(crate) payload: Payload,
    pub(crate) accept: HeaderValue,
    /// The configured address; nothing secret leaves its origin.
    pub(crate) home: Url,
    /// The service's other hosts, which are as good as home.
    pub(crate) other_homes: Vec<Url>,
    /// A domain whose `https` hosts are all the service's own.
    pub(crate) home_domain: Option<String>,
    pub(crate) first_byte: Option<Duration>,
    /// Who is asked, for messages.
    pub(crate) who: String,
}

/// How a key is shown.
#[derive(Debug, Clone)]
pub(crate) enum Key {
    Header(HeaderName, HeaderValue),
    /// As a parameter of the address.
    Query(String, Secret),
}

impl Call {
    /// A request without a key, at an address that is its own home.
    pub(crate) fn plain(method: Method, url: Url, who: String) -> Self {
        Self {
            method,
            home: url.clone(),
            url,
            headers: HeaderMap::new(),
            travelling_headers: HeaderMap::new(),
            key: None,
            payload: Payload::Nothing,
            accept: HeaderValue::from_static("*/*"),
            other_homes: Vec::new(),
            home_domain: None,
            first_byte: None,
            who,
        }
    }

    /// The request as it is sent to an address. Away from home it carries neither key nor headers
    /// of the manifest.
    ///
    /// # Errors
    /// Where a file that it carries cannot be read.
    pub(super) async fn request(
        &self,
        clients: &Clients,
        url: &Url,
    ) -> Result<reqwest::RequestBuilder, ProviderError> {
        let at_home = self.is_at_home(url);
        let client = clients.for_address(at_home, url);
        let mut url = url.clone();
        if let (true, Some(Key::Query(name, key))) = (at_home, &self.key) {
            url.query_pairs_mut().append_pair(name, key.expose());
        }
        let mut request = client
            .request(self.method.clone(), url)
            .header(ACCEPT, self.accept.clone())
            .headers(self.travelling_headers.clone());
        if at_home {
            request = request.headers(self.headers.clone());
            if let Some(Key::Header(name, value)) = &self.key {
                request = request.header(name.clone(), value.clone());
            }
        }
        self.payload.carried_by(request).await
    }

    pub(super) fn is_at_home(&self, url: &Url) -> bool {
        let origin = url.origin();
        let mut homes = std::iter::once(&self.home).chain(&self.other_homes);
        homes.any(|home| home.origin() == origin) || self.lies_in_home_domain(url)
    }

    fn lies_in_home_domain(&self, url: &Url) -> bool {
        let (Some(domain), Some(host)) = (&self.home_domain, url.host_str()) else {
            return false;
        };
        let lies_in_it = host.strip_suffix(domain.as_str());
        url.scheme() == "https"
            && url.port().is_none()
            && lies_in_it.is_some_and(|rest| rest.ends_with('.'))
    }

    fn only_reads(&self) -> bool {
        self.method == Method::GET
    }
}

impl HttpClient {
    /// Makes the client; the system's certificates and proxy settings are used.
    ///
    /// # Errors
    /// [`ProviderErrorKind::Internal`] when TLS cannot be set up.
    pub fn new(config: HttpConfig) -> Result<Self, ProviderError> {
        Self::with_network(config, &NetworkConfig::default())
    }

    /// Makes the client with a way out that was configured.
    ///
    /// # Errors
    /// [`ProviderErrorKind::Internal`] when TLS cannot be set up, and
    /// [`ProviderErrorKind::InvalidInput`] when the proxy's name cannot be one.
    pub fn with_network(
        config: HttpConfig,
        network: &NetworkConfig,
    ) -> Result<Self, ProviderError> {
        // Fails only where a provider is installed already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clients = Clients::build(&config, network)?;
        Ok(Self {
            clients: Arc::new(RwLock::new(Arc::new(clients))),
            config: Arc::new(config),
            provider: None,
            observer: None,
        })
    }

    /// The limits of time and size.
    #[must_use]
    pub fn config(&self) -> &HttpConfig {
        &self.config
    }

    /// Uses another way out from now on, in every clone. Requests under way keep the one they
    /// began with.
    ///
    /// # Errors
    /// As [`HttpClient::with_network`]; the way out stays as it was then.
    pub fn apply(&self, network: &NetworkConfig) -> Result<(), ProviderError> {
        let clients = Arc::new(Clients::build(&self.config, network)?);
        *self.clients.write().unwrap_or_else(PoisonError::into_inner) = clients;
        Ok(())
    }

    /// The same client, with somebody who hears what answers say about limits.
    #[must_use]
    pub fn observed_by(mut self, observer: Arc<dyn RateObserver>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// The same client for the requests to one provider.
    pub(crate) fn for_provider(&self, provider: &ProviderId) -> Self {
        Self {
            provider: Some(provider.clone()),
            ..self.clone()
        }
    }

    pub(super) fn clients(&self) -> Arc<Clients> {
        let clients = self.clients.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&clients)
    }

    /// Sends a request and returns the answer, whatever its status. Repeats what is safe to
    /// repeat: reading requests, and others only where nothing was sent.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answer, ProviderError> {
        let mut attempt = 1;
        loop {
            let outcome = self.send_once(call).await;
            let pause = match &outcome {
                _ if attempt >= self.config.attempts => None,
                Ok(answer) if call.only_reads() && may_help(answer) => {
                    self.pause(attempt, retry_after_ms(&answer.headers))
                }
                Err(error) if repeat_is_safe(call, error) => self.pause(attempt, None),
                _ => None,
            };
            let Some(pause) = pause else { return outcome };
            tracing::debug!(host = call.url.host_str(), attempt, ?pause, "asking again");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    fn pause(&self, attempt: u32, asked_ms: Option<u32>) -> Option<Duration> {
        let config = &self.config;
        match asked_ms {
            Some(millis) if millis > LONGEST_PAUSE_MS => None,
            Some(millis) => Some(Duration::from_millis(u64::from(millis))),
            None => Some(backoff(
                config.pause,
                config.longest_pause,
                attempt,
                (config.jitter)(),
            )),
        }
    }

    /// As [`HttpClient::send`], without repeating anything.
    pub(crate) async fn send_once(&self, call: &Call) -> Result<Answer, ProviderError> {
        let clients = self.clients();
        let mut url = call.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.exchange(&clients, call, &url).await?;
            let Some(target) = redirect_target(&response, &url) else {
                return Ok(answer(&clients, call, &url, response));
            };
            check_redirect(call, &response, &target)?;
            url = target;
        }
        let message = format!("{} redirects in circles.", call.who);
        Err(
            ProviderError::new(ProviderErrorKind::Redirected, Sent::Answered, message)
                .with_hint("Check the address of the server."),
        )
    }

    /// One request and the head of its answer.
    pub(super) async fn exchange(
        &self,
        clients: &Clients,
        call: &Call,
        url: &Url,
    ) -> Result<reqwest::Response, ProviderError> {
        let proxy = clients.proxies.proxy_for(url);
        if !call.is_at_home(url) {
            // A proxy resolves names where nobody here can look: names that only a local network
            // knows are not handed to it.
            let hidden = proxy.is_some() && is_local(url);
            if !may_be_called(url) || hidden {
                return Err(refused_address(call, url));
            }
        }
        let patience = call.first_byte.unwrap_or(clients.patience.first_byte);
        let request = call.request(clients, url).await?.send();
        let response = match tokio::time::timeout(patience, request).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(transport_error(call, url, proxy.as_ref(), error)),
            Err(_) => return Err(slow_answer(call, patience)),
        };
        if let Some(proxy) = proxy
            && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            return Err(proxy_refusal(&proxy));
        }
        if let (Some(provider), Some(observer)) = (&self.provider, &self.observer)
            && call.is_at_home(url)
        {
            observer.heard(provider, rate_signal(response.status(), response.headers()));
        }
        Ok(response)
    }
}

fn answer(clients: &Clients, call: &Call, url: &Url, response: reqwest::Response) -> Answer {
    let mut idle = clients.patience.idle;
    if let Some(patience) = call.first_byte {
        idle = idle.max(patience);
    }
    Answer {
        status: response.status(),
        headers: response.headers().clone(),
        redirected_to: (!call.is_at_home(url) && call.is_at_home(&call.url)).then(|| url.clone()),
        body: Body::new(response, idle, &call.who),
    }
}

/// Whether asking again may help. A service may say so itself.
fn may_help(answer: &Answer) -> bool {
    let failed = answer.status.is_client_error() || answer.status.is_server_error();
    match answer
        .headers
        .get("x-should-retry")
        .map(HeaderValue::as_bytes)
    {
        Some(b"true") => failed,
        Some(b"false") => false,
        _ => TRANSIENT.contains(&answer.status.as_u16()),
    }
}

fn repeat_is_safe(call: &Call, error: &ProviderError) -> bool {
    match error.kind {
        ProviderErrorKind::Unreachable => call.only_reads() || error.sent == Sent::No,
        ProviderErrorKind::CutOff => call.only_reads(),
        // Whoever waited that long is not made to wait as long again.
        _ => false,
    }
}

/// Where the answer sends the request on to; `None` where it does not.
fn redirect_target(response: &reqwest::Response, from: &Url) -> Option<Url> {
    let redirects = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let location = response.headers().get(LOCATION).filter(|_| redirects)?;
    from.join(location.to_str().ok()?).ok()
}

fn check_redirect(
    call: &Call,
    response: &reqwest::Response,
    target: &Url,
) -> Result<(), ProviderError> {
    let sends = !call.only_reads();
    let elsewhere = !call.is_at_home(target);
    // A server that answers 303 has taken the request and wants its result fetched, which no
    // protocol here means.
    let see_other = response.status() == StatusCode::SEE_OTHER;
    if !sends || (!elsewhere && !see_other) {
        return Ok(());
    }
    let place = place_of(target);
    let message = format!(
        "{} sent the request on to {place}. It was not followed, because the prompt and the key \
         are meant for the configured server only.",
        call.who
    );
    let mut error = ProviderError::new(ProviderErrorKind::Redirected, Sent::Answered, message)
        .with_hint(format!(
            "If {place} is where the server really is, enter that address."
        ));
    error.status = Some(response.status().as_u16());
    Err(error)
}

/// The part of an address that names a place, without path, query or credentials.
pub(crate) fn place_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or("an unnamed place");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests;
