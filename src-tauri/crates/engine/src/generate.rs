//! Asking for pictures.

use studio_domain::{
    GenerateImages, GenerationId, Modality, Modality, ModelRef, Money, Origin, Params,
};
use studio_providers::Estimate;
use studio_store::generations::{self, NewGeneration};

use crate::error::EngineError;
use crate::ledger::queue;
use crate::studio::Studio;

/// The most bytes one prompt may have: more than any model reads.
const LONGEST_PROMPT: usize = 16 * 1024 * 1024;

impl Studio {
    /// Records a generation of pictures and starts it.
    ///
    /// # Errors
    /// When the prompt is empty, a parameter is not one the model takes, or the model cannot be
    /// used. Nothing is recorded then.
    pub async fn generate_images(
        &self,
        request: GenerateImages,
    ) -> Result<GenerationId, EngineError> {
        self.start_images(request.prompt, request.model, request.params, None)
            .await
    }

    /// What a generation of pictures is expected to cost, where prices are known.
    ///
    /// # Errors
    /// When a parameter is not one the model takes, or the model is gone.
    pub async fn estimate_images(
        &self,
        request: GenerateImages,
    ) -> Result<Option<Money>, EngineError> {
        let model = self
            .parts
            .model(&request.model.provider_id, &request.model.model_id)
            .await?;
        let params = model.validate(&request.params)?;
        Ok(model.estimate(&estimate(&request.prompt, &params)))
    }

    /// Records and starts pictures; `retry_of` names the generation that is tried again.
    pub(crate) async fn start_images(
        &self,
        prompt: String,
        model: ModelRef,
        params: Params,
        retry_of: Option<GenerationId>,
    ) -> Result<GenerationId, EngineError> {
        check_prompt(&prompt)?;
        let target = self
            .parts
            .target(&model.provider_id, &model.model_id)
            .await?;
        if target.model.modality != Modality::Image {
            return Err(EngineError::NotNow("This model does not make pictures."));
        }
        let params = target.model.validate(&params)?;
        let mut tx = self.parts.store.write_durable().await?;
        let id = GenerationId::new(tx.now());
        let estimated_cost = target.model.estimate(&estimate(&prompt, &params));
        let generation = NewGeneration {
            id,
            kind: Modality::Image,
            provider_id: model.provider_id,
            provider_name: target.provider_name,
            model_id: model.model_id,
            model_name: target.model.name.clone(),
            model_snapshot: target.model.snapshot(&target.manifest_version),
            prompt: Some(prompt),
            params,
            idempotency_key: id.to_string(),
            retry_of,
            batch_id: None,
            origin: Origin::Studio,
            origin_id: None,
            estimated_cost,
        };
        generations::insert(&mut tx, &generation).await?;
        queue(&mut tx, id).await?;
        tx.commit().await?;
        self.wake();
        Ok(id)
    }
}

fn estimate(prompt: &str, params: &Params) -> Estimate {
    Estimate {
        input_characters: prompt.chars().count() as u64,
        params: params.clone(),
    }
}

fn check_prompt(prompt: &str) -> Result<(), EngineError> {
    if prompt.trim().is_empty() {
        return Err(EngineError::InvalidInput {
            message: "The prompt is empty.".to_owned(),
            hint: "Describe the picture first.",
        });
    }
    if prompt.len() > LONGEST_PROMPT {
        return Err(EngineError::InvalidInput {
            message: "The prompt is longer than 16 MB.".to_owned(),
            hint: "Describe the picture in fewer words.",
        });
    }
    Ok(())
}
