//! Settings that belong to data.

use std::collections::BTreeMap;

use studio_domain::{Modality, ModelDefaults, ModelRef};
use studio_store::settings;

use crate::error::EngineError;
use crate::studio::Studio;

const MODEL_DEFAULTS: &str = "model-defaults";
const DRAFT: &str = "draft:";

impl Studio {
    /// The models that pages start with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get_model_defaults(&self) -> Result<ModelDefaults, EngineError> {
        // Earlier versions wrote null where nothing was chosen yet.
        let chosen: BTreeMap<Modality, Option<ModelRef>> =
            settings::get(&self.parts.store, MODEL_DEFAULTS)
                .await?
                .unwrap_or_default();
        Ok(ModelDefaults(
            chosen
                .into_iter()
                .filter_map(|(modality, model)| Some((modality, model?)))
                .collect(),
        ))
    }

    /// Remembers the model chosen last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_model_default(
        &self,
        modality: Modality,
        model: ModelRef,
    ) -> Result<(), EngineError> {
        let mut defaults = self.get_model_defaults().await?;
        defaults.0.insert(modality, model);
        let mut tx = self.parts.store.write().await?;
        settings::set(&mut tx, MODEL_DEFAULTS, &defaults).await?;
        Ok(tx.commit().await?)
    }

    /// Text that was being written in a place of the window; empty where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get_draft(&self, scope: String) -> Result<String, EngineError> {
        let draft = settings::get(&self.parts.store, &format!("{DRAFT}{scope}")).await?;
        Ok(draft.unwrap_or_default())
    }

    /// Keeps text that is being written; an empty one is forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_draft(&self, scope: String, text: String) -> Result<(), EngineError> {
        let name = format!("{DRAFT}{scope}");
        let mut tx = self.parts.store.write().await?;
        if text.is_empty() {
            settings::remove(&mut tx, &name).await?;
        } else {
            settings::set(&mut tx, &name, &text).await?;
        }
        Ok(tx.commit().await?)
    }
}
