//! Ollama's models on the disk: listed, fetched, thrown away.

use std::collections::VecDeque;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream;
use http::Method;
use serde_json::{Value, json};
use studio_domain::LocalModel;

use super::{PullStep, PullSteps};
use crate::connection::Connection;
use crate::error::ProviderError;
use crate::failure::{ErrorReader, Purpose};
use crate::lines::LineParser;
use crate::time::moment;
use crate::transport::{Body, Call, Payload};

pub(crate) async fn list(connection: &Connection) -> Result<Vec<LocalModel>, ProviderError> {
    let call = connection.call(Method::GET, connection.url("/api/tags"));
    let answer = connection.json(call, Purpose::List).await?;
    let Some(models) = answer["models"].as_array() else {
        let body = answer.to_string();
        let error = connection.errors.in_answer(&answer);
        return Err(error.unwrap_or_else(|| {
            let errors = &connection.errors;
            errors.malformed("there is no list of models in it", body.as_bytes())
        }));
    };
    Ok(models.iter().filter_map(read).collect())
}

fn read(model: &Value) -> Option<LocalModel> {
    let word = |value: &Value| {
        value
            .as_str()
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
    };
    let details = &model["details"];
    Some(LocalModel {
        id: word(&model["model"]).or_else(|| word(&model["name"]))?,
        byte_size: model["size"].as_u64().unwrap_or(0),
        modified_at: model["modified_at"].as_str().and_then(moment),
        family: word(&details["family"]),
        parameters: word(&details["parameter_size"]),
        quantization: word(&details["quantization_level"]),
    })
}

pub(crate) async fn delete(connection: &Connection, model: &str) -> Result<(), ProviderError> {
    let call = call(connection, Method::DELETE, "/api/delete", model);
    connection.exchange(call, Purpose::Submit).await.map(|_| ())
}

fn call(connection: &Connection, method: Method, path: &str, model: &str) -> Call {
    let mut call = connection.call(method, connection.url(path));
    call.payload = Payload::Json(json!({"model": model}).to_string().into());
    call
}

/// Begins to fetch a model.
pub(crate) async fn pull(connection: &Connection, model: &str) -> Result<PullSteps, ProviderError> {
    let call = call(connection, Method::POST, "/api/pull", model);
    let answer = connection.exchange(call, Purpose::Submit).await?;
    let pulling = Pulling {
        errors: connection.errors.clone(),
        lines: LineParser::default(),
        ready: VecDeque::new(),
        body: Some(answer.body),
        done: false,
    };
    let steps = stream::unfold(pulling, |mut pulling| async move {
        let step = pulling.next().await?;
        Some((step, pulling))
    });
    Ok(steps.boxed())
}

/// A model that is being fetched.
struct Pulling {
    errors: ErrorReader,
    lines: LineParser,
    ready: VecDeque<Result<PullStep, ProviderError>>,
    /// `None` once nothing more is read.
    body: Option<Body>,
    /// Whether the server said that all is there.
    done: bool,
}

impl Pulling {
    async fn next(&mut self) -> Option<Result<PullStep, ProviderError>> {
        loop {
            if let Some(step) = self.ready.pop_front() {
                if step.is_err() {
                    self.body = None;
                    self.ready.clear();
                }
                return Some(step);
            }
            let chunk = self.body.as_mut()?.chunk().await;
            match chunk {
                Ok(Some(chunk)) => self.take(&chunk),
                Ok(None) => self.end(),
                Err(error) => self.ready.push_back(Err(error)),
            }
        }
    }

    fn take(&mut self, chunk: &Bytes) {
        let mut bytes = chunk.as_ref();
        loop {
            let step = match self.lines.next(&mut bytes) {
                Ok(Some(line)) => step(&self.errors, line),
                Ok(None) => return,
                Err(error) => {
                    let message = error.to_string();
                    let error = self.errors.malformed(&message, &[]);
                    self.ready.push_back(Err(error));
                    return;
                }
            };
            self.hand_out(step);
        }
    }

    fn hand_out(&mut self, step: Option<Result<PullStep, ProviderError>>) {
        let Some(step) = step else { return };
        self.done |= step.as_ref().is_ok_and(|step| step.step == "success");
        self.ready.push_back(step);
    }

    /// An end before the last word means that something is missing.
    fn end(&mut self) {
        if let Some(rest) = std::mem::take(&mut self.lines).finish() {
            let step = step(&self.errors, &rest);
            self.hand_out(step);
        }
        let body = self.body.take();
        let failed = self.ready.iter().any(Result::is_err);
        if let Some(body) = body
            && !self.done
            && !failed
        {
            let error = body.cut_off("The model is not complete.");
            self.ready.push_back(Err(error));
        }
    }
}

/// One line of the answer; `None` for an empty one.
fn step(errors: &ErrorReader, line: &[u8]) -> Option<Result<PullStep, ProviderError>> {
    if line.trim_ascii().is_empty() {
        return None;
    }
    let Ok(said) = serde_json::from_slice::<Value>(line) else {
        return Some(Err(errors.malformed("a line of it is not JSON", line)));
    };
    if let Some(error) = errors.in_answer(&said) {
        return Some(Err(error));
    }
    Some(Ok(PullStep {
        step: said["status"].as_str().unwrap_or_default().to_owned(),
        part: said["digest"].as_str().map(str::to_owned),
        completed: said["completed"].as_u64(),
        total: said["total"].as_u64(),
    }))
}
