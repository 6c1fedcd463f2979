//! The provider: a process of its own that makes things, charges for them, and does everything
//! wrong that services do.

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::account::{Account, Entry};
use crate::chance::Chance;
use crate::faults::{AtChat, AtFile, AtPoll, AtSubmit, at_chat, at_file, at_poll, at_submit};
use crate::http::Request;
use crate::made::{Made, words};

/// What one thing costs.
const NANOS: i64 = 10_000_000;

/// The provider, shared by the threads that answer.
struct Provider {
    chance: Chance,
    account: Account,
    address: String,
    work: Mutex<HashMap<String, Work>>,
    times: Mutex<HashMap<String, u64>>,
}

/// Something that was taken on.
struct Work {
    made: Made,
    done_at: Instant,
}

/// Serves until the process is ended, and says on the first line of its output where.
pub fn serve(seed: u64, account: &Path) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    writeln!(io::stdout(), "{address}")?;
    let service = Arc::new(Provider {
        chance: Chance::new(seed),
        account: Account::open(account)?,
        address,
        work: Mutex::default(),
        times: Mutex::default(),
    });
    thread::spawn(end_with_parent);
    for stream in listener.incoming().flatten() {
        let service = Arc::clone(&service);
        thread::spawn(move || {
            // The studio may have been killed: that is what this is about.
            drop(service.answer(stream));
        });
    }
    Ok(())
}

/// The harness holds the other end of the input open for as long as it lives.
#[expect(clippy::exit, reason = "nobody is left to serve")]
fn end_with_parent() {
    drop(io::copy(&mut io::stdin(), &mut io::sink()));
    std::process::exit(0);
}

impl Provider {
    fn answer(&self, stream: TcpStream) -> io::Result<()> {
        let mut request = Request::read(stream)?;
        let path = request.path.clone();
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("POST", ["chat"]) => self.chat(&mut request),
            ("POST", [operation]) => self.submit(&mut request, operation),
            ("GET", ["job", key]) => self.poll(&mut request, key),
            ("GET", ["files", key, position]) => self.file(&mut request, key, position),
            _ => request.json("404 Not Found", &json!({"error": "no such place"}), false),
        }?;
        request.finish();
        Ok(())
    }

    /// How often this came up before.
    fn time(&self, what: &str) -> u64 {
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let time = times.entry(what.to_owned()).or_default();
        *time += 1;
        *time - 1
    }

    fn fault(&self, step: &str, kind: &str) -> io::Result<()> {
        self.account.note(&Entry::Fault {
            step: step.to_owned(),
            kind: kind.to_owned(),
        })
    }

    fn pause(&self, what: &str, most_ms: u64) {
        let millis = self.chance.of(what, 3).below(most_ms);
        dawdle(millis);
    }

    fn submit(&self, request: &mut Request, operation: &str) -> io::Result<()> {
        let key = request.header("idempotency-key").unwrap_or_default();
        let key = key.to_owned();
        let asked: Value = serde_json::from_slice(&request.body)?;
        let marker = asked["prompt"].as_str().unwrap_or_default().to_owned();
        let how = at_submit(self.chance, &key);
        if !matches!(how, AtSubmit::Well | AtSubmit::Slowly) {
            self.fault("submitting", &format!("{how:?}"))?;
        }
        match how {
            AtSubmit::DropBefore => return Ok(()),
            AtSubmit::Fault500 => return refuse(request, "500 Internal Server Error"),
            AtSubmit::TooMany => return refuse(request, "429 Too Many Requests"),
            _ => {}
        }
        self.pause(&key, if how == AtSubmit::Slowly { 600 } else { 60 });
        let answer = self.take_on(&key, &marker, operation)?;
        match how {
            AtSubmit::LoseAnswer => Ok(()),
            AtSubmit::CutAnswer => answer.send(request, true),
            _ => answer.send(request, false),
        }
    }

    /// Takes a request on: from here on it is charged.
    fn take_on(&self, key: &str, marker: &str, operation: &str) -> io::Result<Answer> {
        let sound = operation == "speak";
        let most = if sound { 1 } else { 3 };
        let made = Made::of(self.chance, key, sound, most)?;
        self.account.note(&Entry::Accepted {
            key: key.to_owned(),
            marker: marker.to_owned(),
            operation: operation.to_owned(),
            nanos: NANOS,
            outputs: made.hashes(),
            text: String::new(),
            damaged: made.damaged,
        })?;
        let answer = match operation {
            "job" => Answer::Json(json!({ "id": key })),
            "sketch" => {
                let encode = |file: &Vec<u8>| json!({ "bytes": STANDARD.encode(file) });
                let made: Vec<Value> = made.files.iter().map(encode).collect();
                Answer::Json(json!({ "made": made }))
            }
            "speak" => Answer::Sound(made.files.first().cloned().unwrap_or_default()),
            _ => Answer::Json(json!({ "made": self.addresses(key, &made) })),
        };
        let takes = self.chance.of(key, 4).below(700);
        let work = Work {
            made,
            done_at: Instant::now() + Duration::from_millis(takes),
        };
        self.works().insert(key.to_owned(), work);
        Ok(answer)
    }

    fn works(&self) -> std::sync::MutexGuard<'_, HashMap<String, Work>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Addresses, which are new whenever they are asked for.
    fn addresses(&self, key: &str, made: &Made) -> Vec<Value> {
        let issue = self.time(&format!("addresses {key}"));
        let address = |position| format!("{}/files/{key}/{position}?issue={issue}", self.address);
        (0..made.files.len())
            .map(|position| json!({ "url": address(position) }))
            .collect()
    }

    fn poll(&self, request: &mut Request, key: &str) -> io::Result<()> {
        let how = at_poll(self.chance, key, self.time(&format!("poll {key}")));
        if !matches!(how, AtPoll::Well | AtPoll::Slowly) {
            self.fault("asking after a job", &format!("{how:?}"))?;
        }
        match how {
            AtPoll::Drop => return Ok(()),
            AtPoll::Fault500 => return refuse(request, "500 Internal Server Error"),
            AtPoll::TooMany => return refuse(request, "429 Too Many Requests"),
            AtPoll::Slowly => self.pause(key, 400),
            AtPoll::Well | AtPoll::CutAnswer => {}
        }
        let answer = match self.works().get(key) {
            None => return refuse(request, "404 Not Found"),
            Some(work) if work.done_at > Instant::now() => json!({ "state": "working" }),
            Some(work) => json!({ "state": "done", "made": self.addresses(key, &work.made) }),
        };
        request.json("200 OK", &answer, how == AtPoll::CutAnswer)
    }

    fn file(&self, request: &mut Request, key: &str, position: &str) -> io::Result<()> {
        let name = format!("{key}/{position}");
        let position: usize = position.parse().map_err(io::Error::other)?;
        let found = self
            .works()
            .get(key)
            .and_then(|work| work.made.files.get(position).cloned());
        let Some(file) = found else {
            return refuse(request, "404 Not Found");
        };
        let how = at_file(self.chance, &name, self.time(&format!("file {name}")));
        if !matches!(how, AtFile::Well | AtFile::Slowly) {
            self.fault("fetching", &format!("{how:?}"))?;
        }
        match how {
            AtFile::Expired => return refuse(request, "403 Forbidden"),
            AtFile::NotThere => return refuse(request, "404 Not Found"),
            AtFile::Fault500 => return refuse(request, "503 Provider Unavailable"),
            AtFile::TooMany => return refuse(request, "429 Too Many Requests"),
            AtFile::Slowly => self.pause(&name, 500),
            _ => {}
        }
        if send_file(request, &file, how)? {
            self.account.note(&Entry::Delivered {
                key: key.to_owned(),
                position,
            })?;
        }
        Ok(())
    }

    fn chat(&self, request: &mut Request) -> io::Result<()> {
        let asked: Value = serde_json::from_slice(&request.body)?;
        let said = asked["messages"].as_array().and_then(|all| all.last());
        let said = said.map(|said| &said["content"]);
        let text = |said: &Value| {
            let plain = said.as_str().or_else(|| said[0]["text"].as_str());
            plain.map(str::to_owned)
        };
        let marker = said.and_then(text).unwrap_or_default();
        let time = self.time(&format!("chat {marker}"));
        let how = at_chat(self.chance, &marker, time);
        if !matches!(how, AtChat::Well | AtChat::Slowly) {
            self.fault("answering", &format!("{how:?}"))?;
        }
        match how {
            AtChat::DropBefore => return Ok(()),
            AtChat::Fault500 => return refuse(request, "500 Internal Server Error"),
            _ => {}
        }
        let words = words(self.chance, &marker);
        self.account.note(&Entry::Accepted {
            key: format!("{marker}#{time}"),
            marker,
            operation: "chat".to_owned(),
            nanos: NANOS,
            outputs: Vec::new(),
            text: words.concat(),
            damaged: false,
        })?;
        say(request, &words, how)
    }
}

/// Takes its time, as services do.
#[expect(
    clippy::disallowed_methods,
    reason = "being slow is what is wanted; nothing is waited for"
)]
fn dawdle(millis: u64) {
    thread::sleep(Duration::from_millis(millis));
}

/// The answer to a request that was taken on.
enum Answer {
    Json(Value),
    Sound(Vec<u8>),
}

impl Answer {
    fn send(&self, request: &mut Request, cut: bool) -> io::Result<()> {
        match self {
            Self::Json(json) => request.json("200 OK", json, cut),
            Self::Sound(bytes) => {
                let length = ("content-length", bytes.len().to_string());
                let kind = ("content-type", "audio/wav".to_owned());
                request.head("200 OK", &[length, kind])?;
                let sent = if cut { bytes.len() / 2 } else { bytes.len() };
                request.send(&bytes[..sent])
            }
        }
    }
}

fn refuse(request: &mut Request, status: &str) -> io::Result<()> {
    let (code, words) = status.split_once(' ').unwrap_or_default();
    let error = json!({ "error": { "message": words, "code": code } });
    request.json(status, &error, false)
}

/// Sends a file or a part of it. Gives whether its last byte was sent.
fn send_file(request: &mut Request, file: &[u8], how: AtFile) -> io::Result<bool> {
    let tag = format!("\"{}\"", &blake3::hash(file).to_hex()[..16]);
    let range = request.header("range").and_then(|range| {
        let from = range.strip_prefix("bytes=")?.strip_suffix('-')?;
        from.parse::<usize>().ok()
    });
    let same = request.header("if-range").is_none_or(|sent| sent == tag);
    let from = range.filter(|_| same && how != AtFile::IgnoreRange);
    let part = from.unwrap_or(0);
    if part > 0 && part >= file.len() {
        let range = ("content-range", format!("bytes */{}", file.len()));
        let nothing = ("content-length", "0".to_owned());
        request.head("416 Range Not Satisfiable", &[range, nothing])?;
        return Ok(false);
    }
    let rest = &file[part..];
    let half = &rest[..rest.len() / 2];
    let (body, length) = match how {
        AtFile::Drop => (half, Some(rest.len())),
        AtFile::HalfAsWhole => (half, Some(half.len())),
        AtFile::HalfWithoutLength => (half, None),
        _ => (rest, Some(rest.len())),
    };
    let mut headers = vec![("etag", tag)];
    headers.extend(length.map(|length| ("content-length", length.to_string())));
    let status = if from.is_some() {
        let last = file.len() - 1;
        let range = format!("bytes {part}-{last}/{}", file.len());
        headers.push(("content-range", range));
        "206 Partial Content"
    } else {
        "200 OK"
    };
    request.head(status, &headers)?;
    request.send(body)?;
    Ok(body.len() == rest.len())
}

fn say(request: &mut Request, words: &[String], how: AtChat) -> io::Result<()> {
    if how == AtChat::LoseAnswer {
        return Ok(());
    }
    request.head(
        "200 OK",
        &[("content-type", "text/event-stream".to_owned())],
    )?;
    let event = |delta: &Value, end: &Value| {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": end });
        let chunk = json!({ "id": "1", "object": "chat.completion.chunk", "choices": [choice] });
        format!("data: {chunk}\n\n")
    };
    let said = if how == AtChat::CutOff {
        words.len() / 2
    } else {
        words.len()
    };
    for word in &words[..said] {
        request.send(event(&json!({ "content": word }), &Value::Null).as_bytes())?;
        let pause = if how == AtChat::Slowly { 25 } else { 2 };
        dawdle(pause);
    }
    if how == AtChat::CutOff {
        return Ok(());
    }
    let end = event(&json!({}), &json!("stop"));
    request.send(format!("{end}data: [DONE]\n\n").as_bytes())
}
