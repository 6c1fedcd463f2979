//! Accepts connections and answers them with files.

use std::convert::Infallible;
use std::io::{self, SeekFrom};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ALLOW, CACHE_CONTROL, CONNECTION,
    IF_RANGE, ORIGIN, RANGE, VARY,
};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::io::ReaderStream;
use tokio_util::sync::CancellationToken;

use super::gate::{Admitted, Gate};
use super::range::{self, MediaHead, Window};
use super::{BlobFile, BlobFiles};

/// How many bytes of a file are in memory at a time, for each connection.
const PIECE: usize = 64 << 10;
/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 << 10;
/// How long to wait before accepting again when the system has no more files to give.
const BREATH: Duration = Duration::from_millis(100);

/// What a caller may use up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Connections at a time; more of them wait to be accepted.
    pub connections: usize,
    /// How long the head of a request may take to arrive, idle time between two included.
    pub head: Duration,
    /// How long answers under way may still take once the server ends.
    pub ending: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 64,
            head: Duration::from_secs(15),
            ending: Duration::from_secs(1),
        }
    }
}

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// What every connection needs.
pub(super) struct Server {
    pub gate: Gate,
    pub files: Arc<dyn BlobFiles>,
    pub limits: Limits,
}

/// Accepts connections until `stop`.
pub(super) async fn accept(listener: TcpListener, server: Arc<Server>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(server.limits.connections));
    let connections = async {
        // The semaphore is never closed, so there always is a place in the end.
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let (server, stop) = (Arc::clone(&server), stop.clone());
                    tokio::spawn(async move {
                        serve(stream, server, stop).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "the playback server could not accept a connection");
                    sleep(BREATH).await;
                }
            }
        }
    };
    stop.run_until_cancelled(connections).await;
}

async fn serve(stream: TcpStream, server: Arc<Server>, stop: CancellationToken) {
    let limits = server.limits;
    let answer = service_fn(|request| {
        let server = Arc::clone(&server);
        async move { Ok::<_, Infallible>(server.answer(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), answer);
    let mut connection = pin!(connection);
    let ended = stop.run_until_cancelled(connection.as_mut()).await;
    if ended.is_none() {
        connection.as_mut().graceful_shutdown();
        // What is not done by then is cut off, which a player shows as an interruption.
        let _ = timeout(limits.ending, connection).await;
    }
}

impl Server {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (request, _) = request.into_parts();
        let mut response = match self.gate.admit(&request) {
            Ok(admitted) => self.deliver(&request, admitted).await,
            Err(status) => refusal(status),
        };
        response.headers_mut().insert(VARY, ORIGIN.into());
        response
    }

    async fn deliver(&self, request: &Parts, admitted: Admitted) -> Response<Body> {
        let Admitted { hash, origin } = admitted;
        let Some(blob) = self.files.locate(&hash).await else {
            return refusal(StatusCode::NOT_FOUND);
        };
        let same_copy = range::is_same_copy(text(request, &IF_RANGE), &hash);
        let asked = text(request, &RANGE).filter(|_| same_copy);
        let MediaHead { response, window } =
            range::respond(&request.method, asked, blob.byte_size, &blob.mime, &hash);
        let body = match body(&blob, window).await {
            Ok(body) => body,
            Err(error) => {
                tracing::warn!(%hash, %error, "a file of the library cannot be played");
                return refusal(status_of(&error));
            }
        };
        let mut response = response.map(|()| body);
        if let Some(origin) = origin {
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            let readable = "Accept-Ranges, Content-Length, Content-Range, ETag";
            let readable = HeaderValue::from_static(readable);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, readable);
        }
        response
    }
}

/// The value of a header that is there once and is text.
fn text<'a>(request: &'a Parts, name: &HeaderName) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}

/// The bytes of the window, read as the caller takes them. The file is opened even for an answer
/// without bytes, so that one that is gone is never announced.
async fn body(blob: &BlobFile, window: Window) -> io::Result<Body> {
    let mut file = File::open(&blob.path).await?;
    let there = file.metadata().await?.len();
    if there != blob.byte_size {
        let reason = format!("{there} bytes are there, {} were stored", blob.byte_size);
        return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
    }
    if window.length == 0 {
        return Ok(nothing());
    }
    file.seek(SeekFrom::Start(window.start)).await?;
    let pieces = ReaderStream::with_capacity(file.take(window.length), PIECE);
    Ok(StreamBody::new(pieces.map_ok(Frame::data)).boxed_unsync())
}

fn nothing() -> Body {
    Empty::new().map_err(|never| match never {}).boxed_unsync()
}

fn status_of(error: &io::Error) -> StatusCode {
    match error.kind() {
        io::ErrorKind::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Says no and hangs up: whoever asked wrongly does not get to hold a place.
fn refusal(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(nothing());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}
