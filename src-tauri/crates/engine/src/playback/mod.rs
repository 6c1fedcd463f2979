//! The server that sound and video are played from.
//!
//! Web views play from nothing but HTTP (the Linux one refuses custom schemes), so the core
//! serves the library's files on a port of this computer alone. It serves files by the hash of
//! their bytes and knows no other path; every address carries a token that is new at each start.

mod gate;
pub mod range;
mod server;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use futures::future::BoxFuture;
use studio_domain::BlobHash;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use gate::Gate;
use server::{Limits, Server};

/// A file as the library knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The type of its bytes.
    pub mime: String,
    /// How many bytes it has.
    pub byte_size: u64,
}

/// The file that belongs to a hash, once it is found.
pub type Located<'a> = BoxFuture<'a, Option<BlobFile>>;

/// Knows the library's files.
pub trait BlobFiles: Send + Sync + 'static {
    /// The file with this hash, if the library has it.
    fn locate<'a>(&'a self, hash: &'a BlobHash) -> Located<'a>;
}

/// Why the server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum PlaybackError {
    /// No port could be had.
    #[error("the server for sound and video could not get a port of this computer")]
    Bind(#[source] io::Error),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes for the playback server's token")]
    Random(#[source] getrandom::Error),
}

/// The running server. It ends when this is dropped: what is being sent gets a moment to finish.
pub struct Playback {
    host: String,
    token: String,
    _stop: DropGuard,
}

impl Playback {
    /// Starts the server on a free port of 127.0.0.1.
    ///
    /// `allowed_origins` are the origins of the app's own pages, for example `tauri://localhost`:
    /// a request that names another one is refused.
    ///
    /// # Errors
    /// When no port is free or the system gives no random bytes.
    pub async fn bind(
        files: Arc<dyn BlobFiles>,
        allowed_origins: Vec<String>,
    ) -> Result<Self, PlaybackError> {
        Self::bind_with(files, allowed_origins, Limits::default()).await
    }

    async fn bind_with(
        files: Arc<dyn BlobFiles>,
        allowed_origins: Vec<String>,
        limits: Limits,
    ) -> Result<Self, PlaybackError> {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = TcpListener::bind(any_port).await;
        let listener = listener.map_err(PlaybackError::Bind)?;
        let address = listener.local_addr().map_err(PlaybackError::Bind)?;
        let (host, token) = (address.to_string(), token()?);
        let gate = Gate {
            host: host.clone(),
            token: token.clone(),
            allowed_origins,
        };
        let server = Arc::new(Server {
            gate,
            files,
            limits,
        });
        let stop = CancellationToken::new();
        tokio::spawn(server::accept(listener, server, stop.clone()));
        Ok(Self {
            host,
            token,
            _stop: stop.drop_guard(),
        })
    }

    /// Scheme, host and port, for the content security policy.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.host)
    }

    /// The address of a file up to its hash, without the slash before it. It holds the token:
    /// only the app's own page may know it, and no log.
    #[must_use]
    pub fn base(&self) -> String {
        format!("{}/{}", self.origin(), self.token)
    }
}

impl fmt::Debug for Playback {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Playback")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// 32 random bytes, as hexadecimal digits.
fn token() -> Result<String, PlaybackError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(PlaybackError::Random)?;
    // A hash and a token have the same form: 32 bytes as text.
    Ok(BlobHash::new(bytes).to_string())
}
