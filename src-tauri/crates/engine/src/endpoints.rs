//! From a configured provider and a model's id to what a request needs: address, key and model.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use studio_domain::{KeyStatus, ProviderId, ProviderKind, UnixMillis};
use studio_providers::{Endpoint, ListedModel, Manifest, ModelSpec, Programs};
use studio_store::catalog_models::{self, CatalogModelRow};
use studio_store::connections::{self, ConnectionRow};
use studio_store::provider_settings;
use url::Url;

use crate::error::EngineError;
use crate::studio::Parts;

/// How many keys are asked for at once.
const KEYS_AT_ONCE: usize = 8;

/// Everything a request needs.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Where it goes, with the key.
    pub endpoint: Endpoint,
    /// The model it asks.
    pub model: ModelSpec,
    /// The provider's name.
    pub provider_name: String,
    /// The version of the manifest, for the ledger's snapshot.
    pub manifest_version: String,
}

/// A manifest with what the user configured over it.
#[derive(Debug, Clone)]
pub(crate) struct Configured {
    /// The provider's id.
    pub id: ProviderId,
    /// The manifest.
    pub manifest: Arc<Manifest>,
    /// What the user added or changed.
    pub connection: Option<ConnectionRow>,
    /// Whether its models are offered.
    pub enabled: bool,
    /// What was accepted from its own list of models.
    pub accepted: Vec<CatalogModelRow>,
}

/// A model with what is known of its coming and going.
#[derive(Debug, Clone)]
pub(crate) struct Offered {
    /// The model.
    pub model: ModelSpec,
    /// When it was accepted from the provider's list; absent for one that ships.
    pub added_at: Option<UnixMillis>,
    /// When it was accepted as gone.
    pub vanished_at: Option<UnixMillis>,
}

impl Offered {
    /// Whether it can be chosen, as far as the model goes.
    pub fn is_selectable(&self) -> bool {
        self.model.status.is_selectable() && self.vanished_at.is_none()
    }
}

impl Configured {
    /// The name shown.
    pub fn name(&self) -> &str {
        self.connection
            .as_ref()
            .map_or(self.manifest.name.as_str(), |row| row.name.as_str())
    }

    /// The address requests go to; none for a built-in provider.
    pub fn base_url(&self) -> Option<Url> {
        match &self.connection {
            Some(row) => Url::parse(&row.base_url).ok(),
            None => self.manifest.base_url.clone(),
        }
    }

    /// The origin that keys are bound to.
    pub fn origin(&self) -> Option<String> {
        self.base_url()
            .map(|url| url.origin().ascii_serialization())
    }

    /// Whether the user added this provider, beside those that ship.
    pub fn added_by_user(&self) -> bool {
        self.id.as_str() != self.manifest.id
    }

    /// Every model that is known: the manifest's own, those the server listed, and those that
    /// were accepted from its list, gone ones too.
    pub fn offered(&self) -> Vec<Offered> {
        let base_url = self.base_url();
        let mut models = self.manifest.models.clone();
        let listed = self.connection.iter().flat_map(|row| &row.models);
        let listed = listed.map(|listed| (&listed.id, &listed.name));
        let accepted = self.accepted.iter().map(|row| (&row.model_id, &row.name));
        for (id, name) in listed.chain(accepted) {
            if models.iter().all(|model| model.id != *id) {
                let listed = ListedModel {
                    id: id.clone(),
                    name: name.clone(),
                };
                models.extend(self.manifest.listed_model(&listed, base_url.as_ref()));
            }
        }
        models
            .into_iter()
            .map(|model| {
                let row = self.accepted.iter().find(|row| row.model_id == model.id);
                Offered {
                    added_at: row.and_then(|row| row.added_at),
                    vanished_at: row.and_then(|row| row.vanished_at),
                    model,
                }
            })
            .collect()
    }
}

impl Parts {
    /// Every configured provider: those that ship and those the user added.
    pub(crate) async fn configured(&self) -> Result<Vec<Configured>, EngineError> {
        let rows = connections::list(&self.store).await?;
        let disabled = provider_settings::disabled(&self.store).await?;
        let accepted = catalog_models::list(&self.store).await?;
        let catalog = self.providers.catalog();
        let shipped = catalog
            .shared_manifests()
            .filter(|manifest| works_as_it_ships(manifest, self.providers.programs()))
            .map(|manifest| Configured {
                id: ProviderId::new(manifest.id.as_str()),
                manifest: Arc::clone(manifest),
                connection: rows
                    .iter()
                    .find(|row| row.provider_id.as_str() == manifest.id)
                    .cloned(),
                enabled: true,
                accepted: Vec::new(),
            });
        let added = rows.iter().filter_map(|row| {
            let manifest = catalog.shared(&row.manifest_id)?;
            let configured = Configured {
                id: row.provider_id.clone(),
                manifest,
                connection: Some(row.clone()),
                enabled: true,
                accepted: Vec::new(),
            };
            configured.added_by_user().then_some(configured)
        });
        let mut configured: Vec<Configured> = shipped.chain(added).collect();
        for provider in &mut configured {
            provider.enabled = !disabled.contains(&provider.id);
            let of_it = |row: &&CatalogModelRow| row.provider_id == provider.id;
            provider.accepted = accepted.iter().filter(of_it).cloned().collect();
        }
        Ok(configured)
    }

    /// One configured provider.
    pub(crate) async fn provider(&self, id: &ProviderId) -> Result<Configured, EngineError> {
        self.configured()
            .await?
            .into_iter()
            .find(|configured| configured.id == *id)
            .ok_or_else(|| EngineError::ProviderGone(id.clone()))
    }

    /// Where requests to a provider go, with its key.
    pub(crate) async fn endpoint(&self, configured: &Configured) -> Result<Endpoint, EngineError> {
        let key = match configured.origin() {
            Some(origin) if configured.manifest.auth.takes_key() => {
                self.keys.get(&configured.id, &origin).await?
            }
            _ => None,
        };
        if key.is_none() && configured.manifest.auth.requires_key() {
            return Err(EngineError::KeyMissing {
                provider: configured.name().to_owned(),
            });
        }
        Ok(Endpoint {
            provider_id: configured.id.clone(),
            manifest_id: configured.manifest.id.clone(),
            base_url: configured.base_url(),
            key,
        })
    }

    /// A model of a provider. A model that the provider no longer lists is an error, never
    /// another model.
    pub(crate) async fn model(
        &self,
        provider: &ProviderId,
        model: &str,
    ) -> Result<ModelSpec, EngineError> {
        let configured = self.provider(provider).await?;
        find_model(&configured, model)
    }

    /// As [`Self::target`], for a request that is about to be recorded: the model must be one
    /// that can be chosen.
    pub(crate) async fn chosen(
        &self,
        provider: &ProviderId,
        model: &str,
    ) -> Result<Target, EngineError> {
        let configured = self.provider(provider).await?;
        if !configured.enabled {
            return Err(EngineError::ProviderOff {
                provider: configured.name().to_owned(),
            });
        }
        let offered = configured.offered();
        let found = offered.iter().find(|offered| offered.model.id == model);
        if found.is_none_or(|offered| !offered.is_selectable()) {
            return Err(unavailable(&configured, model));
        }
        self.target(provider, model).await
    }

    /// Everything a request to a model needs. What was asked of a model that was switched off or
    /// went away since is still followed to its end.
    pub(crate) async fn target(
        &self,
        provider: &ProviderId,
        model: &str,
    ) -> Result<Target, EngineError> {
        let configured = self.provider(provider).await?;
        Ok(Target {
            model: find_model(&configured, model)?,
            endpoint: self.endpoint(&configured).await?,
            provider_name: configured.name().to_owned(),
            manifest_version: configured.manifest.version.clone(),
        })
    }

    /// What may be told of the keys of several providers, in their order. A keychain takes its
    /// time for each, so that several are asked for at once.
    pub(crate) async fn key_statuses(&self, all: &[Configured]) -> Vec<KeyStatus> {
        // Collected first: a stream over the closure itself cannot be proven `Send`.
        let asked: Vec<_> = all
            .iter()
            .map(|configured| self.key_status(configured))
            .collect();
        stream::iter(asked).buffered(KEYS_AT_ONCE).collect().await
    }

    /// What may be told of a provider's key.
    pub(crate) async fn key_status(&self, configured: &Configured) -> KeyStatus {
        match configured.origin() {
            Some(origin) if configured.manifest.auth.takes_key() => {
                let required = configured.manifest.auth.requires_key();
                self.keys.status(&configured.id, &origin, required).await
            }
            _ => KeyStatus::NotNeeded,
        }
    }
}

/// A manifest without an address of its own works only through a connection the user adds.
fn works_as_it_ships(manifest: &Manifest, programs: &Programs) -> bool {
    // One that is a program of this computer works where that is installed.
    if let Some(speaker) = manifest.speaker() {
        return programs.find(speaker).is_some();
    }
    manifest.kind == ProviderKind::BuiltIn || manifest.base_url.is_some()
}

pub(crate) fn find_model(configured: &Configured, model: &str) -> Result<ModelSpec, EngineError> {
    configured
        .offered()
        .into_iter()
        .map(|offered| offered.model)
        .find(|spec| spec.id == model)
        .ok_or_else(|| unavailable(configured, model))
}

fn unavailable(configured: &Configured, model: &str) -> EngineError {
    EngineError::ModelUnavailable {
        provider: configured.name().to_owned(),
        model: model.to_owned(),
    }
}
