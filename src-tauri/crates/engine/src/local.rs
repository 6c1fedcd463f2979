//! Servers on this computer: finding them, and fetching and throwing away the models they keep.
//! A fetch is a chore and no generation: it lives as long as the studio runs.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::StreamExt;
use futures::future::join_all;
use studio_domain::{
    CacheTag, CatalogDiff, ErrorCode, FoundServer, LocalModel, NamedModel, Problem, ProviderId,
    PullProgress,
};
use studio_providers::{Endpoint, FoundPreset, PullStep, PullSteps};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::endpoints::Configured;
use crate::error::EngineError;
use crate::studio::Studio;

/// What is being fetched, by provider and model.
#[derive(Debug, Default)]
pub(crate) struct Pulls(Mutex<HashMap<(ProviderId, String), Pull>>);

/// A model that is being fetched.
#[derive(Debug, Clone)]
struct Pull {
    stop: CancellationToken,
    state: watch::Receiver<PullState>,
}

#[derive(Debug, Clone)]
enum PullState {
    Working(PullProgress),
    Ended(Result<(), Problem>),
}

impl Pulls {
    fn running(&self) -> MutexGuard<'_, HashMap<(ProviderId, String), Pull>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds up the parts of a model, which come one after another.
#[derive(Debug, Default)]
struct Parts(HashMap<String, (u64, u64)>);

impl Parts {
    fn with(&mut self, model: &str, step: PullStep) -> PullProgress {
        if let (Some(part), Some(total)) = (step.part, step.total) {
            let completed = step.completed.unwrap_or(0).min(total);
            self.0.insert(part, (completed, total));
        }
        let known = !self.0.is_empty();
        let sum = |of: fn(&(u64, u64)) -> u64| known.then(|| self.0.values().map(of).sum());
        PullProgress {
            model: model.to_owned(),
            step: step.step,
            completed_bytes: sum(|part| part.0),
            total_bytes: sum(|part| part.1),
        }
    }
}

impl Studio {
    /// Servers that run on this computer at their usual addresses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn probe_local_servers(&self) -> Result<Vec<FoundServer>, EngineError> {
        let found = self.parts.providers.find_local_servers().await;
        let configured = self.parts.configured().await?;
        let views = found
            .into_iter()
            .map(|found| self.found(found, &configured));
        Ok(join_all(views).await)
    }

    async fn found(&self, found: FoundPreset, configured: &[Configured]) -> FoundServer {
        let there =
            |provider: &&Configured| provider.base_url().is_some_and(|url| url == found.base_url);
        let endpoint = Endpoint {
            provider_id: ProviderId::new(found.manifest_id.as_str()),
            manifest_id: found.manifest_id.clone(),
            base_url: Some(found.base_url.clone()),
            key: None,
        };
        let patience = self.parts.http.config().probe_timeout;
        let listed = timeout(patience, self.parts.providers.list_models(&endpoint)).await;
        let models = listed.ok().and_then(Result::ok);
        FoundServer {
            model_count: models.and_then(|models| u32::try_from(models.len()).ok()),
            provider_id: configured
                .iter()
                .find(there)
                .map(|provider| provider.id.clone()),
            base_url: found.base_url.as_str().trim_end_matches('/').to_owned(),
            preset_id: found.preset_id,
            manifest_id: found.manifest_id,
            name: found.name,
        }
    }

    /// The models that a server keeps on its disk.
    ///
    /// # Errors
    /// The server's own error, or why it was not reached.
    pub async fn list_local_models(
        &self,
        provider_id: ProviderId,
    ) -> Result<Vec<LocalModel>, EngineError> {
        let endpoint = self.local_endpoint(&provider_id).await?;
        Ok(self.parts.providers.local_models(&endpoint).await?)
    }

    async fn local_endpoint(&self, provider_id: &ProviderId) -> Result<Endpoint, EngineError> {
        let configured = self.parts.provider(provider_id).await?;
        self.parts.endpoint(&configured).await
    }

    /// Has a server fetch a model, or follows a fetch that runs already; `tell` hears how far it
    /// is. Who stops listening does not stop it.
    ///
    /// # Errors
    /// The server's own error; [`ErrorCode::Cancelled`] when it was cancelled.
    pub async fn pull_model(
        &self,
        provider_id: ProviderId,
        model: String,
        tell: impl Fn(PullProgress) + Send,
    ) -> Result<(), EngineError> {
        let model = model.trim().to_owned();
        if model.is_empty() {
            return Err(EngineError::InvalidInput {
                message: "The model has no name.".to_owned(),
                hint: "Enter a name from Ollama’s library, such as `llama3.2`.",
            });
        }
        let mut state = self.begin_pull(&provider_id, &model).await?;
        loop {
            let now = state.borrow_and_update().clone();
            match now {
                PullState::Working(progress) => tell(progress),
                PullState::Ended(outcome) => return outcome.map_err(EngineError::Chore),
            }
            if state.changed().await.is_err() {
                return Err(EngineError::TaskLost);
            }
        }
    }

    /// Begins a fetch unless the same one runs.
    async fn begin_pull(
        &self,
        provider_id: &ProviderId,
        model: &str,
    ) -> Result<watch::Receiver<PullState>, EngineError> {
        let endpoint = self.local_endpoint(provider_id).await?;
        let key = (provider_id.clone(), model.to_owned());
        let mut running = self.parts.pulls.running();
        if let Some(pull) = running.get(&key) {
            return Ok(pull.state.clone());
        }
        let first = Parts::default().with(model, PullStep::default());
        let (report, state) = watch::channel(PullState::Working(first));
        let stop = self.parts.closing.child_token();
        let pull = Pull {
            stop: stop.clone(),
            state: state.clone(),
        };
        running.insert(key.clone(), pull);
        drop(running);
        let studio = self.clone();
        tokio::spawn(async move {
            let fetched = tokio::select! {
                fetched = studio.fetch(&endpoint, &key, &report) => fetched,
                () = stop.cancelled() => Err(Problem::new(ErrorCode::Cancelled, "Stopped.")),
            };
            studio.parts.pulls.running().remove(&key);
            report.send_replace(PullState::Ended(fetched));
        });
        Ok(state)
    }

    /// Fetches a model to its end and offers it.
    async fn fetch(
        &self,
        endpoint: &Endpoint,
        (provider_id, model): &(ProviderId, String),
        report: &watch::Sender<PullState>,
    ) -> Result<(), Problem> {
        let providers = &self.parts.providers;
        let steps: Result<PullSteps, _> = providers.pull_model(endpoint, model).await;
        let mut steps = steps.map_err(|error| error.problem())?;
        let mut parts = Parts::default();
        while let Some(step) = steps.next().await {
            let progress = parts.with(model, step.map_err(|error| error.problem())?);
            report.send_replace(PullState::Working(progress));
        }
        // The model is there even where the catalogue cannot take it in now.
        if let Err(error) = self.offer(provider_id, model).await {
            tracing::warn!(%error, "a model that was fetched is not offered yet");
        }
        Ok(())
    }

    /// Takes over a model from a provider's list: the one that was asked for here.
    async fn offer(&self, provider_id: &ProviderId, came: &str) -> Result<(), EngineError> {
        if self.parts.provider(provider_id).await?.added_by_user() {
            self.refresh_models(provider_id.clone()).await?;
            return Ok(());
        }
        let diff = self.check_catalog(provider_id.clone()).await?;
        let is_it = |model: &NamedModel| model.id == came || model.id == format!("{came}:latest");
        let wanted = CatalogDiff {
            added: diff.added.into_iter().filter(is_it).collect(),
            ..CatalogDiff::default()
        };
        self.accept_catalog(provider_id.clone(), wanted).await
    }

    /// What is being fetched for a provider.
    #[must_use]
    pub fn list_pulls(&self, provider_id: &ProviderId) -> Vec<PullProgress> {
        let running = self.parts.pulls.running();
        let of_it = running
            .iter()
            .filter(|((provider, _), _)| provider == provider_id);
        let mut pulls: Vec<PullProgress> = of_it
            .filter_map(|(_, pull)| match &*pull.state.borrow() {
                PullState::Working(progress) => Some(progress.clone()),
                PullState::Ended(_) => None,
            })
            .collect();
        pulls.sort_by(|one, other| one.model.cmp(&other.model));
        pulls
    }

    /// Stops a fetch; the connection is closed. What is not being fetched is none to stop.
    pub fn cancel_pull(&self, provider_id: ProviderId, model: &str) {
        let key = (provider_id, model.trim().to_owned());
        if let Some(pull) = self.parts.pulls.running().get(&key) {
            pull.stop.cancel();
        }
    }

    /// Throws a model off a server's disk.
    ///
    /// # Errors
    /// The server's own error, or why it was not reached.
    pub async fn delete_local_model(
        &self,
        provider_id: ProviderId,
        model: String,
    ) -> Result<(), EngineError> {
        let endpoint = self.local_endpoint(&provider_id).await?;
        self.parts.providers.delete_model(&endpoint, &model).await?;
        let mut tx = self.parts.store.write().await?;
        tx.changed(CacheTag::Models);
        tx.commit().await?;
        if let Err(error) = self.forget_deleted(&provider_id, &model).await {
            tracing::warn!(%error, "a model that was deleted is offered still");
        }
        Ok(())
    }

    async fn forget_deleted(
        &self,
        provider_id: &ProviderId,
        model: &str,
    ) -> Result<(), EngineError> {
        let configured = self.parts.provider(provider_id).await?;
        if configured.added_by_user() {
            self.refresh_models(provider_id.clone()).await?;
            return Ok(());
        }
        let offered = configured.offered();
        let gone = offered.iter().filter(|offered| offered.model.id == model);
        let vanished = gone.map(|offered| NamedModel {
            id: offered.model.id.clone(),
            name: offered.model.name.clone(),
        });
        let diff = CatalogDiff {
            vanished: vanished.collect(),
            ..CatalogDiff::default()
        };
        self.accept_catalog(provider_id.clone(), diff).await
    }
}
