//! A studio over a service that has one file made of everything, and sends it as a test says.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use studio_domain::{
    Clock, Generate, Generation, GenerationId, GenerationState, GenerationUpdate, ModelRef, Params,
    Problem, ProviderId, SystemClock, UnixMillis,
};
use studio_engine::{Catalog, Studio, StudioConfig};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::http::Request;
use crate::support::end_of;

const MANIFEST: &str = include_str!("../../torture/provider.toml");
/// Longer than a lease runs.
pub const AFTER_THE_LEASE: i64 = 11_000;

/// A request for a file: which it is of all, counted from 0, and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub range: Option<String>,
    pub if_range: Option<String>,
}

/// A service that takes everything on, has one file made of it, and sends that as the test says.
pub struct Scripted {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

/// How the service sends its file: given the request and how many came before it.
type Send = dyn Fn(&mut Request, usize) -> io::Result<()> + std::marker::Send + Sync;

impl Scripted {
    fn start(
        send: impl Fn(&mut Request, usize) -> io::Result<()> + std::marker::Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut service = Self {
            url: url.clone(),
            asked: Arc::default(),
            stopping: Arc::default(),
            accepting: None,
        };
        let (asked, stopping) = (Arc::clone(&service.asked), Arc::clone(&service.stopping));
        let send: Arc<Send> = Arc::new(send);
        service.accepting = Some(std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopping.load(Ordering::SeqCst) {
                    return;
                }
                let (asked, send, url) = (Arc::clone(&asked), Arc::clone(&send), url.clone());
                std::thread::spawn(move || drop(answer(stream, &url, &asked, send.as_ref())));
            }
        }));
        service
    }

    /// Everything that was asked at paths with this beginning.
    pub fn asked(&self, at: &str) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|it| it.path.starts_with(at))
            .cloned()
            .collect()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.url.trim_start_matches("http://")));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
    }
}

fn answer(stream: TcpStream, url: &str, asked: &Mutex<Vec<Asked>>, send: &Send) -> io::Result<()> {
    let mut request = Request::read(stream)?;
    let path = request.path.clone();
    let before = {
        let mut asked = asked.lock().unwrap();
        let kind = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
        let alike = |it: &&Asked| it.method == request.method && kind(&it.path) == kind(&path);
        let before = asked.iter().filter(alike).count();
        asked.push(Asked {
            method: request.method.clone(),
            path: path.clone(),
            range: request.header("range").map(str::to_owned),
            if_range: request.header("if-range").map(str::to_owned),
        });
        before
    };
    let made = json!([{ "url": format!("{url}/files/{before}") }]);
    match (request.method.as_str(), path.as_str()) {
        ("POST", "/job") => request.json("200 OK", &json!({ "id": "j1" }), false)?,
        ("POST", _) => request.json("200 OK", &json!({ "made": made }), false)?,
        ("GET", path) if path.starts_with("/job") => send_job(&mut request, &made, before, send)?,
        _ => send(&mut request, before)?,
    }
    request.finish();
    Ok(())
}

/// The job is done whenever it is asked about, unless the test answers in its place.
fn send_job(request: &mut Request, made: &Value, before: usize, send: &Send) -> io::Result<()> {
    match send(request, before) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            request.json("200 OK", &json!({ "state": "done", "made": made }), false)
        }
        sent => sent,
    }
}

/// For requests that are about the job and not about its file.
pub fn not_mine<T>() -> io::Result<T> {
    Err(io::ErrorKind::Unsupported.into())
}

pub fn is_job(request: &Request) -> bool {
    request.path.starts_with("/job")
}

/// Sends all of the file or the part asked for, up to so many bytes.
pub fn send_part(request: &mut Request, file: &[u8], most: usize) -> io::Result<()> {
    let from = request.header("range").map_or(0, |range| {
        let from = range.trim_start_matches("bytes=").trim_end_matches('-');
        from.parse().unwrap()
    });
    let rest = &file[from..];
    let mut headers = vec![
        ("content-length", rest.len().to_string()),
        ("etag", "\"one\"".to_owned()),
    ];
    let status = if from > 0 {
        let range = format!("bytes {from}-{}/{}", file.len() - 1, file.len());
        headers.push(("content-range", range));
        "206 Partial Content"
    } else {
        "200 OK"
    };
    request.head(status, &headers)?;
    request.send(&rest[..rest.len().min(most)])
}

/// Sends all of the file whatever is asked for.
pub fn send_all(request: &mut Request, file: &[u8], told: usize, sent: usize) -> io::Result<()> {
    request.head("200 OK", &[("content-length", told.to_string())])?;
    request.send(&file[..sent])
}

pub fn busy(request: &mut Request) -> io::Result<()> {
    let headers = [
        ("retry-after-ms", "5".to_owned()),
        ("content-length", "0".to_owned()),
    ];
    request.head("503 Scripted Unavailable", &headers)
}

pub fn refused(request: &mut Request, status: &str) -> io::Result<()> {
    request.json(
        status,
        &json!({ "error": { "message": "Request has expired" } }),
        false,
    )
}

#[derive(Debug, Clone, Default)]
pub struct MovedClock(Arc<AtomicI64>);

impl MovedClock {
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> UnixMillis {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

pub struct Lab {
    pub service: Scripted,
    pub folder: TempDir,
    pub clock: MovedClock,
}

impl Lab {
    pub fn new(
        send: impl Fn(&mut Request, usize) -> io::Result<()> + std::marker::Send + Sync + 'static,
    ) -> Self {
        Self {
            service: Scripted::start(send),
            folder: tempfile::tempdir().unwrap(),
            clock: MovedClock::default(),
        }
    }

    pub async fn open(&self) -> Studio {
        let manifest = MANIFEST.replace("{server}", &self.service.url);
        let catalog = Catalog::from_texts(&[("torture.toml", &manifest)]).unwrap();
        let mut config = StudioConfig::new(self.folder.path().to_owned());
        config.catalog = Some(catalog);
        config.clock = Arc::new(self.clock.clone());
        Studio::open(config).await.unwrap()
    }

    /// Makes something in a studio of its own and gives its end and the bytes in the library.
    pub async fn make(&self, model: &str) -> (Generation, Vec<Vec<u8>>) {
        let studio = self.open().await;
        let id = studio.generate(request(model)).await.unwrap();
        let made = end_of(&studio, id).await;
        studio.stop().await;
        (made.clone(), self.bytes_of(&made))
    }

    pub fn bytes_of(&self, made: &Generation) -> Vec<Vec<u8>> {
        let read = |hash: String| {
            let blobs = self.folder.path().join("blobs");
            std::fs::read(blobs.join(&hash[..2]).join(&hash)).unwrap()
        };
        made.outputs
            .iter()
            .map(|it| read(it.blob.to_string()))
            .collect()
    }

    /// Has the database refuse a kind of change.
    pub async fn refuse(&self, change: &str) -> Refusal {
        let (what, when) = change.split_once(" when ").unwrap_or((change, "true"));
        let trigger = format!(
            "create trigger refused before {what} when {when}
             begin select raise(abort, 'the test refuses it'); end"
        );
        self.tell(&trigger).await;
        Refusal
    }

    async fn tell(&self, statement: &str) {
        let ledger = self.ledger().await;
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
            .execute(&ledger)
            .await
            .unwrap();
        ledger.close().await;
    }

    /// The studio's database, to make it misbehave.
    pub async fn ledger(&self) -> SqlitePool {
        let database = self.folder.path().join("studio.sqlite");
        let options = SqliteConnectOptions::new()
            .filename(database)
            .busy_timeout(std::time::Duration::from_secs(30));
        SqlitePool::connect_with(options).await.unwrap()
    }

    /// Lets time pass until a generation is given up on for the time being.
    pub async fn until_lost(&self, studio: &Studio, id: GenerationId) -> Generation {
        loop {
            let generation = studio.get_generation(id).await.unwrap();
            if generation.state == GenerationState::Unknown {
                return generation;
            }
            self.clock.advance(61_000);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    /// What was kept outside the library: the names of the files, and what is in them.
    pub fn set_aside(&self) -> Vec<(String, Vec<u8>)> {
        let folder = std::fs::read_dir(self.folder.path().join("set-aside"));
        let entries = folder.into_iter().flatten().flatten();
        entries
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, std::fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    /// What lies beside the blobs: files that are not finished.
    pub fn unfinished(&self) -> Vec<String> {
        unfinished(self.folder.path())
    }
}

/// That the database refuses a kind of change.
#[must_use]
pub struct Refusal;

impl Refusal {
    pub async fn lift(self, lab: &Lab) {
        lab.tell("drop trigger refused").await;
    }
}

pub fn unfinished(data: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data.join("blobs")).unwrap().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

pub fn request(model: &str) -> Generate {
    Generate {
        prompt: "a quiet lake".to_owned(),
        model: ModelRef {
            provider_id: ProviderId::new("torture"),
            model_id: model.to_owned(),
        },
        params: Params::new(),
        inputs: Vec::new(),
    }
}

/// A picture that no compression makes small: of 1.5 MB.
pub fn large() -> Vec<u8> {
    let mut state = 1_u32;
    let picture = RgbImage::from_fn(700, 700, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, red, green, blue] = state.to_le_bytes();
        image::Rgb([red, green, blue])
    });
    let mut bytes = io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub fn process() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

pub async fn problem_of(
    studio: &Studio,
    id: GenerationId,
    is: impl Fn(&Problem) -> bool,
) -> Problem {
    let mut updates = studio.watch_generation(id).await.unwrap();
    while let Some(update) = updates.recv().await {
        if let GenerationUpdate::Changed { generation } = update
            && let Some(problem) = generation.problem
            && is(&problem)
        {
            return problem;
        }
    }
    panic!("it ended before it told of that problem");
}

/// Follows a generation until it is no longer worked on.
pub async fn settled(studio: &Studio, id: GenerationId) -> Generation {
    let mut updates = studio.watch_generation(id).await.unwrap();
    loop {
        let generation = studio.get_generation(id).await.unwrap();
        if !generation.state.is_active() {
            return generation;
        }
        updates.recv().await;
    }
}
