//! The words of an operation.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::requests::with_request;
use crate::chat::ChatProtocol;
use crate::manifest::{Hook, JobState};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Family {
    /// A conversation by one of the protocols written in Rust.
    Chat,
    /// One request, one answer.
    Answer,
    /// Submit, then ask until it is done.
    Poll,
    /// As `poll`, with a WebSocket that tells of progress and of the end at once.
    Listen,
    /// Code of the studio itself.
    BuiltIn,
}

with_request! {
    /// One thing a provider does.
    struct OperationToml {
        family: Family,
        protocol: Option<ChatProtocol>,
        hook: Option<Hook>,
        stream_usage: Option<bool>,
        result: Option<ResultToml>,
        job: Option<JobToml>,
        poll: Option<PollToml>,
        listen: Option<ListenToml>,
        cancel: Option<OneOrMore<CancelToml>>,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultToml {
    /// A path to ask for the outputs at, where polling does not bring them.
    pub(crate) path: Option<String>,
    #[serde(default)]
    pub(crate) query: BTreeMap<String, toml::Value>,
    /// Whether the answer's own bytes are what was made.
    #[serde(default)]
    pub(crate) body: bool,
    pub(crate) outputs: Option<String>,
    pub(crate) base64: Option<String>,
    pub(crate) hex: Option<String>,
    pub(crate) url: Option<String>,
    /// A path under the base address, where outputs have names and no addresses.
    pub(crate) url_path: Option<String>,
    /// What is added to an address that lacks it; expressions look into the output.
    #[serde(default)]
    pub(crate) url_query: BTreeMap<String, toml::Value>,
    pub(crate) url_expires_after_seconds: Option<u32>,
    pub(crate) mime: Option<String>,
    /// A word for the format such as `png`, found from the answer's root.
    pub(crate) format: Option<String>,
    pub(crate) pcm: Option<PcmToml>,
    pub(crate) revised_prompt: Option<String>,
    #[serde(default)]
    pub(crate) refused: OneOrMore<RefusedToml>,
    pub(crate) declined_text: Option<String>,
    pub(crate) transcript: Option<TranscriptToml>,
    pub(crate) embedding: Option<EmbeddingToml>,
    #[serde(default)]
    pub(crate) usage: UsageToml,
}

/// Raw samples of 16 bits, which get the head of a WAV file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PcmToml {
    pub(crate) rate: u32,
    pub(crate) channels: u16,
}

/// How it looks that the service declined with a status of success.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedToml {
    pub(crate) at: Option<String>,
    pub(crate) header: Option<String>,
    /// Absent: anything that says something.
    pub(crate) is: Option<Vec<toml::Value>>,
}

/// One table, or a list of them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> Default for OneOrMore<T> {
    fn default() -> Self {
        Self::More(Vec::new())
    }
}

impl<T> OneOrMore<T> {
    pub(crate) fn all(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(all) => all,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TranscriptToml {
    pub(crate) text: String,
    pub(crate) language: Option<String>,
    #[serde(default)]
    pub(crate) unit: TimeUnit,
    pub(crate) segments: Option<SpokenToml>,
    pub(crate) words: Option<SpokenToml>,
}

/// The unit of the times in a transcript.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TimeUnit {
    #[default]
    Seconds,
    Milliseconds,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpokenToml {
    pub(crate) each: String,
    pub(crate) text: String,
    pub(crate) start: String,
    pub(crate) end: String,
    pub(crate) speaker: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmbeddingToml {
    pub(crate) vector: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UsageToml {
    pub(crate) input_tokens: Option<String>,
    pub(crate) cached_input_tokens: Option<String>,
    pub(crate) output_tokens: Option<String>,
    pub(crate) characters: Option<String>,
    pub(crate) seconds: Option<String>,
    pub(crate) milliseconds: Option<String>,
    /// What it cost, in US dollars unless `cost_per_usd` says how many make one.
    pub(crate) cost: Option<String>,
    pub(crate) cost_per_usd: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobToml {
    pub(crate) id: String,
    pub(crate) poll_url: Option<String>,
    pub(crate) result_url: Option<String>,
    pub(crate) cancel_url: Option<String>,
    pub(crate) expires_after_seconds: Option<u32>,
    /// What it will cost, in US dollars unless `cost_per_usd` says how many make one.
    pub(crate) cost: Option<String>,
    pub(crate) cost_per_usd: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PollToml {
    pub(crate) path: Option<String>,
    pub(crate) method: Option<String>,
    #[serde(default)]
    pub(crate) query: BTreeMap<String, toml::Value>,
    pub(crate) every_seconds: f64,
    /// A path to the state's word, or `@status` for the status of the answer.
    pub(crate) state: String,
    pub(crate) states: BTreeMap<String, JobState>,
    pub(crate) progress: Option<String>,
    pub(crate) progress_full: Option<f64>,
    pub(crate) failed_when: Option<String>,
    pub(crate) gives_up_after_seconds: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelToml {
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) body: Option<toml::Table>,
}

/// What is listened to while a job waits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListenToml {
    pub(crate) url_path: String,
    /// Where a message says which job it is about; others are passed over.
    pub(crate) job: Option<String>,
    pub(crate) progress: Option<String>,
    /// The value of `progress` that means done; absent: 1.
    pub(crate) progress_full: Option<String>,
    pub(crate) done_when: WordToml,
}

/// A place in a message and the words there that count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordToml {
    pub(crate) at: String,
    pub(crate) is: Vec<String>,
}
