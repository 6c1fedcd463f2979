//! What leaves: the exact request of every operation of every manifest, and every parameter in it.
//!
//! The requests are files beside the answers. After a deliberate change run the tests with
//! `STUDIO_WRITE_FIXTURES=1` and review the difference.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use studio_domain::{Control, Modality, ParamValue, Parameter, Params, ProviderKind, Role};
use studio_providers::{
    Catalog, ChatMessage, ChatRequest, ListedModel, Manifest, MediaRequest, ModelSpec, Providers,
};
use wiremock::ResponseTemplate;

use crate::support::{config, endpoint, fixture, fixture_path, picture, providers_with, server};

/// Headers that belong to the client and not to the contract.
const CLIENT_HEADERS: [&str; 3] = ["host", "content-length", "user-agent"];

/// Ids that only a server's own list would name, so that the rules for them are covered too.
const LISTED: [&str; 3] = ["qwen3:8b", "flux-dev", "gpt-oss:120b-cloud"];

fn catalog() -> Catalog {
    let poll = String::from_utf8(fixture("poll/manifest.toml")).unwrap();
    let built_in = [
        ("openai.toml", include_str!("../../manifests/openai.toml")),
        (
            "anthropic.toml",
            include_str!("../../manifests/anthropic.toml"),
        ),
        (
            "openai-compatible.toml",
            include_str!("../../manifests/openai-compatible.toml"),
        ),
        (
            "anthropic-compatible.toml",
            include_str!("../../manifests/anthropic-compatible.toml"),
        ),
        ("poll.toml", poll.as_str()),
    ];
    let catalog = Catalog::from_texts(&built_in).unwrap();
    let shipped = Catalog::built_in().unwrap();
    let remote = shipped
        .manifests()
        .filter(|manifest| manifest.kind != ProviderKind::BuiltIn);
    for manifest in remote {
        assert!(
            catalog.manifest(&manifest.id).is_some(),
            "{} is not covered here",
            manifest.id
        );
    }
    catalog
}

fn models(manifest: &Manifest) -> Vec<ModelSpec> {
    let listed = LISTED
        .iter()
        .filter(|_| manifest.accepts_listed_models())
        .filter_map(|id| {
            let listed = ListedModel {
                id: (*id).to_owned(),
                name: (*id).to_owned(),
            };
            manifest.listed_model(&listed, None)
        });
    manifest.models.iter().cloned().chain(listed).collect()
}

/// A value that is allowed and is not the default.
fn other_value(parameter: &Parameter) -> ParamValue {
    let low = parameter.minimum.unwrap_or(0.0);
    let step = parameter.step.unwrap_or(1.0);
    let candidates = match parameter.control {
        Control::Text => vec![ParamValue::Text("some \"text\"".to_owned())],
        Control::Switch => vec![ParamValue::Boolean(true), ParamValue::Boolean(false)],
        Control::Choice => {
            let values = parameter.choices.iter().rev();
            values
                .map(|choice| ParamValue::Text(choice.value.clone()))
                .collect()
        }
        Control::Slider | Control::Number | Control::Seed => {
            vec![number(low + step * 3.0), number(low + step * 2.0)]
        }
    };
    let default = parameter.default.clone();
    candidates
        .into_iter()
        .find(|value| Some(value) != default.as_ref())
        .unwrap()
}

fn number(value: f64) -> ParamValue {
    if value.fract() == 0.0 {
        ParamValue::Integer(value as i64)
    } else {
        ParamValue::Number(value)
    }
}

/// The request that a model's call with these parameters makes.
async fn request(
    providers: &Providers,
    manifest: &str,
    model: &ModelSpec,
    params: Params,
) -> Value {
    // What the answer is does not matter here; it only has to end the call.
    let server = server(ResponseTemplate::new(400)).await;
    let endpoint = endpoint(manifest, &server.uri());
    match model.modality {
        Modality::Chat => {
            let messages = vec![
                ChatMessage::text(Role::System, "Be brief."),
                ChatMessage::text(Role::User, "Hello \"you\"\n😀"),
                ChatMessage::text(Role::Assistant, "Hello."),
                ChatMessage::text(Role::User, "$.model and $$"),
            ];
            let asked = ChatRequest {
                messages,
                params,
                ..ChatRequest::default()
            };
            let outcome = providers.chat(&endpoint, model, asked).await;
            assert_eq!(
                outcome.err().and_then(|error| error.status),
                Some(400),
                "{}",
                model.id
            );
        }
        Modality::Image => {
            let asked = MediaRequest {
                params,
                ..picture("A \"lake\"\n😀 $.model and $$")
            };
            let outcome = providers.submit(&endpoint, model, &asked).await;
            assert_eq!(
                outcome.err().and_then(|error| error.status),
                Some(400),
                "{}",
                model.id
            );
        }
    }
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1, "{}", model.id);
    described(&requests[0])
}

fn described(request: &wiremock::Request) -> Value {
    let headers: Map<String, Value> = request
        .headers
        .iter()
        .filter(|(name, _)| !CLIENT_HEADERS.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), Value::from(value.to_str().unwrap())))
        .collect();
    json!({
        "method": request.method.as_str(),
        "path": request.url.path(),
        "query": request.url.query(),
        "headers": headers,
        "body": serde_json::from_slice::<Value>(&request.body).unwrap(),
    })
}

fn all_set(model: &ModelSpec) -> Params {
    let set = |parameter: &Parameter| (parameter.id.clone(), other_value(parameter));
    model.parameters.iter().map(set).collect()
}

#[tokio::test]
async fn every_operation_sends_exactly_the_request_on_file() {
    let catalog = catalog();
    let providers = providers_with(catalog.clone(), config());
    for manifest in catalog.manifests() {
        let mut seen = BTreeSet::new();
        for model in models(manifest) {
            if !seen.insert(model.operation.clone()) {
                continue;
            }
            let sent = json!({
                "plain": request(&providers, &manifest.id, &model, Params::new()).await,
                "everything_set": request(&providers, &manifest.id, &model, all_set(&model)).await,
            });
            let file = format!("{}/{}.request.json", manifest.id, model.operation);
            if std::env::var_os("STUDIO_WRITE_FIXTURES").is_some() {
                let text = serde_json::to_string_pretty(&sent).unwrap();
                std::fs::write(fixture_path(&file), text + "\n").unwrap();
            }
            let expected: Value = serde_json::from_slice(&fixture(&file)).unwrap();
            assert_eq!(sent, expected, "{file}");
        }
        assert!(!seen.is_empty(), "{} has no operation", manifest.id);
    }
}

/// The leaves of a tree with the way to each.
fn leaves(way: String, value: &Value, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                leaves(format!("{way}.{key}"), field, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(format!("{way}[{index}]"), item, found);
            }
        }
        leaf => {
            found.insert((way, leaf.to_string()));
        }
    }
}

fn body_leaves(request: &Value) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    leaves("$".to_owned(), &request["body"], &mut found);
    found
}

#[tokio::test]
async fn every_parameter_shown_is_sent_with_its_value_and_type() {
    let catalog = catalog();
    let providers = providers_with(catalog.clone(), config());
    for manifest in catalog.manifests() {
        for model in models(manifest) {
            let plain =
                body_leaves(&request(&providers, &manifest.id, &model, Params::new()).await);
            for parameter in &model.parameters {
                let value = other_value(parameter);
                let params = Params::from([(parameter.id.clone(), value.clone())]);
                let sent = body_leaves(&request(&providers, &manifest.id, &model, params).await);
                let added: Vec<_> = sent.difference(&plain).collect();
                let expected = serde_json::to_string(&value).unwrap();
                let name = format!("{} {} {}", manifest.id, model.id, parameter.id);
                assert_eq!(added.len(), 1, "{name}: {added:?}");
                assert_eq!(added[0].1, expected, "{name}");
                let removed: Vec<_> = plain.difference(&sent).map(|(way, _)| way).collect();
                let replaces_default = parameter.default.is_some();
                let expected = if replaces_default {
                    vec![&added[0].0]
                } else {
                    Vec::new()
                };
                assert_eq!(removed, expected, "{name} changes nothing else");
            }
        }
    }
}
