//! The way out: proxy, trusted authorities and time limits, as the user set them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use studio_domain::{
    CacheTag, CertificateFile, KeyStatus, ManualProxy, Network, NetworkSettings, ProviderId,
    ProxyKind, ProxySetting, RouteTarget, RouteTest, Secret, Timeouts,
};
use studio_providers::{Certificates, NetworkConfig};
use studio_store::{Store, settings};
use url::Url;

use crate::error::EngineError;
use crate::keys::KeyVault;
use crate::studio::{Parts, Studio};

const NETWORK: &str = "network";
/// The name under which the proxy's password is kept, beside the proxy's own address.
const PROXY: &str = "network-proxy";
/// How long opening the studio may wait for the proxy's password; after that it comes later.
const PATIENCE_FOR_PASSWORD: Duration = Duration::from_secs(5);
/// The most bytes a certificate file may have: more than all authorities of a system.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;

impl Studio {
    /// The way out as it is set, with what is known of the things it names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get_network_settings(&self) -> Result<Network, EngineError> {
        let settings = stored(&self.parts.store).await?.unwrap_or_default();
        let mut certificates = Vec::with_capacity(settings.certificate_files.len());
        for path in &settings.certificate_files {
            let read = read_certificates(path).await;
            certificates.push(CertificateFile {
                path: path.clone(),
                certificates: read
                    .as_ref()
                    .map_or(0, |read| u32::try_from(read.count()).unwrap_or(u32::MAX)),
                problem: read.err().map(|error| error.problem()),
            });
        }
        let proxy_password = match login(&settings) {
            None => KeyStatus::NotNeeded,
            Some(origin) => {
                let keys = &self.parts.keys;
                keys.status(&ProviderId::new(PROXY), &origin, true).await
            }
        };
        Ok(Network {
            settings,
            certificates,
            proxy_password,
        })
    }

    /// Changes the way out. It holds for every request that begins from now on.
    ///
    /// # Errors
    /// When a file holds no certificates, the proxy's name cannot be one, or a time is out of its
    /// range. Nothing changes then.
    pub async fn set_network_settings(&self, settings: NetworkSettings) -> Result<(), EngineError> {
        check_timeouts(&settings.timeouts)?;
        let mut certificates = Vec::new();
        for path in &settings.certificate_files {
            certificates.push(read_certificates(path).await?);
        }
        let password = self.parts.proxy_password(&settings).await;
        self.parts
            .http
            .apply(&config(&settings, certificates, password))?;
        let mut tx = self.parts.store.write().await?;
        settings::set(&mut tx, NETWORK, &settings).await?;
        Ok(tx.commit().await?)
    }

    /// Keeps the password of the proxy that is set, where keys are kept; an empty one is
    /// forgotten.
    ///
    /// # Errors
    /// When no proxy with a name is set, or there is no place to keep the password.
    pub async fn set_proxy_password(&self, password: Secret) -> Result<(), EngineError> {
        let settings = stored(&self.parts.store).await?.unwrap_or_default();
        let origin =
            login(&settings).ok_or(EngineError::NotNow("No proxy that asks for a name is set."))?;
        let (keys, proxy) = (&self.parts.keys, ProviderId::new(PROXY));
        if password.expose().is_empty() {
            keys.remove(&proxy, &origin).await?;
        } else {
            keys.set(&proxy, &origin, password).await?;
        }
        self.parts.apply_network().await?;
        let mut tx = self.parts.store.write().await?;
        tx.changed(CacheTag::Settings);
        Ok(tx.commit().await?)
    }

    /// Tries the way to a provider or an address, without any key.
    ///
    /// # Errors
    /// When the provider has no address, or the address cannot be called. That nothing answers is
    /// a result, not an error.
    pub async fn test_route(&self, target: RouteTarget) -> Result<RouteTest, EngineError> {
        let url = match target {
            RouteTarget::Provider { provider_id } => {
                let configured = self.parts.provider(&provider_id).await?;
                configured.base_url().ok_or(EngineError::NotNow(
                    "This provider works inside the studio and is not called.",
                ))?
            }
            RouteTarget::Address { url } => {
                Url::parse(url.trim()).map_err(|_| EngineError::InvalidInput {
                    message: "That is not an address.".to_owned(),
                    hint: "Write something like `https://api.example.com`.",
                })?
            }
        };
        Ok(self.parts.http.test_route(&url).await?)
    }
}

impl Parts {
    /// Uses the way out as it is stored, for example after the place of keys was unlocked.
    ///
    /// # Errors
    /// When the database fails or the stored settings cannot be used.
    pub(crate) async fn apply_network(&self) -> Result<(), EngineError> {
        let Some(settings) = stored(&self.store).await? else {
            return Ok(());
        };
        let password = self.proxy_password(&settings).await;
        let certificates = readable_certificates(&settings).await;
        Ok(self
            .http
            .apply(&config(&settings, certificates, password))?)
    }

    async fn proxy_password(&self, settings: &NetworkSettings) -> Option<Secret> {
        proxy_password(&self.keys, settings).await
    }
}

/// The way out to begin with. Nothing in it keeps the studio from opening: what cannot be used is
/// left out and logged, and Settings shows it. True where the proxy's password is still to come.
pub(crate) async fn at_start(store: &Store, keys: &KeyVault) -> (NetworkConfig, bool) {
    let settings = match stored(store).await {
        Ok(Some(settings)) => settings,
        Ok(None) => return (NetworkConfig::default(), false),
        Err(error) => {
            tracing::error!(%error, "the network settings cannot be read; the usual ones are used");
            return (NetworkConfig::default(), false);
        }
    };
    let asked = tokio::time::timeout(PATIENCE_FOR_PASSWORD, proxy_password(keys, &settings));
    let password = asked.await;
    let late = password.is_err();
    let certificates = readable_certificates(&settings).await;
    (
        config(&settings, certificates, password.ok().flatten()),
        late,
    )
}

/// Brings the proxy's password where opening the studio did not wait for it.
pub(crate) fn bring_password_later(parts: &Arc<Parts>) {
    let parts = Arc::clone(parts);
    tokio::spawn(async move {
        tokio::select! {
            applied = parts.apply_network() => if let Err(error) = applied {
                tracing::error!(%error, "the network settings cannot be used");
            },
            () = parts.closing.cancelled() => {}
        }
    });
}

async fn proxy_password(keys: &KeyVault, settings: &NetworkSettings) -> Option<Secret> {
    let origin = login(settings)?;
    match keys.get(&ProviderId::new(PROXY), &origin).await {
        Ok(password) => password,
        Err(error) => {
            tracing::warn!(%error, "the proxy's password is not known");
            None
        }
    }
}

async fn stored(store: &Store) -> Result<Option<NetworkSettings>, EngineError> {
    Ok(settings::get(store, NETWORK).await?)
}

fn config(
    settings: &NetworkSettings,
    certificates: Vec<Certificates>,
    proxy_password: Option<Secret>,
) -> NetworkConfig {
    NetworkConfig {
        proxy: settings.proxy.clone(),
        proxy_password,
        certificates,
        timeouts: Some(settings.timeouts),
    }
}

/// Where a password belongs: to the proxy that asks for a name. Nothing where none does.
fn login(settings: &NetworkSettings) -> Option<String> {
    let ProxySetting::Manual { proxy } = &settings.proxy else {
        return None;
    };
    proxy.username.as_deref().filter(|name| !name.is_empty())?;
    Some(origin(proxy))
}

fn origin(proxy: &ManualProxy) -> String {
    let scheme = match proxy.kind {
        ProxyKind::Http => "http",
        ProxyKind::Socks5 => "socks5",
    };
    let host = proxy.host.trim().to_ascii_lowercase();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if bare.contains(':') {
        format!("{scheme}://[{bare}]:{}", proxy.port)
    } else {
        format!("{scheme}://{bare}:{}", proxy.port)
    }
}

fn check_timeouts(timeouts: &Timeouts) -> Result<(), EngineError> {
    let all = [timeouts.connect_s, timeouts.first_byte_s, timeouts.idle_s];
    if all.iter().all(|seconds| Timeouts::RANGE.contains(seconds)) {
        return Ok(());
    }
    Err(EngineError::InvalidInput {
        message: "That is not a time to wait.".to_owned(),
        hint: "Enter 1 to 3,600 seconds.",
    })
}

async fn read_certificates(path: &str) -> Result<Certificates, EngineError> {
    let refused = |why: String| EngineError::InvalidInput {
        message: format!("`{path}` cannot be used. {why}"),
        hint: "Choose a PEM file with the certificate of the authority.",
    };
    let file = Path::new(path);
    let unread = |error: std::io::Error| refused(format!("It cannot be read: {error}."));
    let facts = tokio::fs::metadata(file).await.map_err(unread)?;
    if !facts.is_file() || facts.len() > LARGEST_FILE {
        return Err(refused("It is not a file with certificates.".to_owned()));
    }
    let text = tokio::fs::read(file).await.map_err(unread)?;
    Certificates::from_pem(&text).map_err(|problem| refused(problem.to_string()))
}

/// The files that can be used; the others are logged.
async fn readable_certificates(settings: &NetworkSettings) -> Vec<Certificates> {
    let mut certificates = Vec::new();
    for path in &settings.certificate_files {
        match read_certificates(path).await {
            Ok(read) => certificates.push(read),
            Err(error) => tracing::warn!(%error, "a certificate file is left out"),
        }
    }
    certificates
}
