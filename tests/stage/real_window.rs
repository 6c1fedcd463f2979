//! The app itself, driven through tauri-driver and the web view's own driver.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::process::{self, Process, descendants, free_port, kill, wait_until_gone};
use super::{Running, data_folder, provided};
use crate::driver::{Session, Window, eventually};
use crate::wire::Request;

pub(super) struct RealWindow {
    window: Window,
    driver: Process,
    app: PathBuf,
}

/// Starts the app over a stage's data folder.
pub(super) fn start(folder: &Path, title: &str) -> RealWindow {
    let app = provided("STUDIO_APP");
    let (driver, address, native) = start_driver(folder);
    let capabilities = json!({ "tauri:options": { "application": app } });
    let session = Session::open(&address, &capabilities)
        .unwrap_or_else(|error| panic!("the window cannot be opened: {error}"))
        // tauri-driver is asked for the session and nothing else: it passes requests on over kept
        // connections, and now and then takes one that the driver behind it had just closed.
        .through(&native);
    RealWindow {
        window: Window::new(session, title.to_owned()),
        driver,
        app,
    }
}

/// Starts tauri-driver; also returns its address and that of the web view's own driver behind it.
fn start_driver(folder: &Path) -> (Process, String, String) {
    let (port, native_port) = (free_port(), free_port());
    let mut command = Command::new(provided("STUDIO_TAURI_DRIVER"));
    command
        .arg("--native-driver")
        .arg(provided("STUDIO_WEBKIT_DRIVER"))
        .args(["--port", &port.to_string()])
        .args(["--native-port", &native_port.to_string()])
        .env("STUDIO_DATA_DIR", data_folder(folder));
    let driver = Process::start("tauri-driver", command, folder);
    let (address, native) = (
        format!("127.0.0.1:{port}"),
        format!("127.0.0.1:{native_port}"),
    );
    let ready = eventually(|| {
        let answer = Request::new("GET", &native, "/status").send().ok()?;
        let passes_on = TcpStream::connect(&address).is_ok();
        (passes_on && answer.json()["value"]["ready"] == true).then_some(())
    });
    assert!(ready.is_some(), "the web view's driver does not answer");
    (driver, address, native)
}

impl RealWindow {
    /// The app's process, among those that the driver started.
    fn app_process(&self) -> u32 {
        let app = self.app.canonicalize().expect("the app was built");
        descendants(self.driver.id())
            .into_iter()
            .find(|it| process::program(*it).as_ref() == Some(&app))
            .expect("the app is running")
    }
}

impl Running for RealWindow {
    fn window(&self) -> &Window {
        &self.window
    }

    fn desktop_acts(&self) -> Option<Vec<String>> {
        None
    }

    fn stop(self: Box<Self>) {
        let app = self.app_process();
        let closed = self.window.session().close();
        closed.unwrap_or_else(|error| panic!("the window cannot be closed: {error}"));
        wait_until_gone(app);
    }

    fn kill(self: Box<Self>) {
        kill(self.app_process());
    }
}
