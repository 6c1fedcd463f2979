//! One configured provider, ready to be called.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Map, Value};
use studio_domain::{Secret, UnixMillis};
use url::Url;

use crate::address::join;
use crate::endpoint::Endpoint;
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::{ErrorReader, Purpose};
use crate::jwt;
use crate::manifest::{Auth, Manifest};
use crate::transport::{Answer, Call, HttpClient, Key, Payload, Redactor, place_of};

/// A manifest, an address and a key, brought together and checked.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) http: HttpClient,
    pub(crate) errors: ErrorReader,
    pub(crate) manifest: Arc<Manifest>,
    base: Url,
    /// Whether the user put another address in place of the manifest's own.
    moved: bool,
    key: Option<Key>,
    headers: HeaderMap,
}

/// An answer that was read whole.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    request_id: Option<String>,
}

impl Received {
    /// Whether the bytes call themselves JSON.
    pub(crate) fn is_json(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        kind.starts_with("application/json") || kind.contains("+json")
    }

    pub(crate) fn json(&self, connection: &Connection) -> Result<Value, ProviderError> {
        serde_json::from_slice(&self.bytes).map_err(|error| {
            let errors = &connection.errors;
            let mut error = errors
                .malformed("it is not JSON", &self.bytes)
                .with_source(error);
            error.request_id = self.request_id.as_ref().map(|id| errors.redactor.text(id));
            error
        })
    }

    pub(crate) fn into_json(self, connection: &Connection) -> Result<Value, ProviderError> {
        self.json(connection)
    }
}

impl Connection {
    pub(crate) fn open(
        http: &HttpClient,
        manifest: Arc<Manifest>,
        endpoint: &Endpoint,
        now: UnixMillis,
    ) -> Result<Self, ProviderError> {
        let base = endpoint
            .base_url
            .clone()
            .or_else(|| manifest.base_url.clone());
        let base = base.ok_or_else(|| {
            ProviderError::invalid(format!("No address is set for {}.", manifest.name))
                .with_hint("Enter the server's address in Settings.")
        })?;
        let who = who(&manifest, &base);
        Ok(Self {
            http: http.for_provider(&endpoint.provider_id),
            key: shown_key(&manifest, endpoint.key.as_ref(), &who, now)?,
            moved: manifest
                .base_url
                .as_ref()
                .is_none_or(|own| own.origin() != base.origin()),
            headers: manifest_headers(&manifest)?,
            errors: ErrorReader {
                manifest: Arc::clone(&manifest),
                redactor: Arc::new(Redactor::new(endpoint.key.as_ref())),
                who,
                body_limit: http.config.error_limit,
            },
            manifest,
            base,
        })
    }

    /// A path of the manifest under this connection's base.
    pub(crate) fn url(&self, path: &str) -> Url {
        join(&self.base, path)
    }

    /// A path under one of the service's other hosts. A server of the user's own stands for all
    /// of them.
    pub(crate) fn url_at(&self, host: Option<&str>, path: &str) -> Result<Url, ProviderError> {
        let Some(name) = host else {
            return Ok(self.url(path));
        };
        let host = self.manifest.hosts.get(name).ok_or_else(|| {
            ProviderError::internal(format!("The manifest has no host `{name}`."))
        })?;
        if self.moved {
            let mut base = self.base.clone();
            base.set_path(host.path());
            return Ok(join(&base, path));
        }
        Ok(join(host, path))
    }

    pub(crate) fn call(&self, method: Method, url: Url) -> Call {
        let hosts = self.manifest.hosts.values();
        Call {
            method,
            url,
            headers: self.headers.clone(),
            travelling_headers: HeaderMap::new(),
            key: self.key.clone(),
            payload: Payload::Nothing,
            accept: HeaderValue::from_static("application/json"),
            home: self.base.clone(),
            home_domain: self.manifest.key_domain.clone().filter(|_| !self.moved),
            other_homes: hosts.filter(|_| !self.moved).cloned().collect(),
            first_byte: None,
            who: self.errors.who.clone(),
        }
    }

    /// Sends a call; an answer with an error status becomes an error.
    pub(crate) async fn exchange(
        &self,
        call: Call,
        purpose: Purpose,
    ) -> Result<Answer, ProviderError> {
        let path = call.url.path().to_owned();
        let answer = self.http.send(&call).await;
        let answer = match answer {
            Ok(answer) if answer.status.is_success() => Ok(answer),
            Ok(answer) => Err(self.errors.read(purpose, answer).await),
            Err(error) => Err(error),
        };
        match &answer {
            Ok(answer) => tracing::debug!(
                provider = self.manifest.id,
                path,
                status = answer.status.as_u16(),
                request_id = answer.request_id(),
                "answered"
            ),
            Err(error) => tracing::warn!(
                provider = self.manifest.id,
                path,
                kind = ?error.kind,
                status = error.status,
                request_id = error.request_id,
                sent = ?error.sent,
                "failed"
            ),
        }
        answer
    }

    /// Sends a call and reads its answer whole. Bytes may be many more than JSON.
    pub(crate) async fn receive(
        &self,
        call: Call,
        purpose: Purpose,
        bytes: bool,
    ) -> Result<Received, ProviderError> {
        let answer = self.exchange(call, purpose).await?;
        let request_id = answer.request_id();
        let limit = if bytes {
            self.http.config().media_limit
        } else {
            self.http.config().answer_limit
        };
        Ok(Received {
            status: answer.status,
            headers: answer.headers.clone(),
            bytes: answer.body.read(limit).await?,
            request_id,
        })
    }

    /// Sends a call and reads its answer as JSON.
    pub(crate) async fn json(&self, call: Call, purpose: Purpose) -> Result<Value, ProviderError> {
        self.receive(call, purpose, false).await?.into_json(self)
    }

    /// Sends a call and reads its answer and its headers as JSON; an answer that may be empty, or
    /// something else, is null then.
    pub(crate) async fn json_with_headers(
        &self,
        call: Call,
        purpose: Purpose,
        may_be_empty: bool,
    ) -> Result<(Value, Value), ProviderError> {
        let received = self.receive(call, purpose, false).await?;
        let headers: Map<String, Value> = received
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.into())))
            .collect();
        let json = match received.json(self) {
            Err(_) if may_be_empty => Value::Null,
            read => read?,
        };
        Ok((json, Value::Object(headers)))
    }
}

/// A call without a body, at an address that may not be the provider's own.
pub(crate) fn json_call(connection: &Connection, method: Method, url: Url) -> Call {
    let mut call = connection.call(method, url);
    if call.method == Method::POST {
        call.payload = Payload::Json(Bytes::from_static(b"{}"));
    }
    call
}

/// Who is asked: the provider by its name, or a server elsewhere by its place.
fn who(manifest: &Manifest, base: &Url) -> String {
    if manifest.base_url.as_ref() == Some(base) {
        manifest.name.clone()
    } else {
        place_of(base)
    }
}

fn manifest_headers(manifest: &Manifest) -> Result<HeaderMap, ProviderError> {
    let mut headers = HeaderMap::new();
    for (name, value) in &manifest.headers {
        let broken = || ProviderError::internal("A header of the manifest cannot be sent.");
        let name: HeaderName = name.parse().map_err(|_| broken())?;
        headers.insert(name, value.parse().map_err(|_| broken())?);
    }
    Ok(headers)
}

/// The key as requests carry it; none where the provider needs none and none is set.
fn shown_key(
    manifest: &Manifest,
    key: Option<&Secret>,
    who: &str,
    now: UnixMillis,
) -> Result<Option<Key>, ProviderError> {
    let key = key.map(Secret::expose).filter(|key| !key.is_empty());
    let Some(key) = key else {
        if manifest.auth.requires_key() {
            let message = format!("No key is set for {who}.");
            return Err(
                ProviderError::new(ProviderErrorKind::KeyMissing, Sent::No, message)
                    .with_hint("Enter a key in Settings."),
            );
        }
        return Ok(None);
    };
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let message = format!("The key for {who} holds a space or a character that no key has.");
        return Err(
            ProviderError::new(ProviderErrorKind::KeyInvalid, Sent::No, message)
                .with_hint("Copy the key again, without anything before or behind it."),
        );
    }
    let (name, text) = match &manifest.auth {
        Auth::None => return Ok(None),
        Auth::Query { name, .. } => {
            return Ok(Some(Key::Query(name.clone(), Secret::new(key.to_owned()))));
        }
        Auth::Bearer { .. } => (AUTHORIZATION, format!("Bearer {key}")),
        Auth::Header { name, prefix, .. } => (name.clone(), format!("{prefix}{key}")),
        Auth::Basic { .. } => (AUTHORIZATION, format!("Basic {}", STANDARD.encode(key))),
        Auth::Jwt { .. } => (AUTHORIZATION, format!("Bearer {}", jwt::token(key, now))),
    };
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| ProviderError::internal("The key cannot be sent in a header."))?;
    value.set_sensitive(true);
    Ok(Some(Key::Header(name, value)))
}

#[cfg(test)]
mod tests {
    use super::who;
    use crate::catalog::Catalog;

    #[test]
    fn a_service_is_called_by_its_name_and_a_server_by_its_place() {
        let catalog = Catalog::built_in().unwrap();
        let openai = catalog.manifest("openai").unwrap();
        assert_eq!(who(openai, openai.base_url.as_ref().unwrap()), "OpenAI");
        let gateway = "https://gateway.example.com:8443/v1".parse().unwrap();
        assert_eq!(who(openai, &gateway), "gateway.example.com:8443");
    }
}
