//! Operations: from the words of the file to checked types.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::time::Duration;

use serde_json_path::JsonPath;
use studio_domain::Modality;

use super::format::{CancelToml, Family, JobToml, OperationToml, PollToml, ResultToml};
use super::locate::{Located, Step, at};
use super::{
    AnswerOperation, CancelRule, ChatOperation, Hook, JobPaths, JobState, ManifestError, Operation,
    PollOperation, PollRule, RequestTemplate, ResultPaths,
};
use crate::media::{OutputPaths, UsagePaths};
use crate::template::{PathTemplate, Reference, Template, json_path};

impl Operation {
    pub(super) fn makes(&self, modality: Modality) -> bool {
        let wanted = match self {
            Self::Chat(_) | Self::BuiltIn(Hook::Writer) => Modality::Chat,
            Self::Answer(_) | Self::Poll(_) | Self::BuiltIn(Hook::Painter | Hook::Darkroom) => {
                Modality::Image
            }
        };
        wanted == modality
    }

    /// What the request refers to; `None` where code reads what it needs.
    pub(super) fn references(&self) -> Option<BTreeSet<Reference>> {
        let request = match self {
            Self::Chat(chat) => &chat.request,
            Self::Answer(answer) => &answer.request,
            Self::Poll(poll) => &poll.request,
            Self::BuiltIn(_) => return None,
        };
        let mut found = BTreeSet::new();
        let headers = request.headers.iter().map(|(_, template)| template);
        let templates = request.body.iter().chain(headers);
        templates.for_each(|template| template.references(&mut found));
        Some(found)
    }

    /// The names that expressions may begin with.
    pub(super) fn known_names(&self) -> &'static [&'static str] {
        match self {
            // A conversation has no prompt of its own; the protocol writes its messages.
            Self::Chat(_) | Self::BuiltIn(_) => &["model"],
            Self::Answer(_) | Self::Poll(_) => &["model", "prompt", "idempotency_key"],
        }
    }
}

pub(super) fn build(
    file: &Located<'_>,
    raw: &BTreeMap<String, OperationToml>,
) -> Result<BTreeMap<String, Operation>, ManifestError> {
    raw.iter()
        .map(|(name, operation)| {
            let built = OperationFile { file, name }.build(operation)?;
            Ok((name.clone(), built))
        })
        .collect()
}

/// One operation's place in the file.
struct OperationFile<'a> {
    file: &'a Located<'a>,
    name: &'a String,
}

impl OperationFile<'_> {
    fn invalid(&self, below: &[Step], message: impl Into<String>) -> ManifestError {
        let mut way = at!["operations", self.name].to_vec();
        way.extend_from_slice(below);
        self.file.invalid(&way, message)
    }

    fn needs<'t, T>(&self, field: &str, value: Option<&'t T>) -> Result<&'t T, ManifestError> {
        value
            .ok_or_else(|| self.invalid(at![], format!("this family of operation needs `{field}`")))
    }

    fn build(&self, raw: &OperationToml) -> Result<Operation, ManifestError> {
        self.refuse_strangers(raw)?;
        match raw.family {
            Family::Chat => Ok(Operation::Chat(Box::new(ChatOperation {
                protocol: *self.needs("protocol", raw.protocol.as_ref())?,
                request: self.request(raw)?,
                stream_usage: raw.stream_usage.unwrap_or(true),
            }))),
            Family::Answer => Ok(Operation::Answer(Box::new(AnswerOperation {
                request: self.request(raw)?,
                result: self.result(self.needs("result", raw.result.as_ref())?)?,
            }))),
            Family::Poll => self.poll_operation(raw),
            Family::BuiltIn => Ok(Operation::BuiltIn(*self.needs("hook", raw.hook.as_ref())?)),
        }
    }

    /// A field of another family would be read by nothing.
    fn refuse_strangers(&self, raw: &OperationToml) -> Result<(), ManifestError> {
        let chat = raw.family == Family::Chat;
        let poll = raw.family == Family::Poll;
        let built_in = raw.family == Family::BuiltIn;
        let strangers = [
            ("protocol", raw.protocol.is_some() && !chat),
            ("stream_usage", raw.stream_usage.is_some() && !chat),
            ("hook", raw.hook.is_some() && !built_in),
            ("path", raw.path.is_some() && built_in),
            ("body", raw.body.is_some() && built_in),
            ("headers", !raw.headers.is_empty() && built_in),
            ("method", raw.method.is_some() && (built_in || chat)),
            ("timeout_seconds", raw.timeout_seconds.is_some() && built_in),
            ("result", raw.result.is_some() && (chat || built_in)),
            ("job", raw.job.is_some() && !poll),
            ("poll", raw.poll.is_some() && !poll),
            ("cancel", raw.cancel.is_some() && !poll),
        ];
        match strangers.into_iter().find(|(_, stranger)| *stranger) {
            Some((field, _)) => Err(self.invalid(
                at![field],
                format!("this family of operation has no use for `{field}`"),
            )),
            None => Ok(()),
        }
    }

    fn request(&self, raw: &OperationToml) -> Result<RequestTemplate, ManifestError> {
        let path = self.path("path", self.needs("path", raw.path.as_ref())?)?;
        if path.needs_id() {
            return Err(self.invalid(at!["path"], "there is no job id yet at this point"));
        }
        let body = raw.body.as_ref().map(|body| {
            Template::compile(&toml::Value::Table(body.clone())).map_err(|problem| {
                let mut way = at!["body"].to_vec();
                way.extend(problem.steps);
                self.invalid(&way, problem.message)
            })
        });
        let mut headers = Vec::with_capacity(raw.headers.len());
        for (name, text) in &raw.headers {
            let header = http::HeaderName::from_str(name).map_err(|_| {
                self.invalid(
                    at!["headers", name],
                    format!("`{name}` is not a header's name"),
                )
            })?;
            let template = Template::leaf(text)
                .map_err(|problem| self.invalid(at!["headers", name], problem.message))?;
            headers.push((header, template));
        }
        Ok(RequestTemplate {
            method: self.method(at!["method"], raw.method.as_deref(), http::Method::POST)?,
            path,
            headers,
            body: body.transpose()?,
            timeout: raw
                .timeout_seconds
                .map(|seconds| Duration::from_secs(u64::from(seconds))),
        })
    }

    fn method(
        &self,
        way: &[Step],
        text: Option<&str>,
        default: http::Method,
    ) -> Result<http::Method, ManifestError> {
        match text {
            None => Ok(default),
            Some("GET") => Ok(http::Method::GET),
            Some("POST") => Ok(http::Method::POST),
            Some("PUT") => Ok(http::Method::PUT),
            Some("DELETE") => Ok(http::Method::DELETE),
            Some(other) => Err(self.invalid(way, format!("`{other}` is not a usable method"))),
        }
    }

    fn path(&self, field: &str, text: &str) -> Result<PathTemplate, ManifestError> {
        PathTemplate::compile(text).map_err(|message| self.invalid(at![field], message))
    }

    fn json_path(&self, below: &[Step], text: &str) -> Result<JsonPath, ManifestError> {
        json_path(text).map_err(|message| self.invalid(below, message))
    }

    fn optional(
        &self,
        below: &[Step],
        text: Option<&String>,
    ) -> Result<Option<JsonPath>, ManifestError> {
        text.map(|text| self.json_path(below, text)).transpose()
    }

    fn result(&self, raw: &ResultToml) -> Result<ResultPaths, ManifestError> {
        if raw.base64.is_none() && raw.url.is_none() {
            let message = "a result needs `base64` or `url`, or both";
            return Err(self.invalid(at!["result"], message));
        }
        let expires = raw.url_expires_after_seconds.map(i64::from);
        let usage = &raw.usage;
        let way = |field: &str| at!["result", "usage", field].to_vec();
        Ok(ResultPaths {
            outputs: OutputPaths {
                outputs: self.json_path(at!["result", "outputs"], &raw.outputs)?,
                base64: self.optional(at!["result", "base64"], raw.base64.as_ref())?,
                url: self.optional(at!["result", "url"], raw.url.as_ref())?,
                url_life_ms: expires.map(|seconds| seconds * 1_000),
                mime: self.optional(at!["result", "mime"], raw.mime.as_ref())?,
                format: self.optional(at!["result", "format"], raw.format.as_ref())?,
                revised_prompt: self
                    .optional(at!["result", "revised_prompt"], raw.revised_prompt.as_ref())?,
            },
            usage: UsagePaths {
                input: self.optional(&way("input_tokens"), usage.input_tokens.as_ref())?,
                cached: self.optional(
                    &way("cached_input_tokens"),
                    usage.cached_input_tokens.as_ref(),
                )?,
                output: self.optional(&way("output_tokens"), usage.output_tokens.as_ref())?,
            },
        })
    }

    fn poll_operation(&self, raw: &OperationToml) -> Result<Operation, ManifestError> {
        let result = self.needs("result", raw.result.as_ref())?;
        let job = self.needs("job", raw.job.as_ref())?;
        let poll = self.needs("poll", raw.poll.as_ref())?;
        if poll.path.is_none() && job.poll_url.is_none() {
            let message = "polling needs `path` here, or `poll_url` under `job`";
            return Err(self.invalid(at!["poll"], message));
        }
        let result_request = result
            .path
            .as_ref()
            .map(|path| {
                PathTemplate::compile(path)
                    .map_err(|message| self.invalid(at!["result", "path"], message))
            })
            .transpose()?;
        Ok(Operation::Poll(Box::new(PollOperation {
            request: self.request(raw)?,
            job: self.job(job)?,
            poll: self.poll(poll)?,
            result: self.result(result)?,
            result_request,
            cancel: raw
                .cancel
                .as_ref()
                .map(|cancel| self.cancel(cancel))
                .transpose()?,
        })))
    }

    fn job(&self, raw: &JobToml) -> Result<JobPaths, ManifestError> {
        Ok(JobPaths {
            id: self.json_path(at!["job", "id"], &raw.id)?,
            poll_url: self.optional(at!["job", "poll_url"], raw.poll_url.as_ref())?,
            result_url: self.optional(at!["job", "result_url"], raw.result_url.as_ref())?,
            cancel_url: self.optional(at!["job", "cancel_url"], raw.cancel_url.as_ref())?,
            expires_after: raw
                .expires_after_seconds
                .map(|seconds| Duration::from_secs(u64::from(seconds))),
        })
    }

    fn poll(&self, raw: &PollToml) -> Result<PollRule, ManifestError> {
        if !(0.1..=600.0).contains(&raw.every_seconds) {
            let message = "`every_seconds` must be between 0.1 and 600";
            return Err(self.invalid(at!["poll", "every_seconds"], message));
        }
        let full = raw.progress_full.unwrap_or(1.0);
        if !(full.is_finite() && full > 0.0) {
            let message = "`progress_full` must be above 0";
            return Err(self.invalid(at!["poll", "progress_full"], message));
        }
        if !raw
            .states
            .values()
            .any(|state| *state == JobState::Succeeded)
        {
            let message = "no word means `succeeded`: such a job would never end";
            return Err(self.invalid(at!["poll", "states"], message));
        }
        let path = raw.path.as_ref().map(|path| {
            PathTemplate::compile(path)
                .map_err(|message| self.invalid(at!["poll", "path"], message))
        });
        Ok(PollRule {
            path: path.transpose()?,
            every: Duration::from_secs_f64(raw.every_seconds),
            state: self.json_path(at!["poll", "state"], &raw.state)?,
            states: raw.states.clone(),
            progress: self.optional(at!["poll", "progress"], raw.progress.as_ref())?,
            progress_full: full,
        })
    }

    fn cancel(&self, raw: &CancelToml) -> Result<CancelRule, ManifestError> {
        let path = raw.path.as_ref().map(|path| {
            PathTemplate::compile(path)
                .map_err(|message| self.invalid(at!["cancel", "path"], message))
        });
        let way = at!["cancel", "method"];
        Ok(CancelRule {
            method: self.method(way, raw.method.as_deref(), http::Method::POST)?,
            path: path.transpose()?,
        })
    }
}
