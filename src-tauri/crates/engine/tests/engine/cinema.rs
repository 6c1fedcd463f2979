//! A studio over a service that takes on one film, as a test says.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use studio_domain::{
    Generation, GenerationId, GenerationState, GenerationUpdate, KeyStorage, ProviderId, Secret,
};
use studio_engine::{Catalog, Studio, StudioConfig};
use tempfile::TempDir;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::scripted::MovedClock;
use crate::support::{mp4, request};

/// A studio over a service that takes on one film.
pub struct Cinema {
    pub studio: Studio,
    server: MockServer,
    clock: MovedClock,
    folder: TempDir,
}

/// How the service is asked for a film by the name of the request for it.
pub const FINDS_BY_NAME: (&str, &str) = (
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
pub const TAKES_A_KEY: (&str, &str) = (
    "scheme = \"none\"",
    "scheme = \"bearer\"\nkey = \"required\"",
);

/// A service that can be told to stop, and has a price that is known before.
pub const STOPS: [(&str, &str); 2] = [
    (
        "[operations.film.result]\n",
        "[operations.film.cancel]\npath = \"/films/{id}/cancel\"\n[operations.film.result]\n",
    ),
    ("second = \"0.10\"", "request = \"0.10\""),
];

pub async fn cinema() -> Cinema {
    cinema_with(&[]).await
}

/// A studio over a service whose manifest says something else in places.
pub async fn cinema_with(changes: &[(&str, &str)]) -> Cinema {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut manifest = include_str!("workshop.toml").replace("{server}", &server.uri());
    for (before, after) in changes {
        assert!(manifest.contains(before), "{before}");
        manifest = manifest.replace(before, after);
    }
    let clock = MovedClock::default();
    let mut config = StudioConfig::new(folder.path().to_owned());
    config.catalog = Some(Catalog::from_texts(&[("workshop.toml", &manifest)]).unwrap());
    config.clock = Arc::new(clock.clone());
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
    pub async fn says(&self, state: Value) {
        let state = ResponseTemplate::new(200).set_body_json(state);
        self.answers(state).await;
    }

    /// What the service answers to being asked about the film from now on.
    pub async fn answers(&self, state: ResponseTemplate) {
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

    pub async fn says_done(&self) {
        let film = format!("{}/files/f1.mp4", self.server.uri());
        self.says(json!({"state": "done", "films": [{"url": film}]}))
            .await;
    }

    /// What the service says to being told to stop.
    pub async fn says_of_stopping(&self, status: u16) {
        Mock::given(method("POST"))
            .and(path("/films/f1/cancel"))
            .respond_with(ResponseTemplate::new(status).set_body_json(json!({})))
            .mount(&self.server)
            .await;
    }

    /// Has the answer to asking for a film lost, and says which films are known by its name.
    pub async fn loses_the_answer(&self, known: &[&str]) {
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
    pub async fn takes_a_key(&self) {
        if self.studio.key_storage().await != KeyStorage::Keychain {
            let passphrase = Secret::new("correct horse battery".to_owned());
            self.studio.create_sealed_file(passphrase).await.unwrap();
        }
        self.enters_a_key().await;
    }

    pub async fn enters_a_key(&self) {
        let key = Secret::new("sk-secret-1234".to_owned());
        let provider = ProviderId::new("workshop");
        self.studio.set_key(provider, key).await.unwrap();
    }

    pub async fn paths_asked(&self, verb: &str) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let asked = requests.iter().filter(|it| it.method.as_str() == verb);
        asked.map(|it| it.url.path().to_owned()).collect()
    }

    /// Waits until the service was asked about a film so often and nobody is at work on it.
    pub async fn asked_about_it(&self, times: usize) {
        let database = self.folder.path().join("studio.sqlite");
        let options = SqliteConnectOptions::new().filename(database);
        let ledger = SqlitePool::connect_with(options).await.unwrap();
        let is_put_off = "select lease_owner is null from jobs";
        loop {
            let is_put_off: bool = sqlx::query_scalar(is_put_off)
                .fetch_one(&ledger)
                .await
                .expect("it is looked after no more");
            if is_put_off && self.paths_asked("GET").await.len() == times {
                return ledger.close().await;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Asks for a film and waits until the provider has taken it on.
    pub async fn begin(&self) -> GenerationId {
        let asked = request("director", "a kite", &[]);
        let id = self.studio.generate(asked).await.unwrap();
        self.until(id, |it| it.state == GenerationState::Running)
            .await;
        id
    }

    pub async fn until(
        &self,
        id: GenerationId,
        wanted: impl Fn(&Generation) -> bool,
    ) -> Generation {
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

    pub fn advance(&self, millis: i64) {
        self.clock.advance(millis);
    }

    pub async fn states(&self, id: GenerationId) -> Vec<GenerationState> {
        let events = self.studio.list_generation_events(id).await.unwrap();
        events.into_iter().map(|event| event.to).collect()
    }
}
