//! The built-in sample provider: no network, no key, no AI, and no two prompts alike.
//!
//! It is deterministic from prompt, parameters and seed, and takes the same paths through the
//! studio as a real service: streamed text, pictures at once, and pictures by submitting and
//! polling.

mod darkroom;
mod painting;
mod random;
mod writer;

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use studio_domain::{Clock, ParamValue, Params, Usage};

use crate::chat::{ChatRequest, ChatStream};
use crate::error::ProviderError;
use crate::manifest::Hook;
use crate::media::{
    CancelOutcome, JobProgress, MediaOutput, MediaRequest, MediaResult, OutputSource, ProviderJob,
    Submission,
};
use crate::model::ModelSpec;

use painting::Painting;

/// How many finished paintings are kept, so that asking about a job again is cheap.
const KEPT_PAINTINGS: usize = 8;

/// Writes and paints.
pub(crate) struct SampleStudio {
    clock: Arc<dyn Clock>,
    finished: Mutex<VecDeque<(Painting, Bytes)>>,
    /// Jobs that were cancelled. Lost at the end of the process, when nobody asks any more.
    cancelled: Mutex<HashSet<String>>,
}

impl std::fmt::Debug for SampleStudio {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The paintings it keeps are megabytes.
        formatter.write_str("SampleStudio")
    }
}

impl SampleStudio {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            finished: Mutex::default(),
            cancelled: Mutex::default(),
        }
    }

    pub(crate) fn write(&self, request: &ChatRequest) -> ChatStream {
        let seed = seed_of(&request.params);
        // Without a seed every answer differs, as with a real model.
        let seed = seed.unwrap_or_else(|| random::hash(&self.clock.now().get().to_le_bytes()));
        writer::write(request, seed)
    }

    pub(crate) async fn submit(
        &self,
        hook: Hook,
        model: &ModelSpec,
        request: &MediaRequest,
    ) -> Result<Submission, ProviderError> {
        match hook {
            Hook::Painter => {
                let outputs = self.paint(request, count_of(&request.params)).await?;
                Ok(Submission::Finished(result(outputs)))
            }
            Hook::Darkroom => Ok(Submission::Job(darkroom::job(
                &request.params,
                self.clock.now(),
            ))),
            Hook::Writer | Hook::EspeakNg | Hook::Piper => Err(ProviderError::invalid(format!(
                "{} does not make pictures.",
                model.name
            ))),
        }
    }

    pub(crate) async fn poll(
        &self,
        hook: Hook,
        model: &ModelSpec,
        request: &MediaRequest,
        job: &ProviderJob,
    ) -> Result<JobProgress, ProviderError> {
        if hook != Hook::Darkroom {
            return Err(ProviderError::invalid(format!(
                "{} has no jobs.",
                model.name
            )));
        }
        let run = darkroom::Run::of(job)?;
        if self.is_cancelled(job) {
            return Ok(JobProgress::Cancelled);
        }
        let count = count_of(&request.params);
        let ready = run.ready(count, self.clock.now());
        let outputs = self.paint(request, ready).await?;
        if ready == count {
            return Ok(JobProgress::Finished(result(outputs)));
        }
        Ok(JobProgress::Waiting {
            fraction: Some(run.fraction(self.clock.now())),
            outputs,
            poll_after_ms: darkroom::POLL_AFTER_MS,
        })
    }

    pub(crate) fn cancel(&self, job: &ProviderJob) -> Result<CancelOutcome, ProviderError> {
        let run = darkroom::Run::of(job)?;
        if run.is_over(self.clock.now()) && !self.is_cancelled(job) {
            return Ok(CancelOutcome::TooLate);
        }
        let mut cancelled = self
            .cancelled
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        cancelled.insert(job.id.clone());
        Ok(CancelOutcome::Cancelled)
    }

    fn is_cancelled(&self, job: &ProviderJob) -> bool {
        let cancelled = self
            .cancelled
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        cancelled.contains(&job.id)
    }

    /// The first `count` pictures of a request.
    async fn paint(
        &self,
        request: &MediaRequest,
        count: u32,
    ) -> Result<Vec<MediaOutput>, ProviderError> {
        let seed = seed_of(&request.params)
            .unwrap_or_else(|| random::hash(request.idempotency_key.as_bytes()));
        let (width, height) = size_of(&request.params);
        let mut outputs = Vec::with_capacity(count as usize);
        for position in 0..count {
            let painting = Painting {
                prompt: random::hash(request.prompt.trim().as_bytes()),
                seed: seed.wrapping_add(u64::from(position)),
                width,
                height,
            };
            outputs.push(MediaOutput {
                position,
                source: OutputSource::Bytes(self.finished_painting(painting).await?),
                mime: Some("image/png".to_owned()),
                revised_prompt: None,
            });
        }
        Ok(outputs)
    }

    async fn finished_painting(&self, painting: Painting) -> Result<Bytes, ProviderError> {
        if let Some(bytes) = self.kept(painting) {
            return Ok(bytes);
        }
        let failed = || ProviderError::internal("The sample painter could not finish.");
        let bytes = tokio::task::spawn_blocking(move || painting.png())
            .await
            .map_err(|error| failed().with_source(error))?
            .map_err(|error| failed().with_source(error))?;
        let bytes = Bytes::from(bytes);
        let mut finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        finished.push_back((painting, bytes.clone()));
        if finished.len() > KEPT_PAINTINGS {
            finished.pop_front();
        }
        Ok(bytes)
    }

    fn kept(&self, painting: Painting) -> Option<Bytes> {
        let finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        finished
            .iter()
            .find(|(other, _)| *other == painting)
            .map(|(_, bytes)| bytes.clone())
    }
}

fn result(outputs: Vec<MediaOutput>) -> MediaResult {
    let usage = Usage {
        images: u32::try_from(outputs.len()).ok(),
        ..Usage::default()
    };
    MediaResult {
        outputs,
        usage: Some(usage),
        ..MediaResult::default()
    }
}

fn integer(params: &Params, id: &str) -> Option<i64> {
    match params.get(id) {
        Some(ParamValue::Integer(number)) => Some(*number),
        _ => None,
    }
}

fn seed_of(params: &Params) -> Option<u64> {
    integer(params, "seed").map(i64::cast_unsigned)
}

fn count_of(params: &Params) -> u32 {
    let count = integer(params, "count").and_then(|count| u32::try_from(count).ok());
    count.unwrap_or(1).clamp(1, 4)
}

/// Pixels across and down, from a choice such as `1536x1024`.
fn size_of(params: &Params) -> (u32, u32) {
    const USUAL: (u32, u32) = (1024, 1024);
    let Some(ParamValue::Text(size)) = params.get("size") else {
        return USUAL;
    };
    let Some((width, height)) = size.split_once('x') else {
        return USUAL;
    };
    match (width.parse(), height.parse()) {
        (Ok(width), Ok(height)) => (width, height),
        _ => USUAL,
    }
}
