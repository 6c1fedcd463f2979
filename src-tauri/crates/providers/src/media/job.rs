//! Jobs at a provider: where an answer names one, how it is asked about, how it is cancelled.

use http::{HeaderValue, Method};
use serde_json::{Value, json};
use serde_json_path::JsonPath;
use studio_domain::UnixMillis;
use url::Url;

use super::listen::{Listeners, follow};
use super::output::{cost, text};
use super::request::add_query;
use super::run::{base_context, finished, wants_bytes};
use super::{CancelOutcome, JobProgress, MediaRequest, ProviderJob};
use crate::connection::{Connection, Received, json_call};
use crate::error::{ProviderError, ProviderErrorKind};
use crate::failure::Purpose;
use crate::manifest::{CancelRule, FindRule, JobState, PollOperation, ResultSource, StateSource};
use crate::model::ModelSpec;
use crate::template::{PathTemplate, says_something};
use crate::transport::Payload;

/// The job that the answer to submitting names.
pub(super) fn job(
    connection: &Connection,
    operation: &PollOperation,
    json: &Value,
    now: UnixMillis,
) -> Result<ProviderJob, ProviderError> {
    if let Some(error) = connection.errors.declared_in(json) {
        return Err(error);
    }
    let Some(id) = id_at(&operation.job.id, json) else {
        if let Some(error) = connection.errors.in_answer(json) {
            return Err(error);
        }
        let body = json.to_string();
        return Err(connection
            .errors
            .malformed("there is no job in it", body.as_bytes()));
    };
    Ok(named(operation, id, json, now))
}

fn id_at(path: &JsonPath, json: &Value) -> Option<String> {
    match path.query(json).first()? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// The job with this id, and what else an answer says of it.
fn named(operation: &PollOperation, id: String, json: &Value, now: UnixMillis) -> ProviderJob {
    let paths = &operation.job;
    let url = |path| text(path, json).and_then(|address| Url::parse(&address).ok());
    let after = |life: std::time::Duration| {
        now.plus(i64::try_from(life.as_millis()).unwrap_or(i64::MAX / 4))
    };
    ProviderJob {
        id,
        poll_url: url(paths.poll_url.as_ref()),
        result_url: url(paths.result_url.as_ref()),
        cancel_url: url(paths.cancel_url.as_ref()),
        expires_at: paths.expires_after.map(after),
        poll_after_ms: every_ms(operation),
        give_up_at: Some(after(operation.poll.gives_up_after)),
        cost: cost(paths.cost.as_ref(), paths.cost_per_usd, json),
    }
}

/// The job that came of a request whose answer was lost; nothing where the provider knows of none.
pub(crate) async fn find(
    connection: &Connection,
    model: &ModelSpec,
    operation: &PollOperation,
    rule: &FindRule,
    request: &MediaRequest,
    now: UnixMillis,
) -> Result<Option<ProviderJob>, ProviderError> {
    let context = base_context(model, request);
    let path = rule.path.render(&context).ok_or_else(|| {
        ProviderError::invalid("The request bears no name to find it by.".to_owned())
    })?;
    let mut url = connection.url(&path);
    add_query(&mut url, &rule.query, &context);
    let call = json_call(connection, Method::GET, url);
    let received = match connection.receive(call, Purpose::Poll, false).await {
        Ok(received) => received,
        Err(error) if error.kind == ProviderErrorKind::JobUnknown => return Ok(None),
        Err(error) => return Err(error),
    };
    let json = received.into_json(connection)?;
    if let Some(error) = connection.errors.declared_in(&json) {
        return Err(error);
    }
    Ok(id_at(&rule.id, &json).map(|id| named(operation, id, &json, now)))
}

fn every_ms(operation: &PollOperation) -> u32 {
    u32::try_from(operation.poll.every.as_millis()).unwrap_or(u32::MAX)
}

/// One job that is asked about.
pub(super) struct Polling<'a> {
    pub(super) connection: &'a Connection,
    pub(super) operation: &'a PollOperation,
    pub(super) job: &'a ProviderJob,
    /// What its requests are filled from.
    pub(super) context: Value,
    now: UnixMillis,
}

pub(crate) async fn poll(
    connection: &Connection,
    model: &ModelSpec,
    operation: &PollOperation,
    request: &MediaRequest,
    job: &ProviderJob,
    now: UnixMillis,
    listeners: &Listeners,
) -> Result<JobProgress, ProviderError> {
    let polling = Polling {
        connection,
        operation,
        job,
        context: context_of(model, request, job),
        now,
    };
    let polled = match &operation.listen {
        Some(rule) => follow(&polling, rule, listeners).await,
        None => polling.ask().await,
    };
    polled.map_err(|error| match error.kind {
        // Nobody declines the content of a question about a job: it is the job's.
        ProviderErrorKind::Refused => error.of_its_job(),
        _ => error,
    })
}

fn context_of(model: &ModelSpec, request: &MediaRequest, job: &ProviderJob) -> Value {
    let mut context = base_context(model, request);
    context["id"] = Value::from(job.id.as_str());
    context
}

impl Polling<'_> {
    pub(super) async fn ask(&self) -> Result<JobProgress, ProviderError> {
        let rule = &self.operation.poll;
        let mut url = job_url(
            self.connection,
            self.job.poll_url.as_ref(),
            rule.path.as_ref(),
            &self.context,
        )?;
        add_query(&mut url, &rule.query, &self.context);
        let mut call = json_call(self.connection, rule.method.clone(), url);
        // Where the answer is the thing itself, only its status tells whether it is done.
        let bytes = self.answers_with_bytes();
        if bytes {
            call.accept = self.accept_bytes();
        }
        let received = match self.connection.receive(call, Purpose::Poll, bytes).await {
            Ok(received) => received,
            Err(error) => return self.state_in_error(error),
        };
        let (word, json) = match &rule.state {
            StateSource::Status => (Some(received.status.as_u16().to_string()), None),
            StateSource::Answer(path) => {
                let json = received.json(self.connection)?;
                (path.query(&json).first().map(state_word), Some(json))
            }
        };
        let state = word
            .as_ref()
            .and_then(|word| rule.states.get(word).copied());
        if let Some(error) = json.as_ref().and_then(|json| self.failure_in(json)) {
            let has_failed = matches!(state, Some(JobState::Failed | JobState::Refused));
            return Err(if has_failed {
                error.of_its_job()
            } else {
                error
            });
        }
        match state {
            Some(JobState::Succeeded) => {
                let answer = self.result_answer(received, json.as_ref()).await?;
                let result = &self.operation.result;
                let mut result = finished(self.connection, result, answer, self.now)?;
                if let Some(cost) = self.job.cost {
                    let usage = result.usage.get_or_insert_default();
                    usage.cost = usage.cost.or(Some(cost));
                }
                Ok(JobProgress::Finished(result))
            }
            Some(JobState::Cancelled) => Ok(JobProgress::Cancelled),
            Some(JobState::Failed) => Err(self.failed(ProviderErrorKind::Unavailable, json)),
            Some(JobState::Refused) => Err(self.failed(ProviderErrorKind::Refused, json)),
            Some(JobState::Queued | JobState::Running) => Ok(self.waiting(json.as_ref())),
            None => {
                if word.is_none()
                    && let Some(error) = json
                        .as_ref()
                        .and_then(|json| self.connection.errors.in_answer(json))
                {
                    return Err(error);
                }
                tracing::info!(?word, "a job's state is not known and counts as running");
                Ok(self.waiting(json.as_ref()))
            }
        }
    }

    /// Some services answer with an error status about a job that failed, its state in the body.
    fn state_in_error(&self, error: ProviderError) -> Result<JobProgress, ProviderError> {
        let StateSource::Answer(path) = &self.operation.poll.state else {
            return Err(error);
        };
        let json: Option<Value> = error
            .body
            .as_ref()
            .and_then(|body| serde_json::from_str(body).ok());
        let state = json.as_ref().and_then(|json| {
            let word = path.query(json).first().map(state_word)?;
            self.operation.poll.states.get(&word).copied()
        });
        match state {
            Some(JobState::Cancelled) => Ok(JobProgress::Cancelled),
            Some(JobState::Failed) => Err(self.failed(ProviderErrorKind::Unavailable, json)),
            Some(JobState::Refused) => Err(self.failed(ProviderErrorKind::Refused, json)),
            _ => Err(error),
        }
    }

    /// Some services answer with JSON around the thing unless they are asked for the thing.
    fn accept_bytes(&self) -> HeaderValue {
        let own = self.operation.request.accept.clone();
        own.unwrap_or(HeaderValue::from_static("*/*"))
    }

    fn answers_with_bytes(&self) -> bool {
        self.operation.result_request.is_none()
            && self.job.result_url.is_none()
            && wants_bytes(&self.operation.result)
    }

    /// What says that the job failed, whatever its state.
    fn failure_in(&self, json: &Value) -> Option<ProviderError> {
        if let Some(error) = self.connection.errors.declared_in(json) {
            return Some(error);
        }
        let failed = self.operation.poll.failed_when.as_ref()?;
        failed
            .query(json)
            .iter()
            .any(|found| says_something(found))
            .then(|| self.failed(ProviderErrorKind::Unavailable, Some(json.clone())))
    }

    fn waiting(&self, json: Option<&Value>) -> JobProgress {
        let progress = self.operation.poll.progress.as_ref();
        let full = self.operation.poll.progress_full;
        let fraction = progress
            .and_then(|path| path.query(json?).first().and_then(Value::as_f64))
            .map(|progress| (progress / full).clamp(0.0, 1.0));
        let outputs = match (&self.operation.result.source, json) {
            (ResultSource::Outputs(outputs), Some(json)) if !self.asks_for_its_result() => {
                outputs.read(self.connection, json, self.now)
            }
            _ => Vec::new(),
        };
        JobProgress::Waiting {
            fraction,
            outputs,
            poll_after_ms: every_ms(self.operation),
        }
    }

    fn failed(&self, kind: ProviderErrorKind, json: Option<Value>) -> ProviderError {
        let errors = &self.connection.errors;
        let json = json.unwrap_or_default();
        let mut error = errors.in_failed_job(&json, kind);
        if kind == ProviderErrorKind::Refused {
            error.kind = kind;
        }
        error.of_its_job()
    }

    fn asks_for_its_result(&self) -> bool {
        self.job.result_url.is_some() || self.operation.result_request.is_some()
    }

    /// The answer that holds the outputs: that to polling, or one that is asked for once it is
    /// done.
    async fn result_answer(
        &self,
        polled: Received,
        json: Option<&Value>,
    ) -> Result<Received, ProviderError> {
        if !self.asks_for_its_result() {
            return Ok(polled);
        }
        let mut context = self.context.clone();
        context["polled"] = json.cloned().unwrap_or_default();
        let request = self.operation.result_request.as_ref();
        let path = request.map(|request| &request.path);
        let given = self.job.result_url.as_ref();
        let mut url = job_url(self.connection, given, path, &context)?;
        if let Some(request) = request {
            add_query(&mut url, &request.query, &context);
        }
        let mut call = json_call(self.connection, Method::GET, url);
        let bytes = wants_bytes(&self.operation.result);
        if bytes {
            call.accept = self.accept_bytes();
        }
        let received = self.connection.receive(call, Purpose::Poll, bytes).await;
        // Some services call every job done, and tell what went wrong when its result is asked for.
        received.map_err(|error| match error.status {
            Some(400 | 409 | 422) => error.of_its_job(),
            _ => error,
        })
    }
}

fn state_word(state: &Value) -> String {
    match state {
        Value::String(word) => word.clone(),
        other => other.to_string(),
    }
}

fn job_url(
    connection: &Connection,
    given: Option<&Url>,
    path: Option<&PathTemplate>,
    context: &Value,
) -> Result<Url, ProviderError> {
    match (given, path) {
        (Some(url), _) => Ok(url.clone()),
        (None, Some(path)) => {
            let path = path.render(context).ok_or_else(|| {
                let id = context["id"].as_str().unwrap_or_default();
                ProviderError::invalid(format!("`{id}` is not the id of a job."))
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
    let context = json!({"id": job.id, "model": model.remote, "values": model.values});
    let mut outcome = CancelOutcome::NotSupported;
    // Where several requests stop a job, each does so in another state of it.
    for rule in &operation.cancel {
        let stopped = send_cancel(connection, rule, job, &context).await?;
        if outcome != CancelOutcome::Cancelled {
            outcome = stopped;
        }
    }
    Ok(outcome)
}

async fn send_cancel(
    connection: &Connection,
    rule: &CancelRule,
    job: &ProviderJob,
    context: &Value,
) -> Result<CancelOutcome, ProviderError> {
    let url = job_url(
        connection,
        job.cancel_url.as_ref(),
        rule.path.as_ref(),
        context,
    )?;
    let mut call = json_call(connection, rule.method.clone(), url);
    if let Some(body) = rule.body.as_ref().and_then(|body| body.render(context)) {
        call.payload = Payload::Json(body.to_string().into());
    }
    match connection.exchange(call, Purpose::Cancel).await {
        Ok(_) => Ok(CancelOutcome::Cancelled),
        // The job is gone or past the point: both mean that it had ended.
        Err(error) if matches!(error.status, Some(404 | 409 | 410)) => Ok(CancelOutcome::TooLate),
        Err(error) => Err(error),
    }
}
