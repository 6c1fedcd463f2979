//! Bad input, from the person and from servers: each gives a typed error that names what to do;
//! nothing crashes, hangs or is lost.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use studio_domain::{
    ConnectionDraft, ErrorCode, GenerationId, GenerationState, GenerationUpdate, ModelRef, Problem,
    ProviderId, Secret,
};
use studio_engine::{HttpConfig, Studio, StudioConfig};
use tempfile::TempDir;

use super::lab;
use crate::wire::{Connection, Server};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];
const HTML: [(&str, &str); 1] = [("content-type", "text/html")];

/// A studio that asks nobody twice.
async fn asking_once() -> (TempDir, Studio) {
    with_http(HttpConfig {
        attempts: 1,
        ..HttpConfig::default()
    })
    .await
}

/// A studio that gives up on silent servers quickly: only for those, because a busy computer makes
/// others silent for a while as well.
async fn impatient() -> (TempDir, Studio) {
    with_http(HttpConfig {
        first_byte_timeout: Duration::from_millis(800),
        attempts: 1,
        ..HttpConfig::default()
    })
    .await
}

async fn with_http(http: HttpConfig) -> (TempDir, Studio) {
    let folder = lab::folder();
    let mut config = StudioConfig::new(folder.path().to_owned());
    config.http = http;
    let studio = Studio::open(config).await.unwrap();
    (folder, studio)
}

async fn chat_with(
    studio: &Studio,
    say: impl Fn(&mut Connection) -> io::Result<()> + Send + Sync + 'static,
) -> (Server, ModelRef) {
    let server = Server::provider(say);
    let model = lab::connect(
        studio,
        "openai-compatible",
        &server.url(),
        Server::CHAT_MODEL,
    )
    .await;
    (server, model)
}

/// Asks once and returns the problem, which must say what to do.
async fn problem_of(studio: &Studio, model: &ModelRef) -> Problem {
    let generation = lab::ask(studio, lab::message_to(model, "Hello"))
        .await
        .unwrap();
    let problem = generation.problem.expect("it cannot have worked");
    assert_eq!(generation.state, GenerationState::Failed, "{problem:?}");
    assert!(problem.hint.is_some(), "no remedy is named: {problem:?}");
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_prompts_are_refused_and_leave_nothing_behind() {
    let (_folder, studio) = asking_once().await;
    for nothing in ["", " ", "\n\t\u{a0}"] {
        let refused = studio
            .send_message(lab::message(nothing, 500))
            .await
            .unwrap_err();
        assert_eq!(refused.code(), ErrorCode::InvalidInput);
        let refused = studio.generate(lab::picture(nothing)).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::InvalidInput);
    }
    let ledger = studio.list_generations(None, page()).await.unwrap();
    assert!(ledger.items.is_empty());
    assert!(
        studio
            .list_conversations(page(), None)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_are_sent_and_kept_whole() {
    let (_folder, studio) = asking_once().await;
    let (_server, model) = chat_with(&studio, |connection| {
        let sent = connection.json();
        let length = sent["messages"][0]["content"].as_str().map_or(0, str::len);
        connection.begin_events()?;
        connection.chat_delta(&format!("You sent {length} bytes."))?;
        connection.chat_end()
    })
    .await;
    let long = "ten megabytes ".repeat(10 * 1024 * 1024 / 14);
    let sent = studio
        .send_message(lab::message_to(&model, &long))
        .await
        .unwrap();
    lab::end_of(&studio, sent.generation_id).await;
    let answer = lab::answer_text(&studio, &sent).await;
    assert_eq!(answer, format!("You sent {} bytes.", long.len()));
    let thread = lab::thread(&studio, &sent).await;
    assert!(
        lab::text_in(&thread[0].parts) == long,
        "the message is kept as it was sent"
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_model_is_refused_before_anything_is_recorded() {
    let (_folder, studio) = asking_once().await;
    for (provider, model) in [
        ("sample", "no-such-model"),
        ("no-such-provider", "sample-writer"),
    ] {
        let model = ModelRef {
            provider_id: ProviderId::new(provider),
            model_id: model.to_owned(),
        };
        let refused = studio
            .send_message(lab::message_to(&model, "Hello"))
            .await
            .unwrap_err();
        assert!(
            matches!(
                refused.code(),
                ErrorCode::ModelUnavailable | ErrorCode::NotFound
            ),
            "{refused:?}"
        );
    }
    assert!(
        studio
            .list_conversations(page(), None)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_no_provider_has_are_refused() {
    let (_folder, studio) = asking_once().await;
    for strange in [
        "",
        "   ",
        "sk two words",
        "sk-ключ",
        "sk-\u{7f}",
        "sk-line\nbreak",
    ] {
        let key = Secret::new(strange.to_owned());
        let refused = studio
            .set_key(ProviderId::new("openai"), key)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), ErrorCode::InvalidInput, "{strange:?}");
        assert!(refused.problem().hint.is_some());
    }
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_an_event_keeps_the_text_before_it() {
    let (_folder, studio) = asking_once().await;
    let (_server, model) = chat_with(&studio, |connection| {
        connection.begin_events()?;
        connection.chat_delta("Kept before the cut. ")?;
        connection.send(b"data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"ind")?;
        connection.hang_up();
        Ok(())
    })
    .await;
    let sent = studio
        .send_message(lab::message_to(&model, "Hello"))
        .await
        .unwrap();
    let generation = lab::end_of(&studio, sent.generation_id).await;
    assert_eq!(generation.state, GenerationState::Failed);
    let problem = generation.problem.unwrap();
    assert!(
        matches!(
            problem.code,
            ErrorCode::ProviderUnavailable | ErrorCode::ProviderMalformed
        ),
        "{problem:?}"
    );
    assert!(problem.hint.is_some(), "{problem:?}");
    assert_eq!(
        lab::answer_text(&studio, &sent).await.trim(),
        "Kept before the cut."
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_in_place_of_an_answer_is_called_malformed() {
    let (_folder, studio) = asking_once().await;
    let (_server, model) = chat_with(&studio, |connection| {
        connection.answer("200 OK", &HTML, b"<!doctype html><title>Sign in</title>")
    })
    .await;
    let problem = problem_of(&studio, &model).await;
    assert_eq!(problem.code, ErrorCode::ProviderMalformed, "{problem:?}");
    assert!(
        problem.details.unwrap().contains("Sign in"),
        "what came is kept for the card"
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn being_asked_to_slow_down_tells_for_how_long_where_that_is_known() {
    for (header, expected) in [(Some("7"), Some(7_000)), (None, None)] {
        let (_folder, studio) = asking_once().await;
        let (_server, model) = chat_with(&studio, move |connection| {
            let mut headers = JSON.to_vec();
            headers.extend(header.map(|seconds| ("retry-after", seconds)));
            let body = br#"{"error":{"message":"Rate limit reached","type":"requests"}}"#;
            connection.answer("429 Too Many Requests", &headers, body)
        })
        .await;
        let problem = problem_of(&studio, &model).await;
        assert_eq!(problem.code, ErrorCode::ProviderRateLimited, "{problem:?}");
        assert_eq!(problem.retry_after_ms, expected);
        studio.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_to_another_host_carries_neither_message_nor_key() {
    let (_folder, studio) = asking_once().await;
    let elsewhere = Server::always("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    // Another name for the same computer is another host.
    let target = elsewhere.url().replace("127.0.0.1", "localhost");
    let (_server, model) = chat_with(&studio, move |connection| {
        let location = format!("{target}/v1/chat/completions");
        connection.answer("307 Temporary Redirect", &[("location", &location)], b"")
    })
    .await;
    let problem = problem_of(&studio, &model).await;
    assert_eq!(problem.code, ErrorCode::ProviderMalformed, "{problem:?}");
    assert_eq!(
        elsewhere.requests(),
        Vec::<String>::new(),
        "the other host was asked"
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_nothing_is_given_up_on() {
    let (_folder, studio) = impatient().await;
    let server = Server::start(|mut connection| {
        connection.wait_for_hang_up();
        Ok(())
    });
    let draft = ConnectionDraft {
        manifest_id: "openai-compatible".to_owned(),
        name: "Silent".to_owned(),
        address: server.url(),
    };
    let provider = studio.add_connection(draft).await.unwrap();
    let problem = studio
        .test_provider(provider.id)
        .await
        .unwrap_err()
        .problem();
    assert_eq!(problem.code, ErrorCode::Timeout, "{problem:?}");
    assert!(problem.hint.is_some(), "{problem:?}");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_falls_silent_can_be_stopped_and_keeps_what_it_said() {
    let (_folder, studio) = asking_once().await;
    let (_server, model) = chat_with(&studio, |connection| {
        connection.begin_events()?;
        connection.chat_delta("Said before the silence.")?;
        connection.wait_for_hang_up();
        Ok(())
    })
    .await;
    let sent = studio
        .send_message(lab::message_to(&model, "Hello"))
        .await
        .unwrap();
    lab::text_of(&studio, sent.generation_id, 24).await;
    studio.stop_generation(sent.generation_id).await.unwrap();
    let generation = lab::end_of(&studio, sent.generation_id).await;
    assert_eq!(generation.state, GenerationState::Cancelled);
    assert_eq!(
        lab::answer_text(&studio, &sent).await,
        "Said before the silence."
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_listening_is_told_as_offline() {
    let (_folder, studio) = asking_once().await;
    let (server, model) = chat_with(&studio, |connection| connection.chat_end()).await;
    drop(server);
    let problem = problem_of(&studio, &model).await;
    assert_eq!(problem.code, ErrorCode::Offline, "{problem:?}");
    studio.stop().await;
}

/// What a picture must not be, and what the card says of it.
fn damaged_pictures() -> Vec<(&'static str, Vec<u8>)> {
    let whole = include_bytes!("../../icons/32x32.png");
    vec![
        ("no bytes", Vec::new()),
        ("a truncated picture", whole[..whole.len() / 2].to_vec()),
        (
            "a web page",
            b"<!doctype html><title>Sign in</title>".to_vec(),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_pictures_never_reach_the_library() {
    for (what, bytes) in damaged_pictures() {
        let (_folder, studio) = asking_once().await;
        let encoded = Arc::new(STANDARD.encode(bytes));
        let (_server, mut model) = chat_with(&studio, move |connection| {
            connection.answer_json(&json!({ "created": 0, "data": [{ "b64_json": *encoded }] }))
        })
        .await;
        model.model_id = Server::IMAGE_MODEL.to_owned();
        let id = studio
            .generate(lab::picture_by(&model, "a kite"))
            .await
            .unwrap();
        let generation = lab::end_of(&studio, id).await;
        let problem = generation.problem.expect("it cannot have worked");
        assert_eq!(generation.state, GenerationState::Failed, "{what}");
        assert_eq!(
            problem.code,
            ErrorCode::ProviderMalformed,
            "{what}: {problem:?}"
        );
        assert!(problem.hint.is_some(), "{what}: no remedy is named");
        let library = studio
            .list_assets(studio_domain::AssetFilter::default(), page())
            .await;
        assert!(
            library.unwrap().items.is_empty(),
            "{what} is in the library"
        );
        studio.stop().await;
    }
}

/// A picture that was made is not given up because there is no room for it yet.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_the_picture_waits_until_it_is_stopped() {
    let folder = lab::folder();
    let mut config = StudioConfig::new(folder.path().to_owned());
    config.media_quota = Some(1);
    let studio = Studio::open(config).await.unwrap();
    let id = studio.generate(lab::picture("a kite")).await.unwrap();
    let problem = problem_while_running(&studio, id).await;
    assert_eq!(problem.code, ErrorCode::StorageFull);
    assert!(problem.hint.is_some(), "{problem:?}");
    let answer = lab::ask(&studio, lab::message("Hello", 500)).await.unwrap();
    assert_eq!(
        answer.state,
        GenerationState::Succeeded,
        "everything else goes on"
    );
    studio.stop_generation(id).await.unwrap();
    let generation = lab::end_of(&studio, id).await;
    assert!(generation.state.is_terminal());
    studio.stop().await;
}

async fn problem_while_running(studio: &Studio, id: GenerationId) -> Problem {
    let mut updates = studio.watch_generation(id).await.unwrap();
    while let Some(update) = updates.recv().await {
        if let GenerationUpdate::Changed { generation } = update
            && let Some(problem) = generation.problem
        {
            return problem;
        }
    }
    panic!("it ended without a problem");
}

fn page() -> studio_domain::PageRequest {
    studio_domain::PageRequest {
        cursor: None,
        limit: 50,
    }
}
