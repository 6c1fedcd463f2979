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
    CancelToml, Family, FindToml, JobToml, ListenToml, OneOrMore, OperationToml, PollToml,
    RefusedToml, ResultToml, SpokenToml, TimeUnit, TranscriptToml, UsageToml,
};
use requests::with_request;
pub(crate) use requests::{Encoding, RequestToml, RequestWords, TravelToml, TravelWay};
pub(crate) use search::{FoundToml, SearchToml, WordsToml};

/// The top of the file.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManifestToml {
    /// The version of this format: `1`.
    pub(crate) format: u32,
    /// Names the provider for good: lower-case letters, digits and `-`. A file of yours may not
    /// begin it with `my-`, nor take the id of another.
    pub(crate) id: String,
    /// The name people know the service by.
    pub(crate) name: String,
    /// Where it runs. A file of yours is `hosted` or `local`.
    pub(crate) kind: ProviderKind,
    /// The day the facts were last checked, `YYYY-MM-DD`. The ledger keeps it with everything made.
    pub(crate) version: String,
    /// The address that every `path` stands behind. A user can replace it. Required where the kind
    /// is `hosted`; left out where there is no service but only a protocol.
    pub(crate) base_url: Option<Url>,
    /// What is appended where a user types a bare host as address, often `/v1`.
    pub(crate) default_path: Option<String>,
    /// Other hosts of the same service, by a name that `host = "…"` in a request refers to. They
    /// get the key too. Where the user replaced `base_url`, all of them become that origin.
    #[serde(default)]
    pub(crate) hosts: BTreeMap<String, Url>,
    /// How requests prove who asks.
    #[serde(default)]
    pub(crate) auth: AuthToml,
    /// Pages for people.
    #[serde(default)]
    pub(crate) links: LinksToml,
    /// Headers that go with every request to the service's own hosts.
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    /// How to understand what the service says when something fails.
    #[serde(default)]
    pub(crate) errors: ErrorsToml,
    /// What the service can take.
    #[serde(default)]
    pub(crate) limits: LimitsToml,
    /// How models are fetched and thrown away.
    pub(crate) manages_models: Option<ModelStore>,
    /// Where the service lists its models. Also what "Test" in Settings calls, unless there is a
    /// `check`.
    pub(crate) list: Option<ListToml>,
    /// Another call that costs nothing and needs the key; what "Test" in Settings calls.
    pub(crate) check: Option<CheckToml>,
    /// Where the voices are listed, and how one is made.
    pub(crate) voices: Option<VoicesToml>,
    /// Ways to put a file where the service can read it, by a name that an input's `upload` refers
    /// to.
    #[serde(default)]
    pub(crate) uploads: BTreeMap<String, UploadToml>,
    /// Usual servers that speak this, for Settings to offer.
    #[serde(default)]
    pub(crate) presets: Vec<PresetToml>,
    /// How a server on this computer is known by what it answers.
    #[serde(default)]
    pub(crate) probes: Vec<ProbeToml>,
    /// What models can be told, by a name that models refer to.
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, ParameterToml>,
    /// What models are given beside the prompt, by a name that models refer to. Usual names:
    /// `image`, `images`, `mask`, `start_frame`, `end_frame`, `reference_images`, `video`, `audio`.
    #[serde(default)]
    pub(crate) inputs: BTreeMap<String, InputToml>,
    /// What the service does, by a name that models refer to.
    #[serde(default)]
    pub(crate) operations: BTreeMap<String, OperationToml>,
    /// What can be searched, by name.
    #[serde(default)]
    pub(crate) search: BTreeMap<String, SearchToml>,
    /// The models.
    #[serde(default)]
    pub(crate) models: Vec<ModelToml>,
    /// Rules for models that only the service's own list names. The first rule that fits wins; a
    /// model without one is not offered.
    #[serde(default)]
    pub(crate) listed_models: Vec<ListedToml>,
}

/// How requests prove who asks.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthToml {
    /// How the key travels. Without this, no key is sent.
    #[serde(default)]
    pub(crate) scheme: AuthScheme,
    /// The header that holds the key. For scheme `header` only.
    pub(crate) header: Option<String>,
    /// What stands before the key in that header, such as `"Token "`. For scheme `header` only.
    pub(crate) prefix: Option<String>,
    /// A domain of the service's own, to whose hosts the key goes as well. The base address must
    /// lie in it.
    pub(crate) domain: Option<String>,
    /// The query parameter that holds the key. For scheme `query` only.
    pub(crate) parameter: Option<String>,
    /// Whether the service works without a key.
    #[serde(default)]
    pub(crate) key: KeyNeed,
}

/// How a key travels.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuthScheme {
    /// No key is sent.
    #[default]
    None,
    /// As `Authorization: Bearer KEY`.
    Bearer,
    /// In the header that `header` names.
    Header,
    /// In the query parameter that `parameter` names.
    Query,
    /// Entered as `ACCESS:SECRET`, and sent as a bearer token that is signed with it for half an hour. A key without `:` is sent as it is.
    Jwt,
    /// Entered as `USER:PASSWORD`, and sent as `Authorization: Basic`.
    Basic,
}

/// Whether a service works without a key.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyNeed {
    /// It does not.
    #[default]
    Required,
    /// It may, which a server of one's own often does.
    Optional,
}

/// Pages for people.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinksToml {
    /// What the service is.
    pub(crate) site: Option<Url>,
    /// Where a key is made.
    pub(crate) keys: Option<Url>,
    /// The documentation of its API.
    pub(crate) docs: Option<Url>,
}

/// How to understand what the service says when something fails.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorsToml {
    /// Where the message is: expressions that are tried before the usual places.
    pub(crate) message: Option<Vec<String>>,
    /// Where the code word is: expressions that are tried before the usual places.
    pub(crate) code: Option<Vec<String>>,
    /// What code words mean, or statuses as text where no code word has a meaning (`"422" =
    /// "refused"`). A number is matched as text. This wins over what the status usually means.
    #[serde(default)]
    pub(crate) kinds: BTreeMap<String, ErrorMeaning>,
    /// What messages mean that contain certain words, for a service without codes.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, ErrorMeaning>,
    /// How an error looks that comes with a status of success.
    pub(crate) in_answer: Option<InAnswerToml>,
}

/// How an error looks that comes with a status of success.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InAnswerToml {
    /// Where to look. What finds nothing is no error.
    pub(crate) at: String,
    /// The values there that mean success; everything else is an error.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub(crate) ok: Vec<toml::Value>,
}

/// What the service can take.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitsToml {
    /// Requests it takes at once.
    pub(crate) concurrency: Option<u32>,
}

/// The models that the service lists.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListToml {
    /// Asked with GET.
    pub(crate) path: String,
    /// Where the models are. Tried in order; the first expression that finds something wins.
    pub(crate) items: Vec<String>,
    /// The id, looked for in a model. `$` where a model is plain text.
    pub(crate) id: String,
    /// The name, looked for in a model; without this the id is shown.
    pub(crate) name: Option<String>,
    /// What is taken off the beginning of ids, such as `models/`.
    pub(crate) strip_prefix: Option<String>,
}

/// A call that costs nothing and needs the key.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckToml {
    /// Asked with GET.
    pub(crate) path: String,
    /// A name of `hosts`, where it is not the base address.
    pub(crate) host: Option<String>,
    /// Statuses beside success that prove the key too.
    #[serde(default)]
    pub(crate) accepts: Vec<u16>,
}

with_request! {
    /// The voices: a fixed list, or a request and where its answer has them.
    struct VoicesToml {
        /// The voices themselves, where no call lists them.
        #[serde(default)]
        fixed: Vec<FixedVoiceToml>,
        /// Where the voices are in the answer.
        items: Option<String>,
        /// Looked for in a voice: what parameters with the control `voice` send.
        id: Option<String>,
        /// Looked for in a voice: its name.
        name: Option<String>,
        /// Looked for in a voice: a sentence on how it sounds.
        description: Option<String>,
        /// Looked for in a voice: what it speaks.
        language: Option<String>,
        /// Looked for in a voice: how it is heard.
        gender: Option<String>,
        /// Looked for in a voice: the address of a recording to listen to.
        preview_url: Option<String>,
        /// How a voice is made from recordings. The app asks for consent first.
        clone: Option<CloneToml>,
    }
}

/// A voice that is written down here.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FixedVoiceToml {
    /// What is sent.
    pub(crate) id: String,
    /// What is shown.
    pub(crate) name: String,
    /// A sentence on how it sounds.
    pub(crate) description: Option<String>,
    /// What it speaks.
    pub(crate) language: Option<String>,
    /// How it is heard.
    pub(crate) gender: Option<String>,
}

with_request! {
    /// A request that makes a voice from recordings. Its context holds `$.name`, `$.description`,
    /// `$.language` and the recordings as `$.inputs.samples`.
    struct CloneToml {
        /// Where the answer names the new voice.
        voice_id: String,
    }
}

/// Requests that put a file where the service can read it, in order. Their context holds `$.file`
/// (`name`, `mime`, `size`, `base64`, `extension`), `$.params`, `$.model`, the file itself as
/// `$.inputs.file`, the answers so far as `$.steps[0]` and so on, and their headers as
/// `$.step_headers[0]` and so on.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UploadToml {
    /// The requests. One with `encoding = "raw"` sends the file's bytes.
    pub(crate) steps: Vec<RequestToml>,
    /// What the body gets in place of the file, usually an expression such as `$.steps[0].url`.
    #[schemars(with = "serde_json::Value")]
    pub(crate) value: toml::Value,
}

/// A usual server that speaks this, for Settings to offer.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PresetToml {
    /// Names it; no other preset has it.
    pub(crate) id: String,
    /// What is shown.
    pub(crate) name: String,
    /// Its usual address; empty where there is none.
    #[serde(default)]
    pub(crate) base_url: String,
    /// A sentence on how to get it running.
    pub(crate) help: String,
}

/// How a server is known by what it answers.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProbeToml {
    /// The usual server that it finds; absent: the provider itself at its own address.
    pub(crate) preset: Option<String>,
    /// A path under the root of the server.
    pub(crate) path: String,
    /// What must be found in the answer.
    pub(crate) finds: String,
}
