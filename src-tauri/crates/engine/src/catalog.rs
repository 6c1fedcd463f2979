//! The catalogue of models: what ships, and what providers' own lists change in it. Nothing
//! changes by itself: a list is compared, shown, and accepted.

use std::collections::{BTreeMap, BTreeSet};

use studio_domain::{
    CatalogDiff, CatalogEntry, KeyStatus, Modality, Model, NamedModel, ProviderId, RenamedModel,
};
use studio_providers::{ListedModel, ModelSpec};
use studio_store::catalog_models;

use crate::endpoints::{Configured, Offered};
use crate::error::EngineError;
use crate::studio::Studio;

/// How long an accepted model counts as new.
const NEW_FOR_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

impl Studio {
    /// Every model that makes the given thing and can be chosen; `usable` tells whether its
    /// provider has its key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_models(&self, modality: Modality) -> Result<Vec<Model>, EngineError> {
        let mut asked = Vec::new();
        let mut offers = Vec::new();
        for configured in self.parts.configured().await? {
            if !configured.enabled {
                continue;
            }
            let mut offered = configured.offered();
            offered.retain(|one| one.model.modality == modality && one.is_selectable());
            if !offered.is_empty() {
                asked.push(configured);
                offers.push(offered);
            }
        }
        let keys = self.parts.key_statuses(&asked).await;
        let mut models = Vec::new();
        for ((configured, offered), key) in asked.iter().zip(offers).zip(keys) {
            let usable = is_usable(&key);
            let views = offered.into_iter();
            models.extend(views.map(|one| model_view(configured, one.model, usable)));
        }
        Ok(models)
    }

    /// Every model of every provider, with what is known of its coming and going.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn catalog(&self) -> Result<Vec<CatalogEntry>, EngineError> {
        let now = self.parts.store.clock().now();
        let mut entries = Vec::new();
        let all = self.parts.configured().await?;
        let keys = self.parts.key_statuses(&all).await;
        for (configured, key) in all.iter().zip(keys) {
            let usable = is_usable(&key);
            entries.extend(configured.offered().into_iter().map(|offered| {
                let since = offered.added_at.map(|at| now.get() - at.get());
                CatalogEntry {
                    provider_enabled: configured.enabled,
                    selectable: configured.enabled && offered.is_selectable(),
                    new: since.is_some_and(|since| since < NEW_FOR_MS),
                    added_at: offered.added_at,
                    vanished_at: offered.vanished_at,
                    model: model_view(configured, offered.model, usable),
                }
            }));
        }
        Ok(entries)
    }

    /// Asks a provider which models it has and tells what differs. Changes nothing.
    ///
    /// # Errors
    /// The provider's own error, or why it was not reached.
    pub async fn check_catalog(&self, provider_id: ProviderId) -> Result<CatalogDiff, EngineError> {
        let configured = self.parts.provider(&provider_id).await?;
        let endpoint = self.parts.endpoint(&configured).await?;
        let listed = self.parts.providers.list_models(&endpoint).await?;
        let runs = |model: &ListedModel| {
            let base_url = configured.base_url();
            let spec = configured.manifest.listed_model(model, base_url.as_ref());
            spec.is_some()
        };
        let names = accepted_names(&configured);
        Ok(difference(&configured.offered(), &names, &listed, runs))
    }

    /// Takes over what [`Studio::check_catalog`] told, or the part of it that was chosen.
    ///
    /// # Errors
    /// When it names a model that this provider cannot have.
    pub async fn accept_catalog(
        &self,
        provider_id: ProviderId,
        diff: CatalogDiff,
    ) -> Result<(), EngineError> {
        let configured = self.parts.provider(&provider_id).await?;
        check_acceptable(&configured, &diff)?;
        let mut tx = self.parts.store.write().await?;
        for model in &diff.added {
            catalog_models::add(&mut tx, &provider_id, &model.id, &model.name).await?;
        }
        for model in &diff.vanished {
            catalog_models::mark_vanished(&mut tx, &provider_id, &model.id, &model.name).await?;
        }
        for model in &diff.renamed {
            catalog_models::rename(&mut tx, &provider_id, &model.id, &model.to).await?;
        }
        tx.changed(studio_domain::CacheTag::Providers);
        Ok(tx.commit().await?)
    }
}

/// The names under which models were accepted earlier, by id.
fn accepted_names(configured: &Configured) -> BTreeMap<String, String> {
    let added = configured
        .accepted
        .iter()
        .filter(|row| row.added_at.is_some());
    added
        .map(|row| (row.model_id.clone(), row.name.clone()))
        .collect()
}

/// How a list differs from what is known. `runs` tells whether a model that only the list names
/// could be used.
///
/// A list may be silent on whole kinds of models: a service that lists its voices' models may not
/// list those that write. So a model is missing only where the list names another of its kind.
fn difference(
    known: &[Offered],
    accepted_names: &BTreeMap<String, String>,
    listed: &[ListedModel],
    runs: impl Fn(&ListedModel) -> bool,
) -> CatalogDiff {
    let listed_ids: BTreeSet<&str> = listed.iter().map(|model| model.id.as_str()).collect();
    let is_listed = |model: &ModelSpec| {
        listed_ids.contains(model.id.as_str()) || listed_ids.contains(model.remote.as_str())
    };
    let spoken_of: BTreeSet<Modality> = known
        .iter()
        .filter(|offered| is_listed(&offered.model))
        .map(|offered| offered.model.modality)
        .collect();
    let mut diff = CatalogDiff::default();
    for offered in known {
        let model = &offered.model;
        let named = || NamedModel {
            id: model.id.clone(),
            name: model.name.clone(),
        };
        match (offered.vanished_at, is_listed(model)) {
            (Some(_), true) => diff.added.push(named()),
            (None, false)
                if model.status.is_selectable() && spoken_of.contains(&model.modality) =>
            {
                diff.vanished.push(named());
            }
            _ => {}
        }
    }
    let known_ids: BTreeSet<&str> = known
        .iter()
        .flat_map(|offered| [offered.model.id.as_str(), offered.model.remote.as_str()])
        .collect();
    for model in listed {
        match accepted_names.get(&model.id) {
            Some(from) if *from != model.name => diff.renamed.push(RenamedModel {
                id: model.id.clone(),
                from: from.clone(),
                to: model.name.clone(),
            }),
            None if !known_ids.contains(model.id.as_str()) && runs(model) => {
                diff.added.push(NamedModel {
                    id: model.id.clone(),
                    name: model.name.clone(),
                });
            }
            _ => {}
        }
    }
    diff
}

/// The window passes the difference back, so it is looked at again.
fn check_acceptable(configured: &Configured, diff: &CatalogDiff) -> Result<(), EngineError> {
    let offered = configured.offered();
    let is_known = |id: &str| offered.iter().any(|offered| offered.model.id == id);
    let base_url = configured.base_url();
    let can_be = |model: &NamedModel| {
        let listed = ListedModel {
            id: model.id.clone(),
            name: model.name.clone(),
        };
        let spec = configured.manifest.listed_model(&listed, base_url.as_ref());
        is_known(&model.id) || spec.is_some()
    };
    let names = accepted_names(configured);
    let acceptable = diff.added.iter().all(can_be)
        && diff.vanished.iter().all(|model| is_known(&model.id))
        && diff
            .renamed
            .iter()
            .all(|model| names.contains_key(&model.id) && !model.to.trim().is_empty());
    if acceptable {
        return Ok(());
    }
    Err(EngineError::InvalidInput {
        message: format!("{} cannot have one of these models.", configured.name()),
        hint: "Ask for the list again.",
    })
}

pub(crate) fn is_usable(key: &KeyStatus) -> bool {
    match key {
        KeyStatus::NotNeeded | KeyStatus::Set { .. } => true,
        KeyStatus::Missing { required } => !required,
        KeyStatus::Locked => false,
    }
}

fn model_view(configured: &Configured, model: ModelSpec, usable: bool) -> Model {
    Model {
        provider_id: configured.id.clone(),
        provider_name: configured.name().to_owned(),
        id: model.id,
        name: model.name,
        description: model.description,
        modality: model.modality,
        status: model.status,
        context_window: model.context_window,
        output_limit: model.output_limit,
        capabilities: model.capabilities,
        prompt: model.prompt,
        prompt_limit: model.prompt_limit,
        inputs: model.inputs,
        prices: model.prices,
        free: model.free,
        parameters: model.parameters,
        usable,
    }
}
