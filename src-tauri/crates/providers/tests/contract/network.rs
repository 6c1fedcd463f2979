//! The way out: trusted authorities, proxies, what neither may be made to reach, and the test of a
//! route.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use studio_domain::{
    ErrorCode, ManualProxy, ProviderId, ProxyKind, ProxySetting, Route, Secret, Timeouts,
    TlsOutcome,
};
use studio_providers::{
    Catalog, Certificates, HttpClient, NetworkConfig, ProviderErrorKind, Providers, RateObserver,
    RateSignal, Sent,
};
use tokio::net::TcpListener;
use url::Url;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{
    HandClock, KEY, chat, chat_at, config, endpoint, fixture, json, model, says, server, sse,
};
use crate::ways::{Proxy, Secure};

fn direct() -> NetworkConfig {
    NetworkConfig {
        proxy: ProxySetting::None,
        ..NetworkConfig::default()
    }
}

fn through(kind: ProxyKind, port: u16) -> NetworkConfig {
    NetworkConfig {
        proxy: ProxySetting::Manual {
            proxy: ManualProxy {
                kind,
                host: "127.0.0.1".to_owned(),
                port,
                username: None,
                bypass: vec!["direct.example".to_owned()],
            },
        },
        ..NetworkConfig::default()
    }
}

fn with_login(mut network: NetworkConfig, name: &str, password: &str) -> NetworkConfig {
    if let ProxySetting::Manual { proxy } = &mut network.proxy {
        proxy.username = Some(name.to_owned());
    }
    network.proxy_password = Some(Secret::new(password.to_owned()));
    network
}

fn trusting(mut network: NetworkConfig, server: &Secure) -> NetworkConfig {
    let read = Certificates::from_pem(server.authority.as_bytes()).unwrap();
    network.certificates.push(read);
    network
}

fn over(network: &NetworkConfig) -> (HttpClient, Providers) {
    let http = HttpClient::with_network(config(), network).unwrap();
    let clock = Arc::new(HandClock::default());
    let providers = Providers::new(Catalog::built_in().unwrap(), http.clone(), clock);
    (http, providers)
}

async fn models() -> (MockServer, SocketAddr) {
    let server = server(json(200, "openai/models.json")).await;
    let address = *server.address();
    (server, address)
}

/// A port on which nothing listens.
async fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test]
async fn a_certificate_is_trusted_once_its_authority_was_added() {
    let secure = Secure::start(&["localhost"], fixture("openai/models.json")).await;
    let (http, providers) = over(&direct());
    let endpoint = endpoint(
        "openai",
        &format!("https://localhost:{}", secure.address.port()),
    );
    let error = providers.list_models(&endpoint).await.unwrap_err();
    assert_eq!(
        (error.kind, error.sent),
        (ProviderErrorKind::Unreachable, Sent::No)
    );
    assert!(
        error.message.contains("certificate is not trusted"),
        "{error}"
    );
    assert!(secure.heads().is_empty(), "something was sent all the same");
    http.apply(&trusting(direct(), &secure)).unwrap();
    assert!(!providers.list_models(&endpoint).await.unwrap().is_empty());
    http.apply(&direct()).unwrap();
    assert!(
        providers.list_models(&endpoint).await.is_err(),
        "taking it back holds at once"
    );
}

#[tokio::test]
async fn plain_requests_and_tunnels_go_through_an_http_proxy() {
    let (_plain, address) = models().await;
    let proxy = Proxy::http(address, None).await;
    let (_, providers) = over(&through(ProxyKind::Http, proxy.port));
    let named = endpoint("openai", "http://service.example");
    assert!(!providers.list_models(&named).await.unwrap().is_empty());
    assert_eq!(proxy.log(), ["http://service.example/v1/models"]);

    let secure = Secure::start(&["service.example"], fixture("openai/models.json")).await;
    let proxy = Proxy::http(secure.address, None).await;
    let (_, providers) = over(&trusting(through(ProxyKind::Http, proxy.port), &secure));
    let named = endpoint("openai", "https://service.example");
    assert!(!providers.list_models(&named).await.unwrap().is_empty());
    assert_eq!(proxy.log(), ["CONNECT service.example:443"]);
    assert!(
        secure.heads()[0].contains(KEY),
        "the key goes through the tunnel to the server"
    );
}

#[tokio::test]
async fn a_socks_proxy_resolves_names_and_is_told_name_and_password() {
    let secure = Secure::start(&["service.example"], fixture("openai/models.json")).await;
    let proxy = Proxy::socks5(secure.address, Some(("me", "p@ss:wörd/"))).await;
    let network = trusting(through(ProxyKind::Socks5, proxy.port), &secure);
    let network = with_login(network, "me", "p@ss:wörd/");
    let (http, providers) = over(&network);
    let named = endpoint("openai", "https://service.example");
    assert!(!providers.list_models(&named).await.unwrap().is_empty());
    assert_eq!(proxy.log(), ["CONNECT service.example:443"]);

    http.apply(&with_login(network, "me", "wrong")).unwrap();
    let error = providers.list_models(&named).await.unwrap_err();
    assert_eq!(
        (error.kind, error.sent),
        (ProviderErrorKind::Unreachable, Sent::No)
    );
    assert!(
        error.message.contains("wants a name and a password"),
        "{error}"
    );
    assert_eq!(proxy.log().len(), 1);

    let proxy = Proxy::socks5(secure.address, None).await;
    let (_, providers) = over(&trusting(through(ProxyKind::Socks5, proxy.port), &secure));
    assert!(!providers.list_models(&named).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_http_proxy_that_wants_a_password_is_told_apart_from_the_server() {
    let (_plain, address) = models().await;
    let proxy = Proxy::http(address, Some("me:p@ss:wörd/")).await;
    let network = through(ProxyKind::Http, proxy.port);
    let (http, providers) = over(&network);
    for place in ["http://service.example", "https://service.example"] {
        let heard = chat(&providers, "openai", "gpt-4.1", place).await;
        let error = heard.error.unwrap();
        assert_eq!(
            (error.code(), error.sent),
            (ErrorCode::Offline, Sent::No),
            "{error:?}"
        );
        let expected = format!("The proxy http://127.0.0.1:{} wants a name", proxy.port);
        assert!(error.message.starts_with(&expected), "{error}");
    }
    http.apply(&with_login(network, "me", "p@ss:wörd/"))
        .unwrap();
    let named = endpoint("openai", "http://service.example");
    assert!(!providers.list_models(&named).await.unwrap().is_empty());
    assert_eq!(proxy.log().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named_and_the_server_is_not_blamed() {
    for (kind, scheme) in [(ProxyKind::Http, "http"), (ProxyKind::Socks5, "socks5")] {
        let port = closed_port().await;
        let (_, providers) = over(&through(kind, port));
        let named = endpoint("openai", "https://service.example");
        let error = providers.list_models(&named).await.unwrap_err();
        assert_eq!((error.code(), error.sent), (ErrorCode::Offline, Sent::No));
        let expected = format!("The proxy {scheme}://127.0.0.1:{port} could not be reached");
        assert!(error.message.starts_with(&expected), "{error}");
        assert!(
            error.hint.as_ref().unwrap().contains("Settings"),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn this_computer_and_what_was_left_out_are_called_directly() {
    let (plain, address) = models().await;
    let dead = through(ProxyKind::Http, closed_port().await);
    let (http, providers) = over(&dead);
    for host in ["127.0.0.1", "localhost"] {
        let here = endpoint("openai", &format!("http://{host}:{}", address.port()));
        assert!(
            !providers.list_models(&here).await.unwrap().is_empty(),
            "{host}"
        );
    }
    assert_eq!(plain.received_requests().await.unwrap().len(), 2);
    let left_out = Url::parse("http://direct.example/").unwrap();
    let test = http.test_route(&left_out).await.unwrap();
    assert!(matches!(test.route, Route::Direct { .. }), "{test:?}");
}

#[tokio::test]
async fn results_come_through_the_proxy_but_never_from_private_places() {
    let secure = Secure::start(&["cdn.example.com"], b"picture".to_vec()).await;
    let proxy = Proxy::http(secure.address, None).await;
    let (_, providers) = over(&trusting(through(ProxyKind::Http, proxy.port), &secure));
    let home = endpoint("openai", "https://service.example");
    let url = Url::parse("https://cdn.example.com/a.png").unwrap();
    let mut stream = providers.download(&home, &url).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "picture".as_bytes());
    assert_eq!(proxy.log(), ["CONNECT cdn.example.com:443"]);
    assert!(
        !secure.heads()[0].contains(KEY),
        "the key went to another host"
    );
    for private in [
        "https://10.0.0.1/a.png",
        "https://[fd00::1]/a.png",
        "https://127.0.0.1/a.png",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/a.png",
        "https://printer.local/a.png",
        "https://nas.home.arpa/a.png",
        "https://intranet/a.png",
        "http://cdn.example.com/a.png",
    ] {
        let Err(error) = providers
            .download(&home, &Url::parse(private).unwrap())
            .await
        else {
            panic!("{private} was opened");
        };
        assert_eq!(
            error.kind,
            ProviderErrorKind::AddressRefused,
            "{private}: {error}"
        );
    }
    assert_eq!(
        proxy.log().len(),
        1,
        "the proxy was asked: {:?}",
        proxy.log()
    );
}

#[tokio::test]
async fn a_redirect_through_the_proxy_is_checked_too() {
    for place in [
        "https://10.0.0.1/a",
        "https://router.lan/a",
        "http://other.example/a",
    ] {
        let answer = ResponseTemplate::new(302).insert_header("location", place);
        let plain = server(answer).await;
        let proxy = Proxy::http(*plain.address(), None).await;
        let (_, providers) = over(&through(ProxyKind::Http, proxy.port));
        let named = endpoint("openai", "http://service.example");
        let error = providers.list_models(&named).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::AddressRefused, "{place}");
        assert_eq!(proxy.log(), ["http://service.example/v1/models"], "{place}");
    }
}

#[tokio::test]
async fn the_way_out_changes_while_the_studio_runs() {
    let (_plain, address) = models().await;
    let (first, second) = (
        Proxy::http(address, None).await,
        Proxy::http(address, None).await,
    );
    let (http, providers) = over(&through(ProxyKind::Http, first.port));
    let named = endpoint("openai", "http://service.example");
    providers.list_models(&named).await.unwrap();
    http.apply(&through(ProxyKind::Http, second.port)).unwrap();
    providers.list_models(&named).await.unwrap();
    assert_eq!((first.log().len(), second.log().len()), (1, 1));
    let mut broken = through(ProxyKind::Http, 1);
    if let ProxySetting::Manual { proxy } = &mut broken.proxy {
        proxy.host = "no proxy".to_owned();
    }
    assert!(http.apply(&broken).is_err());
    providers.list_models(&named).await.unwrap();
    assert_eq!(second.log().len(), 2, "what cannot be used changes nothing");
}

#[tokio::test]
async fn a_time_limit_that_was_set_holds() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let mut network = direct();
    network.timeouts = Some(Timeouts {
        first_byte_s: 1,
        ..Timeouts::default()
    });
    let (_, providers) = over(&network);
    let error = providers
        .test(&endpoint("openai", &format!("http://{address}")))
        .await;
    let error = error.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::Timeout);
    assert!(error.message.contains("within 1 seconds"), "{error}");
}

#[tokio::test]
async fn a_route_is_tried_without_a_key_and_described() {
    let plain = server(ResponseTemplate::new(401)).await;
    let (http, _) = over(&direct());
    let url = Url::parse(&format!("{}/v1", plain.uri())).unwrap();
    let test = http.test_route(&url).await.unwrap();
    assert_eq!(
        (test.status, test.tls, &test.problem),
        (Some(401), TlsOutcome::NotUsed, &None)
    );
    let addresses = vec!["127.0.0.1".to_owned()];
    assert_eq!(test.route, Route::Direct { addresses });
    assert!(test.connect_ms.is_some());
    let requests = plain.received_requests().await.unwrap();
    assert!(!requests[0].headers.contains_key("authorization"));

    let secure = Secure::start(&["localhost"], b"hello".to_vec()).await;
    let url = Url::parse(&format!("https://localhost:{}/", secure.address.port())).unwrap();
    let test = http.test_route(&url).await.unwrap();
    assert_eq!((test.status, test.tls), (None, TlsOutcome::Refused));
    assert!(test.connect_ms.is_some(), "a connection came about");
    let message = test.problem.unwrap().message;
    assert!(message.contains("certificate"), "{message}");
    http.apply(&trusting(direct(), &secure)).unwrap();
    let test = http.test_route(&url).await.unwrap();
    assert_eq!((test.status, test.tls), (Some(200), TlsOutcome::Trusted));

    let nobody = Url::parse(&format!("https://127.0.0.1:{}", closed_port().await)).unwrap();
    let test = http.test_route(&nobody).await.unwrap();
    assert_eq!(
        (test.connect_ms, test.status, test.tls),
        (None, None, TlsOutcome::NotReached)
    );
    assert_eq!(test.problem.unwrap().code, ErrorCode::Offline);
    for wrong in ["ftp://example.com", "file:///etc/passwd", "data:,a"] {
        let refused = http.test_route(&Url::parse(wrong).unwrap()).await;
        assert_eq!(
            refused.unwrap_err().kind,
            ProviderErrorKind::InvalidInput,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_route_through_a_proxy_names_the_proxy_and_not_its_password() {
    let (_plain, address) = models().await;
    let proxy = Proxy::http(address, Some("me:secret")).await;
    let network = through(ProxyKind::Http, proxy.port);
    let (http, _) = over(&with_login(network.clone(), "me", "secret"));
    let url = Url::parse("http://service.example/v1/models").unwrap();
    let test = http.test_route(&url).await.unwrap();
    let shown = format!("http://127.0.0.1:{}", proxy.port);
    assert_eq!(test.route, Route::Proxy { address: shown });
    assert_eq!((test.status, test.connect_ms.is_some()), (Some(200), true));
    http.apply(&network).unwrap();
    let test = http.test_route(&url).await.unwrap();
    assert_eq!(
        test.status, None,
        "407 is the proxy's answer, not the server's"
    );
    assert!(test.problem.unwrap().message.contains("wants a name"));
}

/// Keeps what it hears.
#[derive(Debug, Default)]
struct Listener(Mutex<Vec<(String, RateSignal)>>);

impl RateObserver for Listener {
    fn heard(&self, provider: &ProviderId, signal: RateSignal) {
        self.0.lock().unwrap().push((provider.to_string(), signal));
    }
}

#[tokio::test]
async fn what_a_service_says_about_its_limits_is_heard() {
    let server = MockServer::start().await;
    let full = json(200, "openai/models.json")
        .insert_header("x-ratelimit-remaining-requests", "0")
        .insert_header("x-ratelimit-reset-requests", "1m30s");
    Mock::given(path("/v1/models"))
        .respond_with(full)
        .mount(&server)
        .await;
    let slow_down = json(429, "openai/error-429.json").insert_header("retry-after", "9");
    Mock::given(path("/v1/chat/completions"))
        .respond_with(slow_down)
        .mount(&server)
        .await;
    let listener = Arc::new(Listener::default());
    let http = HttpClient::with_network(config(), &direct()).unwrap();
    let http = http.observed_by(Arc::<Listener>::clone(&listener));
    let clock = Arc::new(HandClock::default());
    let providers = Providers::new(Catalog::built_in().unwrap(), http, clock);
    let endpoint = endpoint("openai", &server.uri());
    providers.list_models(&endpoint).await.unwrap();
    let model = model(&providers, "openai", "gpt-4.1");
    chat_at(&providers, &endpoint, &model, says("Hi")).await;
    let heard = listener.0.lock().unwrap().clone();
    let signal = |status, retry_after_ms, exhausted_for_ms| RateSignal {
        status,
        retry_after_ms,
        exhausted_for_ms,
    };
    let expected = [
        ("openai".to_owned(), signal(200, None, Some(90_000))),
        ("openai".to_owned(), signal(429, Some(9_000), None)),
    ];
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn a_wait_that_only_the_body_tells_is_kept() {
    let body = serde_json::json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED",
        "message": "Quota exceeded", "details": [
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37s"}]}});
    let server = server(ResponseTemplate::new(429).set_body_json(body)).await;
    let (_, providers) = over(&direct());
    let heard = chat(&providers, "openai", "gpt-4.1", &server.uri()).await;
    assert_eq!(heard.error.unwrap().retry_after_ms, Some(37_000));
}

#[tokio::test]
async fn a_service_may_say_itself_whether_asking_again_helps() {
    for (status, word, expected) in [(500, "false", 1), (400, "true", 3), (400, "perhaps", 1)] {
        let answer = json(status, "openai/error-500.json").insert_header("x-should-retry", word);
        let server = server(answer).await;
        let (_, providers) = over(&direct());
        let endpoint = endpoint("openai", &server.uri());
        providers.list_models(&endpoint).await.unwrap_err();
        let asked = server.received_requests().await.unwrap().len();
        assert_eq!(asked, expected, "{status} {word}");
    }
}

#[tokio::test]
async fn a_prompt_is_sent_once_even_where_asking_again_is_said_to_help() {
    let answer = json(500, "openai/error-500.json").insert_header("x-should-retry", "true");
    let server = server(answer).await;
    let (_, providers) = over(&direct());
    chat(&providers, "openai", "gpt-4.1", &server.uri()).await;
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
    // The same server answers well in the end, so that the count above means something.
    server.reset().await;
    Mock::given(path("/v1/chat/completions"))
        .respond_with(sse("openai/completions-happy.sse"))
        .mount(&server)
        .await;
    let heard = chat(&providers, "openai", "gpt-4.1", &server.uri()).await;
    assert_eq!(heard.text, "Hello there");
}
