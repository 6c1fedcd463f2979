//! The free voices of this computer: which programs are there, and where their voices are.

use std::path::{Path, PathBuf};

use studio_domain::{CacheTag, OfflineVoices, ProviderId};
use studio_providers::{Programs, Speaker};
use studio_store::{Store, settings};

use crate::error::EngineError;
use crate::studio::Studio;

/// The setting that names the folder of Piper's voices.
const PIPER_FOLDER: &str = "piper-voices-folder";

/// The folder of Piper's voices: the chosen one, or one beside the studio's own files.
pub(crate) async fn folder(store: &Store, data_folder: &Path) -> Result<PathBuf, EngineError> {
    let chosen: Option<PathBuf> = settings::get(store, PIPER_FOLDER).await?;
    Ok(chosen.unwrap_or_else(|| data_folder.join("voices")))
}

impl Studio {
    /// The programs of this computer that speak, and where their voices are looked for.
    #[must_use]
    pub fn get_offline_voices(&self) -> OfflineVoices {
        let programs: &Programs = self.parts.providers.programs();
        let place = |speaker| {
            programs
                .find(speaker)
                .map(|file| file.display().to_string())
        };
        OfflineVoices {
            espeak_ng: place(Speaker::EspeakNg),
            piper: place(Speaker::Piper),
            piper_folder: programs.piper_voices().display().to_string(),
        }
    }

    /// Looks for Piper's voices in another folder from now on.
    ///
    /// # Errors
    /// When there is no such folder.
    pub async fn set_piper_folder(&self, folder: String) -> Result<(), EngineError> {
        let folder = PathBuf::from(folder.trim());
        let about = tokio::fs::metadata(&folder).await;
        if !folder.is_absolute() || !about.is_ok_and(|about| about.is_dir()) {
            return Err(EngineError::InvalidInput {
                message: format!("There is no folder {}.", folder.display()),
                hint: "Enter the whole path of a folder that exists.",
            });
        }
        let mut tx = self.parts.store.write().await?;
        settings::set(&mut tx, PIPER_FOLDER, &folder).await?;
        tx.changed(CacheTag::Providers);
        tx.commit().await?;
        self.parts.providers.programs().set_piper_voices(folder);
        let manifests = self.parts.providers.catalog().manifests();
        for manifest in manifests.filter(|manifest| manifest.speaker() == Some(Speaker::Piper)) {
            self.parts
                .voices
                .forget(&ProviderId::new(manifest.id.as_str()));
        }
        Ok(())
    }
}
