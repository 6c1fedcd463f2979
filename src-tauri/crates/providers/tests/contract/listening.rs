//! Jobs that are listened to: progress at once, the end at once, and asking where nobody speaks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures::SinkExt;
use serde_json::{Value, json};
use studio_providers::{
    CancelOutcome, Catalog, Endpoint, JobProgress, ModelSpec, ProviderJob, Providers, Submission,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use url::Url;

use crate::support::{config, model, picture, providers_with};

/// A server with a history and a voice.
#[derive(Default)]
struct Graphs {
    done: AtomicBool,
    mute: AtomicBool,
    asked: AtomicUsize,
    bodies: std::sync::Mutex<Vec<(String, Value)>>,
}

struct Studio {
    graphs: Arc<Graphs>,
    says: mpsc::UnboundedSender<Option<Value>>,
    providers: Providers,
    endpoint: Endpoint,
    model: ModelSpec,
}

async fn head_of(stream: &TcpStream) -> String {
    let mut head = vec![0; 4096];
    loop {
        let count = stream.peek(&mut head).await.unwrap();
        let text = String::from_utf8_lossy(&head[..count]).into_owned();
        if text.contains("\r\n\r\n") || count == 0 {
            return text;
        }
        tokio::task::yield_now().await;
    }
}

async fn answer(graphs: &Graphs, mut stream: TcpStream, head: &str) {
    let mut bytes = vec![0; 64 * 1024];
    let mut got = String::new();
    while !got.contains("\r\n\r\n") {
        let count = stream.read(&mut bytes).await.unwrap();
        got.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    let (_, body) = got.split_once("\r\n\r\n").unwrap();
    let mut body = body.to_owned();
    let length = head
        .lines()
        .find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0_usize);
    while body.len() < length {
        let count = stream.read(&mut bytes).await.unwrap();
        body.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    let path = head.split(' ').nth(1).unwrap().to_owned();
    if let Ok(body) = serde_json::from_str(&body) {
        graphs.bodies.lock().unwrap().push((path.clone(), body));
    }
    let json = match path.as_str() {
        "/prompt" => json!({"prompt_id": "g1", "number": 1, "node_errors": {}}),
        "/history/g1" => {
            graphs.asked.fetch_add(1, Ordering::SeqCst);
            let output = json!({"filename": "a.png", "subfolder": "", "type": "output"});
            let done = json!({"g1": {"outputs": {"save": {"images": [output]}}, "status": {"status_str": "success"}}});
            if graphs.done.load(Ordering::SeqCst) {
                done
            } else {
                json!({})
            }
        }
        _ => json!({}),
    };
    let json = json.to_string();
    let text = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{json}",
        json.len()
    );
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// A server that says over the WebSocket what the test tells it; nothing: it hangs up.
async fn studio() -> Studio {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let graphs = Arc::new(Graphs::default());
    let (says, mut to_say) = mpsc::unbounded_channel::<Option<Value>>();
    let served = Arc::clone(&graphs);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let head = head_of(&stream).await;
            if !head.starts_with("GET /ws?clientId=") || served.mute.load(Ordering::SeqCst) {
                answer(&served, stream, &head).await;
                continue;
            }
            let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
            let (rest, next) = mpsc::unbounded_channel();
            let mut heard = std::mem::replace(&mut to_say, next);
            drop(rest);
            tokio::spawn(async move {
                while let Some(Some(message)) = heard.recv().await {
                    let text = Message::text(message.to_string());
                    socket.send(text).await.unwrap();
                }
            });
        }
    });
    let catalog = Catalog::built_in().unwrap();
    let providers = providers_with(catalog, config());
    Studio {
        graphs,
        says,
        model: model(&providers, "comfyui", "sd_xl_base_1.0.safetensors"),
        providers,
        endpoint: Endpoint {
            provider_id: studio_domain::ProviderId::new("comfyui"),
            manifest_id: "comfyui".to_owned(),
            base_url: Some(Url::parse(&format!("http://{address}")).unwrap()),
            key: None,
        },
    }
}

impl Studio {
    async fn submit(&self) -> ProviderJob {
        let request = picture("A lake");
        let submitted = self.providers.submit(&self.endpoint, &self.model, &request);
        match submitted.await.unwrap() {
            Submission::Job(job) => job,
            Submission::Finished(_) => panic!("it is a job"),
        }
    }

    async fn poll(&self, job: &ProviderJob) -> JobProgress {
        let request = picture("A lake");
        let polled = self
            .providers
            .poll(&self.endpoint, &self.model, &request, job);
        let patience = Duration::from_secs(60);
        tokio::time::timeout(patience, polled)
            .await
            .unwrap()
            .unwrap()
    }
}

fn progress(value: u32) -> Option<Value> {
    Some(json!({"type": "progress", "data": {"value": value, "max": 20, "prompt_id": "g1"}}))
}

#[tokio::test]
async fn progress_and_the_end_come_at_once() {
    let studio = studio().await;
    let job = studio.submit().await;
    let submitted = studio.graphs.bodies.lock().unwrap()[0].1.clone();
    assert_eq!(
        submitted["client_id"],
        picture("").idempotency_key.as_str(),
        "the service speaks to whoever submitted"
    );
    studio
        .says
        .send(Some(json!({"type": "status", "data": {}})))
        .unwrap();
    studio.says.send(progress(5)).unwrap();
    let JobProgress::Waiting {
        fraction,
        poll_after_ms,
        ..
    } = studio.poll(&job).await
    else {
        panic!("it is not done");
    };
    assert_eq!(fraction, Some(0.25));
    assert!(poll_after_ms < 1_000, "the waiting is done by listening");
    studio.graphs.done.store(true, Ordering::SeqCst);
    let end = json!({"type": "execution_success", "data": {"prompt_id": "g1"}});
    studio.says.send(Some(end)).unwrap();
    let JobProgress::Finished(result) = studio.poll(&job).await else {
        panic!("it is done");
    };
    assert_eq!(result.outputs.len(), 1);
    let asked = studio.graphs.asked.load(Ordering::SeqCst);
    assert!(
        (2..=3).contains(&asked),
        "at first and at the end, not {asked} times"
    );
}

#[tokio::test]
async fn a_service_that_hangs_up_or_is_mute_is_asked() {
    let studio = studio().await;
    let job = studio.submit().await;
    studio.says.send(None).unwrap();
    let waiting = studio.poll(&job).await;
    assert!(
        matches!(waiting, JobProgress::Waiting { .. }),
        "{waiting:?}"
    );
    studio.graphs.mute.store(true, Ordering::SeqCst);
    let JobProgress::Waiting { poll_after_ms, .. } = studio.poll(&job).await else {
        panic!("it is not done");
    };
    assert_eq!(
        poll_after_ms, 1_000,
        "without a voice it is asked in its usual time"
    );
    studio.graphs.done.store(true, Ordering::SeqCst);
    assert!(matches!(studio.poll(&job).await, JobProgress::Finished(_)));
}

#[tokio::test]
async fn a_graph_is_stopped_wherever_it_is() {
    let studio = studio().await;
    let job = studio.submit().await;
    let request = picture("A lake");
    let cancelled = studio
        .providers
        .cancel(&studio.endpoint, &studio.model, &request, &job);
    assert_eq!(cancelled.await.unwrap(), CancelOutcome::Cancelled);
    let sent = studio.graphs.bodies.lock().unwrap()[1..].to_vec();
    let expected = [
        ("/queue".to_owned(), json!({"delete": ["g1"]})),
        ("/interrupt".to_owned(), json!({"prompt_id": "g1"})),
    ];
    assert_eq!(sent, expected);
}
