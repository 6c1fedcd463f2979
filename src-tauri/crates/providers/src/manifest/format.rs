//! The words of a manifest file, exactly as they are written. Everything unknown is refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use studio_domain::{Control, Currency, Modality, ModelStatus, ParamValue, ProviderKind};
use url::Url;

use super::{ErrorMeaning, Hook, JobState};
use crate::chat::ChatProtocol;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManifestToml {
    /// The version of this format.
    pub(super) format: u32,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: ProviderKind,
    pub(super) version: String,
    pub(super) base_url: Option<Url>,
    pub(super) default_path: Option<String>,
    #[serde(default)]
    pub(super) auth: AuthToml,
    #[serde(default)]
    pub(super) links: LinksToml,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) errors: ErrorsToml,
    pub(super) list: Option<ListToml>,
    #[serde(default)]
    pub(super) presets: Vec<PresetToml>,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, ParameterToml>,
    pub(super) operations: BTreeMap<String, OperationToml>,
    #[serde(default)]
    pub(super) models: Vec<ModelToml>,
    #[serde(default)]
    pub(super) listed_models: Vec<ListedToml>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthToml {
    #[serde(default)]
    pub(super) scheme: AuthScheme,
    /// The header of scheme `header`.
    pub(super) header: Option<String>,
    #[serde(default)]
    pub(super) key: KeyNeed,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AuthScheme {
    #[default]
    None,
    Bearer,
    Header,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KeyNeed {
    #[default]
    Required,
    Optional,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinksToml {
    pub(super) site: Option<Url>,
    pub(super) keys: Option<Url>,
    pub(super) docs: Option<Url>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorsToml {
    pub(super) message: Option<Vec<String>>,
    pub(super) code: Option<Vec<String>>,
    #[serde(default)]
    pub(super) kinds: BTreeMap<String, ErrorMeaning>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListToml {
    pub(super) path: String,
    /// Tried in order; the first that finds items wins.
    pub(super) items: Vec<String>,
    pub(super) id: String,
    pub(super) name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PresetToml {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) base_url: String,
    pub(super) help: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterToml {
    /// The id, where it differs from the definition's name.
    pub(super) id: Option<String>,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) control: Control,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) step: Option<f64>,
    pub(super) unit: Option<String>,
    pub(super) default: Option<ParamValue>,
    #[serde(default)]
    pub(super) choices: Vec<ChoiceToml>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceToml {
    pub(super) value: String,
    pub(super) label: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Family {
    /// A conversation by one of the protocols written in Rust.
    Chat,
    /// One request, one answer.
    Answer,
    /// Submit, then ask until it is done.
    Poll,
    /// Code of the studio itself.
    BuiltIn,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OperationToml {
    pub(super) family: Family,
    pub(super) protocol: Option<ChatProtocol>,
    pub(super) hook: Option<Hook>,
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Option<toml::Table>,
    pub(super) timeout_seconds: Option<u32>,
    pub(super) stream_usage: Option<bool>,
    pub(super) result: Option<ResultToml>,
    pub(super) job: Option<JobToml>,
    pub(super) poll: Option<PollToml>,
    pub(super) cancel: Option<CancelToml>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultToml {
    /// A path to ask for the outputs at, where polling does not bring them.
    pub(super) path: Option<String>,
    pub(super) outputs: String,
    pub(super) base64: Option<String>,
    pub(super) url: Option<String>,
    pub(super) url_expires_after_seconds: Option<u32>,
    pub(super) mime: Option<String>,
    /// A word for the format such as `png`, found from the answer's root.
    pub(super) format: Option<String>,
    pub(super) revised_prompt: Option<String>,
    #[serde(default)]
    pub(super) usage: UsageToml,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UsageToml {
    pub(super) input_tokens: Option<String>,
    pub(super) cached_input_tokens: Option<String>,
    pub(super) output_tokens: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JobToml {
    pub(super) id: String,
    pub(super) poll_url: Option<String>,
    pub(super) result_url: Option<String>,
    pub(super) cancel_url: Option<String>,
    pub(super) expires_after_seconds: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PollToml {
    pub(super) path: Option<String>,
    pub(super) every_seconds: f64,
    pub(super) state: String,
    pub(super) states: BTreeMap<String, JobState>,
    pub(super) progress: Option<String>,
    pub(super) progress_full: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CancelToml {
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelToml {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) modality: Modality,
    pub(super) status: ModelStatus,
    pub(super) operation: String,
    pub(super) context_window: Option<u32>,
    pub(super) output_limit: Option<u32>,
    pub(super) prompt_limit: Option<u32>,
    pub(super) prices: Option<PricesToml>,
    #[serde(default)]
    pub(super) free: bool,
    #[serde(default)]
    pub(super) parameters: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PricesToml {
    pub(super) currency: Option<Currency>,
    pub(super) read_on: String,
    pub(super) input: Option<String>,
    pub(super) cached_input: Option<String>,
    pub(super) output: Option<String>,
    pub(super) image: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListedToml {
    /// Beginnings of words in a model's id; absent: every id.
    pub(super) words: Option<Vec<String>>,
    /// True: such models are not offered.
    #[serde(default)]
    pub(super) hidden: bool,
    pub(super) operation: Option<String>,
    pub(super) modality: Option<Modality>,
    pub(super) status: Option<ModelStatus>,
    /// Whether use costs nothing where the server is on this computer or in this network.
    #[serde(default)]
    pub(super) free_when_local: bool,
    #[serde(default)]
    pub(super) parameters: Vec<String>,
}
