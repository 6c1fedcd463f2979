//! Answers the page: its commands, the stream of what it is told unasked, pictures, and itself.

use std::io;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use studio_engine::Studio;
use studio_lib::media_protocol;
use tauri::http::{HeaderMap, HeaderName, HeaderValue};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response};
use tauri::webview::InvokeRequest;
use tauri::{App, Listener, Manager, WebviewWindow};

use crate::desktop::Acts;
use crate::page::Page;
use crate::wire::Connection;

/// The events that the shell sends to windows.
const EVENTS: [&str; 1] = ["cache-invalidated"];

/// The pages that listen, each on a connection of its own.
#[derive(Debug, Default)]
pub struct Listeners(Mutex<Vec<Sender<String>>>);

impl Listeners {
    fn tell(&self, message: &Value) {
        let event = format!("data: {message}\n\n");
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|page| page.send(event.clone()).is_ok());
    }

    /// Passes on a message of a channel that a command writes to.
    pub fn channel_message(&self, callback: u32, index: usize, body: &InvokeResponseBody) {
        self.tell(&json!({ "callback": callback, "index": index, "message": value_of(body) }));
    }

    /// Passes on an event.
    fn event(&self, name: &str, payload: &str) {
        let payload: Value = serde_json::from_str(payload).unwrap_or_default();
        self.tell(&json!({ "event": name, "payload": payload }));
    }

    /// Sends everything from now on to one page, until it goes away.
    fn stream(&self, connection: &mut Connection) -> io::Result<()> {
        let (sender, messages) = channel();
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.push(sender);
        drop(listeners);
        // Sent only now: a page that knows itself connected misses nothing.
        connection.begin_events()?;
        connection.send(b": connected\n\n")?;
        for message in messages {
            connection.send(message.as_bytes())?;
        }
        Ok(())
    }
}

/// What answers every request of the browser.
pub struct Bridge {
    window: WebviewWindow<MockRuntime>,
    listeners: Arc<Listeners>,
    acts: Arc<Acts>,
    studio: Option<Studio>,
    page: Page,
}

impl Bridge {
    /// A bridge to the main window of an app.
    pub fn new(
        app: &App<MockRuntime>,
        listeners: Arc<Listeners>,
        acts: Arc<Acts>,
        studio: Option<Studio>,
    ) -> Result<Self, serde_json::Error> {
        for name in EVENTS {
            let listeners = Arc::clone(&listeners);
            app.listen_any(name, move |event| listeners.event(name, event.payload()));
        }
        let playback = studio.as_ref().map(|studio| studio.facts().playback_origin);
        Ok(Self {
            window: app
                .get_webview_window("main")
                .expect("the window was opened"),
            listeners,
            acts,
            studio,
            page: Page::new(playback.as_deref())?,
        })
    }

    /// Answers one request.
    pub fn answer(&self, mut connection: Connection) -> io::Result<()> {
        let path = connection.path.clone();
        if let Some(command) = path.strip_prefix("/ipc/") {
            return self.command(&mut connection, command);
        }
        if path.starts_with("/media/") {
            return self.media(&mut connection);
        }
        match path.as_str() {
            "/bridge/stream" => self.listeners.stream(&mut connection),
            "/bridge/desktop" => json_answer(&mut connection, "200 OK", &json!(self.acts.list())),
            _ => self.page.answer(&mut connection),
        }
    }

    fn command(&self, connection: &mut Connection, command: &str) -> io::Result<()> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().expect("it is an address"),
            body: invoke_body(connection)?,
            headers: passed_on(connection),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        match get_ipc_response(&self.window, request) {
            Ok(body) => json_answer(connection, "200 OK", &value_of(&body)),
            Err(problem) => json_answer(connection, "500 Command failed", &problem),
        }
    }

    /// Pictures come through the shell's own answer to `media://`.
    fn media(&self, connection: &mut Connection) -> io::Result<()> {
        let Some(studio) = &self.studio else {
            return connection.answer("503 No studio", &[], b"");
        };
        let path = connection.path.trim_start_matches("/media");
        let mut request = tauri::http::Request::builder()
            .method(connection.method.as_str())
            .uri(format!("media://localhost{path}"));
        if let Some(range) = connection.header("range") {
            request = request.header("range", range);
        }
        let request = request.body(Vec::new()).map_err(io::Error::other)?;
        let answer = tauri::async_runtime::block_on(media_protocol::answer(studio, &request));
        let headers: Vec<(&str, &str)> = answer
            .headers()
            .iter()
            .filter(|(name, _)| *name != "content-length")
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect();
        connection.answer(answer.status().as_str(), &headers, answer.body())
    }
}

/// Bytes where the page sent bytes, as in the app.
fn invoke_body(connection: &Connection) -> io::Result<InvokeBody> {
    let is_raw = connection.header("content-type") == Some("application/octet-stream");
    Ok(if is_raw {
        InvokeBody::Raw(connection.body.clone())
    } else {
        InvokeBody::Json(serde_json::from_slice(&connection.body)?)
    })
}

/// The headers that a command may read.
fn passed_on(connection: &Connection) -> HeaderMap {
    let named = |name: &'static str| {
        let value = HeaderValue::from_str(connection.header(name)?).ok()?;
        Some((HeaderName::from_static(name), value))
    };
    ["x-file-name", "x-blob"]
        .into_iter()
        .filter_map(named)
        .collect()
}

fn value_of(body: &InvokeResponseBody) -> Value {
    match body {
        InvokeResponseBody::Json(text) => serde_json::from_str(text).unwrap_or_default(),
        InvokeResponseBody::Raw(bytes) => json!(bytes),
    }
}

fn json_answer(connection: &mut Connection, status: &str, body: &Value) -> io::Result<()> {
    let headers = [("content-type", "application/json")];
    connection.answer(status, &headers, body.to_string().as_bytes())
}
