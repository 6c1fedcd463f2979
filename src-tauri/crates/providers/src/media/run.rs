//! Running the media operations of a manifest over HTTP.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method};
use serde_json::{Value, json};
use studio_domain::UnixMillis;
use url::Url;

use super::output::{read_result, text};
use super::{CancelOutcome, JobProgress, MediaRequest, MediaResult, ProviderJob, Submission};
use crate::connection::{Connection, json_call};
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::Purpose;
use crate::manifest::{JobState, Operation, PollOperation, RequestTemplate, ResultPaths};
use crate::model::ModelSpec;
use crate::template::{PathTemplate, Template};

pub(crate) async fn submit(
    connection: &Connection,
    model: &ModelSpec,
    operation: &Operation,
    request: &MediaRequest,
    now: UnixMillis,
) -> Result<Submission, ProviderError> {
    match operation {
        Operation::Answer(answer) => {
            let json = send(connection, model, &answer.request, request).await?;
            let result = finished(connection, &answer.result, &json, now)?;
            Ok(Submission::Finished(result))
        }
        Operation::Poll(poll) => {
            let json = send(connection, model, &poll.request, request).await?;
            job(connection, poll, &json, now).map(Submission::Job)
        }
        Operation::Chat(_) | Operation::BuiltIn(_) => Err(not_media(model)),
    }
}

fn not_media(model: &ModelSpec) -> ProviderError {
    ProviderError::invalid(format!("{} does not make pictures.", model.name))
}

async fn send(
    connection: &Connection,
    model: &ModelSpec,
    template: &RequestTemplate,
    request: &MediaRequest,
) -> Result<Value, ProviderError> {
    let context = json!({
        "model": model.id,
        "prompt": request.prompt,
        "params": request.params,
        "idempotency_key": request.idempotency_key,
    });
    let path = rendered_path(&template.path, "", model)?;
    let mut call = connection.call(template.method.clone(), connection.url(&path));
    call.headers
        .extend(rendered_headers(&template.headers, &context)?);
    call.first_byte = template.timeout;
    if let Some(body) = template
        .body
        .as_ref()
        .and_then(|body| body.render(&context))
    {
        call.json = Some(Bytes::from(body.to_string()));
    }
    connection
        .json(call, Purpose::Submit)
        .await
        .map_err(ProviderError::of_a_paid_request)
}

pub(crate) fn rendered_path(
    path: &PathTemplate,
    id: &str,
    model: &ModelSpec,
) -> Result<String, ProviderError> {
    path.render(id, &model.id).ok_or_else(|| {
        ProviderError::invalid(format!("No address can be made for {}.", model.name))
    })
}

pub(crate) fn rendered_headers(
    templates: &[(HeaderName, Template)],
    context: &Value,
) -> Result<HeaderMap, ProviderError> {
    let mut headers = HeaderMap::new();
    for (name, template) in templates {
        let text = match template.render(context) {
            None | Some(Value::Null) => continue,
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
        };
        let value = text.parse().map_err(|_| {
            ProviderError::invalid(format!("`{name}` cannot carry what was entered."))
        })?;
        headers.insert(name.clone(), value);
    }
    Ok(headers)
}

fn finished(
    connection: &Connection,
    paths: &ResultPaths,
    json: &Value,
    now: UnixMillis,
) -> Result<MediaResult, ProviderError> {
    if let Some(result) = read_result(paths, json, now) {
        return Ok(result);
    }
    if let Some(error) = connection.errors.in_answer(json) {
        return Err(error);
    }
    let body = json.to_string();
    Err(connection
        .errors
        .malformed("there is no picture in it", body.as_bytes()))
}

fn job(
    connection: &Connection,
    operation: &PollOperation,
    json: &Value,
    now: UnixMillis,
) -> Result<ProviderJob, ProviderError> {
    let paths = &operation.job;
    let id = paths.id.query(json).first().and_then(|id| match id {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    });
    let Some(id) = id else {
        if let Some(error) = connection.errors.in_answer(json) {
            return Err(error);
        }
        let body = json.to_string();
        return Err(connection
            .errors
            .malformed("there is no job in it", body.as_bytes()));
    };
    let url = |path| text(path, json).and_then(|address| Url::parse(&address).ok());
    let expires_after = paths.expires_after.map(|life| life.as_millis());
    Ok(ProviderJob {
        id,
        poll_url: url(paths.poll_url.as_ref()),
        result_url: url(paths.result_url.as_ref()),
        cancel_url: url(paths.cancel_url.as_ref()),
        expires_at: expires_after.map(|life| now.plus(i64::try_from(life).unwrap_or(i64::MAX))),
        poll_after_ms: every_ms(operation),
    })
}

fn every_ms(operation: &PollOperation) -> u32 {
    u32::try_from(operation.poll.every.as_millis()).unwrap_or(u32::MAX)
}

pub(crate) async fn poll(
    connection: &Connection,
    model: &ModelSpec,
    operation: &PollOperation,
    job: &ProviderJob,
    now: UnixMillis,
) -> Result<JobProgress, ProviderError> {
    let rule = &operation.poll;
    let url = job_url(
        connection,
        model,
        job.poll_url.as_ref(),
        rule.path.as_ref(),
        job,
    )?;
    let json = connection
        .json(json_call(connection, Method::GET, url), Purpose::Poll)
        .await?;
    let word = rule.state.query(&json).first().map(state_word);
    let state = word
        .as_ref()
        .and_then(|word| rule.states.get(word).copied());
    match state {
        Some(JobState::Succeeded) => {
            let answer = result_answer(connection, model, operation, job, json).await?;
            finished(connection, &operation.result, &answer, now).map(JobProgress::Finished)
        }
        Some(JobState::Cancelled) => Ok(JobProgress::Cancelled),
        Some(JobState::Failed) => Err(failed(connection, ProviderErrorKind::Unavailable, &json)),
        Some(JobState::Refused) => Err(failed(connection, ProviderErrorKind::Refused, &json)),
        Some(JobState::Queued | JobState::Running) => Ok(waiting(operation, &json, now)),
        None => {
            if word.is_none()
                && let Some(error) = connection.errors.in_answer(&json)
            {
                return Err(error);
            }
            tracing::info!(?word, "a job's state is not known and counts as running");
            Ok(waiting(operation, &json, now))
        }
    }
}

fn state_word(state: &Value) -> String {
    match state {
        Value::String(word) => word.clone(),
        other => other.to_string(),
    }
}

fn waiting(operation: &PollOperation, json: &Value, now: UnixMillis) -> JobProgress {
    let progress = operation.poll.progress.as_ref();
    let fraction = progress
        .and_then(|path| path.query(json).first().and_then(Value::as_f64))
        .map(|progress| (progress / operation.poll.progress_full).clamp(0.0, 1.0));
    JobProgress::Waiting {
        fraction,
        outputs: operation.result.outputs.read(json, now),
        poll_after_ms: every_ms(operation),
    }
}

fn failed(connection: &Connection, kind: ProviderErrorKind, json: &Value) -> ProviderError {
    let mut error = connection.errors.in_answer(json).unwrap_or_else(|| {
        let who = &connection.errors.who;
        let body = json.to_string();
        ProviderError::new(kind, Sent::Answered, format!("{who} could not make it.")).with_body(
            connection
                .errors
                .redactor
                .excerpt(body.as_bytes(), 64 * 1024),
        )
    });
    if kind == ProviderErrorKind::Refused {
        error.kind = kind;
    }
    error
}

/// The answer that holds the outputs: that to polling, or one that is asked for once it is done.
async fn result_answer(
    connection: &Connection,
    model: &ModelSpec,
    operation: &PollOperation,
    job: &ProviderJob,
    polled: Value,
) -> Result<Value, ProviderError> {
    if job.result_url.is_none() && operation.result_request.is_none() {
        return Ok(polled);
    }
    let path = operation.result_request.as_ref();
    let url = job_url(connection, model, job.result_url.as_ref(), path, job)?;
    connection
        .json(json_call(connection, Method::GET, url), Purpose::Poll)
        .await
}

fn job_url(
    connection: &Connection,
    model: &ModelSpec,
    given: Option<&Url>,
    path: Option<&PathTemplate>,
    job: &ProviderJob,
) -> Result<Url, ProviderError> {
    match (given, path) {
        (Some(url), _) => Ok(url.clone()),
        (None, Some(path)) => {
            let path = path.render(&job.id, &model.id).ok_or_else(|| {
                ProviderError::invalid(format!("`{}` is not the id of a job.", job.id))
            })?;
            Ok(connection.url(&path))
        }
        (None, None) => Err(ProviderError::invalid(
            "The provider gave no address for this job.",
        )),
    }
}

pub(crate) async fn cancel(
    connection: &Connection,
    model: &ModelSpec,
    operation: &PollOperation,
    job: &ProviderJob,
) -> Result<CancelOutcome, ProviderError> {
    let Some(rule) = &operation.cancel else {
        return Ok(CancelOutcome::NotSupported);
    };
    let url = job_url(
        connection,
        model,
        job.cancel_url.as_ref(),
        rule.path.as_ref(),
        job,
    )?;
    let call = json_call(connection, rule.method.clone(), url);
    match connection.exchange(call, Purpose::Cancel).await {
        Ok(_) => Ok(CancelOutcome::Cancelled),
        // The job is gone or past the point: both mean that it had ended.
        Err(error) if matches!(error.status, Some(404 | 409 | 410)) => Ok(CancelOutcome::TooLate),
        Err(error) => Err(error),
    }
}
