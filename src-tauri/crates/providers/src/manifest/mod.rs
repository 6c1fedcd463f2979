//! A provider as a file: what a manifest says, validated.
//!
//! `format` holds the words of the file, `load` turns them into these types and checks
//! everything a typing mistake could break, naming file and line.

mod build;
mod decimal;
mod error;
mod format;
mod listed;
mod load;
mod locate;
mod operations;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json_path::JsonPath;
use studio_domain::{ConnectionPreset, ProviderKind};
use url::Url;

use crate::chat::ChatProtocol;
use crate::error::ProviderErrorKind;
use crate::media::{OutputPaths, UsagePaths};
use crate::model::ModelSpec;
use crate::template::{PathTemplate, Template};

pub(crate) use error::Fault;
pub use error::ManifestError;
pub use listed::ListedModel;
pub(crate) use listed::ListedRule;
pub(crate) use load::{duplicate_id, parse};
pub(crate) use locate::Step;

/// A provider as its file describes it.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// Names the manifest; a provider made from it alone has the same id.
    pub id: String,
    /// The provider's name.
    pub name: String,
    /// Where the provider runs.
    pub kind: ProviderKind,
    /// The day the manifest was last checked, `YYYY-MM-DD`. It goes into the ledger.
    pub version: String,
    /// The address requests go to unless the user enters another; absent for a built-in provider
    /// and where there is no usual one.
    pub base_url: Option<Url>,
    /// How requests prove who pays.
    pub auth: Auth,
    /// Pages about the provider.
    pub links: Links,
    /// Usual servers that speak this manifest's protocol.
    pub presets: Vec<ConnectionPreset>,
    /// The models it is known to have.
    pub models: Vec<ModelSpec>,
    /// What a bare host gets appended, for example `/v1`.
    pub(crate) default_path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) errors: ErrorPaths,
    pub(crate) listing: Option<Listing>,
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) listed_rules: Vec<ListedRule>,
}

/// How requests prove who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// Not at all.
    None,
    /// `Authorization: Bearer KEY`.
    Bearer {
        /// Whether the provider refuses to work without a key.
        required: bool,
    },
    /// The key alone in a header of its own.
    Header {
        /// The header.
        name: http::HeaderName,
        /// Whether the provider refuses to work without a key.
        required: bool,
    },
}

impl Auth {
    /// Whether a key can be given.
    #[must_use]
    pub fn takes_key(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Whether the provider refuses to work without a key.
    #[must_use]
    pub fn requires_key(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bearer { required } | Self::Header { required, .. } => *required,
        }
    }
}

/// Pages about a provider.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    /// Its site.
    pub site: Option<Url>,
    /// Where a key can be made.
    pub keys: Option<Url>,
    /// Its documentation.
    pub docs: Option<Url>,
}

/// Where an error answer says what went wrong.
#[derive(Debug, Clone)]
pub(crate) struct ErrorPaths {
    /// Tried in order; the first that finds text wins.
    pub(crate) message: Vec<JsonPath>,
    /// All that find something count; the first is the one that is shown.
    pub(crate) code: Vec<JsonPath>,
    /// What the provider's code words mean, beside those that are known anyway.
    pub(crate) kinds: BTreeMap<String, ErrorMeaning>,
}

/// What a code word of an error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ErrorMeaning {
    Auth,
    Quota,
    RateLimited,
    ModelUnavailable,
    Refused,
    Rejected,
    Unavailable,
}

impl From<ErrorMeaning> for ProviderErrorKind {
    fn from(meaning: ErrorMeaning) -> Self {
        match meaning {
            ErrorMeaning::Auth => Self::Auth,
            ErrorMeaning::Quota => Self::Quota,
            ErrorMeaning::RateLimited => Self::RateLimited,
            ErrorMeaning::ModelUnavailable => Self::ModelUnavailable,
            ErrorMeaning::Refused => Self::Refused,
            ErrorMeaning::Rejected => Self::Rejected,
            ErrorMeaning::Unavailable => Self::Unavailable,
        }
    }
}

/// How the provider tells which models it has.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    pub(crate) path: PathTemplate,
    pub(crate) items: Vec<JsonPath>,
    pub(crate) id: JsonPath,
    pub(crate) name: Option<JsonPath>,
}

/// One thing the provider does, and how it is asked.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    Chat(Box<ChatOperation>),
    Answer(Box<AnswerOperation>),
    Poll(Box<PollOperation>),
    BuiltIn(Hook),
}

/// Code of the studio that stands in for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Hook {
    #[serde(rename = "sample-writer")]
    Writer,
    #[serde(rename = "sample-painter")]
    Painter,
    #[serde(rename = "sample-darkroom")]
    Darkroom,
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
    pub(crate) method: http::Method,
    pub(crate) path: PathTemplate,
    pub(crate) headers: Vec<(http::HeaderName, Template)>,
    pub(crate) body: Option<Template>,
    /// How long the first byte of the answer may take.
    pub(crate) timeout: Option<Duration>,
}

/// One request, one answer.
#[derive(Debug, Clone)]
pub(crate) struct AnswerOperation {
    pub(crate) request: RequestTemplate,
    pub(crate) result: ResultPaths,
}

/// Where the outputs of a finished answer are.
#[derive(Debug, Clone)]
pub(crate) struct ResultPaths {
    pub(crate) outputs: OutputPaths,
    pub(crate) usage: UsagePaths,
}

/// A job that is submitted and asked about until it is done.
#[derive(Debug, Clone)]
pub(crate) struct PollOperation {
    pub(crate) request: RequestTemplate,
    pub(crate) job: JobPaths,
    pub(crate) poll: PollRule,
    pub(crate) result: ResultPaths,
    /// Asked for the outputs where the answer to polling does not hold them.
    pub(crate) result_request: Option<PathTemplate>,
    pub(crate) cancel: Option<CancelRule>,
}

/// Where the answer to submitting says what the job is.
#[derive(Debug, Clone)]
pub(crate) struct JobPaths {
    pub(crate) id: JsonPath,
    pub(crate) poll_url: Option<JsonPath>,
    pub(crate) result_url: Option<JsonPath>,
    pub(crate) cancel_url: Option<JsonPath>,
    pub(crate) expires_after: Option<Duration>,
}

/// How to ask about a job and read the answer.
#[derive(Debug, Clone)]
pub(crate) struct PollRule {
    pub(crate) path: Option<PathTemplate>,
    pub(crate) every: Duration,
    pub(crate) state: JsonPath,
    pub(crate) states: BTreeMap<String, JobState>,
    pub(crate) progress: Option<JsonPath>,
    /// The value of `progress` that means done.
    pub(crate) progress_full: f64,
}

/// What a provider's state word means. Words that are not listed mean running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum JobState {
    Queued,
    Running,
    Succeeded,
    Failed,
    Refused,
    Cancelled,
}

/// How to cancel a job.
#[derive(Debug, Clone)]
pub(crate) struct CancelRule {
    pub(crate) method: http::Method,
    pub(crate) path: Option<PathTemplate>,
}

impl Manifest {
    /// The known model with this id.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<&ModelSpec> {
        self.models.iter().find(|model| model.id == id)
    }

    /// Whether the provider can tell which models it has.
    #[must_use]
    pub fn lists_models(&self) -> bool {
        self.listing.is_some()
    }

    /// Whether models that only the provider's own list names can be used.
    #[must_use]
    pub fn accepts_listed_models(&self) -> bool {
        !self.listed_rules.is_empty()
    }

    pub(crate) fn operation(&self, model: &ModelSpec) -> Option<&Operation> {
        self.operations.get(&model.operation)
    }
}
