//! Servers on this computer: found by what they answer, and the models they keep.

use futures::StreamExt;
use serde_json::json;
use studio_providers::{Catalog, ProviderErrorKind, Providers, PullStep};
use wiremock::matchers::{body_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Then, config, endpoint, providers, providers_with, raw_server};

const OPENAI: &str = include_str!("../../manifests/openai-compatible.toml");
const COMFYUI: &str = include_str!("../../manifests/comfyui.toml");
const OLLAMA: &str = include_str!("../../manifests/ollama.toml");

/// The manifests with a server's address where a usual one stands.
fn looking_at(usual: &str, server: &MockServer) -> Providers {
    let there = |text: &str| {
        let text = text.replace(usual, &server.uri());
        // Nothing else of this computer is asked.
        text.replace("http://127.0.0.1:1", "http://198.51.100.1:1")
            .replace("http://127.0.0.1:5", "http://198.51.100.1:5")
            .replace("http://127.0.0.1:8", "http://198.51.100.1:8")
            .replace("http://127.0.0.1:4000", "http://198.51.100.1:4000")
            .replace(
                &server.uri().replace("127.0.0.1", "198.51.100.1"),
                &server.uri(),
            )
    };
    let texts = [OPENAI, COMFYUI, OLLAMA].map(there);
    let files = [
        ("a.toml", texts[0].as_str()),
        ("b.toml", &texts[1]),
        ("c.toml", &texts[2]),
    ];
    providers_with(Catalog::from_texts(&files).unwrap(), config())
}

async fn answers(server: &MockServer, at: &str, body: serde_json::Value) {
    Mock::given(method("GET"))
        .and(path(at))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .mount(server)
        .await;
}

#[tokio::test]
async fn servers_are_told_apart_by_what_they_answer() {
    let owned = |who: &str| json!({"object": "list", "data": [{"id": "m", "owned_by": who}]});
    let table = [
        (
            "http://127.0.0.1:8080",
            "/v1/models",
            owned("llamacpp"),
            Some("llama-cpp"),
        ),
        (
            "http://127.0.0.1:8080",
            "/system",
            json!({"backends": []}),
            Some("local-ai"),
        ),
        (
            "http://127.0.0.1:8080",
            "/v1/models",
            owned("somebody"),
            Some("other"),
        ),
        (
            "http://127.0.0.1:8000",
            "/v1/models",
            owned("vllm"),
            Some("vllm"),
        ),
        (
            "http://127.0.0.1:1234",
            "/api/v1/models",
            json!({"models": []}),
            Some("lm-studio"),
        ),
        (
            "http://127.0.0.1:1337",
            "/v1/models",
            owned("user"),
            Some("jan"),
        ),
        (
            "http://127.0.0.1:5001",
            "/api/v1/model",
            json!({"result": "koboldcpp/m"}),
            Some("koboldcpp"),
        ),
        (
            "http://127.0.0.1:5000",
            "/v1/internal/model/info",
            json!({"model_name": "m"}),
            Some("text-generation-webui"),
        ),
        (
            "http://127.0.0.1:4000",
            "/health/readiness",
            json!({"litellm_version": "1.80"}),
            Some("litellm"),
        ),
        (
            "http://127.0.0.1:11434",
            "/api/tags",
            json!({"models": []}),
            Some("ollama"),
        ),
        (
            "http://127.0.0.1:8188",
            "/system_stats",
            json!({"system": {}, "devices": []}),
            None,
        ),
    ];
    for (usual, at, body, preset) in table {
        let server = MockServer::start().await;
        answers(&server, at, body).await;
        let found = looking_at(usual, &server).find_local_servers().await;
        assert_eq!(found.len(), 1, "{usual}{at}: {found:?}");
        assert_eq!(found[0].preset_id.as_deref(), preset);
        assert_eq!(found[0].base_url.port(), Some(server.address().port()));
    }
}

#[tokio::test]
async fn what_answers_something_else_is_not_taken_for_a_server() {
    let server = MockServer::start().await;
    for at in ["/v1/models", "/system", "/api/tags"] {
        let page = ResponseTemplate::new(200).set_body_string("<html>Welcome</html>");
        Mock::given(path(at))
            .respond_with(page)
            .mount(&server)
            .await;
    }
    let found = looking_at("http://127.0.0.1:8080", &server)
        .find_local_servers()
        .await;
    assert_eq!(found, Vec::new());
}

fn ollama(address: &str) -> studio_providers::Endpoint {
    let mut endpoint = endpoint("ollama", address);
    endpoint.base_url = Some(address.parse().unwrap());
    endpoint
}

#[tokio::test]
async fn models_on_the_disk_are_listed_and_thrown_away() {
    let server = MockServer::start().await;
    let details =
        json!({"family": "llama", "parameter_size": "3.2B", "quantization_level": "Q4_K_M"});
    let model = json!({"name": "a:latest", "model": "a:latest", "size": 5_000_000_000_u64, "modified_at": "1970-01-01T01:00:00+01:00", "details": details});
    answers(
        &server,
        "/api/tags",
        json!({"models": [model, {"name": ""}]}),
    )
    .await;
    Mock::given(method("DELETE"))
        .and(path("/api/delete"))
        .and(body_json(json!({"model": "a:latest"})))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let endpoint = ollama(&server.uri());
    let models = providers().local_models(&endpoint).await.unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(
        (models[0].id.as_str(), models[0].byte_size),
        ("a:latest", 5_000_000_000)
    );
    assert_eq!(
        models[0].modified_at.map(studio_domain::UnixMillis::get),
        Some(0)
    );
    assert_eq!(models[0].quantization.as_deref(), Some("Q4_K_M"));
    providers()
        .delete_model(&endpoint, "a:latest")
        .await
        .unwrap();
    let missing = providers().delete_model(&endpoint, "b").await.unwrap_err();
    assert_eq!(missing.status, Some(404));
}

#[tokio::test]
async fn fetching_tells_how_far_it_is_and_of_what_is_missing() {
    let lines = "{\"status\":\"pulling manifest\"}\n{\"status\":\"pulling a8\",\"digest\":\"sha256:a8\",\"total\":200,\"completed\":50}\n";
    let fetch = async |rest: &str| {
        let server = MockServer::start().await;
        let body = format!("{lines}{rest}");
        Mock::given(method("POST"))
            .and(path("/api/pull"))
            .respond_with(ResponseTemplate::new(200).set_body_string(body))
            .mount(&server)
            .await;
        let steps = providers()
            .pull_model(&ollama(&server.uri()), "a")
            .await
            .unwrap();
        steps.collect::<Vec<_>>().await
    };
    let whole = fetch("{\"status\":\"success\"}").await;
    assert_eq!(whole.len(), 3);
    let part = PullStep {
        step: "pulling a8".to_owned(),
        part: Some("sha256:a8".to_owned()),
        completed: Some(50),
        total: Some(200),
    };
    assert_eq!(whole[1].as_ref().unwrap(), &part);
    let cut = fetch("").await;
    assert_eq!(cut[2].as_ref().unwrap_err().kind, ProviderErrorKind::CutOff);
    let failed = fetch(
        "{\"error\":\"pull model manifest: file does not exist\"}\n{\"status\":\"success\"}\n",
    )
    .await;
    assert_eq!(failed.len(), 3, "nothing follows an error");
    let error = failed[2].as_ref().unwrap_err();
    assert!(
        error.message.contains("file does not exist"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn dropping_the_steps_closes_the_connection() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n{\"status\":\"pulling manifest\"}\n";
    let address = raw_server(vec![head.to_vec()], Then::Hang).await;
    let mut steps = providers()
        .pull_model(&ollama(&address), "a")
        .await
        .unwrap();
    assert!(steps.next().await.unwrap().is_ok());
    drop(steps);
    let other = providers()
        .local_models(&endpoint("openai", &address))
        .await;
    assert_eq!(other.unwrap_err().kind, ProviderErrorKind::InvalidInput);
}
