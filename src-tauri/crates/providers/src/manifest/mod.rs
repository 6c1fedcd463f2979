//! A provider as a file: what a manifest says, validated.
//!
//! `format` holds the words of the file, `load` turns them into these types and checks
//! everything a typing mistake could break, naming file and line.

mod auth;
mod build;
mod check;
mod decimal;
mod definitions;
mod error;
mod format;
mod listed;
mod load;
mod locate;
mod operation;
mod operations;
mod prices;
mod requests;
mod results;
mod schema;
mod search;
mod sections;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json_path::JsonPath;
use studio_domain::{ConnectionPreset, ProviderKind, StockSearch};
use url::Url;

use crate::error::ProviderErrorKind;
use crate::model::ModelSpec;
use crate::programs::Speaker;
use crate::template::{PathTemplate, Template};

pub use auth::Auth;
pub use check::{ManifestCheck, ManifestSummary};
pub(crate) use error::Fault;
pub use error::ManifestError;
pub(crate) use format::{Encoding, TimeUnit, TravelWay};
pub use listed::ListedModel;
pub(crate) use listed::ListedRule;
pub(crate) use load::{duplicate_id, invalid, parse};
pub(crate) use locate::Step;
pub(crate) use operation::{
    AnswerOperation, CancelRule, ChatOperation, FindRule, Hook, JobPaths, JobState, ListenRule,
    Operation, PollOperation, PollRule, RefusedRule, RefusedWhere, RequestTemplate, ResultPaths,
    ResultRequest, ResultSource, StateSource, Target, Travel,
};
pub use schema::manifest_schema;
pub(crate) use search::{FoundPaths, Search, Words};

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
    /// How the usual servers are told apart.
    pub(crate) probes: Vec<Probe>,
    /// How models are fetched and thrown away, where they can be.
    pub(crate) model_store: Option<ModelStore>,
    /// What a bare host gets appended, for example `/v1`.
    pub(crate) default_path: String,
    /// Other hosts of the same service, by name.
    pub(crate) hosts: BTreeMap<String, Url>,
    /// A domain of the service's own, to whose hosts the key goes as well.
    pub(crate) key_domain: Option<String>,
    /// Requests the service takes at once, where it says so.
    pub(crate) concurrency: Option<u32>,
    pub(crate) check: Option<Check>,
    pub(crate) voices: Option<Voices>,
    pub(crate) uploads: BTreeMap<String, Upload>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) errors: ErrorPaths,
    pub(crate) listing: Option<Listing>,
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) listed_rules: Vec<ListedRule>,
    pub(crate) searches: BTreeMap<String, Search>,
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
    /// What messages mean that contain certain words.
    pub(crate) words: BTreeMap<String, ErrorMeaning>,
    /// How an error looks that comes with a status of success.
    pub(crate) in_answer: Option<ErrorInAnswer>,
}

/// How a server is known by what it answers.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    /// The usual server that it finds; `None`: the provider itself.
    pub(crate) preset: Option<String>,
    /// Under the root of the server.
    pub(crate) path: PathTemplate,
    pub(crate) finds: JsonPath,
}

/// Whose way of keeping models on a disk a server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ModelStore {
    /// As Ollama does, by `/api/pull` and `/api/delete`.
    Ollama,
}

/// A value that means success unless it is another.
#[derive(Debug, Clone)]
pub(crate) struct ErrorInAnswer {
    pub(crate) at: JsonPath,
    pub(crate) ok: Vec<serde_json::Value>,
}

/// What an error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ErrorMeaning {
    /// The key is wrong.
    Auth,
    /// Money or quota is used up.
    Quota,
    /// Too much at once: the studio waits and slows down.
    RateLimited,
    /// The model does not exist or is closed to this key.
    ModelUnavailable,
    /// The content was declined.
    Refused,
    /// The request is called wrong.
    Rejected,
    /// The service has a fault of its own.
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
    pub(crate) strip_prefix: Option<String>,
}

/// A call that costs nothing and needs the key.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) path: PathTemplate,
    pub(crate) host: Option<String>,
    /// Statuses beside success that prove the key.
    pub(crate) accepts: Vec<u16>,
}

/// The provider's voices.
#[derive(Debug, Clone)]
pub(crate) struct Voices {
    /// Those that are always there.
    pub(crate) fixed: Vec<studio_domain::Voice>,
    pub(crate) list: Option<VoiceList>,
    pub(crate) clone: Option<CloneRule>,
}

/// Where voices are listed. All but `items` start at the single voice.
#[derive(Debug, Clone)]
pub(crate) struct VoiceList {
    pub(crate) request: RequestTemplate,
    pub(crate) items: JsonPath,
    pub(crate) id: JsonPath,
    pub(crate) name: Option<JsonPath>,
    pub(crate) description: Option<JsonPath>,
    pub(crate) language: Option<JsonPath>,
    pub(crate) gender: Option<JsonPath>,
    pub(crate) preview_url: Option<JsonPath>,
}

/// How a voice is made from recordings.
#[derive(Debug, Clone)]
pub(crate) struct CloneRule {
    pub(crate) request: RequestTemplate,
    pub(crate) voice_id: JsonPath,
}

/// Requests that put a file where the service can read it.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) steps: Vec<RequestTemplate>,
    pub(crate) value: Template,
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

    /// Whether the provider has voices to choose from.
    #[must_use]
    pub fn has_voices(&self) -> bool {
        self.voices.is_some() || self.speaker().is_some()
    }

    /// Whether all that it does is done by code of the studio, without a server.
    #[must_use]
    pub fn runs_here(&self) -> bool {
        let here = |operation: &Operation| matches!(operation, Operation::BuiltIn(_));
        self.searches.is_empty() && self.operations.values().all(here)
    }

    /// Whether models can be fetched to its disk and thrown away.
    #[must_use]
    pub fn manages_models(&self) -> bool {
        self.model_store.is_some()
    }

    /// The program of this computer that it needs.
    #[must_use]
    pub fn speaker(&self) -> Option<Speaker> {
        self.operations
            .values()
            .find_map(|operation| match operation {
                Operation::BuiltIn(hook) => hook.speaker(),
                _ => None,
            })
    }

    /// Whether some of the voices are listed by the provider.
    #[must_use]
    pub fn lists_voices(&self) -> bool {
        self.voices
            .as_ref()
            .is_some_and(|voices| voices.list.is_some())
    }

    /// The names of everything it does.
    pub fn operation_names(&self) -> impl Iterator<Item = &str> {
        self.operations.keys().map(String::as_str)
    }

    /// The names of what makes jobs that can be found by the name of the request for them.
    pub fn findable_operations(&self) -> impl Iterator<Item = &str> {
        self.operations
            .iter()
            .filter(
                |(_, operation)| matches!(operation, Operation::Poll(poll) if poll.find.is_some()),
            )
            .map(|(name, _)| name.as_str())
    }

    /// What can be searched there.
    pub fn searches(&self) -> impl Iterator<Item = StockSearch> {
        self.searches.iter().map(|(id, search)| StockSearch {
            id: id.clone(),
            name: search.name.clone(),
            kind: search.kind,
            parameters: search.form.parameters.clone(),
        })
    }

    /// Whether a voice can be made from recordings.
    #[must_use]
    pub fn clones_voices(&self) -> bool {
        self.voices
            .as_ref()
            .is_some_and(|voices| voices.clone.is_some())
    }

    /// Whether there is a call that proves a key and costs nothing.
    #[must_use]
    pub fn can_be_tested(&self) -> bool {
        self.listing.is_some() || self.check.is_some()
    }

    /// Whether a call of its own, which is no list of models, proves the key.
    #[must_use]
    pub fn has_check(&self) -> bool {
        self.check.is_some()
    }

    /// Requests the service takes at once, where its manifest says so.
    #[must_use]
    pub fn concurrency(&self) -> Option<u32> {
        self.concurrency
    }

    /// The other hosts of the service that get the key.
    pub fn other_hosts(&self) -> impl Iterator<Item = &Url> {
        self.hosts.values()
    }

    pub(crate) fn named_operation(&self, name: &str) -> Option<&Operation> {
        self.operations.get(name)
    }
}
