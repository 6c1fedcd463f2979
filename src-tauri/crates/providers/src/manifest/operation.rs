//! One thing a provider does, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;
use studio_domain::Modality;

use super::{Encoding, TravelWay};
use crate::chat::ChatProtocol;
use crate::media::{OutputPaths, TranscriptPaths, UsagePaths};
use crate::programs::Speaker;
use crate::template::{Expression, PathTemplate, Reference, Template};

/// One thing the provider does, and how it is asked.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    Chat(Box<ChatOperation>),
    Answer(Box<AnswerOperation>),
    Poll(Box<PollOperation>),
    BuiltIn(Hook),
}

/// Code of the studio that stands in for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
pub(crate) enum Hook {
    /// The sample that writes.
    #[serde(rename = "sample-writer")]
    Writer,
    /// The sample that paints at once.
    #[serde(rename = "sample-painter")]
    Painter,
    /// The sample that paints as a job.
    #[serde(rename = "sample-darkroom")]
    Darkroom,
    /// A program of this computer that speaks.
    #[serde(rename = "espeak-ng")]
    EspeakNg,
    /// A program of this computer that speaks.
    #[serde(rename = "piper")]
    Piper,
}

impl Hook {
    /// The program of this computer that does it; `None` where the studio does it itself.
    pub(crate) fn speaker(self) -> Option<Speaker> {
        match self {
            Self::EspeakNg => Some(Speaker::EspeakNg),
            Self::Piper => Some(Speaker::Piper),
            Self::Writer | Self::Painter | Self::Darkroom => None,
        }
    }
}

/// A conversation, streamed.
#[derive(Debug, Clone)]
pub(crate) struct ChatOperation {
    pub(crate) protocol: ChatProtocol,
    pub(crate) request: RequestTemplate,
    /// Whether the server understands being asked for usage in the stream.
    pub(crate) stream_usage: bool,
}

/// A request as the manifest builds it.
#[derive(Debug, Clone)]
pub(crate) struct RequestTemplate {
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) encoding: Encoding,
    /// The slot whose bytes are the body.
    pub(crate) raw: Option<String>,
    /// An object, or the JSON text of one, whose members are the first fields of a multipart
    /// body.
    pub(crate) fields_from: Option<Expression>,
    pub(crate) content_type: Option<Template>,
    pub(crate) accept: Option<HeaderValue>,
    pub(crate) headers: Vec<(HeaderName, Template)>,
    pub(crate) query: Vec<(String, Template)>,
    pub(crate) body: Option<Template>,
    /// How inputs travel, by slot; those that are not here go as the encoding usually has them.
    pub(crate) travels: BTreeMap<String, Travel>,
    /// How long the first byte of the answer may take.
    pub(crate) timeout: Option<Duration>,
}

/// Where a request goes.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// Under the base address, or that of a named host of the service.
    Path {
        host: Option<String>,
        path: PathTemplate,
    },
    /// To an address that an earlier answer gave.
    Address(Expression),
}

/// How an input travels.
#[derive(Debug, Clone)]
pub(crate) struct Travel {
    pub(crate) way: TravelWay,
    /// The upload that brings it to the service.
    pub(crate) upload: Option<String>,
    /// What each file becomes in the body.
    pub(crate) item: Option<Template>,
}

/// One request, one answer.
#[derive(Debug, Clone)]
pub(crate) struct AnswerOperation {
    pub(crate) request: RequestTemplate,
    pub(crate) result: ResultPaths,
}

/// What a finished answer holds.
#[derive(Debug, Clone)]
pub(crate) struct ResultPaths {
    pub(crate) source: ResultSource,
    pub(crate) refused: Vec<RefusedRule>,
    /// The service's words where it made nothing and said why.
    pub(crate) declined_text: Option<JsonPath>,
    pub(crate) usage: UsagePaths,
}

/// Where it is in the answer.
#[derive(Debug, Clone)]
pub(crate) enum ResultSource {
    /// The answer's own bytes.
    Body {
        pcm: Option<(u32, u16)>,
    },
    Outputs(Box<OutputPaths>),
    Transcript(Box<TranscriptPaths>),
    Embedding(JsonPath),
}

/// How it looks that the service declined with a status of success.
#[derive(Debug, Clone)]
pub(crate) struct RefusedRule {
    pub(crate) at: RefusedWhere,
    /// The values that say so; `None`: anything that says something.
    pub(crate) is: Option<Vec<Value>>,
}

/// Where it says so.
#[derive(Debug, Clone)]
pub(crate) enum RefusedWhere {
    Answer(JsonPath),
    Header(HeaderName),
}

/// A job that is submitted and asked about until it is done.
#[derive(Debug, Clone)]
pub(crate) struct PollOperation {
    pub(crate) request: RequestTemplate,
    pub(crate) job: JobPaths,
    pub(crate) poll: PollRule,
    pub(crate) result: ResultPaths,
    /// Asked for the outputs where the answer to polling does not hold them.
    pub(crate) result_request: Option<ResultRequest>,
    /// What is listened to while it runs.
    pub(crate) listen: Option<ListenRule>,
    /// How a job is found whose id never arrived.
    pub(crate) find: Option<FindRule>,
    /// The requests that stop a job, wherever it is.
    pub(crate) cancel: Vec<CancelRule>,
}

/// How to ask which job came of a request that bears a name.
#[derive(Debug, Clone)]
pub(crate) struct FindRule {
    pub(crate) path: PathTemplate,
    pub(crate) query: Vec<(String, Template)>,
    pub(crate) id: JsonPath,
}

/// What is listened to while a job runs.
#[derive(Debug, Clone)]
pub(crate) struct ListenRule {
    pub(crate) path: PathTemplate,
    /// Where a message says which job it is about.
    pub(crate) job: Option<JsonPath>,
    pub(crate) progress: Option<JsonPath>,
    pub(crate) progress_full: Option<JsonPath>,
    /// Where a message says what happened, and the words for an end.
    pub(crate) done_at: JsonPath,
    pub(crate) done_is: Vec<String>,
}

/// A further request for what was made.
#[derive(Debug, Clone)]
pub(crate) struct ResultRequest {
    pub(crate) path: PathTemplate,
    pub(crate) query: Vec<(String, Template)>,
}

/// Where the answer to submitting says what the job is.
#[derive(Debug, Clone)]
pub(crate) struct JobPaths {
    pub(crate) id: JsonPath,
    pub(crate) poll_url: Option<JsonPath>,
    pub(crate) result_url: Option<JsonPath>,
    pub(crate) cancel_url: Option<JsonPath>,
    pub(crate) expires_after: Option<Duration>,
    pub(crate) cost: Option<JsonPath>,
    /// How many of the units of `cost` make one US dollar.
    pub(crate) cost_per_usd: u64,
}

/// How to ask about a job and read the answer.
#[derive(Debug, Clone)]
pub(crate) struct PollRule {
    pub(crate) method: Method,
    pub(crate) path: Option<PathTemplate>,
    pub(crate) query: Vec<(String, Template)>,
    pub(crate) every: Duration,
    pub(crate) state: StateSource,
    pub(crate) states: BTreeMap<String, JobState>,
    pub(crate) progress: Option<JsonPath>,
    /// The value of `progress` that means done.
    pub(crate) progress_full: f64,
    /// What says that the job failed, whatever its state.
    pub(crate) failed_when: Option<JsonPath>,
    /// How long the job may take in all.
    pub(crate) gives_up_after: Duration,
}

/// Where the word for a job's state is.
#[derive(Debug, Clone)]
pub(crate) enum StateSource {
    Answer(JsonPath),
    /// The status of the answer.
    Status,
}

/// What a service's word for a job's state means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum JobState {
    /// It waits for its turn.
    Queued,
    /// It is being made.
    Running,
    /// It is done, and the outputs can be read.
    Succeeded,
    /// It will not be done.
    Failed,
    /// The content was declined.
    Refused,
    /// It was stopped.
    Cancelled,
}

/// How to cancel a job.
#[derive(Debug, Clone)]
pub(crate) struct CancelRule {
    pub(crate) method: Method,
    pub(crate) path: Option<PathTemplate>,
    pub(crate) body: Option<Template>,
}

impl RequestTemplate {
    /// What the request refers to.
    pub(crate) fn references(&self, found: &mut BTreeSet<Reference>) {
        match &self.target {
            Target::Path { path, .. } => path.references(found),
            Target::Address(expression) => {
                found.insert(expression.reference());
            }
        }
        let headers = self.headers.iter().map(|(_, template)| template);
        let query = self.query.iter().map(|(_, template)| template);
        let templates = self.body.iter().chain(headers).chain(query);
        templates.for_each(|template| template.references(found));
        found.extend(self.raw.iter().cloned().map(Reference::Input));
        found.extend(self.fields_from.iter().map(Expression::reference));
    }

    /// The path, where it is one.
    pub(crate) fn path(&self) -> Option<&PathTemplate> {
        match &self.target {
            Target::Path { path, .. } => Some(path),
            Target::Address(_) => None,
        }
    }

    /// How an input travels here.
    pub(crate) fn travel(&self, slot: &str) -> Travel {
        let usual = Travel {
            way: match self.encoding {
                Encoding::Multipart => TravelWay::Part,
                Encoding::Json | Encoding::Form | Encoding::Raw => TravelWay::DataUri,
            },
            upload: None,
            item: None,
        };
        self.travels.get(slot).cloned().unwrap_or(usual)
    }
}

impl Operation {
    /// Whether it makes such things.
    pub(super) fn makes(&self, modality: Modality) -> bool {
        let result = match self {
            Self::Chat(_) | Self::BuiltIn(Hook::Writer) => return modality == Modality::Chat,
            Self::BuiltIn(Hook::Painter | Hook::Darkroom) => return modality == Modality::Image,
            Self::BuiltIn(Hook::EspeakNg | Hook::Piper) => return modality == Modality::Speech,
            Self::Answer(answer) => &answer.result,
            Self::Poll(poll) => &poll.result,
        };
        match (&result.source, modality) {
            (_, Modality::Chat) => false,
            (ResultSource::Transcript(_), modality) => modality == Modality::Transcription,
            (ResultSource::Embedding(_), modality) => modality == Modality::Embedding,
            (_, modality) => !matches!(modality, Modality::Transcription | Modality::Embedding),
        }
    }

    /// The request that begins it.
    pub(crate) fn request(&self) -> Option<&RequestTemplate> {
        match self {
            Self::Chat(chat) => Some(&chat.request),
            Self::Answer(answer) => Some(&answer.request),
            Self::Poll(poll) => Some(&poll.request),
            Self::BuiltIn(_) => None,
        }
    }

    /// What the requests refer to; `None` where code reads what it needs.
    pub(super) fn references(&self) -> Option<BTreeSet<Reference>> {
        let mut found = BTreeSet::new();
        self.request()?.references(&mut found);
        if let Self::Poll(poll) = self {
            let rule = &poll.poll;
            let cancel = &poll.cancel;
            let listen = poll.listen.as_ref();
            let result = poll.result_request.as_ref();
            let find = poll.find.as_ref();
            let paths = rule.path.iter().chain(find.map(|find| &find.path));
            let paths = paths.chain(cancel.iter().filter_map(|cancel| cancel.path.as_ref()));
            let paths = paths.chain(listen.map(|listen| &listen.path));
            let paths = paths.chain(result.map(|result| &result.path));
            paths.for_each(|path| path.references(&mut found));
            let queries = rule.query.iter();
            let queries = queries.chain(result.into_iter().flat_map(|result| &result.query));
            let queries = queries.chain(find.into_iter().flat_map(|find| &find.query));
            let templates = queries.map(|(_, template)| template);
            let templates =
                templates.chain(cancel.iter().filter_map(|cancel| cancel.body.as_ref()));
            templates.for_each(|template| template.references(&mut found));
        }
        Some(found)
    }

    /// The names that expressions may begin with.
    pub(super) fn known_names(&self) -> &'static [&'static str] {
        match self {
            // A conversation has no prompt of its own; the protocol writes its messages.
            Self::Chat(_) | Self::BuiltIn(_) => &["model"],
            Self::Answer(_) => &["model", "prompt", "seed", "idempotency_key", "client_id"],
            Self::Poll(_) => &[
                "model",
                "prompt",
                "seed",
                "idempotency_key",
                "client_id",
                "id",
                "polled",
            ],
        }
    }
}
