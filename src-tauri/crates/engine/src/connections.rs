//! Providers as the user configures them: addresses, keys and models.

use std::collections::BTreeSet;

use studio_domain::{
    ConnectionDraft, ConnectionPreset, Deletion, KeyStatus, KeyStorage, Provider, ProviderId,
    ProviderTest, ResolvedEndpoint, Secret,
};
use studio_store::connections::{self, ConnectionRow};
use studio_store::provider_settings;

use crate::endpoints::Configured;
use crate::error::EngineError;
use crate::studio::Studio;

impl Studio {
    /// Every configured provider.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_providers(&self) -> Result<Vec<Provider>, EngineError> {
        let all = self.parts.configured().await?;
        let keys = self.parts.key_statuses(&all).await;
        Ok(all
            .iter()
            .zip(keys)
            .map(|(configured, key)| provider_view(configured, key))
            .collect())
    }

    /// Switches a provider on or off. What was made with it stays, and what runs goes on.
    ///
    /// # Errors
    /// When there is no such provider.
    pub async fn set_provider_enabled(
        &self,
        provider_id: ProviderId,
        enabled: bool,
    ) -> Result<(), EngineError> {
        let id = self.parts.provider(&provider_id).await?.id;
        let mut tx = self.parts.store.write().await?;
        provider_settings::set_enabled(&mut tx, &id, enabled).await?;
        Ok(tx.commit().await?)
    }

    /// The usual kinds of servers that can be added.
    #[must_use]
    pub fn list_presets(&self) -> Vec<ConnectionPreset> {
        self.parts.providers.catalog().presets()
    }

    /// The addresses that an entered one stands for.
    ///
    /// # Errors
    /// When it is not an address a provider can have.
    pub async fn resolve_address(
        &self,
        manifest_id: String,
        address: String,
    ) -> Result<ResolvedEndpoint, EngineError> {
        Ok(self
            .parts
            .providers
            .resolve_address(&manifest_id, &address)?)
    }

    /// Adds a server. Its models are asked for afterwards with [`Studio::refresh_models`].
    ///
    /// # Errors
    /// When the name is empty or the address cannot be used.
    pub async fn add_connection(&self, draft: ConnectionDraft) -> Result<Provider, EngineError> {
        let name = draft.name.trim();
        if name.is_empty() {
            return Err(EngineError::InvalidInput {
                message: "The server has no name.".to_owned(),
                hint: "Give it a name to find it by.",
            });
        }
        let resolved = self
            .parts
            .providers
            .resolve_address(&draft.manifest_id, &draft.address)?;
        let taken: BTreeSet<ProviderId> = self
            .parts
            .configured()
            .await?
            .into_iter()
            .map(|configured| configured.id)
            .collect();
        let id = free_id(name, &taken);
        self.keep_connection(&id, &draft.manifest_id, name, resolved.base_url)
            .await?;
        let configured = self.parts.provider(&id).await?;
        let key = self.parts.key_status(&configured).await;
        Ok(provider_view(&configured, key))
    }

    /// Replaces a provider's address, or goes back to its own. A key stays bound to the address
    /// it was entered for.
    ///
    /// # Errors
    /// When the address cannot be used, or there is none to go back to.
    pub async fn change_address(
        &self,
        provider_id: ProviderId,
        address: Option<String>,
    ) -> Result<(), EngineError> {
        let configured = self.parts.provider(&provider_id).await?;
        let manifest_id = configured.manifest.id.clone();
        let name = configured.name().to_owned();
        match address {
            Some(address) => {
                let resolved = self
                    .parts
                    .providers
                    .resolve_address(&manifest_id, &address)?;
                self.keep_connection(&provider_id, &manifest_id, &name, resolved.base_url)
                    .await
            }
            None if configured.added_by_user() => Err(EngineError::NotNow(
                "This server has no other address to go back to.",
            )),
            None => {
                let mut tx = self.parts.store.write().await?;
                connections::delete(&mut tx, &provider_id).await?;
                Ok(tx.commit().await?)
            }
        }
    }

    /// Removes a server the user added. Its key stays until it is removed as well, so that undo
    /// brings back a working server.
    ///
    /// # Errors
    /// When it is one of those that ship.
    pub async fn remove_connection(
        &self,
        provider_id: ProviderId,
    ) -> Result<Deletion, EngineError> {
        if !self.parts.provider(&provider_id).await?.added_by_user() {
            return Err(EngineError::NotNow("This provider comes with the studio."));
        }
        let mut tx = self.parts.store.write().await?;
        let deletion = connections::delete(&mut tx, &provider_id).await?;
        tx.commit().await?;
        Ok(deletion)
    }

    /// Asks a provider which models it has, keeps the list and tells how many.
    ///
    /// # Errors
    /// The provider's own error, or why it was not reached.
    pub async fn refresh_models(&self, provider_id: ProviderId) -> Result<u32, EngineError> {
        let configured = self.parts.provider(&provider_id).await?;
        let endpoint = self.parts.endpoint(&configured).await?;
        let listed = self.parts.providers.list_models(&endpoint).await?;
        let models: Vec<connections::ListedModel> = listed
            .into_iter()
            .map(|model| connections::ListedModel {
                id: model.id,
                name: model.name,
            })
            .collect();
        let count = u32::try_from(models.len()).unwrap_or(u32::MAX);
        let mut tx = self.parts.store.write().await?;
        if configured.connection.is_some() {
            connections::set_models(&mut tx, &provider_id, &models).await?;
        }
        tx.commit().await?;
        Ok(count)
    }

    /// Calls a provider with its key and tells what came of it.
    ///
    /// # Errors
    /// The provider's own error, or why it was not reached.
    pub async fn test_provider(
        &self,
        provider_id: ProviderId,
    ) -> Result<ProviderTest, EngineError> {
        let configured = self.parts.provider(&provider_id).await?;
        let endpoint = self.parts.endpoint(&configured).await?;
        Ok(self.parts.providers.test(&endpoint).await?)
    }

    /// Keeps a key for a provider, bound to the address the provider has now.
    ///
    /// # Errors
    /// When the key cannot be a key, the provider takes none, or there is no place to keep it.
    pub async fn set_key(&self, provider_id: ProviderId, key: Secret) -> Result<(), EngineError> {
        let key = check_key(&key)?;
        let configured = self.parts.provider(&provider_id).await?;
        let origin = key_origin(&configured)?;
        self.parts.keys.set(&provider_id, &origin, key).await?;
        self.parts.voices.forget(&provider_id);
        self.tell_of_providers().await
    }

    /// Forgets a provider's key.
    ///
    /// # Errors
    /// When the place where keys are kept does not answer.
    pub async fn remove_key(&self, provider_id: ProviderId) -> Result<(), EngineError> {
        let configured = self.parts.provider(&provider_id).await?;
        let origin = key_origin(&configured)?;
        self.parts.keys.remove(&provider_id, &origin).await?;
        self.tell_of_providers().await
    }

    /// Where keys are kept.
    pub async fn key_storage(&self) -> KeyStorage {
        self.parts.keys.storage().await
    }

    /// Makes a file sealed with a passphrase to keep keys in.
    ///
    /// # Errors
    /// When there is one already, the passphrase is too short, or the file cannot be written.
    pub async fn create_sealed_file(&self, passphrase: Secret) -> Result<(), EngineError> {
        self.parts.keys.create_sealed_file(passphrase).await?;
        self.tell_of_providers().await
    }

    /// Opens the sealed file with its passphrase.
    ///
    /// # Errors
    /// When the passphrase is wrong or there is no such file.
    pub async fn unlock_sealed_file(&self, passphrase: Secret) -> Result<(), EngineError> {
        self.parts.keys.unlock(passphrase).await?;
        self.parts.apply_network().await?;
        self.tell_of_providers().await
    }

    async fn keep_connection(
        &self,
        id: &ProviderId,
        manifest_id: &str,
        name: &str,
        base_url: String,
    ) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write().await?;
        connections::upsert(
            &mut tx,
            &ConnectionRow {
                provider_id: id.clone(),
                manifest_id: manifest_id.to_owned(),
                name: name.to_owned(),
                base_url,
                models: Vec::new(),
                models_read_at: None,
            },
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Keys and manifests are not in the database, so the windows are told of a change here.
    pub(crate) async fn tell_of_providers(&self) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write().await?;
        tx.changed(studio_domain::CacheTag::Providers);
        tx.changed(studio_domain::CacheTag::Models);
        Ok(tx.commit().await?)
    }
}

fn provider_view(configured: &Configured, key: KeyStatus) -> Provider {
    let manifest = &configured.manifest;
    let default_base_url = if configured.added_by_user() {
        None
    } else {
        manifest.base_url.as_ref().map(ToString::to_string)
    };
    Provider {
        id: configured.id.clone(),
        manifest_id: manifest.id.clone(),
        name: configured.name().to_owned(),
        kind: manifest.kind,
        added_by_user: configured.added_by_user(),
        base_url: configured.base_url().map(|url| url.to_string()),
        default_base_url,
        key,
        keys_url: manifest.links.keys.as_ref().map(ToString::to_string),
        docs_url: manifest.links.docs.as_ref().map(ToString::to_string),
        model_count: u32::try_from(
            configured
                .offered()
                .iter()
                .filter(|offered| offered.is_selectable())
                .count(),
        )
        .unwrap_or(u32::MAX),
        lists_models: manifest.lists_models(),
        enabled: configured.enabled,
        has_voices: manifest.has_voices(),
        manages_models: manifest.manages_models(),
        clones_voices: manifest.clones_voices(),
    }
}

fn key_origin(configured: &Configured) -> Result<String, EngineError> {
    configured
        .origin()
        .filter(|_| configured.manifest.auth.takes_key())
        .ok_or(EngineError::NotNow("This provider takes no key."))
}

fn check_key(key: &Secret) -> Result<Secret, EngineError> {
    let text = key.expose().trim();
    if text.is_empty() {
        return Err(EngineError::InvalidInput {
            message: "The key is empty.".to_owned(),
            hint: "Paste the key from the provider's page.",
        });
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(EngineError::InvalidInput {
            message: "The key has a space or a character that no key has.".to_owned(),
            hint: "Copy the key again, without anything around it.",
        });
    }
    Ok(Secret::new(text.to_owned()))
}

/// An id from the name that no provider has yet.
fn free_id(name: &str, taken: &BTreeSet<ProviderId>) -> ProviderId {
    let words: String = name
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    let slug = words.split_whitespace().collect::<Vec<_>>().join("-");
    let slug = if slug.is_empty() {
        "server".to_owned()
    } else {
        slug
    };
    let mut id = ProviderId::new(format!("my-{slug}"));
    let mut number = 2;
    while taken.contains(&id) {
        id = ProviderId::new(format!("my-{slug}-{number}"));
        number += 1;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_added_servers_never_clash() {
        let mut taken = BTreeSet::new();
        for expected in ["my-lm-studio", "my-lm-studio-2", "my-lm-studio-3"] {
            let id = free_id("LM Studio!", &taken);
            assert_eq!(id.as_str(), expected);
            taken.insert(id);
        }
        assert_eq!(free_id("日本", &taken).as_str(), "my-server");
    }

    #[test]
    fn keys_are_trimmed_and_strange_ones_refused() {
        let kept = check_key(&Secret::new("  sk-abc\n".to_owned()));
        assert_eq!(kept.ok(), Some(Secret::new("sk-abc".to_owned())));
        for strange in ["", "  ", "sk abc", "sk-ключ", "sk-\u{0}"] {
            assert!(
                check_key(&Secret::new(strange.to_owned())).is_err(),
                "{strange:?} was kept"
            );
        }
    }
}
