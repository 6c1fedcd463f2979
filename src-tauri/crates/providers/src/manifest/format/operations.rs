//! The words of an operation.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::requests::with_request;
use crate::chat::ChatProtocol;
use crate::manifest::{Hook, JobState};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
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
    /// One thing the service does: a request, and how to understand what comes back.
    struct OperationToml {
        /// What kind of exchange it is.
        family: Family,
        /// The protocol of family `chat`. It writes the messages; `body` is merged over what it
        /// writes.
        protocol: Option<ChatProtocol>,
        /// The part of the studio that does it. For family `built-in` only, which no file of yours
        /// can have.
        hook: Option<Hook>,
        /// False where a server refuses to be asked for usage in a stream (`stream_options`). For
        /// `openai-chat` only.
        stream_usage: Option<bool>,
        /// Where the outputs are. For the families `answer`, `poll` and `listen`.
        result: Option<ResultToml>,
        /// What the first answer says of the job. For the families `poll` and `listen`.
        job: Option<JobToml>,
        /// How to ask how the job stands. For the families `poll` and `listen`.
        poll: Option<PollToml>,
        /// What is listened to while the job waits. For family `listen`.
        listen: Option<ListenToml>,
        /// How to stop the job; a list where it is stopped in another way in each of its states.
        cancel: Option<OneOrMore<CancelToml>>,
    }
}

/// Where the outputs are: the bytes of the answer, or places in its JSON. Without `path` they are
/// read from the answer, or from the last answer of polling.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultToml {
    /// A further GET that brings the outputs once the job is done. Knows `{id}`, `{id_path}` and
    /// `{polled.NAME}`.
    pub(crate) path: Option<String>,
    /// The query of that request. Expressions find `$.id` and `$.polled`, the last answer of
    /// polling.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(crate) query: BTreeMap<String, toml::Value>,
    /// Whether the answer's own bytes are what was made. Its type is that of the answer.
    #[serde(default)]
    pub(crate) body: bool,
    /// Where the outputs are. The next expressions start in an output.
    pub(crate) outputs: Option<String>,
    /// Looked for in an output: its bytes as base64. `$` where the output itself is that text.
    pub(crate) base64: Option<String>,
    /// Looked for in an output: its bytes as hexadecimal text.
    pub(crate) hex: Option<String>,
    /// Looked for in an output: an address to fetch it from. It must be `https` and public, or on
    /// the service's own hosts, and only those get the key.
    pub(crate) url: Option<String>,
    /// A path under the base address that outputs are fetched from, where they have names and no
    /// addresses.
    pub(crate) url_path: Option<String>,
    /// What is added to an address that lacks it. Expressions start in the output.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(crate) url_query: BTreeMap<String, toml::Value>,
    /// How long addresses can be fetched, where they do not say so themselves; a day without this.
    pub(crate) url_expires_after_seconds: Option<u32>,
    /// Looked for in an output: its type, such as `image/png`.
    pub(crate) mime: Option<String>,
    /// Looked for in the whole answer: a word for the format, such as `png`.
    pub(crate) format: Option<String>,
    /// What raw samples are, where the bytes are such. They become a WAV file.
    pub(crate) pcm: Option<PcmToml>,
    /// Looked for in an output: the prompt as the service rewrote it.
    pub(crate) revised_prompt: Option<String>,
    /// How it looks that the service declined although it answered with success: one table, or a
    /// list.
    #[serde(default)]
    pub(crate) refused: OneOrMore<RefusedToml>,
    /// Looked for in the whole answer: where there is no output and this finds text, the service
    /// declined with these words.
    pub(crate) declined_text: Option<String>,
    /// Where the text is. For transcription, in place of outputs.
    pub(crate) transcript: Option<TranscriptToml>,
    /// Where the numbers are. For embeddings, in place of outputs.
    pub(crate) embedding: Option<EmbeddingToml>,
    /// What was used and what it cost, looked for in the whole answer.
    #[serde(default)]
    pub(crate) usage: UsageToml,
}

/// Raw samples of 16 bits, which become a WAV file.
#[derive(Debug, Clone, Copy, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PcmToml {
    /// Samples a second.
    pub(crate) rate: u32,
    /// How many channels.
    pub(crate) channels: u16,
}

/// How it looks that the service declined although it answered with success.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedToml {
    /// Where to look in the whole answer.
    pub(crate) at: Option<String>,
    /// The header to look at instead, for answers that are bytes.
    pub(crate) header: Option<String>,
    /// The values that mean declined. Without this, anything counts that is not null, false or
    /// empty.
    #[schemars(with = "Option<Vec<serde_json::Value>>")]
    pub(crate) is: Option<Vec<toml::Value>>,
}

/// One table, or a list of them.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
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

/// Where a transcription's text is.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TranscriptToml {
    /// The whole text.
    pub(crate) text: String,
    /// The language that was heard.
    pub(crate) language: Option<String>,
    /// What times are counted in. They may be numbers or text such as `1.23s`.
    #[serde(default)]
    pub(crate) unit: TimeUnit,
    /// Sentences or turns, with their times.
    pub(crate) segments: Option<SpokenToml>,
    /// Words, with their times.
    pub(crate) words: Option<SpokenToml>,
}

/// What the times in a transcript are counted in.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TimeUnit {
    /// Seconds.
    #[default]
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// Pieces of a transcript with their times.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpokenToml {
    /// Where the pieces are. The next expressions start in a piece.
    pub(crate) each: String,
    /// What was said.
    pub(crate) text: String,
    /// When it begins.
    pub(crate) start: String,
    /// When it ends.
    pub(crate) end: String,
    /// Who said it.
    pub(crate) speaker: Option<String>,
}

/// Where an embedding is.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmbeddingToml {
    /// The list of numbers.
    pub(crate) vector: String,
}

/// What was used and what it cost. Each is an expression.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UsageToml {
    /// Tokens read.
    pub(crate) input_tokens: Option<String>,
    /// Tokens read that the service had cached.
    pub(crate) cached_input_tokens: Option<String>,
    /// Tokens written.
    pub(crate) output_tokens: Option<String>,
    /// Characters of the prompt.
    pub(crate) characters: Option<String>,
    /// Seconds made, or listened to.
    pub(crate) seconds: Option<String>,
    /// Milliseconds made, or listened to.
    pub(crate) milliseconds: Option<String>,
    /// What it cost, in US dollars unless `cost_per_usd` says how many make one.
    pub(crate) cost: Option<String>,
    /// How many of the service's units make a dollar.
    pub(crate) cost_per_usd: Option<u64>,
}

/// What the first answer says of a job.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobToml {
    /// Where the job's id is.
    pub(crate) id: String,
    /// Where the address is that tells how the job stands.
    pub(crate) poll_url: Option<String>,
    /// Where the address is that brings the outputs.
    pub(crate) result_url: Option<String>,
    /// Where the address is that stops the job.
    pub(crate) cancel_url: Option<String>,
    /// How long the service remembers the job.
    pub(crate) expires_after_seconds: Option<u32>,
    /// What it will cost, in US dollars unless `cost_per_usd` says how many make one.
    pub(crate) cost: Option<String>,
    /// How many of the service's units make a dollar.
    pub(crate) cost_per_usd: Option<u64>,
}

/// How to ask how a job stands.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PollToml {
    /// The path to ask at, unless `job` has a `poll_url`. Knows `{id}` (encoded whole) and
    /// `{id_path}` (slashes stay).
    pub(crate) path: Option<String>,
    /// GET without this.
    pub(crate) method: Option<String>,
    /// The query. Expressions find the id as `$.id`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(crate) query: BTreeMap<String, toml::Value>,
    /// How long to wait between asking.
    pub(crate) every_seconds: f64,
    /// Where the word is that says how the job stands, or `@status`: the status of the answer is
    /// the word. What finds nothing means running.
    pub(crate) state: String,
    /// What the words mean. Words that are not here mean running. Numbers, true and false are
    /// matched as text.
    pub(crate) states: BTreeMap<String, JobState>,
    /// Where it says how far the job is.
    pub(crate) progress: Option<String>,
    /// What counts as all of it; 1 without this.
    pub(crate) progress_full: Option<f64>,
    /// If this finds something that is not null or empty, the job failed, whatever the word says.
    pub(crate) failed_when: Option<String>,
    /// When to stop asking; a day without this.
    pub(crate) gives_up_after_seconds: Option<u32>,
}

/// How to stop a job. Without a `path`, the address is the `cancel_url` of `job`.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelToml {
    /// POST without this.
    pub(crate) method: Option<String>,
    /// The path. Knows `{id}` and `{id_path}`.
    pub(crate) path: Option<String>,
    /// The body. Expressions find the id as `$.id`.
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub(crate) body: Option<toml::Table>,
}

/// What is listened to while a job waits.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListenToml {
    /// The path of the socket under the root of the server; knows `{client_id}`.
    pub(crate) url_path: String,
    /// Where a message says which job it is about; others are passed over.
    pub(crate) job: Option<String>,
    /// Where a message says how far the job is.
    pub(crate) progress: Option<String>,
    /// The value of `progress` that means done; absent: 1.
    pub(crate) progress_full: Option<String>,
    /// What a message says when the job has ended.
    pub(crate) done_when: WordToml,
}

/// A place in a message and the words there that count.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordToml {
    /// Where it is.
    pub(crate) at: String,
    /// The words.
    pub(crate) is: Vec<String>,
}
