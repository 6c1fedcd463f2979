//! The built page from `ui/dist`, with the script in it that stands for Tauri's own.

use std::io;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::wire::Connection;

const CONFIGURATION: &str = include_str!("../../tauri.conf.json");
const SHIM: &str = include_str!("shim.js");
const SHIM_PATH: &str = "/bridge/shim.js";

/// The page's files.
#[derive(Debug)]
pub struct Page {
    folder: PathBuf,
    policy: String,
}

#[derive(Deserialize)]
struct Configuration {
    app: AppConfiguration,
}

#[derive(Deserialize)]
struct AppConfiguration {
    security: Security,
}

#[derive(Deserialize)]
struct Security {
    csp: Map<String, Value>,
}

impl Page {
    /// The page under the content security policy that the app has, with the playback server's
    /// address in it as in the app.
    pub fn new(playback_origin: Option<&str>) -> Result<Self, serde_json::Error> {
        let configuration: Configuration = serde_json::from_str(CONFIGURATION)?;
        let policy = configuration
            .app
            .security
            .csp
            .iter()
            .map(|(name, sources)| {
                let sources = sources.as_str().unwrap_or_default();
                match (name.as_str(), playback_origin) {
                    ("media-src" | "connect-src", Some(origin)) => {
                        format!("{name} {sources} {origin}")
                    }
                    _ => format!("{name} {sources}"),
                }
            });
        Ok(Self {
            folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/dist"),
            policy: policy.collect::<Vec<_>>().join("; "),
        })
    }

    /// Answers with a file, or with what stands for Tauri.
    pub fn answer(&self, connection: &mut Connection) -> io::Result<()> {
        let path = connection
            .path
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        if path == SHIM_PATH {
            return connection.answer("200 OK", &content_type("js"), SHIM.as_bytes());
        }
        let relative = if path == "/" {
            "index.html"
        } else {
            path.trim_start_matches('/')
        };
        let relative = Path::new(relative);
        let is_inside = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let file = std::fs::read(self.folder.join(relative));
        let Some(bytes) = file.ok().filter(|_| is_inside) else {
            return connection.answer("404 Not Found", &[], b"");
        };
        let extension = relative
            .extension()
            .and_then(|it| it.to_str())
            .unwrap_or_default();
        if extension != "html" {
            return connection.answer("200 OK", &content_type(extension), &bytes);
        }
        let html = String::from_utf8_lossy(&bytes);
        let script = format!("<head><script src=\"{SHIM_PATH}\"></script>");
        let html = html.replacen("<head>", &script, 1);
        let mut headers = content_type("html").to_vec();
        headers.push(("content-security-policy", &self.policy));
        connection.answer("200 OK", &headers, html.as_bytes())
    }
}

fn content_type(extension: &str) -> [(&'static str, &'static str); 1] {
    let name = match extension {
        "css" => "text/css",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
    [("content-type", name)]
}
