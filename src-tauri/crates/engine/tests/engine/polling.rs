//! Jobs at a provider: a film that takes longer than it may, one that is stopped, and one that is
//! collected while the queue is paused.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use studio_domain::{
    Clock, CostBasis, ErrorCode, Generation, GenerationId, GenerationState, GenerationUpdate,
    KeyStorage, ProviderId, QueueSettings, Secret, SystemClock, UnixMillis,
};
use studio_engine::{Catalog, Studio, StudioConfig};
use tempfile::TempDir;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{end_of, mp4, request};

const A_DAY: i64 = 24 * 60 * 60 * 1_000;

/// A clock that a test moves forward.
#[derive(Debug, Default)]
struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now(&self) -> UnixMillis {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

/// A studio over a service that takes on one film.
struct Cinema {
    studio: Studio,
    server: MockServer,
    clock: Arc<MovedClock>,
    folder: TempDir,
}

/// How the service is asked for a film by the name of the request for it.
const FINDS_BY_NAME: (&str, &str) = (
    "[operations.film.poll]\n",
    r#"
[operations.film.find]
path = "/films"
query = { named = "$.idempotency_key" }
id = "$.films[0]"

[operations.film.poll]
"#,
);

/// A service that answers nobody without a key.
const TAKES_A_KEY: (&str, &str) = (
    "scheme = \"none\"",
    "scheme = \"bearer\"\nkey = \"required\"",
);

/// A service that can be told to stop, and has a price that is known before.
const STOPS: [(&str, &str); 2] = [
    (
        "[operations.film.result]\n",
        "[operations.film.cancel]\npath = \"/films/{id}/cancel\"\n[operations.film.result]\n",
    ),
    ("second = \"0.10\"", "request = \"0.10\""),
];

async fn cinema() -> Cinema {
    cinema_with(&[]).await
}

/// A studio over a service whose manifest says something else in places.
async fn cinema_with(changes: &[(&str, &str)]) -> Cinema {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut manifest = include_str!("workshop.toml").replace("{server}", &server.uri());
    for (before, after) in changes {
        assert!(manifest.contains(before), "{before}");
        manifest = manifest.replace(before, after);
    }
    let clock = Arc::new(MovedClock::default());
    let mut config = StudioConfig::new(folder.path().to_owned());
    config.catalog = Some(Catalog::from_texts(&[("workshop.toml", &manifest)]).unwrap());
    config.clock = Arc::clone(&clock) as Arc<dyn Clock>;
    let studio = Studio::open(config).await.unwrap();
    let cinema = Cinema {
        studio,
        server,
        clock,
        folder,
    };
    cinema.says(json!({"state": "waiting"})).await;
    cinema
}

impl Cinema {
    /// What the service says of the film from now on.
    async fn says(&self, state: Value) {
        let state = ResponseTemplate::new(200).set_body_json(state);
        self.answers(state).await;
    }

    /// What the service answers to being asked about the film from now on.
    async fn answers(&self, state: ResponseTemplate) {
        self.server.reset().await;
        let begun = ResponseTemplate::new(200).set_body_json(json!({"id": "f1"}));
        let film = ResponseTemplate::new(200).set_body_raw(mp4(64, 36, 1_000), "video/mp4");
        for (verb, at, answer) in [
            ("POST", "/films", begun),
            ("GET", "/files/f1.mp4", film),
            ("GET", "/films/f1", state),
        ] {
            Mock::given(method(verb))
                .and(path(at))
                .respond_with(answer)
                .mount(&self.server)
                .await;
        }
    }

    async fn says_done(&self) {
        let film = format!("{}/files/f1.mp4", self.server.uri());
        self.says(json!({"state": "done", "films": [{"url": film}]}))
            .await;
    }

    /// What the service says to being told to stop.
    async fn says_of_stopping(&self, status: u16) {
        Mock::given(method("POST"))
            .and(path("/films/f1/cancel"))
            .respond_with(ResponseTemplate::new(status).set_body_json(json!({})))
            .mount(&self.server)
            .await;
    }

    /// Has the answer to asking for a film lost, and says which films are known by its name.
    async fn loses_the_answer(&self, known: &[&str]) {
        self.server.reset().await;
        for (verb, answer) in [
            ("POST", ResponseTemplate::new(504)),
            (
                "GET",
                ResponseTemplate::new(200).set_body_json(json!({ "films": known })),
            ),
        ] {
            Mock::given(method(verb))
                .and(path("/films"))
                .respond_with(answer)
                .mount(&self.server)
                .await;
        }
    }

    /// Enters a key, where there is a place for one.
    async fn takes_a_key(&self) {
        if self.studio.key_storage().await != KeyStorage::Keychain {
            let passphrase = Secret::new("correct horse battery".to_owned());
            self.studio.create_sealed_file(passphrase).await.unwrap();
        }
        self.enters_a_key().await;
    }

    async fn enters_a_key(&self) {
        let key = Secret::new("sk-secret-1234".to_owned());
        let provider = ProviderId::new("workshop");
        self.studio.set_key(provider, key).await.unwrap();
    }

    async fn paths_asked(&self, verb: &str) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let asked = requests.iter().filter(|it| it.method.as_str() == verb);
        asked.map(|it| it.url.path().to_owned()).collect()
    }

    /// Waits until the service was asked about a film so often and nobody is at work on it.
    async fn asked_about_it(&self, times: usize) {
        let database = self.folder.path().join("studio.sqlite");
        let options = SqliteConnectOptions::new().filename(database);
        let ledger = SqlitePool::connect_with(options).await.unwrap();
        let put_off = "select count(*) from jobs where lease_owner is null";
        loop {
            let put_off: u32 = sqlx::query_scalar(put_off)
                .fetch_one(&ledger)
                .await
                .unwrap();
            if put_off == 1 && self.paths_asked("GET").await.len() == times {
                return ledger.close().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Asks for a film and waits until the provider has taken it on.
    async fn begin(&self) -> GenerationId {
        let asked = request("director", "a kite", &[]);
        let id = self.studio.generate(asked).await.unwrap();
        self.until(id, |it| it.state == GenerationState::Running)
            .await;
        id
    }

    async fn until(&self, id: GenerationId, wanted: impl Fn(&Generation) -> bool) -> Generation {
        let mut updates = self.studio.watch_generation(id).await.unwrap();
        while let Some(update) = updates.recv().await {
            if let GenerationUpdate::Snapshot { generation, .. }
            | GenerationUpdate::Changed { generation }
            | GenerationUpdate::Ended { generation } = update
                && wanted(&generation)
            {
                return *generation;
            }
        }
        panic!("the generation was let go of");
    }

    fn advance(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    async fn states(&self, id: GenerationId) -> Vec<GenerationState> {
        let events = self.studio.list_generation_events(id).await.unwrap();
        events.into_iter().map(|event| event.to).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_takes_longer_than_it_may_is_unknown_and_still_collected() {
    use GenerationState::{Queued, Running, Submitted, Succeeded, Unknown};
    let cinema = cinema().await;
    let id = cinema.begin().await;
    let early = cinema.studio.look_again(id).await.unwrap_err();
    assert_eq!(early.code(), ErrorCode::Conflict, "it is not lost");
    cinema.advance(A_DAY + 1);
    let lost = cinema.until(id, |it| it.state == Unknown).await;
    assert_eq!(lost.problem.unwrap().code, ErrorCode::AnswerLost);
    let activity = cinema.studio.list_activity().await.unwrap();
    assert!(activity.runs[0].can_look_again);

    cinema.studio.look_again(id).await.unwrap();
    let looked = [Queued, Submitted, Running, Unknown, Running, Unknown];
    while cinema.states(id).await != looked {
        tokio::task::yield_now().await;
    }
    cinema.says_done().await;
    cinema.studio.look_again(id).await.unwrap();
    let made = cinema.until(id, |it| it.state == Succeeded).await;
    assert_eq!(made.outputs.len(), 1);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_the_provider_calls_failed_ends_at_once() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    cinema.says(json!({"state": "broken"})).await;
    cinema.advance(10_000);
    let ended = cinema
        .until(id, |it| {
            it.problem.is_some() || it.state != GenerationState::Running
        })
        .await;
    assert_eq!(ended.state, GenerationState::Failed);
    assert_eq!(ended.problem.unwrap().code, ErrorCode::ProviderUnavailable);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_is_not_known_for_a_moment_is_still_collected() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    cinema.answers(ResponseTemplate::new(404)).await;
    cinema.advance(10_000);
    let waiting = cinema.until(id, |it| it.problem.is_some()).await;
    assert_eq!(waiting.state, GenerationState::Running, "it may go on");
    cinema.says_done().await;
    cinema.advance(10_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_stays_unheard_of_is_unknown_and_can_be_looked_for_again() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    let page = ResponseTemplate::new(200).set_body_raw("<html></html>", "text/html");
    for answer in [ResponseTemplate::new(404), page] {
        cinema.answers(answer).await;
        for times in 1..=5 {
            cinema.advance(70_000);
            cinema.asked_about_it(times).await;
        }
        cinema.advance(70_000);
        let lost = cinema
            .until(id, |it| it.state != GenerationState::Running)
            .await;
        assert_eq!(lost.state, GenerationState::Unknown);
        let problem = lost.problem.unwrap();
        assert_eq!(problem.code, ErrorCode::AnswerLost);
        assert!(problem.hint.unwrap().contains("Look again"));
        cinema.says(json!({"state": "waiting"})).await;
        cinema.studio.look_again(id).await.unwrap();
        cinema.asked_about_it(1).await;
    }
    cinema.says_done().await;
    cinema.advance(70_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_collected_while_the_queue_is_paused() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    let paused = QueueSettings {
        paused: true,
        resume_at_start: true,
    };
    cinema.studio.set_queue_settings(paused).await.unwrap();
    cinema.says_done().await;
    cinema.advance(10_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    let activity = cinema.studio.list_activity().await.unwrap();
    assert_eq!(activity.runs[0].output, Some(made.outputs[0].id));
    cinema.studio.clear_activity().await.unwrap();
    assert_eq!(cinema.studio.list_activity().await.unwrap().runs, []);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_before_it_could_be_stopped_is_kept() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    cinema.says_done().await;
    cinema.studio.stop_generation(id).await.unwrap();
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    assert_eq!(made.outputs.len(), 1);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_tells_where_the_provider_goes_on() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    cinema.studio.stop_generation(id).await.unwrap();
    let stopped = end_of(&cinema.studio, id).await;
    assert_eq!(stopped.state, GenerationState::Cancelled);
    let problem = stopped.problem.unwrap();
    assert_eq!(problem.code, ErrorCode::Cancelled);
    assert!(problem.hint.unwrap().contains("may still be charged"));
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_past_stopping_may_be_charged_and_counts() {
    let cinema = cinema_with(&STOPS).await;
    cinema.says_of_stopping(409).await;
    let id = cinema.begin().await;
    cinema.studio.stop_generation(id).await.unwrap();
    let stopped = end_of(&cinema.studio, id).await;
    assert_eq!(stopped.state, GenerationState::Cancelled);
    let hint = stopped.problem.unwrap().hint.unwrap();
    assert!(hint.contains("may still be charged"), "{hint}");
    assert_eq!(stopped.actual_cost.unwrap().nanos, 100_000_000);
    assert_eq!(stopped.cost_basis, Some(CostBasis::Estimate));
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_told_to_stop_and_goes_on_may_be_charged() {
    let cinema = cinema_with(&STOPS).await;
    cinema.says_of_stopping(200).await;
    let id = cinema.begin().await;
    cinema.studio.stop_generation(id).await.unwrap();
    let stopped = end_of(&cinema.studio, id).await;
    assert_eq!(stopped.state, GenerationState::Cancelled);
    let hint = stopped.problem.unwrap().hint.unwrap();
    assert!(hint.contains("may still charge"), "{hint}");
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_ending_is_told_once() {
    let cinema = cinema().await;
    let mut endings = cinema.studio.endings();
    let id = cinema.begin().await;
    cinema.says_done().await;
    cinema.advance(10_000);
    let ended = endings.recv().await.unwrap();
    assert_eq!((ended.id, ended.state), (id, GenerationState::Succeeded));
    assert!(endings.try_recv().is_err());
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_whose_id_never_arrived_is_found_by_name_and_not_sent_again() {
    let cinema = cinema_with(&[FINDS_BY_NAME]).await;
    cinema.loses_the_answer(&["f1"]).await;
    let asked = request("director", "a kite", &[]);
    let id = cinema.studio.generate(asked).await.unwrap();
    cinema
        .until(id, |it| it.state == GenerationState::Submitted)
        .await;
    while cinema.paths_asked("POST").await.is_empty() {
        tokio::task::yield_now().await;
    }
    cinema.advance(10_000);
    cinema
        .until(id, |it| it.state == GenerationState::Running)
        .await;
    assert_eq!(cinema.paths_asked("POST").await, ["/films"], "sent once");
    cinema.says_done().await;
    cinema.advance(10_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    assert_eq!(cinema.paths_asked("POST").await, [""; 0]);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_looked_for_by_name_once_the_key_is_there_again() {
    let cinema = cinema_with(&[FINDS_BY_NAME, TAKES_A_KEY]).await;
    cinema.takes_a_key().await;
    cinema.loses_the_answer(&["f1"]).await;
    let asked = request("director", "a kite", &[]);
    let id = cinema.studio.generate(asked).await.unwrap();
    while cinema.paths_asked("POST").await.is_empty() {
        tokio::task::yield_now().await;
    }
    let provider = ProviderId::new("workshop");
    cinema.studio.remove_key(provider.clone()).await.unwrap();
    cinema.advance(10_000);
    let waiting = cinema
        .until(id, |it| {
            let code = it.problem.as_ref().map(|problem| problem.code);
            it.state == GenerationState::Unknown || code == Some(ErrorCode::KeyMissing)
        })
        .await;
    assert_eq!(waiting.state, GenerationState::Submitted, "it is not lost");
    cinema.enters_a_key().await;
    cinema.advance(90_000);
    cinema
        .until(id, |it| it.state == GenerationState::Running)
        .await;
    assert_eq!(cinema.paths_asked("POST").await, ["/films"], "sent once");
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_never_arrived_has_failed_and_may_be_tried_again() {
    let cinema = cinema_with(&[FINDS_BY_NAME]).await;
    cinema.loses_the_answer(&[]).await;
    let asked = request("director", "a kite", &[]);
    let id = cinema.studio.generate(asked).await.unwrap();
    while cinema.paths_asked("POST").await.is_empty() {
        tokio::task::yield_now().await;
    }
    cinema.advance(90_000);
    let ended = end_of(&cinema.studio, id).await;
    assert_eq!(ended.state, GenerationState::Failed);
    let problem = ended.problem.unwrap();
    assert_eq!(problem.code, ErrorCode::ProviderUnavailable);
    assert!(problem.hint.unwrap().contains("nothing is charged"));
    cinema.studio.stop().await;
}
