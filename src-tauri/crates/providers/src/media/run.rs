//! Sending a request that makes something, and reading its answer.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use studio_domain::UnixMillis;

use super::job::job;
use super::request::{Asked, rendered_call};
use super::{
    MediaOutput, MediaRequest, MediaResult, OutputSource, Submission, Uploading, given_inputs, wav,
};
use crate::connection::{Connection, Received};
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::Purpose;
use crate::manifest::{
    Operation, RefusedRule, RefusedWhere, RequestTemplate, ResultPaths, ResultSource,
};
use crate::model::ModelSpec;
use crate::params;
use crate::template::{Reference, says_something};
use crate::transport::Call;

pub(crate) async fn submit(
    connection: &Connection,
    model: &ModelSpec,
    operation: &Operation,
    request: &MediaRequest,
    now: UnixMillis,
) -> Result<Submission, ProviderError> {
    match operation {
        Operation::Answer(answer) => {
            let wants_bytes = wants_bytes(&answer.result);
            let received = send(connection, model, &answer.request, request, wants_bytes).await?;
            let result = finished(connection, &answer.result, received, now)?;
            Ok(Submission::Finished(result))
        }
        Operation::Poll(poll) => {
            let received = send(connection, model, &poll.request, request, false).await?;
            let json = received.into_json(connection)?;
            job(connection, poll, &json, now).map(Submission::Job)
        }
        Operation::Chat(_) | Operation::BuiltIn(_) => Err(ProviderError::invalid(format!(
            "{} makes nothing but conversation.",
            model.name
        ))),
    }
}

/// The error for a model that is asked about a job and has none.
pub(crate) fn without_jobs(model: &ModelSpec) -> ProviderError {
    ProviderError::invalid(format!("{} has no jobs.", model.name))
}

pub(super) fn wants_bytes(result: &ResultPaths) -> bool {
    matches!(result.source, ResultSource::Body { .. })
}

/// What every request of a model is filled from.
pub(super) fn base_context(model: &ModelSpec, request: &MediaRequest) -> Value {
    let mut context = json!({
        "model": model.remote,
        "values": model.values,
        "params": params::as_sent(model, &request.params),
        "idempotency_key": request.idempotency_key,
        "client_id": request.idempotency_key,
    });
    context["seed"] = match request.params.get("seed") {
        Some(seed) => params::value_as_sent(model, "seed", seed),
        None => Value::from(drawn_seed(&request.idempotency_key)),
    };
    // A prompt that is not given is missing, and drops its key.
    if !request.prompt.is_empty() {
        context["prompt"] = Value::from(request.prompt.as_str());
    }
    context
}

/// A seed for services that must be given one. The same request has the same seed, so that asking
/// about a job fills in what submitting it did.
fn drawn_seed(request: &str) -> u32 {
    let digest = Sha256::digest(request.as_bytes());
    digest
        .iter()
        .take(4)
        .fold(0, |seed, byte| seed << 8 | u32::from(*byte))
}

async fn send(
    connection: &Connection,
    model: &ModelSpec,
    template: &RequestTemplate,
    request: &MediaRequest,
    wants_bytes: bool,
) -> Result<Received, ProviderError> {
    let call = main_call(connection, model, template, request, Uploading::Real).await?;
    connection
        .receive(call, Purpose::Submit, wants_bytes)
        .await
        .map_err(ProviderError::of_a_paid_request)
}

/// The request that asks for the thing itself; uploads that it refers to are made before.
pub(crate) async fn main_call(
    connection: &Connection,
    model: &ModelSpec,
    template: &RequestTemplate,
    request: &MediaRequest,
    uploading: Uploading,
) -> Result<Call, ProviderError> {
    check_all_are_sent(model, template, request)?;
    let mut context = base_context(model, request);
    let given = given_inputs(connection, model, template, &request.inputs, uploading).await?;
    context["inputs"] = given.values;
    let asked = Asked {
        context: &context,
        files: &given.files,
    };
    rendered_call(connection, template, &asked)
}

/// What is given and would not be sent is said, and not dropped.
fn check_all_are_sent(
    model: &ModelSpec,
    template: &RequestTemplate,
    request: &MediaRequest,
) -> Result<(), ProviderError> {
    let mut sent = std::collections::BTreeSet::new();
    template.references(&mut sent);
    let lost = request
        .given()
        .into_keys()
        .find(|slot| !sent.contains(&Reference::Input(slot.clone())));
    match lost {
        Some(slot) => {
            let label = model.inputs.iter().find(|one| one.id == slot);
            let label = label.map_or(slot.as_str(), |one| one.label.as_str());
            let message = format!("{label} cannot go together with what else is given.");
            Err(ProviderError::invalid(message).with_hint("Take one of them out."))
        }
        None => Ok(()),
    }
}

/// What an answer that should hold the result holds.
pub(super) fn finished(
    connection: &Connection,
    paths: &ResultPaths,
    received: Received,
    now: UnixMillis,
) -> Result<MediaResult, ProviderError> {
    if let ResultSource::Body { pcm } = paths.source {
        if let Some(rule) = paths
            .refused
            .iter()
            .find(|rule| in_headers(rule, &received.headers))
        {
            return Err(refused(connection, &format!("{rule:?}")));
        }
        if !received.is_json() {
            return Ok(from_bytes(received, pcm));
        }
        let json = received.into_json(connection)?;
        return Err(not_understood(connection, &json));
    }
    let json = received.into_json(connection)?;
    if let Some(error) = connection.errors.declared_in(&json) {
        return Err(error);
    }
    if paths.refused.iter().any(|rule| in_answer(rule, &json)) {
        return Err(refused(connection, &json.to_string()));
    }
    if let Some(result) = read(connection, paths, &json, now) {
        return Ok(result);
    }
    if let Some(words) = declined_words(paths, &json) {
        let mut error = refused(connection, &json.to_string());
        error.message = format!("{} made nothing and said: {words}", connection.errors.who);
        return Err(error);
    }
    Err(not_understood(connection, &json))
}

fn not_understood(connection: &Connection, json: &Value) -> ProviderError {
    connection.errors.in_answer(json).unwrap_or_else(|| {
        let body = json.to_string();
        connection
            .errors
            .malformed("there is nothing made in it", body.as_bytes())
    })
}

fn from_bytes(received: Received, pcm: Option<(u32, u16)>) -> MediaResult {
    let mime = received
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(str::trim)
        .filter(|mime| !mime.is_empty() && *mime != "application/octet-stream")
        .map(str::to_owned);
    let (bytes, mime): (Bytes, _) = match pcm {
        Some((rate, channels)) => (
            wav(&received.bytes, rate, channels),
            Some("audio/wav".to_owned()),
        ),
        None => (received.bytes, mime),
    };
    MediaResult {
        outputs: vec![MediaOutput {
            position: 0,
            source: OutputSource::Bytes(bytes),
            mime,
            revised_prompt: None,
        }],
        ..MediaResult::default()
    }
}

/// The result in an answer; `None` where nothing can be read.
fn read(
    connection: &Connection,
    paths: &ResultPaths,
    json: &Value,
    now: UnixMillis,
) -> Option<MediaResult> {
    let mut result = MediaResult::default();
    let mut images = None;
    match &paths.source {
        ResultSource::Body { .. } => return None,
        ResultSource::Outputs(outputs) => {
            result.outputs = outputs.read(connection, json, now);
            if result.outputs.is_empty() {
                return None;
            }
            images = Some(result.outputs.len());
        }
        ResultSource::Transcript(transcript) => result.transcript = Some(transcript.read(json)?),
        ResultSource::Embedding(vector) => {
            #[expect(clippy::cast_possible_truncation, reason = "embeddings are of 32 bits")]
            let numbers = |value: &Value| value.as_f64().map(|number| number as f32);
            let found = vector.query(json).first()?.as_array()?;
            result.embedding = Some(found.iter().map(numbers).collect::<Option<_>>()?);
        }
    }
    result.usage = Some(paths.usage.read(json, images));
    Some(result)
}

fn declined_words(paths: &ResultPaths, json: &Value) -> Option<String> {
    let found = paths.declined_text.as_ref()?.query(json);
    let words: Vec<&str> = found.iter().filter_map(|value| value.as_str()).collect();
    let words = words.join(" ");
    let words: String = words.trim().chars().take(600).collect();
    (!words.is_empty()).then_some(words)
}

fn in_answer(rule: &RefusedRule, json: &Value) -> bool {
    let RefusedWhere::Answer(path) = &rule.at else {
        return false;
    };
    path.query(json).iter().any(|found| match &rule.is {
        Some(values) => values.contains(found),
        None => says_something(found),
    })
}

fn in_headers(rule: &RefusedRule, headers: &HeaderMap) -> bool {
    let RefusedWhere::Header(name) = &rule.at else {
        return false;
    };
    let Some(value) = headers.get(name).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    match &rule.is {
        Some(values) => values.iter().any(|one| one.as_str() == Some(value)),
        None => !value.is_empty(),
    }
}

fn refused(connection: &Connection, body: &str) -> ProviderError {
    let who = &connection.errors.who;
    ProviderError::new(
        ProviderErrorKind::Refused,
        Sent::Answered,
        format!("{who} declined the content."),
    )
    .with_hint("Change the prompt and try again.")
    .with_body(
        connection
            .errors
            .redactor
            .excerpt(body.as_bytes(), 64 * 1024),
    )
}
