mod delivery;
mod refusal;

use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

const PAGE: &str = "tauri://localhost";
const HASH: BlobHash = BlobHash::new([0x5a; 32]);
const GONE: BlobHash = BlobHash::new([0x60; 32]);
const CUT: BlobHash = BlobHash::new([0xc0; 32]);

/// More than one piece long, and no two pieces alike.
static CONTENT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    (0..200_000_u32)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect()
});

/// A library with one good file, one whose file is gone and one whose file is cut off.
struct Shelf {
    folder: TempDir,
    asked: AtomicUsize,
}

impl BlobFiles for Shelf {
    fn locate<'a>(&'a self, hash: &'a BlobHash) -> Located<'a> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let file = |name: &str| BlobFile {
            path: self.folder.path().join(name),
            mime: "audio/wav".to_owned(),
            byte_size: CONTENT.len() as u64,
        };
        let found = match *hash {
            HASH => Some(file("whole")),
            GONE => Some(file("gone")),
            CUT => Some(file("cut")),
            _ => None,
        };
        Box::pin(async move { found })
    }
}

struct Setup {
    playback: Playback,
    shelf: Arc<Shelf>,
}

#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no head in {:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Self {
            status,
            headers,
            body: bytes[end + 4..].to_vec(),
        }
    }
}

impl Setup {
    async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    async fn with(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("whole"), &*CONTENT).unwrap();
        std::fs::write(folder.path().join("cut"), &CONTENT[..1_000]).unwrap();
        let shelf = Arc::new(Shelf {
            folder,
            asked: AtomicUsize::new(0),
        });
        let pages = vec![PAGE.to_owned(), "http://tauri.localhost".to_owned()];
        let playback = Playback::bind_with(Arc::clone(&shelf) as Arc<_>, pages, limits).await;
        Self {
            playback: playback.unwrap(),
            shelf,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.playback.host).await.unwrap()
    }

    /// Sends exactly these bytes and reads until the server hangs up.
    async fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        Answer::parse(&answer)
    }

    fn request(&self, method: &str, target: &str, headers: &str) -> String {
        let host = &self.playback.host;
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n")
    }

    async fn ask(&self, method: &str, target: &str, headers: &str) -> Answer {
        self.raw(self.request(method, target, headers).as_bytes())
            .await
    }

    fn target(&self, hash: &BlobHash) -> String {
        format!("/{}/{hash}", self.playback.token)
    }

    async fn get(&self, headers: &str) -> Answer {
        self.ask("GET", &self.target(&HASH), headers).await
    }

    fn asked(&self) -> usize {
        self.shelf.asked.load(Ordering::SeqCst)
    }
}
