//! A connection that both sides speak on, opened by an ordinary request.

use http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderValue, StatusCode};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::client::{Call, HttpClient};
use super::trouble::refused_address;
use crate::error::{ProviderError, ProviderErrorKind, Sent};

/// A connection that stopped being HTTP.
pub(crate) type Upgraded = reqwest::Upgraded;

/// The most bytes of one message.
const MESSAGE_LIMIT: usize = 16 * 1024 * 1024;

impl HttpClient {
    /// Opens a WebSocket. Only the configured server is asked, with its key, and it is not
    /// followed elsewhere.
    pub(crate) async fn listen(
        &self,
        mut call: Call,
    ) -> Result<WebSocketStream<Upgraded>, ProviderError> {
        let url = call.url.clone();
        if !call.is_at_home(&url) {
            return Err(refused_address(&call, &url));
        }
        let key = generate_key();
        let who = call.who.clone();
        let headers = &mut call.headers;
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        let failed = |why: &str| {
            let message = format!("{who} cannot be listened to: {why}.");
            ProviderError::new(ProviderErrorKind::Unavailable, Sent::Answered, message)
        };
        let value = HeaderValue::from_str(&key).map_err(|_| failed("no key could be made"))?;
        headers.insert(SEC_WEBSOCKET_KEY, value);
        let response = self.exchange(&self.clients(), &call, &url).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(failed(&format!("it answered {}", response.status())));
        }
        let accepted = response.headers().get(SEC_WEBSOCKET_ACCEPT);
        let expected = derive_accept_key(key.as_bytes());
        if accepted.is_none_or(|accepted| accepted.as_bytes() != expected.as_bytes()) {
            return Err(failed("it does not speak the protocol"));
        }
        let upgraded = response
            .upgrade()
            .await
            .map_err(|error| failed("the connection broke").with_source(error.without_url()))?;
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_LIMIT))
            .max_frame_size(Some(MESSAGE_LIMIT));
        Ok(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(limits)).await)
    }
}
