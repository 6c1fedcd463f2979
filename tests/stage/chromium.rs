//! The same page in Chromium, over the shell and core through the test bridge.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::bridge::Bridge;
use super::process::Process;
use super::{Conditions, Running, data_folder, provided};
use crate::driver::{Session, Window};

/// Without these, Chromium looks for its maker's servers at every start.
const QUIET: [&str; 9] = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",
    "--window-size=1280,800",
];

pub(super) struct Chromium {
    window: Window,
    bridge: Bridge,
    _driver: Process,
}

/// Starts the bridge over a stage's data folder, and Chromium at its address.
pub(super) fn start(folder: &Path, title: &str, conditions: &Conditions) -> Chromium {
    let bridge = Bridge::start(&data_folder(folder), folder, conditions);
    let (driver, session) = start_chromium(folder);
    let opened = session.go_to(&bridge.url());
    opened.unwrap_or_else(|error| panic!("the page cannot be opened: {error}"));
    Chromium {
        window: Window::new(session, title.to_owned()),
        bridge,
        _driver: driver,
    }
}

fn start_chromium(folder: &Path) -> (Process, Session) {
    let mut command = Command::new(provided("STUDIO_CHROMEDRIVER"));
    // Chromium leaves folders of its own where temporary files go.
    command.arg("--port=0").env("TMPDIR", folder);
    let mut driver = Process::start("chromedriver", command, folder);
    let port: u16 = driver.wait_for_line(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    let session = Session::open(&format!("127.0.0.1:{port}"), &capabilities(folder))
        .unwrap_or_else(|error| panic!("Chromium cannot be started: {error}"));
    (driver, session)
}

fn capabilities(folder: &Path) -> Value {
    let mut arguments: Vec<String> = QUIET.map(str::to_owned).to_vec();
    let profile = folder.join("chromium");
    arguments.push(format!("--user-data-dir={}", profile.display()));
    // Its sandbox refuses to work for root.
    if std::fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0) {
        arguments.push("--no-sandbox".to_owned());
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": provided("STUDIO_CHROMIUM"), "args": arguments },
    })
}

impl Running for Chromium {
    fn window(&self) -> &Window {
        &self.window
    }

    fn desktop_acts(&self) -> Option<Vec<String>> {
        Some(self.bridge.desktop_acts())
    }

    fn stop(self: Box<Self>) {
        drop(self.window.session().close());
        self.bridge.end();
    }

    fn kill(self: Box<Self>) {
        // The browser must not tell it anything before.
        drop(self.bridge);
    }
}
