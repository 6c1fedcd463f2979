//! Which proxy, if any, an address is called through.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use studio_domain::{ManualProxy, ProxyKind, ProxySetting, Secret};
use url::{Host, Url};

use crate::error::ProviderError;

/// The rule by which proxies are chosen. It is the only one: the client and the test of a route
/// both ask it.
pub(crate) struct ProxyRule(Option<Matcher>);

impl std::fmt::Debug for ProxyRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("ProxyRule")
            .field(&self.0.is_some())
            .finish()
    }
}

impl ProxyRule {
    pub(crate) fn new(
        setting: &ProxySetting,
        password: Option<&Secret>,
    ) -> Result<Self, ProviderError> {
        let matcher = match setting {
            ProxySetting::System => Matcher::from_system(),
            ProxySetting::Environment => Matcher::from_env(),
            ProxySetting::None => return Ok(Self(None)),
            ProxySetting::Manual { proxy } => Matcher::builder()
                .all(String::from(manual_address(proxy, password)?))
                .no(proxy.bypass.join(","))
                .build(),
        };
        Ok(Self(Some(matcher)))
    }

    /// The proxy for an address, with its name and password in it. This computer's own addresses
    /// have none: a proxy would look for them on itself.
    pub(crate) fn proxy_for(&self, url: &Url) -> Option<Url> {
        if is_this_computer(url) {
            return None;
        }
        let destination: Uri = url.as_str().parse().ok()?;
        address_of(&self.0.as_ref()?.intercept(&destination)?)
    }
}

fn manual_address(proxy: &ManualProxy, password: Option<&Secret>) -> Result<Url, ProviderError> {
    let scheme = match proxy.kind {
        ProxyKind::Http => "http",
        ProxyKind::Socks5 => "socks5h",
    };
    let host = proxy.host.trim();
    let unusable = || {
        ProviderError::invalid(format!("`{host}` cannot be the name of a proxy."))
            .with_hint("Enter a name or an address, without `http://` and without the port.")
    };
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host_part = match bare.unwrap_or(host).parse::<std::net::Ipv6Addr>() {
        Ok(address) => format!("[{address}]"),
        Err(_) => host.to_ascii_lowercase(),
    };
    let is_name = |host: &str| {
        let letters = host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        !host.is_empty() && letters
    };
    if proxy.port == 0 || !(host_part.starts_with('[') || is_name(&host_part)) {
        return Err(unusable());
    }
    let mut url =
        Url::parse(&format!("{scheme}://{host_part}:{}", proxy.port)).map_err(|_| unusable())?;
    if let Some(name) = proxy.username.as_deref().filter(|name| !name.is_empty()) {
        let password = password.map(Secret::expose);
        url.set_username(name)
            .and_then(|()| url.set_password(password))
            .map_err(|()| unusable())?;
    }
    Ok(url)
}

fn address_of(intercept: &Intercept) -> Option<Url> {
    let uri = intercept.uri();
    // A proxy that leaves names to be resolved here would be handed addresses nobody checked.
    let scheme = match uri.scheme_str()? {
        "socks5" => "socks5h",
        "socks4" => "socks4a",
        other => other,
    };
    let mut url = Url::parse(&format!("{scheme}://{}", uri.authority()?)).ok()?;
    if let Some((name, password)) = credentials(intercept) {
        url.set_username(&name).ok()?;
        url.set_password(password.as_deref()).ok()?;
    }
    Some(url)
}

fn credentials(intercept: &Intercept) -> Option<(String, Option<String>)> {
    if let Some((name, password)) = intercept.raw_auth() {
        return Some((name.to_owned(), Some(password.to_owned())));
    }
    let header = intercept.basic_auth()?.to_str().ok()?;
    let decoded = STANDARD.decode(header.strip_prefix("Basic ")?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), Some(password.to_owned())))
}

fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

/// A proxy's address as it may be shown.
pub(crate) fn shown(proxy: &Url) -> String {
    let mut shown = proxy.clone();
    // Both fail only for addresses without a host, which no proxy has.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown
        .as_str()
        .trim_end_matches('/')
        .replacen("socks5h:", "socks5:", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manual(kind: ProxyKind, username: Option<&str>, bypass: &[&str]) -> ProxySetting {
        ProxySetting::Manual {
            proxy: ManualProxy {
                kind,
                host: "Proxy.Example".to_owned(),
                port: 3_128,
                username: username.map(str::to_owned),
                bypass: bypass.iter().map(|it| (*it).to_owned()).collect(),
            },
        }
    }

    fn chosen(setting: &ProxySetting, password: Option<&str>, url: &str) -> Option<String> {
        let password = password.map(|it| Secret::new(it.to_owned()));
        let rule = ProxyRule::new(setting, password.as_ref()).unwrap();
        let proxy = rule.proxy_for(&Url::parse(url).unwrap())?;
        Some(proxy.as_str().trim_end_matches('/').to_owned())
    }

    #[test]
    fn a_manual_proxy_serves_all_but_this_computer_and_what_is_left_out() {
        let http = manual(ProxyKind::Http, None, &["lan.example", "10.0.0.0/8"]);
        for proxied in [
            "https://api.example.com/v1",
            "http://api.example.com",
            "http://11.1.1.1",
        ] {
            let proxy = chosen(&http, None, proxied);
            assert_eq!(
                proxy.as_deref(),
                Some("http://proxy.example:3128"),
                "{proxied}"
            );
        }
        for direct in [
            "http://127.0.0.1:11434/v1",
            "http://[::1]:1234",
            "http://localhost:1234",
            "http://a.localhost",
            "https://box.lan.example",
            "http://10.1.2.3",
        ] {
            assert_eq!(chosen(&http, None, direct), None, "{direct}");
        }
        let url = "https://api.example.com";
        assert_eq!(chosen(&ProxySetting::None, None, url), None);
        let socks = manual(ProxyKind::Socks5, None, &[]);
        assert_eq!(
            chosen(&socks, None, url).as_deref(),
            Some("socks5h://proxy.example:3128"),
            "the proxy resolves the name"
        );
    }

    #[test]
    fn any_name_and_password_reach_the_proxy_and_are_not_shown() {
        for kind in [ProxyKind::Http, ProxyKind::Socks5] {
            let setting = manual(kind, Some("me@work"), &[]);
            let secret = Secret::new("p:w/d @%41ü".to_owned());
            let rule = ProxyRule::new(&setting, Some(&secret)).unwrap();
            let url = Url::parse("https://api.example.com").unwrap();
            let proxy = rule.proxy_for(&url).unwrap();
            let again = Matcher::builder().all(String::from(proxy.clone())).build();
            let destination: Uri = "https://api.example.com".parse().unwrap();
            let found = credentials(&again.intercept(&destination).unwrap()).unwrap();
            assert_eq!(found.0, "me@work", "{kind:?}");
            assert_eq!(found.1.as_deref(), Some("p:w/d @%41ü"), "{kind:?}");
            assert!(!shown(&proxy).contains("work"), "{}", shown(&proxy));
            assert!(!format!("{rule:?}").contains("p:w"), "{rule:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_proxy_is_refused() {
        for host in [
            "",
            " ",
            "http://proxy",
            "a b",
            "proxy:80",
            "me@proxy",
            "proxy/path",
        ] {
            let proxy = ManualProxy {
                kind: ProxyKind::Http,
                host: host.to_owned(),
                port: 80,
                username: None,
                bypass: Vec::new(),
            };
            let refused = ProxyRule::new(&ProxySetting::Manual { proxy }, None);
            assert!(refused.is_err(), "{host:?} was taken");
        }
        let ipv6 = ManualProxy {
            kind: ProxyKind::Socks5,
            host: "fd00::1".to_owned(),
            port: 1_080,
            username: None,
            bypass: Vec::new(),
        };
        let url = "https://api.example.com";
        let proxy = chosen(&ProxySetting::Manual { proxy: ipv6 }, None, url);
        assert_eq!(proxy.as_deref(), Some("socks5h://[fd00::1]:1080"));
    }
}
