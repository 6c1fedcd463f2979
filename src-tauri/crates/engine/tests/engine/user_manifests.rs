//! Manifests of the user's own, in a folder of the data folder.

use std::path::{Path, PathBuf};

use serde_json::json;
use studio_domain::{
    CacheTag, ConnectionDraft, ErrorCode, GenerationState, GenerationUpdate, KeyStatus, KeyStorage,
    Modality, ModelRef, ProviderId, Secret, UserManifest,
};
use wiremock::ResponseTemplate;

use crate::support::{Workshop, open, request, wav, workshop};

/// A service that speaks, with its address and its id to be filled in.
const MINE: &str = r#"format = 1
id = "{id}"
name = "Mine"
kind = "local"
version = "2026-11-26"
base_url = "{server}"

[auth]
scheme = "bearer"
key = "optional"

[[models]]
id = "mine-speaker"
name = "My speaker"
modality = "speech"
status = "available"
operation = "speak"

[operations.speak]
family = "answer"
path = "/mine/speak"
[operations.speak.body]
text = "$.prompt"
[operations.speak.result]
body = true
"#;

/// What makes films as jobs, beside the above.
const FILMS: &str = r#"
[[models]]
id = "mine-director"
name = "My director"
modality = "video"
status = "available"
operation = "film"

[operations.film]
family = "poll"
path = "/mine/films"
[operations.film.body]
text = "$.prompt"
[operations.film.job]
id = "$.id"
[operations.film.poll]
path = "/mine/films/{id}"
every_seconds = 0.1
state = "$.state"
states = { working = "running", done = "succeeded" }
[operations.film.result]
outputs = "$.films[*]"
url = "$.url"
"#;

fn folder(data: &Path) -> PathBuf {
    data.join("providers")
}

fn write(data: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder(data)).unwrap();
    std::fs::write(folder(data).join(name), text).unwrap();
}

fn mine(server: &str, id: &str) -> String {
    MINE.replace("{server}", server).replace("{id}", id)
}

async fn providers(shop: &Workshop) -> Vec<String> {
    let listed = shop.studio.list_providers().await.unwrap();
    listed
        .into_iter()
        .map(|provider| provider.id.to_string())
        .collect()
}

fn said(manifest: &UserManifest) -> &str {
    manifest
        .problem
        .as_ref()
        .map_or("", |problem| problem.message.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn right_files_join_those_that_ship_and_wrong_ones_are_told_with_their_line() {
    let shop = workshop().await;
    assert_eq!(shop.studio.user_manifests(), []);
    let data = shop.folder.path();
    write(data, "a-mine.toml", &mine(&shop.server.uri(), "mine"));
    write(data, "b-again.toml", &mine(&shop.server.uri(), "mine"));
    let text = mine(&shop.server.uri(), "broken").replace("name = \"Mine\"", "nome = \"Mine\"");
    write(data, "c-broken.toml", &text);
    write(
        data,
        "d-workshop.toml",
        &mine(&shop.server.uri(), "workshop"),
    );
    std::fs::write(folder(data).join("e-bytes.toml"), [0xff, 0xfe, 0]).unwrap();
    write(data, "notes.txt", "not a manifest");
    write(data, ".#a-mine.toml", "an editor's own");

    let found = shop.studio.reload_manifests().await.unwrap();
    let files: Vec<_> = found.iter().map(|one| one.file.as_str()).collect();
    let expected = [
        "a-mine.toml",
        "b-again.toml",
        "c-broken.toml",
        "d-workshop.toml",
        "e-bytes.toml",
    ];
    assert_eq!(files, expected);
    assert_eq!(found[0].provider_id, Some(ProviderId::new("mine")));
    assert_eq!(found[0].name.as_deref(), Some("Mine"));
    assert_eq!(found[0].problem, None);
    for (one, says) in [
        (1, "Line 2: another manifest already has the id `mine`"),
        (2, "Line 3: unknown field `nome`"),
        (3, "Line 2: another manifest already has the id `workshop`"),
        (4, "The file cannot be read."),
    ] {
        assert!(said(&found[one]).starts_with(says), "{:?}", found[one]);
        assert_eq!(found[one].provider_id, None);
    }
    assert_eq!(shop.studio.user_manifests(), found);
    assert_eq!(providers(&shop).await, ["workshop", "mine"]);
    shop.studio.stop().await;

    let studio = open(data, &shop.server).await;
    assert_eq!(
        studio.user_manifests(),
        found,
        "they are read at the start as well"
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_users_manifest_works_and_its_key_goes_nowhere_else() {
    let shop = workshop().await;
    let data = shop.folder.path();
    write(data, "mine.toml", &mine(&shop.server.uri(), "mine"));
    let mut changes = shop.studio.subscribe();
    shop.studio.reload_manifests().await.unwrap();
    // What was changed before may still be on its way.
    let both =
        |told: &[CacheTag]| told.contains(&CacheTag::Providers) && told.contains(&CacheTag::Models);
    while !both(&changes.recv().await.unwrap()) {}

    let answer = ResponseTemplate::new(200).set_body_raw(wav(50), "audio/wav");
    shop.answers("POST", "/mine/speak", answer).await;
    let mut wanted = request("mine-speaker", "hello", &[]);
    wanted.model = ModelRef {
        provider_id: ProviderId::new("mine"),
        model_id: "mine-speaker".to_owned(),
    };
    let made = shop.make(wanted.clone()).await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(shop.sent_to("/mine/speak").await.len(), 1);

    std::fs::remove_file(folder(data).join("mine.toml")).unwrap();
    assert_eq!(shop.studio.reload_manifests().await.unwrap(), []);
    assert_eq!(providers(&shop).await, ["workshop"]);
    let speakers = shop.studio.list_models(Modality::Speech).await.unwrap();
    assert!(speakers.iter().all(|model| model.id != "mine-speaker"));
    let refused = shop.studio.generate(wanted).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotFound);
    assert_eq!(
        refused.to_string(),
        "The provider `mine` is not there any more."
    );
    let kept = shop.studio.get_generation(made.id).await.unwrap();
    assert_eq!(kept, made, "what was made stays");
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stays_with_the_address_it_was_entered_for() {
    let shop = workshop().await;
    let data = shop.folder.path();
    write(data, "mine.toml", &mine(&shop.server.uri(), "mine"));
    shop.studio.reload_manifests().await.unwrap();
    if shop.studio.key_storage().await != KeyStorage::Keychain {
        let passphrase = Secret::new("correct horse battery".to_owned());
        shop.studio.create_sealed_file(passphrase).await.unwrap();
    }
    let id = ProviderId::new("mine");
    shop.studio
        .set_key(id.clone(), Secret::new("sk-secret-1234".to_owned()))
        .await
        .unwrap();
    let key = async || {
        let all = shop.studio.list_providers().await.unwrap();
        all.into_iter().find(|one| one.id == id).unwrap().key
    };
    assert!(matches!(key().await, KeyStatus::Set { .. }));

    write(
        data,
        "mine.toml",
        &mine("https://elsewhere.example", "mine"),
    );
    shop.studio.reload_manifests().await.unwrap();
    assert_eq!(key().await, KeyStatus::Missing { required: false });
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_added_in_settings_never_takes_the_place_of_a_users_manifest() {
    let shop = workshop().await;
    let data = shop.folder.path();
    let draft = ConnectionDraft {
        manifest_id: "workshop".to_owned(),
        name: "Bench".to_owned(),
        address: shop.server.uri(),
    };
    let added = shop.studio.add_connection(draft).await.unwrap();
    write(
        data,
        "bench.toml",
        &mine(&shop.server.uri(), added.id.as_str()),
    );
    let found = shop.studio.reload_manifests().await.unwrap();
    assert!(said(&found[0]).contains("kept for servers"), "{found:?}");
    assert_eq!(providers(&shop).await, ["workshop", added.id.as_str()]);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_is_there_when_it_is_to_be_shown() {
    let shop = workshop().await;
    assert!(!folder(shop.folder.path()).exists());
    let shown = shop.studio.manifests_folder().await.unwrap();
    assert_eq!(shown, folder(shop.folder.path()));
    assert!(shown.is_dir());
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_manifest_vanished_waits_and_says_why() {
    let shop = workshop().await;
    let data = shop.folder.path();
    let text = mine(&shop.server.uri(), "mine") + FILMS;
    write(data, "mine.toml", &text);
    shop.studio.reload_manifests().await.unwrap();
    let accepted = ResponseTemplate::new(200).set_body_json(json!({"id": "film-1"}));
    shop.answers("POST", "/mine/films", accepted).await;
    let working = ResponseTemplate::new(200).set_body_json(json!({"state": "working"}));
    shop.answers("GET", "/mine/films/film-1", working).await;
    let mut wanted = request("mine-director", "a fox runs", &[]);
    wanted.model.provider_id = ProviderId::new("mine");
    let id = shop.studio.generate(wanted).await.unwrap();
    let mut updates = shop.studio.watch_generation(id).await.unwrap();
    while shop.sent_to("/mine/films/film-1").await.is_empty() {
        updates.recv().await.unwrap();
    }

    std::fs::remove_file(folder(data).join("mine.toml")).unwrap();
    shop.studio.reload_manifests().await.unwrap();
    let problem = loop {
        if let GenerationUpdate::Changed { generation } = updates.recv().await.unwrap()
            && let Some(problem) = generation.problem
        {
            assert_eq!(
                generation.state,
                GenerationState::Running,
                "it is not given up"
            );
            break problem;
        }
    };
    assert_eq!(
        problem.message,
        "The provider `mine` is not there any more."
    );
    assert!(problem.hint.is_some_and(|hint| hint.contains("manifest")));
    shop.studio.stop().await;
}
