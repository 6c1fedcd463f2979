//! Making things: what is asked, and what comes back at once or after polling a job.

mod body;
mod given;
mod job;
mod listen;
mod mask;
mod output;
mod request;
mod run;
mod transcript;
mod upload;

use std::path::PathBuf;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use studio_domain::{Modality, Money, Params, Transcript, UnixMillis, Usage};
use url::Url;

use crate::model::Given;

pub(crate) use body::wav;
pub(crate) use given::{Uploading, given_inputs};
pub(crate) use job::{cancel, find, poll};
pub(crate) use listen::Listeners;
pub(crate) use output::{OutputPaths, UsagePaths, text};
pub(crate) use request::{Asked, rendered_call};
pub(crate) use run::{main_call, submit, without_jobs};
pub(crate) use transcript::{SpokenPaths, TranscriptPaths};

/// Something to make.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MediaRequest {
    /// What to make, in words; empty where the model takes none.
    pub prompt: String,
    /// The model's parameters.
    pub params: Params,
    /// What is given beside the prompt, slot by slot.
    pub inputs: Vec<MediaInput>,
    /// Names the request, so that a provider that knows such names makes it once only.
    pub idempotency_key: String,
}

impl MediaRequest {
    /// How many things are given, by slot.
    #[must_use]
    pub fn given(&self) -> Given {
        let mut given = Given::new();
        for input in &self.inputs {
            *given.entry(input.slot.clone()).or_default() += 1;
        }
        given
    }
}

/// A file that a model is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaInput {
    /// The slot of the model.
    pub slot: String,
    /// A file name for the provider, with an ending that fits.
    pub name: String,
    /// The type of its bytes.
    pub mime: String,
    /// Where the bytes are.
    pub path: PathBuf,
    /// The number of bytes.
    pub byte_size: u64,
}

/// What came of submitting.
#[derive(Debug, Clone, PartialEq)]
pub enum Submission {
    /// The result itself.
    Finished(MediaResult),
    /// A job to ask about. It must be stored before it is first asked about.
    Job(ProviderJob),
}

/// A job at the provider, with all that is needed to ask about it after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderJob {
    /// The provider's id of it.
    pub id: String,
    /// Where the provider said to ask; absent: the manifest's path.
    pub poll_url: Option<Url>,
    /// Where the provider said the result will be.
    pub result_url: Option<Url>,
    /// Where the provider said to cancel.
    pub cancel_url: Option<Url>,
    /// When the provider forgets it.
    pub expires_at: Option<UnixMillis>,
    /// How long to wait before asking for the first time, in milliseconds.
    pub poll_after_ms: u32,
    /// Until when a job usually ends. Past it somebody should look, though the provider may
    /// still call it running.
    #[serde(default)]
    pub give_up_at: Option<UnixMillis>,
    /// What the provider said that it will cost.
    #[serde(default)]
    pub cost: Option<Money>,
}

/// How a job stands.
#[expect(
    clippy::large_enum_variant,
    reason = "one is made per question and taken apart at once"
)]
#[derive(Debug, Clone, PartialEq)]
pub enum JobProgress {
    /// It is not done.
    Waiting {
        /// 0 to 1, where the provider tells.
        fraction: Option<f64>,
        /// The outputs that are ready already, by their position.
        outputs: Vec<MediaOutput>,
        /// How long to wait before asking again, in milliseconds.
        poll_after_ms: u32,
    },
    /// It is done.
    Finished(MediaResult),
    /// It was cancelled.
    Cancelled,
}

/// What asking to cancel came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The provider stopped it, or will.
    Cancelled,
    /// It had ended already; ask for its result.
    TooLate,
    /// The provider cannot stop it; it may be charged all the same.
    NotSupported,
}

/// A finished result.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MediaResult {
    /// What was made. Positions may have gaps where a single output could not be read.
    pub outputs: Vec<MediaOutput>,
    /// What was written down, for a transcription.
    pub transcript: Option<Transcript>,
    /// The numbers, for an embedding.
    pub embedding: Option<Vec<f32>>,
    /// What the provider counted.
    pub usage: Option<Usage>,
}

impl Submission {
    /// Outputs are counted as pictures where they are pictures.
    pub(crate) fn counted_for(self, modality: Modality) -> Self {
        match self {
            Self::Finished(result) => Self::Finished(result.counted_for(modality)),
            job @ Self::Job(_) => job,
        }
    }
}

impl JobProgress {
    /// Outputs are counted as pictures where they are pictures.
    pub(crate) fn counted_for(self, modality: Modality) -> Self {
        match self {
            Self::Finished(result) => Self::Finished(result.counted_for(modality)),
            other => other,
        }
    }
}

impl MediaResult {
    fn counted_for(mut self, modality: Modality) -> Self {
        let pictures = matches!(modality, Modality::Image | Modality::ImageEdit);
        if let Some(usage) = self.usage.as_mut().filter(|_| !pictures) {
            usage.images = None;
        }
        self
    }
}

/// One thing that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct MediaOutput {
    /// Its place among the outputs of its request, from 0.
    pub position: u32,
    /// Where its bytes are.
    pub source: OutputSource,
    /// The type the provider says it has; only its bytes tell for sure.
    pub mime: Option<String>,
    /// The prompt as the provider rewrote it.
    pub revised_prompt: Option<String>,
}

/// Where the bytes of an output are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputSource {
    /// Here. They are as the provider sent them, unchecked.
    Bytes(Bytes),
    /// At an address, to be fetched with `Providers::download` before it expires.
    Url {
        /// The address.
        url: Url,
        /// When it stops working, where that is known.
        expires_at: Option<UnixMillis>,
    },
}
