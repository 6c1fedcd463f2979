//! Servers on this computer: finding them, and the models that they keep.

mod ollama;
mod probe;

use futures::stream::BoxStream;
use studio_domain::LocalModel;

use crate::connection::Connection;
use crate::endpoint::Endpoint;
use crate::error::ProviderError;
use crate::manifest::ModelStore;
use crate::providers::Providers;

pub use probe::FoundPreset;

/// How far the fetching of a model is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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

impl Providers {
    /// Servers that run on this computer at their usual addresses.
    pub async fn find_local_servers(&self) -> Vec<FoundPreset> {
        probe::find(self.http(), &self.catalog()).await
    }

    /// The models that a server keeps on its disk.
    ///
    /// # Errors
    /// [`ProviderError`]; of the kind [`crate::ProviderErrorKind::InvalidInput`] where the server
    /// keeps none that can be managed.
    pub async fn local_models(
        &self,
        endpoint: &Endpoint,
    ) -> Result<Vec<LocalModel>, ProviderError> {
        ollama::list(&self.model_store(endpoint)?).await
    }

    /// Has a server fetch a model to its disk. Dropping the steps stops it.
    ///
    /// # Errors
    /// [`ProviderError`], also through the stream.
    pub async fn pull_model(
        &self,
        endpoint: &Endpoint,
        model: &str,
    ) -> Result<PullSteps, ProviderError> {
        ollama::pull(&self.model_store(endpoint)?, model).await
    }

    /// Has a server throw a model off its disk.
    ///
    /// # Errors
    /// [`ProviderError`]
    pub async fn delete_model(
        &self,
        endpoint: &Endpoint,
        model: &str,
    ) -> Result<(), ProviderError> {
        ollama::delete(&self.model_store(endpoint)?, model).await
    }

    /// A connection to a server that keeps models as Ollama does, the one way that is known.
    fn model_store(&self, endpoint: &Endpoint) -> Result<Connection, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        match manifest.model_store {
            Some(ModelStore::Ollama) => self.connection(manifest, endpoint),
            None => {
                let message = format!("The models of {} cannot be managed here.", manifest.name);
                Err(ProviderError::invalid(message))
            }
        }
    }
}
