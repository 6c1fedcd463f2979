//! The clients that connections belong to, built anew when the way out changes.

use std::time::Duration;

use studio_domain::{ProxySetting, Secret, Timeouts};
use url::Url;

use super::address_guard::PublicOnly;
use super::client::HttpConfig;
use super::proxies::ProxyRule;
use super::trust::Certificates;
use crate::error::ProviderError;

/// The way out: everything about sending that can change while the studio runs.
#[derive(Debug, Clone, Default)]
pub struct NetworkConfig {
    /// Which proxy to use.
    pub proxy: ProxySetting,
    /// The password of a manual proxy that asks for one.
    pub proxy_password: Option<Secret>,
    /// Authorities trusted beside the system's own.
    pub certificates: Vec<Certificates>,
    /// How long to wait; absent: as long as [`HttpConfig`] says.
    pub timeouts: Option<Timeouts>,
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub(super) connect: Duration,
    pub(super) first_byte: Duration,
    pub(super) idle: Duration,
}

/// One state of the way out. A request keeps the one it began with.
#[derive(Debug)]
pub(super) struct Clients {
    /// For addresses that the user or a manifest configured, and for all that a proxy resolves.
    configured: reqwest::Client,
    /// For addresses that an answer named and that are called directly: dials public addresses
    /// only.
    guarded: reqwest::Client,
    pub(super) proxies: std::sync::Arc<ProxyRule>,
    pub(super) patience: Patience,
}

impl Clients {
    pub(super) fn build(
        config: &HttpConfig,
        network: &NetworkConfig,
    ) -> Result<Self, ProviderError> {
        let password = network.proxy_password.as_ref();
        let proxies = std::sync::Arc::new(ProxyRule::new(&network.proxy, password)?);
        let patience = Patience::new(config, network.timeouts);
        let rule = std::sync::Arc::clone(&proxies);
        let configured = builder(patience, network)?
            .proxy(reqwest::Proxy::custom(move |url| rule.proxy_for(url)))
            .build()
            .map_err(setup_error)?;
        let guarded = builder(patience, network)?
            .dns_resolver(PublicOnly::new())
            .no_proxy()
            .build()
            .map_err(setup_error)?;
        Ok(Self {
            configured,
            guarded,
            proxies,
            patience,
        })
    }

    /// The client for an address.
    pub(super) fn for_address(&self, at_home: bool, url: &Url) -> &reqwest::Client {
        if at_home || self.proxies.proxy_for(url).is_some() {
            &self.configured
        } else {
            &self.guarded
        }
    }
}

impl Patience {
    fn new(config: &HttpConfig, timeouts: Option<Timeouts>) -> Self {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        match timeouts {
            Some(timeouts) => Self {
                connect: seconds(timeouts.connect_s),
                first_byte: seconds(timeouts.first_byte_s),
                idle: seconds(timeouts.idle_s),
            },
            None => Self {
                connect: config.connect_timeout,
                first_byte: config.first_byte_timeout,
                idle: config.idle_timeout,
            },
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one client all requests leave through"
)]
fn builder(
    patience: Patience,
    network: &NetworkConfig,
) -> Result<reqwest::ClientBuilder, ProviderError> {
    let certificates = network
        .certificates
        .iter()
        .flat_map(Certificates::for_client);
    let certificates = certificates
        .collect::<Result<Vec<_>, _>>()
        .map_err(setup_error)?;
    Ok(reqwest::Client::builder()
        .user_agent(concat!(
            "multi-modal-generation-studio/",
            env!("CARGO_PKG_VERSION")
        ))
        .connect_timeout(patience.connect)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .tls_certs_merge(certificates))
}

fn setup_error(error: reqwest::Error) -> ProviderError {
    ProviderError::internal("Encrypted connections cannot be set up on this computer.")
        .with_source(error)
}
