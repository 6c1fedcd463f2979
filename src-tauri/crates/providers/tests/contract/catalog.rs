//! The manifests that ship, and what is said of wrong ones.

use proptest::prelude::*;
use studio_domain::{ModelStatus, ProviderKind};
use studio_providers::{Catalog, ManifestError};

use crate::support::{endpoint, json, providers, server};

const GOOD: &str = r#"format = 1
id = "good"
name = "Good"
kind = "hosted"
version = "2026-11-20"
base_url = "https://api.example.com/v1"

[auth]
scheme = "bearer"

[list]
path = "/models"
items = ["$.data[*]"]
id = "$.id"

[operations.chat]
family = "chat"
protocol = "openai-chat"
path = "/chat/completions"

[operations.chat.body]
top_p = "$.params.top_p"

[parameters.top_p]
label = "Top P"
control = "slider"
minimum = 0
maximum = 1

[[models]]
id = "first"
name = "First"
modality = "chat"
status = "available"
operation = "chat"
prices = { read_on = "2026-11-20", input = "1", output = "2" }
parameters = ["top_p"]

[[models]]
id = "second"
name = "Second"
modality = "chat"
status = "available"
operation = "chat"
"#;

#[test]
fn the_manifests_that_ship_are_valid_and_tell_what_people_need() {
    let catalog = Catalog::built_in().unwrap();
    let ids: Vec<_> = catalog
        .manifests()
        .map(|manifest| manifest.id.as_str())
        .collect();
    assert_eq!(ids[..3], ["sample", "openai", "anthropic"], "shown first");
    let protocols = &ids[ids.len() - 2..];
    assert_eq!(
        protocols,
        ["anthropic-compatible", "openai-compatible"],
        "shown last"
    );
    for manifest in catalog.manifests() {
        if manifest.kind == ProviderKind::Hosted {
            // A library may be searched without a key; whoever makes something wants one.
            let makes = !manifest.models.is_empty() || manifest.accepts_listed_models();
            assert!(manifest.auth.requires_key() || !makes, "{}", manifest.id);
            assert!(manifest.links.keys.is_some() && manifest.links.docs.is_some());
            let https = manifest
                .base_url
                .as_ref()
                .is_some_and(|url| url.scheme() == "https");
            assert!(https, "{} keeps keys off plain connections", manifest.id);
        }
        for model in &manifest.models {
            let helped = model.description.is_some() && !model.name.is_empty();
            assert!(helped, "{} {} is not explained", manifest.id, model.id);
            let hosted = manifest.kind == ProviderKind::Hosted;
            assert!(!(hosted && model.free), "{} {}", manifest.id, model.id);
        }
    }
}

#[test]
fn presets_lead_to_their_manifests_and_resolve() {
    let providers = providers();
    let presets = providers.catalog().presets();
    let ids: Vec<_> = presets.iter().map(|preset| preset.id.as_str()).collect();
    for usual in [
        "ollama",
        "lm-studio",
        "llama-cpp",
        "other",
        "anthropic-compatible",
    ] {
        assert!(ids.contains(&usual), "{usual} is not offered");
    }
    for preset in presets.iter().filter(|preset| !preset.base_url.is_empty()) {
        let resolved = providers
            .resolve_address(&preset.manifest_id, &preset.base_url)
            .unwrap();
        assert_eq!(resolved.base_url, preset.base_url);
    }
    assert!(providers.resolve_address("nobody", "localhost").is_err());
}

#[test]
fn unconfirmed_models_are_marked() {
    let catalog = Catalog::built_in().unwrap();
    let status = |manifest: &str, model: &str| {
        catalog
            .manifest(manifest)
            .unwrap()
            .model(model)
            .unwrap()
            .status
    };
    for (manifest, model) in [
        ("google", "veo-3.1-generate-preview"),
        ("mistral", "voxtral-mini-tts-3-0"),
    ] {
        assert_eq!(
            status(manifest, model),
            ModelStatus::Experimental,
            "{model}"
        );
    }
    assert_eq!(status("openai", "gpt-6.1-sol"), ModelStatus::Available);
}

#[tokio::test]
async fn lists_of_hosted_services_are_read() {
    for (manifest, file, first) in [
        (
            "openai",
            "openai/models.json",
            ("gpt-6.1-sol", "gpt-6.1-sol"),
        ),
        (
            "anthropic",
            "anthropic/models.json",
            ("claude-sonnet-5-5", "Claude Sonnet 5.5"),
        ),
    ] {
        let server = server(json(200, file)).await;
        let listed = providers()
            .list_models(&endpoint(manifest, &server.uri()))
            .await
            .unwrap();
        assert_eq!((listed[0].id.as_str(), listed[0].name.as_str()), first);
        let request = &server.received_requests().await.unwrap()[0];
        assert_eq!(request.url.path(), "/v1/models");
    }
}

/// The error of the good manifest after one change, and the line of the change.
fn error_after(from: &str, to: &str) -> (ManifestError, usize) {
    assert!(GOOD.contains(from), "{from}");
    let text = GOOD.replacen(from, to, 1);
    let at = GOOD.find(from).unwrap();
    let line = GOOD[..at].matches('\n').count() + 1;
    (Catalog::parse("mine.toml", &text).unwrap_err(), line)
}

#[test]
fn a_wrong_manifest_is_refused_with_file_and_line() {
    Catalog::parse("mine.toml", GOOD).unwrap();
    let table = [
        ("format = 1", "format = 9", "format 1"),
        ("id = \"good\"", "id = \"Not Good\"", "lower-case"),
        (
            "version = \"2026-11-20\"",
            "version = \"today\"",
            "not a day",
        ),
        ("kind = \"hosted\"", "kind = \"clouded\"", "unknown variant"),
        (
            "scheme = \"bearer\"",
            "scheme = \"header\"",
            "needs `header`",
        ),
        (
            "name = \"Good\"",
            "name = \"Good\"\ncolour = \"red\"",
            "unknown field `colour`",
        ),
        (
            "protocol = \"openai-chat\"",
            "protocol = \"telepathy\"",
            "unknown variant",
        ),
        (
            "path = \"/chat/completions\"",
            "path = \"chat\"",
            "must begin with a slash",
        ),
        (
            "path = \"/chat/completions\"",
            "path = \"/chat/{who}\"",
            "knows no `{who}`",
        ),
        (
            "top_p = \"$.params.top_p\"",
            "top_p = \"$.params[\"",
            "not a JSONPath",
        ),
        (
            "items = [\"$.data[*]\"]",
            "items = [\"$.data[*\"]",
            "not a JSONPath",
        ),
        ("maximum = 1\n", "maximum = 0\n", "below its maximum"),
        (
            "maximum = 1\n",
            "maximum = 1\ndefault = 7\n",
            "default of `top_p` is wrong",
        ),
        (
            "id = \"second\"",
            "id = \"first\"",
            "two models with the id `first`",
        ),
        (
            "operation = \"chat\"",
            "operation = \"paint\"",
            "no operation `paint`",
        ),
        (
            "parameters = [\"top_p\"]",
            "parameters = [\"top_q\"]",
            "`top_q`",
        ),
        (
            "prices = { read_on = \"2026-11-20\", input",
            "prices = { input",
            "missing field `read_on`",
        ),
        ("input = \"1\"", "input = \"one\"", "not a price"),
        ("input = \"1\"", "input = 1", "expected a string"),
        (
            "modality = \"chat\"",
            "modality = \"image\"",
            "does not make",
        ),
    ];
    for (from, to, words) in table {
        let (error, line) = error_after(from, to);
        let message = error.to_string();
        assert!(message.starts_with("mine.toml:"), "{message}");
        assert!(message.contains(words), "{to}: {message}");
        let (ManifestError::Syntax { line: at, .. }
        | ManifestError::Invalid { line: at, .. }
        | ManifestError::DuplicateId { line: at, .. }) = error;
        let near = line.saturating_sub(4)..=line + 2;
        assert!(
            near.contains(&at),
            "{to}: line {at} instead of {line}: {message}"
        );
    }
}

#[test]
fn what_nothing_uses_or_sends_is_refused() {
    let spare = "[parameters.spare]\nlabel = \"Spare\"\ncontrol = \"text\"\n\n[[models]]";
    let unused = GOOD.replacen("[[models]]", spare, 1);
    let message = Catalog::parse("mine.toml", &unused)
        .unwrap_err()
        .to_string();
    assert!(message.contains("nothing uses `spare`"), "{message}");
    let unsent = GOOD.replace("top_p = \"$.params.top_p\"", "top_p = 1");
    let message = Catalog::parse("mine.toml", &unsent)
        .unwrap_err()
        .to_string();
    assert!(message.contains("never sends `top_p`"), "{message}");
    let dead = GOOD.replace(
        "[operations.chat.body]",
        "[operations.chat.body]\nx = \"$.params.lost\"",
    );
    let message = Catalog::parse("mine.toml", &dead).unwrap_err().to_string();
    assert!(message.contains("refers to `lost`"), "{message}");
    let unknown = GOOD.replace(
        "[operations.chat.body]",
        "[operations.chat.body]\nx = \"$.promt\"",
    );
    let message = Catalog::parse("mine.toml", &unknown)
        .unwrap_err()
        .to_string();
    assert!(message.contains("refers to `promt`"), "{message}");
}

#[test]
fn two_manifests_cannot_share_an_id() {
    let error = Catalog::from_texts(&[("a.toml", GOOD), ("b.toml", GOOD)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "b.toml:2: another manifest already has the id `good`"
    );
}

proptest! {
    #[test]
    fn no_damage_to_a_manifest_panics(at in any::<prop::sample::Index>(), text in "\\PC{0,4}") {
        let boundary = |mut at: usize| {
            while !GOOD.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let at = boundary(at.index(GOOD.len()));
        let damaged = format!("{}{text}{}", &GOOD[..at], &GOOD[at..]);
        let cut = &GOOD[..at];
        for text in [damaged.as_str(), cut] {
            if let Err(error) = Catalog::parse("mine.toml", text) {
                prop_assert!(error.to_string().starts_with("mine.toml:"));
            }
        }
    }
}
