//! Servers that this project did not write, for journeys to speak to on loopback.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::process::{Process, free_port};
use super::provided;
use crate::driver::eventually;
use crate::wire::Request;

/// llama.cpp's own server with a tiny random model, which writes nonsense quickly.
#[derive(Debug)]
pub struct Llama {
    url: String,
    _process: Process,
    _folder: TempDir,
}

impl Llama {
    /// The model's name.
    pub const MODEL: &str = "tiny-random";

    /// Starts it and waits until the model is loaded.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a temporary folder");
        let mut command = Command::new(provided("STUDIO_LLAMA_PYTHON"));
        command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/llama_server.py"))
            .arg(provided("STUDIO_LLAMA_MODEL"));
        let mut process = Process::start("llama", command, folder.path());
        let url =
            process.wait_for_line(|line| line.starts_with("http://").then(|| line.to_owned()));
        Self {
            url,
            _process: process,
            _folder: folder,
        }
    }

    /// `http://127.0.0.1:port`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// An independent stand-in for hosted services, which keeps a journal of what it was asked.
#[derive(Debug)]
pub struct Aimock {
    address: String,
    key: String,
    _process: Process,
    _folder: TempDir,
}

impl Aimock {
    /// Starts one that takes one key and refuses all others.
    pub fn start(key: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a temporary folder");
        let port = free_port().to_string();
        let mut command = Command::new(provided("STUDIO_NODE"));
        command
            .arg(provided("STUDIO_AIMOCK"))
            .args(["--host", "127.0.0.1", "--port", &port, "--fixtures"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/aimock"))
            .args(["--strict", "--validate-on-load"])
            .env("AIMOCK_API_KEYS", key);
        let mock = Self {
            address: format!("127.0.0.1:{port}"),
            key: key.to_owned(),
            _process: Process::start("aimock", command, folder.path()),
            _folder: folder,
        };
        let ready = eventually(|| mock.ask("/__aimock/journal?limit=1"));
        assert!(ready.is_some(), "aimock does not answer");
        mock
    }

    /// `http://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was asked, newest last, with method, path, headers and body.
    pub fn journal(&self) -> Vec<Value> {
        let journal = self.ask("/__aimock/journal").expect("aimock answers");
        journal.as_array().cloned().unwrap_or_default()
    }

    fn ask(&self, path: &str) -> Option<Value> {
        let answer = Request::new("GET", &self.address, path)
            .header("authorization", format!("Bearer {}", self.key))
            .send()
            .ok()?;
        (answer.status == 200).then(|| answer.json())
    }
}
