//! How requests find their way out: proxy, trusted certificates and time limits.

use serde::{Deserialize, Serialize};

use crate::{KeyStatus, Problem, ProviderId};

/// How requests leave, as the user set it. It holds no password: that is kept where keys are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NetworkSettings {
    /// The way out.
    pub proxy: ProxySetting,
    /// Files with certificates (PEM) of authorities that are trusted beside the system's own.
    pub certificate_files: Vec<String>,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

/// Which proxy requests go through. An address on this computer is always called directly.
///
/// Called directly, a name is resolved here, private addresses are left out of what an answer may
/// lead to, and exactly the address that was checked is dialled. A proxy resolves names itself:
/// then names and written addresses are checked, but not what the proxy makes of them. Its own
/// address may be private.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "mode", rename_all = "kebab-case")]
pub enum ProxySetting {
    /// What the environment says, and where it says nothing, what the operating system says.
    #[default]
    System,
    /// What the variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    Environment,
    /// One the user entered.
    Manual {
        /// The proxy.
        proxy: ManualProxy,
    },
    /// None: everything is called directly.
    None,
}

/// A proxy the user entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ManualProxy {
    /// What it speaks.
    pub kind: ProxyKind,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The name it asks for; its password is kept where keys are.
    pub username: Option<String>,
    /// Names (with all names below them), addresses and subnets that are called directly.
    pub bypass: Vec<String>,
}

/// What a proxy speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ProxyKind {
    /// HTTP, with tunnels for encrypted connections.
    Http,
    /// SOCKS version 5.
    Socks5,
}

/// How long to wait, in seconds. Nothing limits the whole of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Timeouts {
    /// Until a connection is open.
    pub connect_s: u32,
    /// Until the first byte of an answer, unless an operation allows more.
    pub first_byte_s: u32,
    /// Between two pieces of an answer.
    pub idle_s: u32,
}

impl Timeouts {
    /// The shortest and the longest time that can be set, in seconds.
    pub const RANGE: std::ops::RangeInclusive<u32> = 1..=3_600;
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect_s: 15,
            first_byte_s: 120,
            idle_s: 120,
        }
    }
}

/// The settings with what is known of the things they name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Network {
    /// The settings.
    pub settings: NetworkSettings,
    /// The certificate files, in the order of the settings.
    pub certificates: Vec<CertificateFile>,
    /// What may be told of the proxy's password.
    pub proxy_password: KeyStatus,
}

/// A file with certificates of authorities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CertificateFile {
    /// Where it lies.
    pub path: String,
    /// How many certificates it holds.
    pub certificates: u32,
    /// Why it cannot be used; the others still are.
    pub problem: Option<Problem>,
}

/// Where a test of the way out should lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RouteTarget {
    /// To a provider's address.
    Provider {
        /// The provider.
        provider_id: ProviderId,
    },
    /// To any address.
    Address {
        /// It begins with `http://` or `https://`.
        url: String,
    },
}

/// What came of trying the way to an address. No key is sent on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RouteTest {
    /// The address that was called.
    pub url: String,
    /// The way it was called.
    pub route: Route,
    /// How long the server, or the proxy before it, took to accept a connection, in milliseconds;
    /// absent where it did not.
    pub connect_ms: Option<u32>,
    /// What became of encryption.
    pub tls: TlsOutcome,
    /// The status of the answer; any at all shows that the way is open.
    pub status: Option<u16>,
    /// How long all of it took, in milliseconds.
    pub elapsed_ms: u32,
    /// Why no answer came.
    pub problem: Option<Problem>,
}

/// A way to an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "way", rename_all = "kebab-case")]
pub enum Route {
    /// Without a proxy.
    Direct {
        /// What its name stands for; empty where that is not known.
        addresses: Vec<String>,
    },
    /// Through a proxy, which resolves the name.
    Proxy {
        /// The proxy, without name and password.
        address: String,
    },
}

/// What became of encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum TlsOutcome {
    /// The address does not ask for it.
    NotUsed,
    /// The certificate is trusted.
    Trusted,
    /// The certificate is not trusted, or the other side does not speak TLS.
    Refused,
    /// It did not come to that.
    NotReached,
}
