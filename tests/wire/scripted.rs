//! What providers say, and how they break off.

use std::io;
use std::net::Shutdown;

use serde_json::{Value, json};

use super::server::{Connection, Server};

impl Server {
    /// A server that gives the same bytes to whatever is asked.
    pub fn always(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |mut connection| connection.send(&bytes))
    }

    /// The model that chats, of every [`Server::provider`].
    pub const CHAT_MODEL: &str = "made-up";
    /// The model that makes pictures; what makes one is told by its name.
    pub const IMAGE_MODEL: &str = "gpt-image-made-up";

    /// An OpenAI-compatible server that lists its models; all else it says as given.
    pub fn provider(
        say: impl Fn(&mut Connection) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::start(move |mut connection| {
            if connection.path.ends_with("/models") {
                let models = [Self::CHAT_MODEL, Self::IMAGE_MODEL];
                let models = models.map(|id| json!({ "id": id, "object": "model", "created": 0 }));
                return connection.answer_json(&json!({ "object": "list", "data": models }));
            }
            say(&mut connection)
        })
    }
}

impl Connection {
    /// The body as JSON; what is not JSON is null.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Sends JSON as a whole answer.
    pub fn answer_json(&mut self, body: &Value) -> io::Result<()> {
        let headers = [("content-type", "application/json")];
        self.answer("200 OK", &headers, body.to_string().as_bytes())
    }

    /// Sends one event of a chat completion with a piece of text.
    pub fn chat_delta(&mut self, text: &str) -> io::Result<()> {
        self.send(
            format!(
                "data: {}\n\n",
                chunk(&json!({ "content": text }), &Value::Null)
            )
            .as_bytes(),
        )
    }

    /// Ends a chat completion as it should be ended.
    pub fn chat_end(&mut self) -> io::Result<()> {
        let last = chunk(&json!({}), &json!("stop"));
        self.send(format!("data: {last}\n\ndata: [DONE]\n\n").as_bytes())
    }

    /// Waits until the other side hangs up.
    pub fn wait_for_hang_up(&mut self) {
        drop(io::copy(&mut self.stream, &mut io::sink()));
    }

    /// Hangs up in the middle of whatever was said.
    pub fn hang_up(&self) {
        drop(self.stream.shutdown(Shutdown::Both));
    }
}

fn chunk(delta: &Value, finish_reason: &Value) -> Value {
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "made-up",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
    })
}
