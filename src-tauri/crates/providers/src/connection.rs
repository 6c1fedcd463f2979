//! One configured provider, ready to be called.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use studio_domain::Secret;
use url::Url;

use crate::address::join;
use crate::endpoint::Endpoint;
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::{ErrorReader, Purpose};
use crate::manifest::{Auth, Manifest};
use crate::transport::{Answer, Call, HttpClient, Redactor, place_of};

/// A manifest, an address and a key, brought together and checked.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) http: HttpClient,
    pub(crate) errors: ErrorReader,
    pub(crate) manifest: Arc<Manifest>,
    base: Url,
    key: Option<(HeaderName, HeaderValue)>,
    headers: HeaderMap,
}

impl Connection {
    pub(crate) fn open(
        http: &HttpClient,
        manifest: Arc<Manifest>,
        endpoint: &Endpoint,
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
            key: key_header(&manifest, endpoint.key.as_ref(), &who)?,
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

    pub(crate) fn call(&self, method: Method, url: Url) -> Call {
        Call {
            method,
            url,
            headers: self.headers.clone(),
            key: self.key.clone(),
            json: None,
            accept: HeaderValue::from_static("application/json"),
            home: self.base.clone(),
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

    /// Sends a call and reads its answer as JSON.
    pub(crate) async fn json(&self, call: Call, purpose: Purpose) -> Result<Value, ProviderError> {
        let answer = self.exchange(call, purpose).await?;
        let request_id = answer.request_id();
        let bytes = answer.body.read(self.http.config.answer_limit).await?;
        serde_json::from_slice(&bytes).map_err(|error| {
            let mut error = self
                .errors
                .malformed("it is not JSON", &bytes)
                .with_source(error);
            error.request_id = request_id.map(|id| self.errors.redactor.text(&id));
            error
        })
    }
}

/// A call without a body, at an address that may not be the provider's own.
pub(crate) fn json_call(connection: &Connection, method: Method, url: Url) -> Call {
    let mut call = connection.call(method, url);
    if call.method == Method::POST {
        call.json = Some(Bytes::from_static(b"{}"));
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

fn key_header(
    manifest: &Manifest,
    key: Option<&Secret>,
    who: &str,
) -> Result<Option<(HeaderName, HeaderValue)>, ProviderError> {
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
        Auth::Bearer { .. } => (http::header::AUTHORIZATION, format!("Bearer {key}")),
        Auth::Header { name, .. } => (name.clone(), key.to_owned()),
    };
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| ProviderError::internal("The key cannot be sent in a header."))?;
    value.set_sensitive(true);
    Ok(Some((name, value)))
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
