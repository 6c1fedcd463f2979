//! Which addresses an answer may make the studio call, and a resolver that dials no others.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// The name leads to private addresses only, or to none.
#[derive(Debug, Clone)]
pub(crate) struct PrivateAddress {
    host: String,
}

impl fmt::Display for PrivateAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is a private address", self.host)
    }
}

impl std::error::Error for PrivateAddress {}

/// Looks names up; a seam, so that tests need no name server.
type Lookup =
    Arc<dyn Fn(String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> + Send + Sync>;

/// Resolves names and passes on public addresses only. The client dials exactly what this
/// returns, so that a name cannot change its address between check and call.
#[derive(Clone)]
pub(crate) struct PublicOnly {
    lookup: Lookup,
}

impl PublicOnly {
    pub(crate) fn new() -> Self {
        Self {
            lookup: Arc::new(|host| {
                Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.collect()) })
            }),
        }
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = Arc::clone(&self.lookup);
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found = lookup(host.clone()).await?;
            let public: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| is_public(address.ip()))
                .collect();
            if public.is_empty() {
                return Err(PrivateAddress { host }.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address that an answer names may be called: `https`, and not a private address
/// written as such. Names are checked when they are resolved.
pub(crate) fn may_be_called(url: &Url) -> bool {
    url.scheme() == "https"
        && match url.host() {
            Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
            Some(Host::Domain(name)) => !name.is_empty(),
            None => false,
        }
}

/// Whether an address belongs to the public internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240;
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    if let Some(inner) = embedded_v4(address) {
        return is_public_v4(inner);
    }
    // Only 2000::/3 is handed out; documentation and protocol assignments lie inside it.
    let handed_out = segments[0] & 0xe000 == 0x2000;
    let documentation = segments[0] == 0x2001 && segments[1] == 0x0db8
        || segments[0] == 0x3fff && segments[1] < 0x1000;
    let protocols = segments[0] == 0x2001 && segments[1] < 0x0200;
    handed_out && !documentation && !protocols
}

/// The IPv4 address inside a mapped, NAT64 or 6to4 address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| {
        let [first, second] = high.to_be_bytes();
        let [third, fourth] = low.to_be_bytes();
        Ipv4Addr::new(first, second, third, fourth)
    };
    match (a, b) {
        (0, 0) if (c, d, e, f) == (0, 0, 0, 0xffff) => Some(v4(g, h)),
        (0x0064, 0xff9b) => Some(v4(g, h)),
        (0x2002, high) => Some(v4(high, c)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn private_and_special_addresses_are_not_public() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "192.0.2.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "100::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address} was taken");
        }
        for address in [
            "1.1.1.1",
            "100.128.0.1",
            "198.20.0.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address} was refused");
        }
    }

    #[test]
    fn only_https_addresses_may_be_called() {
        let may = |text: &str| may_be_called(&Url::parse(text).unwrap());
        assert!(may("https://cdn.example.com/a.png"));
        for wrong in [
            "http://cdn.example.com/a.png",
            "https://127.0.0.1/a",
            "https://[::1]/a",
            "https://2130706433/a",
            "https://0x7f.1/a",
            "ftp://example.com/",
            "file:///etc/passwd",
        ] {
            assert!(!may(wrong), "{wrong} was taken");
        }
    }

    #[tokio::test]
    async fn a_name_is_dialled_at_its_public_addresses_only() {
        let answer = |addresses: &'static [&'static str]| PublicOnly {
            lookup: Arc::new(move |_| {
                let found = addresses
                    .iter()
                    .map(|address| SocketAddr::new(address.parse().unwrap(), 0))
                    .collect();
                Box::pin(async move { Ok(found) })
            }),
        };
        let name = || Name::from_str("cdn.example.com").unwrap();
        let mixed: Vec<_> = answer(&["10.0.0.1", "1.1.1.1"])
            .resolve(name())
            .await
            .unwrap()
            .collect();
        assert_eq!(mixed, ["1.1.1.1:0".parse().unwrap()]);
        let Err(error) = answer(&["127.0.0.1", "::1"]).resolve(name()).await else {
            panic!("a private address was passed on");
        };
        assert!(error.is::<PrivateAddress>());
    }
}
