//! Operations: from the words of the file to checked types.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use url::Url;

use super::format::{
    CancelToml, Family, FindToml, JobToml, ListenToml, ManifestToml, OneOrMore, OperationToml,
    PollToml, ResultToml,
};
use super::locate::{Located, Step, at};
use super::requests::Place;
use super::{
    AnswerOperation, CancelRule, ChatOperation, FindRule, JobPaths, JobState, ListenRule,
    ManifestError, Operation, PollOperation, PollRule, ResultPaths, ResultRequest, StateSource,
    results,
};

/// What stands in `state` where the status of the answer is the word.
const STATUS_IS_THE_STATE: &str = "@status";

/// How long a job may take where its manifest does not say: a day.
const LONGEST_JOB: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn build(
    file: &Located<'_>,
    raw: &ManifestToml,
) -> Result<BTreeMap<String, Operation>, ManifestError> {
    raw.operations
        .iter()
        .map(|(name, operation)| {
            let way = at!["operations", name];
            let place = Place { file, way };
            let hosts = &raw.hosts;
            Ok((name.clone(), build_one(place, hosts, operation)?))
        })
        .collect()
}

fn build_one(
    place: Place<'_>,
    hosts: &BTreeMap<String, Url>,
    raw: &OperationToml,
) -> Result<Operation, ManifestError> {
    refuse_strangers(place, raw)?;
    let request = || place.request(&raw.request(), Method::POST, hosts);
    match raw.family {
        Family::Chat => Ok(Operation::Chat(Box::new(ChatOperation {
            protocol: *needed(place, "protocol", raw.protocol.as_ref())?,
            request: request()?,
            stream_usage: raw.stream_usage.unwrap_or(true),
        }))),
        Family::Answer => Ok(Operation::Answer(Box::new(AnswerOperation {
            request: request()?,
            result: result(place, needed(place, "result", raw.result.as_ref())?)?,
        }))),
        Family::Poll | Family::Listen => {
            let raw_result = needed(place, "result", raw.result.as_ref())?;
            let job = needed(place, "job", raw.job.as_ref())?;
            let poll = needed(place, "poll", raw.poll.as_ref())?;
            if poll.path.is_none() && job.poll_url.is_none() {
                let message = "polling needs `path` here, or `poll_url` under `job`";
                return Err(place.invalid(at!["poll"], message));
            }
            Ok(Operation::Poll(Box::new(PollOperation {
                request: request()?,
                job: build_job(place, job)?,
                poll: build_poll(place, poll)?,
                result: result(place, raw_result)?,
                result_request: build_result_request(place, raw_result)?,
                listen: listen(place, raw)?,
                find: build_find(place, raw.find.as_ref())?,
                cancel: raw
                    .cancel
                    .iter()
                    .flat_map(OneOrMore::all)
                    .map(|cancel| build_cancel(place, cancel))
                    .collect::<Result<_, _>>()?,
            })))
        }
        Family::BuiltIn => Ok(Operation::BuiltIn(*needed(
            place,
            "hook",
            raw.hook.as_ref(),
        )?)),
    }
}

fn needed<'t, T>(
    place: Place<'_>,
    field: &str,
    value: Option<&'t T>,
) -> Result<&'t T, ManifestError> {
    value.ok_or_else(|| place.invalid(at![], format!("this family of operation needs `{field}`")))
}

/// A field of another family would be read by nothing.
fn refuse_strangers(place: Place<'_>, raw: &OperationToml) -> Result<(), ManifestError> {
    let request = raw.request();
    let chat = raw.family == Family::Chat;
    let listens = raw.family == Family::Listen;
    let waits = listens || raw.family == Family::Poll;
    let built_in = raw.family == Family::BuiltIn;
    let strangers = [
        ("protocol", raw.protocol.is_some() && !chat),
        ("stream_usage", raw.stream_usage.is_some() && !chat),
        ("hook", raw.hook.is_some() && !built_in),
        ("path", request.path.is_some() && built_in),
        ("url", request.url.is_some()),
        ("body", request.body.is_some() && built_in),
        ("headers", !request.headers.is_empty() && built_in),
        ("query", !request.query.is_empty() && built_in),
        ("inputs", !request.inputs.is_empty() && (built_in || chat)),
        ("method", request.method.is_some() && (built_in || chat)),
        (
            "timeout_seconds",
            request.timeout_seconds.is_some() && built_in,
        ),
        ("result", raw.result.is_some() && (chat || built_in)),
        ("job", raw.job.is_some() && !waits),
        ("poll", raw.poll.is_some() && !waits),
        ("listen", raw.listen.is_some() && !listens),
        ("find", raw.find.is_some() && !waits),
        ("cancel", raw.cancel.is_some() && !waits),
    ];
    match strangers.into_iter().find(|(_, stranger)| *stranger) {
        Some((field, _)) => Err(place.invalid(
            at![field],
            format!("this family of operation has no use for `{field}`"),
        )),
        None => Ok(()),
    }
}

/// The place one step further down.
fn below<T>(place: Place<'_>, field: &str, read: impl FnOnce(Place<'_>) -> T) -> T {
    let mut way = place.way.to_vec();
    way.push(Step::from(field));
    read(Place {
        file: place.file,
        way: &way,
    })
}

fn result(place: Place<'_>, raw: &ResultToml) -> Result<ResultPaths, ManifestError> {
    below(place, "result", |place| results::build(place, raw))
}

fn build_result_request(
    place: Place<'_>,
    raw: &ResultToml,
) -> Result<Option<ResultRequest>, ManifestError> {
    below(place, "result", |place| {
        let Some(path) = &raw.path else {
            if !raw.query.is_empty() {
                return Err(place.invalid(at!["query"], "`query` goes with `path`"));
            }
            return Ok(None);
        };
        Ok(Some(ResultRequest {
            path: place.path("path", path)?,
            query: place.query(&raw.query)?,
        }))
    })
}

fn build_job(place: Place<'_>, raw: &JobToml) -> Result<JobPaths, ManifestError> {
    below(place, "job", |place| {
        Ok(JobPaths {
            id: place.json_path("id", &raw.id)?,
            poll_url: place.optional_path("poll_url", raw.poll_url.as_ref())?,
            result_url: place.optional_path("result_url", raw.result_url.as_ref())?,
            cancel_url: place.optional_path("cancel_url", raw.cancel_url.as_ref())?,
            expires_after: raw.expires_after_seconds.map(seconds),
            cost: place.optional_path("cost", raw.cost.as_ref())?,
            cost_per_usd: raw.cost_per_usd.unwrap_or(1).max(1),
        })
    })
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}

fn build_poll(place: Place<'_>, raw: &PollToml) -> Result<PollRule, ManifestError> {
    below(place, "poll", |place| {
        if !(0.1..=600.0).contains(&raw.every_seconds) {
            let message = "`every_seconds` must be between 0.1 and 600";
            return Err(place.invalid(at!["every_seconds"], message));
        }
        let full = raw.progress_full.unwrap_or(1.0);
        if !(full.is_finite() && full > 0.0) {
            return Err(place.invalid(at!["progress_full"], "`progress_full` must be above 0"));
        }
        let succeeds = |state: &JobState| *state == JobState::Succeeded;
        if !raw.states.values().any(succeeds) {
            let message = "no word means `succeeded`: such a job would never end";
            return Err(place.invalid(at!["states"], message));
        }
        let state = if raw.state == STATUS_IS_THE_STATE {
            StateSource::Status
        } else {
            StateSource::Answer(place.json_path("state", &raw.state)?)
        };
        Ok(PollRule {
            method: place.method(raw.method.as_deref(), Method::GET)?,
            path: raw
                .path
                .as_ref()
                .map(|path| place.path("path", path))
                .transpose()?,
            query: place.query(&raw.query)?,
            every: Duration::from_secs_f64(raw.every_seconds),
            state,
            states: raw.states.clone(),
            progress: place.optional_path("progress", raw.progress.as_ref())?,
            progress_full: full,
            failed_when: place.optional_path("failed_when", raw.failed_when.as_ref())?,
            gives_up_after: raw.gives_up_after_seconds.map_or(LONGEST_JOB, seconds),
        })
    })
}

fn listen(place: Place<'_>, raw: &OperationToml) -> Result<Option<ListenRule>, ManifestError> {
    if raw.family != Family::Listen {
        return Ok(None);
    }
    let raw = needed(place, "listen", raw.listen.as_ref())?;
    below(place, "listen", |place| build_listen(place, raw)).map(Some)
}

fn build_listen(place: Place<'_>, raw: &ListenToml) -> Result<ListenRule, ManifestError> {
    if raw.done_when.is.is_empty() {
        let message = "no word means that it is done: such a job would only be asked about";
        return Err(place.invalid(at!["done_when"], message));
    }
    Ok(ListenRule {
        path: place.path("url_path", &raw.url_path)?,
        job: place.optional_path("job", raw.job.as_ref())?,
        progress: place.optional_path("progress", raw.progress.as_ref())?,
        progress_full: place.optional_path("progress_full", raw.progress_full.as_ref())?,
        done_at: place.json_path("done_when", &raw.done_when.at)?,
        done_is: raw.done_when.is.clone(),
    })
}

fn build_find(place: Place<'_>, raw: Option<&FindToml>) -> Result<Option<FindRule>, ManifestError> {
    let Some(raw) = raw else { return Ok(None) };
    below(place, "find", |place| {
        Ok(Some(FindRule {
            path: place.path("path", &raw.path)?,
            query: place.query(&raw.query)?,
            id: place.json_path("id", &raw.id)?,
        }))
    })
}

fn build_cancel(place: Place<'_>, raw: &CancelToml) -> Result<CancelRule, ManifestError> {
    below(place, "cancel", |place| {
        Ok(CancelRule {
            method: place.method(raw.method.as_deref(), Method::POST)?,
            path: raw
                .path
                .as_ref()
                .map(|path| place.path("path", path))
                .transpose()?,
            body: raw
                .body
                .as_ref()
                .map(|body| place.template("body", &toml::Value::Table(body.clone())))
                .transpose()?,
        })
    })
}
