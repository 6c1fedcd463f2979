//! A request as a snapshot shows it.

use std::fmt::Write as _;

use serde_json::Value;

use crate::replay::SERVER;

/// Headers that belong to the client and not to the contract.
const CLIENT_HEADERS: [&str; 5] = [
    "host",
    "content-length",
    "user-agent",
    "accept-encoding",
    "transfer-encoding",
];

/// Texts longer than this are shortened; what files hold is long and says nothing.
const LONGEST_TEXT: usize = 160;

pub fn shown(request: &wiremock::Request, server: &str) -> String {
    let mut out = String::new();
    let query = request.url.query().map(|query| format!("?{query}"));
    let path = request.url.path();
    writeln!(
        out,
        "> {} {path}{}",
        request.method,
        query.unwrap_or_default()
    )
    .unwrap();
    let mut boundary = None;
    let mut headers: Vec<(String, String)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .filter(|(name, _)| !CLIENT_HEADERS.contains(&name.as_str()))
        .collect();
    headers.sort();
    for (name, value) in headers {
        let value = match value.split_once("boundary=") {
            Some((kind, mark)) if name == "content-type" => {
                boundary = Some(mark.to_owned());
                kind.trim_end_matches("; ").to_owned()
            }
            _ => value,
        };
        writeln!(out, "> {name}: {value}").unwrap();
    }
    body(&mut out, &request.body, boundary.as_deref());
    out.replace(server, SERVER)
}

fn body(out: &mut String, bytes: &[u8], boundary: Option<&str>) {
    if bytes.is_empty() {
        return;
    }
    if let Some(boundary) = boundary {
        parts(out, bytes, boundary);
    } else if let Ok(mut json) = serde_json::from_slice::<Value>(bytes) {
        shorten(&mut json);
        for line in serde_json::to_string_pretty(&json).unwrap().lines() {
            writeln!(out, "> {line}").unwrap();
        }
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.len() <= LONGEST_TEXT => writeln!(out, "> {text}").unwrap(),
            _ => writeln!(out, "> ({} bytes)", bytes.len()).unwrap(),
        }
    }
}

/// The fields of a multipart body, files by their names and sizes.
fn parts(out: &mut String, bytes: &[u8], boundary: &str) {
    let mark = format!("--{boundary}");
    for part in split(bytes, mark.as_bytes()) {
        let Some(at) = find(part, b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&part[..at]).into_owned();
        let content = part[at + 4..]
            .strip_suffix(b"\r\n")
            .unwrap_or(&part[at + 4..]);
        let named = |field: &str| {
            let (_, rest) = head.split_once(&format!("{field}=\""))?;
            rest.split_once('"').map(|(name, _)| name.to_owned())
        };
        let name = named("; name").unwrap_or_default();
        match named("filename") {
            Some(file) => {
                let kind = head
                    .lines()
                    .find_map(|line| line.strip_prefix("Content-Type: "))
                    .unwrap_or_default();
                writeln!(
                    out,
                    "> {name}: file {file} ({kind}, {} bytes)",
                    content.len()
                )
            }
            None => {
                let text = String::from_utf8_lossy(content);
                writeln!(out, "> {name}: {}", short(&text))
            }
        }
        .unwrap();
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
}

fn split<'a>(mut bytes: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    while let Some(at) = find(bytes, mark) {
        pieces.push(&bytes[..at]);
        bytes = &bytes[at + mark.len()..];
    }
    pieces
}

pub fn short(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST_TEXT {
        return text.to_owned();
    }
    let beginning: String = text.chars().take(48).collect();
    format!("{beginning}… ({count} characters)")
}

fn shorten(json: &mut Value) {
    match json {
        Value::String(text) => *text = short(text),
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}
