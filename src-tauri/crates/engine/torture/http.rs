//! As much of HTTP as it takes to do everything wrong: one request to a connection, and every byte
//! of the answer in the hands of whoever answers.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};

/// A request, and the connection to answer it on.
#[derive(Debug)]
pub struct Request {
    stream: TcpStream,
    /// Its method.
    pub method: String,
    /// Its path with its query.
    pub path: String,
    headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads it.
    pub fn read(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let first = line(&mut reader)?;
        let mut words = first.split(' ').map(str::to_owned);
        let (method, path) = (words.next(), words.next());
        let mut headers = Vec::new();
        while let Some((name, value)) = line(&mut reader)?.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut request = Self {
            stream,
            method: method.unwrap_or_default(),
            path: path.unwrap_or_default(),
            headers,
            body: Vec::new(),
        };
        let length = request.header("content-length");
        let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        request.body.resize(length, 0);
        reader.read_exact(&mut request.body)?;
        Ok(request)
    }

    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.stream.flush()
    }

    /// Sends a status and headers; the body follows.
    pub fn head(&mut self, status: &str, headers: &[(&str, String)]) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        self.send(format!("{head}\r\n").as_bytes())
    }

    /// Sends an answer of JSON, or only the beginning of its body.
    pub fn json(&mut self, status: &str, json: &serde_json::Value, cut: bool) -> io::Result<()> {
        let body = json.to_string();
        let sent = if cut { body.len() / 2 } else { body.len() };
        let length = ("content-length", body.len().to_string());
        let kind = ("content-type", "application/json".to_owned());
        let again = ("retry-after-ms", "20".to_owned());
        self.head(status, &[length, kind, again])?;
        self.send(&body.as_bytes()[..sent])
    }

    /// Sends nothing more and does not end either, until the other side hangs up.
    pub fn hold(&mut self) {
        drop(io::copy(&mut self.stream, &mut io::sink()));
    }

    /// Waits until the other side has taken everything and hung up, or hangs up first.
    pub fn finish(&mut self) {
        drop(self.stream.shutdown(Shutdown::Write));
        self.hold();
    }
}

fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
