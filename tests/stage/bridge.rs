//! The test bridge: the studio as a process of its own, spoken to over HTTP.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::process::Process;
use super::{Conditions, provided};
use crate::wire::Request;

/// A running bridge. Dropping it is `kill -9`.
#[derive(Debug)]
pub struct Bridge {
    process: Process,
    address: String,
}

impl Bridge {
    /// Starts one over a data folder; its log of standard error goes into `scratch`.
    pub fn start(data_folder: &Path, scratch: &Path, conditions: &Conditions) -> Self {
        let mut command = Command::new(provided("STUDIO_BRIDGE"));
        command.arg("--data-folder").arg(data_folder);
        if let Some(quota) = conditions.media_quota {
            command.arg("--media-quota").arg(quota.to_string());
        }
        if let Some(target) = &conditions.save_to {
            command.arg("--save-to").arg(target);
        }
        for file in &conditions.pick {
            command.arg("--pick").arg(file);
        }
        if conditions.no_keychain {
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        }
        let mut process = Process::start("bridge", command, scratch);
        let address = process.wait_for_line(|line| line.strip_prefix("http://").map(str::to_owned));
        Self { process, address }
    }

    /// Where the page is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Calls a command as the page would; a failure is the problem the page would be told.
    pub fn call(&self, command: &str, arguments: &Value) -> Result<Value, Value> {
        let path = format!("/ipc/{command}");
        let sent = Request::new("POST", &self.address, &path)
            .json(arguments)
            .send();
        let answer = sent.unwrap_or_else(|error| panic!("the bridge does not answer: {error}"));
        match answer.status {
            200 => Ok(answer.json()),
            _ => Err(answer.json()),
        }
    }

    /// Pastes bytes as the page would.
    pub fn paste(&self, name: &str, bytes: &[u8]) -> Result<Value, Value> {
        let sent = Request::new("POST", &self.address, "/ipc/import_bytes")
            .header("x-file-name", name)
            .bytes_of(bytes)
            .send();
        let answer = sent.unwrap_or_else(|error| panic!("the bridge does not answer: {error}"));
        match answer.status {
            200 => Ok(answer.json()),
            _ => Err(answer.json()),
        }
    }

    /// What the desktop was asked to show.
    pub fn desktop_acts(&self) -> Vec<String> {
        let sent = Request::new("GET", &self.address, "/bridge/desktop").send();
        let answer = sent.unwrap_or_else(|error| panic!("the bridge does not answer: {error}"));
        serde_json::from_value(answer.json()).unwrap_or_default()
    }

    /// Lets it close the studio in good order and waits until it has ended.
    pub fn end(self) {
        self.process.end();
    }
}
