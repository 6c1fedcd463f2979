//! A client for one request at a time, each on a connection of its own.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use super::head::{read_headers, read_line};

/// Longer than anything that is asked for here may take; it ends a test that would hang.
const PATIENCE: Duration = Duration::from_secs(120);

/// A request to a server on loopback.
#[derive(Debug)]
pub struct Request<'a> {
    method: &'a str,
    address: &'a str,
    path: &'a str,
    headers: Vec<(&'a str, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers' names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body, with the transfer coding taken off.
    pub body: Vec<u8>,
}

impl<'a> Request<'a> {
    /// `address` is `host:port`, with or without `http://` before it.
    pub fn new(method: &'a str, address: &'a str, path: &'a str) -> Self {
        Self {
            method,
            address: address.strip_prefix("http://").unwrap_or(address),
            path,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Adds a header; `host` given here replaces the usual one.
    pub fn header(mut self, name: &'a str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sends JSON.
    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    /// Sends bytes.
    pub fn bytes_of(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self.header("content-type", "application/octet-stream")
    }

    /// Sends it and reads the whole answer.
    pub fn send(&self) -> io::Result<Answer> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        (&stream).write_all(&self.bytes())?;
        Answer::read(&mut BufReader::new(&stream), self.method)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        if !self.headers.iter().any(|(name, _)| *name == "host") {
            head += &format!("host: {}\r\n", self.address);
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n", self.body.len());
        head += "connection: close\r\n\r\n";
        [head.into_bytes(), self.body.clone()].concat()
    }
}

impl Answer {
    fn read(reader: &mut impl BufRead, method: &str) -> io::Result<Self> {
        let first = read_line(reader)?;
        let status = first
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| io::Error::other(format!("not an HTTP answer: {first}")))?;
        let mut answer = Self {
            status,
            headers: read_headers(reader)?,
            body: Vec::new(),
        };
        if method == "HEAD" || status == 204 || status == 304 {
            return Ok(answer);
        }
        answer.body = if answer.header("transfer-encoding") == Some("chunked") {
            read_chunks(reader)?
        } else if let Some(length) = answer.header("content-length") {
            let length = length.parse().map_err(io::Error::other)?;
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            body
        } else {
            let mut body = Vec::new();
            reader.read_to_end(&mut body)?;
            body
        };
        Ok(answer)
    }

    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; what is not JSON is null.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

fn read_chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = read_line(reader)?;
        let size = u64::from_str_radix(size.split(';').next().unwrap_or_default(), 16)
            .map_err(io::Error::other)?;
        reader.by_ref().take(size).read_to_end(&mut body)?;
        read_line(reader)?;
        if size == 0 {
            return Ok(body);
        }
    }
}
