//! A server on loopback whose every byte is decided by who starts it. A thread for each request.

use std::io::{self, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::head::{read_headers, read_line};

/// One request that arrived, and the open connection to answer it on.
#[derive(Debug)]
pub struct Connection {
    pub(super) stream: TcpStream,
    /// Its method.
    pub method: String,
    /// Its path with its query.
    pub path: String,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// A running server; it takes no more requests once dropped.
#[derive(Debug)]
pub struct Server {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts it on a free port; `answer` is called for every request, each on its own thread.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub fn start(answer: impl Fn(Connection) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        Self::start_on(listener, answer)
    }

    /// As [`Server::start`], on a port that is bound already.
    ///
    /// # Panics
    /// When the port was closed in the meantime.
    pub fn start_on(
        listener: TcpListener,
        answer: impl Fn(Connection) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let mut server = Self {
            address: listener.local_addr().expect("it is bound").to_string(),
            requests: Arc::default(),
            stopping: Arc::default(),
            accepting: None,
        };
        let (requests, stopping) = (Arc::clone(&server.requests), Arc::clone(&server.stopping));
        let answer = Arc::new(answer);
        server.accepting = Some(thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopping.load(Ordering::SeqCst) {
                    return;
                }
                let (requests, answer) = (Arc::clone(&requests), Arc::clone(&answer));
                thread::spawn(move || {
                    let Ok(connection) = Connection::read(stream) else {
                        return;
                    };
                    let line = format!("{} {}", connection.method, connection.path);
                    requests
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(line);
                    // The client may have hung up: that is its right.
                    drop(answer(connection));
                });
            }
        }));
        server
    }

    /// `http://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Method and path of every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<String> {
        let requests = self.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections; the port is closed when it has ended.
        drop(TcpStream::connect(&self.address));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
    }
}

impl Connection {
    fn read(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let first = read_line(&mut reader)?;
        let mut words = first.split(' ').map(str::to_owned);
        let (method, path) = (words.next(), words.next());
        let headers = read_headers(&mut reader)?;
        let length = headers
            .iter()
            .find(|(name, _)| name == "content-length")
            .and_then(|(_, length)| length.parse().ok())
            .unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        Ok(Self {
            stream,
            method: method.unwrap_or_default(),
            path: path.unwrap_or_default(),
            headers,
            body,
        })
    }

    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.stream.flush()
    }

    /// Sends a whole answer.
    pub fn answer(
        &mut self,
        status: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {status}\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!(
            "content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        self.send(&[head.as_bytes(), body].concat())
    }

    /// Begins a stream of events, which lasts until the connection is closed.
    pub fn begin_events(&mut self) -> io::Result<()> {
        self.send(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n",
        )
    }
}
