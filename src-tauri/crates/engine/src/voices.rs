//! Voices of providers that speak: listed, listened to, and made from recordings.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use studio_domain::{AssetId, AssetKind, BlobHash, CloneVoice, ProviderId, UnixMillis, Voice};
use studio_providers::{CloneRequest, ProviderVoice};
use studio_store::settings;

use crate::error::EngineError;
use crate::library::media_input;
use crate::studio::{Parts, Studio};

/// The settings that say who agreed to what, by the moment.
const CONSENT: &str = "voice-consent:";
/// The slot that recordings of a voice go into.
const SAMPLES: &str = "samples";
/// The most recordings of one voice.
const MOST_SAMPLES: usize = 25;

/// What was listed in this session.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    listed: Mutex<HashMap<ProviderId, Arc<[ProviderVoice]>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// That the person who is heard agreed, as the user said. It is kept whatever becomes of the
/// request.
#[derive(Debug, Serialize)]
struct Consent<'a> {
    provider_id: &'a ProviderId,
    name: &'a str,
    samples: &'a [AssetId],
    agreed_at: UnixMillis,
    /// The voice that was made.
    voice_id: Option<&'a str>,
}

impl Voices {
    /// Forgets what a provider listed: its key is another, or it has another voice.
    pub fn forget(&self, provider: &ProviderId) {
        lock(&self.listed).remove(provider);
    }
}

impl Studio {
    /// The voices of a provider, asked for once in a session unless `refresh` is set.
    ///
    /// # Errors
    /// The provider's own error, or why it was not reached.
    pub async fn list_voices(
        &self,
        provider_id: ProviderId,
        refresh: bool,
    ) -> Result<Vec<Voice>, EngineError> {
        if refresh {
            self.parts.voices.forget(&provider_id);
        }
        let listed = self.parts.listed_voices(&provider_id).await?;
        Ok(listed.iter().map(|listed| listed.voice.clone()).collect())
    }

    /// Fetches the recording of a voice, unless it was fetched before. The playback server plays
    /// it under its hash; the library does not know it.
    ///
    /// # Errors
    /// When the voice is gone or has no recording, or what comes is no sound.
    pub async fn preview_voice(
        &self,
        provider_id: ProviderId,
        voice_id: String,
    ) -> Result<BlobHash, EngineError> {
        let parts = &self.parts;
        let listed = parts.listed_voices(&provider_id).await?;
        let url = listed
            .iter()
            .find(|listed| listed.voice.id == voice_id)
            .ok_or(EngineError::NotFound("The voice"))?
            .preview_url
            .clone()
            .ok_or(EngineError::NotNow(
                "This voice has no recording to listen to.",
            ))?;
        parts.shown(&provider_id, &url, AssetKind::Audio).await
    }

    /// Has a provider make a voice from recordings; gives its id. That the person who is heard
    /// agreed is recorded with the time before anything leaves.
    ///
    /// # Errors
    /// Without consent, without recordings, or when the provider does not make it.
    pub async fn clone_voice(&self, request: CloneVoice) -> Result<String, EngineError> {
        let name = request.name.trim();
        check_clone(&request, name)?;
        let parts = &self.parts;
        let configured = parts.provider(&request.provider_id).await?;
        if !configured.manifest.clones_voices() {
            return Err(EngineError::NotNow("This provider makes no voices."));
        }
        let endpoint = parts.endpoint(&configured).await?;
        let mut samples = Vec::with_capacity(request.samples.len());
        for id in &request.samples {
            let asset = parts.present_asset(*id).await?;
            if asset.kind != AssetKind::Audio {
                return Err(EngineError::InvalidInput {
                    message: format!("\u{201c}{}\u{201d} is not a sound.", asset.title),
                    hint: "Choose recordings of one person speaking.",
                });
            }
            let path = parts.blobs.path(&asset.blob);
            samples.push(media_input(SAMPLES.to_owned(), &asset, path));
        }
        let consent = Consent {
            provider_id: &request.provider_id,
            name,
            samples: &request.samples,
            agreed_at: parts.store.clock().now(),
            voice_id: None,
        };
        parts.keep_consent(&consent).await?;
        let asked = CloneRequest {
            name: name.to_owned(),
            description: request.description.trim().to_owned(),
            language: request.language.trim().to_owned(),
            samples,
        };
        let voice_id = parts.providers.clone_voice(&endpoint, &asked).await?;
        parts.voices.forget(&request.provider_id);
        let made = Consent {
            voice_id: Some(&voice_id),
            ..consent
        };
        parts.keep_consent(&made).await?;
        Ok(voice_id)
    }
}

impl Parts {
    async fn listed_voices(&self, id: &ProviderId) -> Result<Arc<[ProviderVoice]>, EngineError> {
        let known = lock(&self.voices.listed).get(id).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let configured = self.provider(id).await?;
        if !configured.manifest.has_voices() {
            return Err(EngineError::NotNow("This provider has no list of voices."));
        }
        let endpoint = self.endpoint(&configured).await?;
        let listed: Arc<[ProviderVoice]> = self.providers.voices(&endpoint).await?.into();
        lock(&self.voices.listed).insert(id.clone(), Arc::clone(&listed));
        Ok(listed)
    }

    async fn keep_consent(&self, consent: &Consent<'_>) -> Result<(), EngineError> {
        let at = consent.agreed_at.get();
        let name = format!("{CONSENT}{}:{at}", consent.provider_id);
        let mut tx = self.store.write_durable().await?;
        settings::set(&mut tx, &name, consent).await?;
        Ok(tx.commit().await?)
    }
}

fn check_clone(request: &CloneVoice, name: &str) -> Result<(), EngineError> {
    let refused = |message: &str, hint: &'static str| {
        Err(EngineError::InvalidInput {
            message: message.to_owned(),
            hint,
        })
    };
    if !request.consent {
        return refused(
            "A voice is made only with the consent of the person who is heard.",
            "Ask the person, and confirm that they agreed.",
        );
    }
    if name.is_empty() {
        return refused("The voice has no name.", "Give it a name to find it by.");
    }
    if request.samples.is_empty() || request.samples.len() > MOST_SAMPLES {
        return refused(
            "A voice is made from 1 to 25 recordings.",
            "Choose recordings of one person speaking.",
        );
    }
    Ok(())
}
