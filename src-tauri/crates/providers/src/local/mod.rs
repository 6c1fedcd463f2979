//! Servers on this computer: finding them, and the models that they keep.

mod ollama;
mod probe;
mod time;

use futures::stream::BoxStream;

use crate::error::ProviderError;

pub(crate) use ollama::{delete, list, pull};
pub use probe::FoundPreset;
pub(crate) use probe::find;

/// How far the fetching of a model is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullStep {
    /// What is being done, in the server's own words.
    pub step: String,
    /// The part that is being fetched, where the step is about one.
    pub part: Option<String>,
    /// How many bytes of the part are there.
    pub completed: Option<u64>,
    /// How many bytes it has.
    pub total: Option<u64>,
}

/// The steps of fetching a model. Dropping them closes the connection, which stops it.
pub type PullSteps = BoxStream<'static, Result<PullStep, ProviderError>>;
