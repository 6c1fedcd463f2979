//! Listening to a service while a job runs: progress comes at once, and the end of the job wakes
//! whoever waits. Everything that must be true is asked for; what is heard only says when.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use futures::{FutureExt, StreamExt};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::JobProgress;
use super::job::Polling;
use crate::error::ProviderError;
use crate::manifest::ListenRule;
use crate::transport::Upgraded;

/// How many jobs are listened to at a time; those that waited longest are only asked about.
const MOST_LISTENERS: usize = 32;

/// How soon a job that is listened to is looked after again.
const SOON_MS: u32 = 100;

/// The connections that jobs are listened to on between two polls. Losing one loses nothing.
#[derive(Debug, Default)]
pub(crate) struct Listeners(Mutex<VecDeque<(String, Listener<Upgraded>)>>);

impl Listeners {
    fn take(&self, job: &str) -> Option<Listener<Upgraded>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = held.iter().position(|(other, _)| other == job)?;
        held.remove(at).map(|(_, listener)| listener)
    }

    fn keep(&self, job: String, listener: Listener<Upgraded>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.push_back((job, listener));
        if held.len() > MOST_LISTENERS {
            held.pop_front();
        }
    }
}

/// A connection on which a service tells of a job.
#[derive(Debug)]
struct Listener<S> {
    socket: WebSocketStream<S>,
    /// When the job is asked about, whatever is heard.
    ask_at: Instant,
    fraction: Option<f64>,
}

/// What was heard.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Heard {
    Progress(f64),
    /// Nothing until it was time to ask.
    Nothing,
    /// The job ended, or the connection.
    End,
}

/// What a message says of a job.
#[derive(Debug, Clone, Copy, PartialEq)]
enum News {
    None,
    Progress(f64),
    End,
}

/// Asks about a job where there is something to learn, and listens until then.
pub(super) async fn follow(
    polling: &Polling<'_>,
    rule: &ListenRule,
    listeners: &Listeners,
) -> Result<JobProgress, ProviderError> {
    let key = format!("{} {}", polling.connection.url("/"), polling.job.id);
    let every = polling.operation.poll.every;
    let mut listener = match listeners.take(&key) {
        Some(listener) => listener,
        None => {
            let opened = open(polling, rule).await;
            // What happened before anybody listened is not told again.
            let progress = polling.ask().await?;
            match (opened, &progress) {
                (Some(socket), JobProgress::Waiting { fraction, .. }) => Listener {
                    socket,
                    ask_at: Instant::now() + every,
                    fraction: *fraction,
                },
                _ => return Ok(progress),
            }
        }
    };
    let mut progress = match listener.hear(rule, &polling.job.id).await {
        Heard::Progress(_) => JobProgress::Waiting {
            fraction: None,
            outputs: Vec::new(),
            poll_after_ms: SOON_MS,
        },
        Heard::Nothing => {
            listener.ask_at = Instant::now() + every;
            polling.ask().await?
        }
        Heard::End => return Ok(soon(polling.ask().await?)),
    };
    if let JobProgress::Waiting { fraction, .. } = &mut progress {
        *fraction = fraction.or(listener.fraction);
        listeners.keep(key, listener);
    }
    Ok(soon(progress))
}

/// A job that is listened to is looked after again at once: the waiting is done by listening.
fn soon(mut progress: JobProgress) -> JobProgress {
    if let JobProgress::Waiting { poll_after_ms, .. } = &mut progress {
        *poll_after_ms = SOON_MS;
    }
    progress
}

/// `None` where the service cannot be listened to now, which asking makes up for.
async fn open(polling: &Polling<'_>, rule: &ListenRule) -> Option<WebSocketStream<Upgraded>> {
    let connection = polling.connection;
    let url = connection.url(&rule.path.render(&polling.context)?);
    let call = connection.call(http::Method::GET, url);
    match timeout(
        connection.http.config().agree_timeout,
        connection.http.listen(call),
    )
    .await
    {
        Ok(Ok(socket)) => Some(socket),
        Ok(Err(error)) => {
            tracing::info!(error = %error.message, "a job is only asked about");
            None
        }
        Err(_) => None,
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Listener<S> {
    /// Listens until there is news of the job, all that has come already taken together.
    async fn hear(&mut self, rule: &ListenRule, job: &str) -> Heard {
        let mut heard = Heard::Nothing;
        loop {
            let message = if heard == Heard::Nothing {
                match timeout_at(self.ask_at, self.socket.next()).await {
                    Ok(message) => message,
                    Err(_) => return Heard::Nothing,
                }
            } else {
                match self.socket.next().now_or_never() {
                    Some(message) if Instant::now() < self.ask_at => message,
                    _ => return heard,
                }
            };
            let news = match message {
                Some(Ok(Message::Text(text))) => rule.news(text.as_str(), job),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Heard::End,
                // Previews, and the service asking whether anybody listens.
                Some(Ok(_)) => News::None,
            };
            match news {
                News::None => {}
                News::End => return Heard::End,
                News::Progress(fraction) => {
                    self.fraction = Some(fraction);
                    heard = Heard::Progress(fraction);
                }
            }
        }
    }
}

impl ListenRule {
    fn news(&self, text: &str, job: &str) -> News {
        let Ok(message) = serde_json::from_str::<Value>(text) else {
            return News::None;
        };
        if let Some(path) = &self.job
            && path.query(&message).first().and_then(Value::as_str) != Some(job)
        {
            return News::None;
        }
        let word = self.done_at.query(&message).first().and_then(Value::as_str);
        if word.is_some_and(|word| self.done_is.iter().any(|end| end == word)) {
            return News::End;
        }
        let number =
            |path: &serde_json_path::JsonPath| path.query(&message).first().and_then(Value::as_f64);
        let done = self.progress.as_ref().and_then(number);
        let full = match &self.progress_full {
            Some(path) => number(path),
            None => Some(1.0),
        };
        match (done, full) {
            (Some(done), Some(full)) if full > 0.0 && (done / full).is_finite() => {
                News::Progress((done / full).clamp(0.0, 1.0))
            }
            _ => News::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use tokio::io::AsyncWriteExt;
    use tokio_tungstenite::tungstenite::protocol::Role;

    use super::*;
    use crate::catalog::Catalog;
    use crate::manifest::Operation;

    fn rule() -> ListenRule {
        let text = include_str!("../../manifests/comfyui.toml");
        let manifest = Catalog::parse("comfyui.toml", text).unwrap();
        match manifest.named_operation("text_to_image") {
            Some(Operation::Poll(poll)) => poll.listen.clone().unwrap(),
            _ => panic!("it has jobs"),
        }
    }

    #[test]
    fn only_what_is_said_of_the_job_counts() {
        let rule = rule();
        let table = [
            (
                r#"{"type":"progress","data":{"value":5,"max":20,"prompt_id":"a"}}"#,
                News::Progress(0.25),
            ),
            (
                r#"{"type":"progress","data":{"value":5,"max":20,"prompt_id":"b"}}"#,
                News::None,
            ),
            (
                r#"{"type":"progress","data":{"value":5,"max":0,"prompt_id":"a"}}"#,
                News::None,
            ),
            (
                r#"{"type":"progress","data":{"value":50,"max":20,"prompt_id":"a"}}"#,
                News::Progress(1.0),
            ),
            (
                r#"{"type":"execution_success","data":{"prompt_id":"a"}}"#,
                News::End,
            ),
            (
                r#"{"type":"execution_error","data":{"prompt_id":"a"}}"#,
                News::End,
            ),
            (
                r#"{"type":"execution_success","data":{"prompt_id":"b"}}"#,
                News::None,
            ),
            (r#"{"type":"status","data":{"status":{}}}"#, News::None),
            ("nothing", News::None),
        ];
        for (text, news) in table {
            assert_eq!(rule.news(text, "a"), news, "{text}");
        }
    }

    /// What is heard of bytes that come over the wire.
    async fn heard(bytes: Vec<u8>) -> Heard {
        let (near, mut far) = tokio::io::duplex(64 * 1024);
        let socket = WebSocketStream::from_raw_socket(near, Role::Client, None).await;
        let mut listener = Listener {
            socket,
            ask_at: Instant::now() + Duration::from_secs(60),
            fraction: None,
        };
        far.write_all(&bytes).await.unwrap();
        drop(far);
        listener.hear(&rule(), "a").await
    }

    fn frame(text: &str) -> Vec<u8> {
        let length = u8::try_from(text.len()).unwrap();
        let mut frame = vec![0x81];
        if length < 126 {
            frame.push(length);
        } else {
            frame.extend([126, 0, length]);
        }
        frame.extend(text.bytes());
        frame
    }

    #[tokio::test]
    async fn progress_that_waits_is_taken_together() {
        let step = |value: u8| {
            frame(&format!(
                r#"{{"type":"progress","data":{{"value":{value},"max":4,"prompt_id":"a"}}}}"#
            ))
        };
        // A close frame of the service would end it: the connection stays open here.
        let (near, mut far) = tokio::io::duplex(64 * 1024);
        let socket = WebSocketStream::from_raw_socket(near, Role::Client, None).await;
        let mut listener = Listener {
            socket,
            ask_at: Instant::now() + Duration::from_secs(60),
            fraction: None,
        };
        far.write_all(&[step(1), step(2)].concat()).await.unwrap();
        assert_eq!(listener.hear(&rule(), "a").await, Heard::Progress(0.5));
        far.write_all(&frame(
            r#"{"type":"execution_success","data":{"prompt_id":"a"}}"#,
        ))
        .await
        .unwrap();
        assert_eq!(listener.hear(&rule(), "a").await, Heard::End);
    }

    proptest! {
        #[test]
        fn random_frames_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(heard(bytes));
        }

        #[test]
        fn random_messages_never_panic(text in "\\PC{0,60}", value in any::<f64>(), max in any::<f64>()) {
            let rule = rule();
            rule.news(&text, "a");
            let message = serde_json::json!({"data": {"value": value, "max": max, "prompt_id": "a"}});
            if let News::Progress(fraction) = rule.news(&message.to_string(), "a") {
                prop_assert!((0.0..=1.0).contains(&fraction));
            }
        }
    }
}
