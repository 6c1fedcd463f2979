//! Servers and programs of this computer, as Settings asks for them.

use serde_json::json;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use studio_domain::{ErrorCode, Modality, ProviderId, PullProgress};
use studio_engine::{Catalog, Programs, Studio, StudioConfig};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const OLLAMA: &str = include_str!("../../../providers/manifests/ollama.toml");
const PIPER: &str = include_str!("../../../providers/manifests/piper.toml");

struct Desk {
    studio: Studio,
    folder: TempDir,
}

async fn desk(address: &str) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let ollama = OLLAMA.replace("http://127.0.0.1:11434", address);
    let files = [("ollama.toml", ollama.as_str()), ("piper.toml", PIPER)];
    let mut config = StudioConfig::new(folder.path().to_owned());
    config.catalog = Some(Catalog::from_texts(&files).unwrap());
    // A busy computer is silent for a while as well.
    config.http.probe_timeout = Duration::from_secs(60);
    config.programs = Programs::searched_in(vec![folder.path().join("programs")]);
    Desk {
        studio: Studio::open(config).await.unwrap(),
        folder,
    }
}

fn ollama() -> ProviderId {
    ProviderId::new("ollama")
}

async fn answers(server: &MockServer, verb: &str, at: &str, answer: ResponseTemplate) {
    Mock::given(method(verb))
        .and(path(at))
        .respond_with(answer)
        .mount(server)
        .await;
}

fn tags(names: &[&str]) -> ResponseTemplate {
    let models: Vec<_> = names
        .iter()
        .map(|name| json!({"name": name, "model": name, "size": 7}))
        .collect();
    ResponseTemplate::new(200).set_body_json(json!({"models": models}))
}

async fn offered(studio: &Studio) -> Vec<String> {
    let models = studio.list_models(Modality::Chat).await.unwrap();
    models.into_iter().map(|model| model.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_runs_here_is_found_with_its_models() {
    let server = MockServer::start().await;
    answers(&server, "GET", "/api/tags", tags(&["a:latest", "b:latest"])).await;
    let desk = desk(&server.uri()).await;
    let found = desk.studio.probe_local_servers().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].preset_id.as_deref(), Some("ollama"));
    assert_eq!(found[0].base_url, server.uri());
    assert_eq!(found[0].model_count, Some(2));
    assert_eq!(found[0].provider_id, Some(ollama()), "it is there already");
    drop(server);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_was_fetched_is_offered_until_it_is_thrown_away() {
    let server = MockServer::start().await;
    let lines = "{\"status\":\"pulling manifest\"}\n\
                 {\"status\":\"pulling x\",\"digest\":\"x\",\"total\":100,\"completed\":40}\n\
                 {\"status\":\"pulling y\",\"digest\":\"y\",\"total\":10,\"completed\":10}\n\
                 {\"status\":\"success\"}\n";
    let steps = ResponseTemplate::new(200).set_body_string(lines);
    answers(&server, "POST", "/api/pull", steps).await;
    answers(&server, "GET", "/api/tags", tags(&["a:latest", "b:latest"])).await;
    answers(&server, "DELETE", "/api/delete", ResponseTemplate::new(200)).await;
    let desk = desk(&server.uri()).await;
    assert_eq!(offered(&desk.studio).await, Vec::<String>::new());
    let heard: Mutex<Vec<PullProgress>> = Mutex::default();
    let tell = |progress| heard.lock().unwrap().push(progress);
    let pulled = desk.studio.pull_model(ollama(), " a ".to_owned(), tell);
    pulled.await.unwrap();
    let heard = heard.into_inner().unwrap();
    assert_eq!(heard[0].model, "a");
    assert_eq!(offered(&desk.studio).await, ["a:latest"], "and no other");
    assert_eq!(desk.studio.list_pulls(&ollama()), Vec::new());
    let kept = desk.studio.list_local_models(ollama()).await.unwrap();
    assert_eq!((kept.len(), kept[0].byte_size), (2, 7));
    let deleted = desk
        .studio
        .delete_local_model(ollama(), "a:latest".to_owned());
    deleted.await.unwrap();
    assert_eq!(offered(&desk.studio).await, Vec::<String>::new());
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_a_fetch_closes_its_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let desk = desk(&address).await;
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        // An answer before the question would be refused.
        while !asked.ends_with(b"}") {
            asked.push(stream.read_u8().await.unwrap());
        }
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n\r\n";
        let line = b"{\"status\":\"pulling x\",\"digest\":\"x\",\"total\":100,\"completed\":40}\n";
        stream.write_all(head).await.unwrap();
        stream.write_all(line).await.unwrap();
        let mut rest = Vec::new();
        // Ends when the other side hangs up.
        stream.read_to_end(&mut rest).await.map(|_| ())
    });
    let reached = AtomicBool::new(false);
    let tell = |progress: PullProgress| {
        if progress.completed_bytes == Some(40) {
            assert_eq!(progress.total_bytes, Some(100));
            assert_eq!(desk.studio.list_pulls(&ollama()), [progress]);
            reached.store(true, Ordering::SeqCst);
            desk.studio.cancel_pull(ollama(), "a");
        }
    };
    let pulled = desk.studio.pull_model(ollama(), "a".to_owned(), tell).await;
    assert_eq!(pulled.unwrap_err().code(), ErrorCode::Cancelled);
    assert!(reached.load(Ordering::SeqCst));
    let closed = tokio::time::timeout(std::time::Duration::from_secs(60), serving);
    let _ = closed.await.expect("the connection is closed").unwrap();
    desk.studio.cancel_pull(ollama(), "a");
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_says_so() {
    let server = MockServer::start().await;
    let desk = desk(&server.uri()).await;
    let missing =
        ResponseTemplate::new(200).set_body_string("{\"error\":\"file does not exist\"}\n");
    answers(&server, "POST", "/api/pull", missing).await;
    let pulled = desk.studio.pull_model(ollama(), "a".to_owned(), drop).await;
    let problem = pulled.unwrap_err().problem();
    assert!(
        problem.message.contains("file does not exist"),
        "{}",
        problem.message
    );
    let nameless = desk.studio.pull_model(ollama(), " ".to_owned(), drop).await;
    assert_eq!(nameless.unwrap_err().code(), ErrorCode::InvalidInput);
    desk.studio.stop().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_voice_of_this_computer_is_offered_where_its_program_is() {
    use std::os::unix::fs::PermissionsExt;

    let desk = desk("http://127.0.0.1:9").await;
    let speaks = async || {
        let models = desk.studio.list_models(Modality::Speech).await.unwrap();
        models
            .iter()
            .any(|model| model.id == "piper" && model.usable)
    };
    assert!(!speaks().await);
    assert_eq!(desk.studio.get_offline_voices().piper, None);
    let programs = desk.folder.path().join("programs");
    std::fs::create_dir(&programs).unwrap();
    let file = programs.join("piper");
    std::fs::write(&file, "#!/bin/sh\n").unwrap();
    assert!(!speaks().await, "a file that cannot run is no program");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(speaks().await);
    let offline = desk.studio.get_offline_voices();
    assert_eq!(offline.piper.as_deref(), file.to_str());

    let voices = desk.folder.path().join("my voices");
    let named = voices.display().to_string();
    let missing = desk.studio.set_piper_folder(named.clone()).await;
    assert_eq!(missing.unwrap_err().code(), ErrorCode::InvalidInput);
    std::fs::create_dir(&voices).unwrap();
    for name in ["en_GB-alan-low.onnx", "en_GB-alan-low.onnx.json"] {
        std::fs::write(voices.join(name), "").unwrap();
    }
    desk.studio.set_piper_folder(named.clone()).await.unwrap();
    assert_eq!(desk.studio.get_offline_voices().piper_folder, named);
    let listed = desk
        .studio
        .list_voices(ProviderId::new("piper"), false)
        .await;
    assert_eq!(listed.unwrap()[0].id, "en_GB-alan-low");
    desk.studio.stop().await;
}
