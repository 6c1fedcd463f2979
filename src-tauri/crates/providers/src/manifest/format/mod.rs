//! The words of a manifest file, exactly as they are written. Everything unknown is refused.

mod models;
mod operations;
mod requests;
mod search;

use std::collections::BTreeMap;

use serde::Deserialize;
use studio_domain::ProviderKind;
use url::Url;

use super::{ErrorMeaning, ModelStore};

pub(crate) use models::{
    InputToml, ListedToml, ModelToml, ParameterToml, PricesToml, RatesToml, VariantToml,
    VisibleWhenToml,
};
pub(crate) use operations::{
    CancelToml, Family, JobToml, ListenToml, OneOrMore, OperationToml, PollToml, RefusedToml,
    ResultToml, SpokenToml, TimeUnit, TranscriptToml, UsageToml,
};
use requests::with_request;
pub(crate) use requests::{Encoding, RequestToml, RequestWords, TravelToml, TravelWay};
pub(crate) use search::{FoundToml, SearchToml, WordsToml};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManifestToml {
    /// The version of this format.
    pub(crate) format: u32,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: ProviderKind,
    pub(crate) version: String,
    pub(crate) base_url: Option<Url>,
    pub(crate) default_path: Option<String>,
    /// Other hosts of the same service, by name.
    #[serde(default)]
    pub(crate) hosts: BTreeMap<String, Url>,
    #[serde(default)]
    pub(crate) auth: AuthToml,
    #[serde(default)]
    pub(crate) links: LinksToml,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) errors: ErrorsToml,
    #[serde(default)]
    pub(crate) limits: LimitsToml,
    /// How models are fetched and thrown away.
    pub(crate) manages_models: Option<ModelStore>,
    pub(crate) list: Option<ListToml>,
    pub(crate) check: Option<CheckToml>,
    pub(crate) voices: Option<VoicesToml>,
    #[serde(default)]
    pub(crate) uploads: BTreeMap<String, UploadToml>,
    #[serde(default)]
    pub(crate) presets: Vec<PresetToml>,
    #[serde(default)]
    pub(crate) probes: Vec<ProbeToml>,
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, ParameterToml>,
    #[serde(default)]
    pub(crate) inputs: BTreeMap<String, InputToml>,
    #[serde(default)]
    pub(crate) operations: BTreeMap<String, OperationToml>,
    /// What can be searched, by name.
    #[serde(default)]
    pub(crate) search: BTreeMap<String, SearchToml>,
    #[serde(default)]
    pub(crate) models: Vec<ModelToml>,
    #[serde(default)]
    pub(crate) listed_models: Vec<ListedToml>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthToml {
    #[serde(default)]
    pub(crate) scheme: AuthScheme,
    /// The header of scheme `header`.
    pub(crate) header: Option<String>,
    /// What stands before the key in the header of scheme `header`.
    pub(crate) prefix: Option<String>,
    /// A domain of the service's own, to whose hosts the key goes as well.
    pub(crate) domain: Option<String>,
    /// The query parameter of scheme `query`.
    pub(crate) parameter: Option<String>,
    #[serde(default)]
    pub(crate) key: KeyNeed,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuthScheme {
    #[default]
    None,
    Bearer,
    Header,
    Query,
    Jwt,
    Basic,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyNeed {
    #[default]
    Required,
    Optional,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinksToml {
    pub(crate) site: Option<Url>,
    pub(crate) keys: Option<Url>,
    pub(crate) docs: Option<Url>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorsToml {
    pub(crate) message: Option<Vec<String>>,
    pub(crate) code: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) kinds: BTreeMap<String, ErrorMeaning>,
    /// What messages mean that contain certain words.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, ErrorMeaning>,
    pub(crate) in_answer: Option<InAnswerToml>,
}

/// How an error looks that comes with a status of success.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InAnswerToml {
    pub(crate) at: String,
    /// The values that mean success.
    pub(crate) ok: Vec<toml::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitsToml {
    /// Requests the service takes at once.
    pub(crate) concurrency: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListToml {
    pub(crate) path: String,
    /// Tried in order; the first that finds items wins.
    pub(crate) items: Vec<String>,
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) strip_prefix: Option<String>,
}

/// A call that costs nothing and needs the key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckToml {
    pub(crate) path: String,
    pub(crate) host: Option<String>,
    /// Statuses beside success that prove the key.
    #[serde(default)]
    pub(crate) accepts: Vec<u16>,
}

with_request! {
    /// The voices: a fixed list, or a request and where its answer has them.
    struct VoicesToml {
        #[serde(default)]
        fixed: Vec<FixedVoiceToml>,
        items: Option<String>,
        id: Option<String>,
        name: Option<String>,
        description: Option<String>,
        language: Option<String>,
        gender: Option<String>,
        preview_url: Option<String>,
        clone: Option<CloneToml>,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FixedVoiceToml {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) gender: Option<String>,
}

with_request! {
    /// A request that makes a voice from recordings.
    struct CloneToml {
        voice_id: String,
    }
}

/// Requests that put a file where the service can read it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UploadToml {
    pub(crate) steps: Vec<RequestToml>,
    /// What the request gets in place of the file.
    pub(crate) value: toml::Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PresetToml {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) base_url: String,
    pub(crate) help: String,
}

/// How a server is known by what it answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProbeToml {
    /// The usual server that it finds; absent: the provider itself at its own address.
    pub(crate) preset: Option<String>,
    /// A path under the root of the server.
    pub(crate) path: String,
    /// What must be found in the answer.
    pub(crate) finds: String,
}
