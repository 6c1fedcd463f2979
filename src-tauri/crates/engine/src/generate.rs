//! Asking for anything but a chat answer: pictures, film, sound, written words.

use studio_domain::{
    Asset, AssetId, AssetKind, BatchId, ErrorCode, Generate, GenerationId, GivenInput, Modality,
    ModelRef, Money, Origin, Params, PromptUse,
};
use studio_providers::{Estimate, Given, ModelSpec};
use studio_store::generations::{self, NewGeneration};
use studio_store::{WriteTx, assets, batches};

use crate::endpoints::Target;
use crate::error::EngineError;
use crate::ledger::queue;
use crate::studio::{Parts, Studio};

/// The most bytes one prompt may have: more than any model reads.
const LONGEST_PROMPT: usize = 16 * 1024 * 1024;
/// The most things one request may be given: more than any model takes.
const MOST_INPUTS: usize = 100;

/// A request whose every part was checked.
pub(crate) struct Checked {
    prompt: Option<String>,
    params: Params,
    inputs: Vec<(String, Asset)>,
    pub estimated_cost: Option<Money>,
}

/// How a generation came to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// By itself.
    Alone,
    /// Once more; in the place of the one before, where that stands in a batch.
    Again(GenerationId),
    /// With others.
    InBatch(BatchId),
}

impl Studio {
    /// Records a generation and starts it.
    ///
    /// # Errors
    /// When the prompt or an input is missing or not what the model takes, a parameter is not one
    /// it has, or the model cannot be used. Nothing is recorded then.
    pub async fn generate(&self, request: Generate) -> Result<GenerationId, EngineError> {
        self.start_media(request, Asked::Alone).await
    }

    /// What a generation is expected to cost, where prices are known.
    ///
    /// # Errors
    /// When an input or a parameter is not one the model takes, or the model is gone.
    pub async fn estimate(&self, request: Generate) -> Result<Option<Money>, EngineError> {
        let ModelRef {
            provider_id,
            model_id,
        } = &request.model;
        let model = self.parts.model(provider_id, model_id).await?;
        let inputs = self.given(request.inputs).await?;
        let params = model.validate(&request.params, &count(&inputs))?;
        Ok(model.estimate(&estimate(&request.prompt, params, &inputs)))
    }

    /// Asks for the same again, with the same inputs.
    pub(crate) async fn retry_media(
        &self,
        id: GenerationId,
        prompt: Option<String>,
        model: ModelRef,
        params: Params,
    ) -> Result<GenerationId, EngineError> {
        let inputs = generations::inputs(&self.parts.store, id).await?;
        let request = Generate {
            prompt: prompt.unwrap_or_default(),
            model,
            params,
            inputs: inputs
                .into_iter()
                .map(|(slot, asset_id)| GivenInput { slot, asset_id })
                .collect(),
        };
        self.start_media(request, Asked::Again(id)).await
    }

    async fn start_media(
        &self,
        request: Generate,
        asked: Asked,
    ) -> Result<GenerationId, EngineError> {
        let model = request.model.clone();
        let target = self.making(&model).await?;
        let checked = self.check(&target.model, request).await?;
        let mut tx = self.parts.store.write_durable().await?;
        let id = record(&mut tx, model, &target, checked, asked).await?;
        tx.commit().await?;
        self.wake();
        Ok(id)
    }

    /// A model that can be asked for something to keep.
    pub(crate) async fn making(&self, model: &ModelRef) -> Result<Target, EngineError> {
        let target = self
            .parts
            .chosen(&model.provider_id, &model.model_id)
            .await?;
        if matches!(target.model.modality, Modality::Chat | Modality::Embedding) {
            return Err(EngineError::NotNow("This model makes nothing to keep."));
        }
        Ok(target)
    }

    pub(crate) async fn check(
        &self,
        model: &ModelSpec,
        request: Generate,
    ) -> Result<Checked, EngineError> {
        let prompt = checked_prompt(model, request.prompt)?;
        let inputs = self.given(request.inputs).await?;
        let params = model.validate(&request.params, &count(&inputs))?;
        for (slot, asset) in &inputs {
            check_kind(model, slot, asset)?;
        }
        let asked = estimate(prompt.as_deref().unwrap_or_default(), params, &inputs);
        Ok(Checked {
            estimated_cost: model.estimate(&asked),
            params: asked.params,
            prompt,
            inputs,
        })
    }

    /// The assets of a request, in its order.
    async fn given(&self, inputs: Vec<GivenInput>) -> Result<Vec<(String, Asset)>, EngineError> {
        if inputs.len() > MOST_INPUTS {
            return Err(EngineError::InvalidInput {
                message: format!("More than {MOST_INPUTS} files were given."),
                hint: "Give fewer at once.",
            });
        }
        let mut given = Vec::with_capacity(inputs.len());
        for input in inputs {
            let asset = self.parts.present_asset(input.asset_id).await?;
            given.push((input.slot, asset));
        }
        Ok(given)
    }
}

/// Writes the generation, what it is given and its place in the queue.
pub(crate) async fn record(
    tx: &mut WriteTx,
    model: ModelRef,
    target: &Target,
    checked: Checked,
    asked: Asked,
) -> Result<GenerationId, EngineError> {
    let id = GenerationId::new(tx.now());
    let (retry_of, batch_id) = match asked {
        Asked::Alone => (None, None),
        Asked::Again(before) => (Some(before), batches::of_generation(tx, before).await?),
        Asked::InBatch(batch) => (None, Some(batch)),
    };
    let generation = NewGeneration {
        id,
        kind: target.model.modality,
        provider_id: model.provider_id,
        provider_name: target.provider_name.clone(),
        model_id: model.model_id,
        model_name: target.model.name.clone(),
        model_snapshot: target.model.snapshot(&target.manifest_version),
        prompt: checked.prompt,
        params: checked.params,
        idempotency_key: id.to_string(),
        retry_of,
        batch_id,
        origin: batch_id.map_or(Origin::Studio, |_| Origin::Batch),
        origin_id: batch_id.map(|id| *id.as_bytes()),
        estimated_cost: checked.estimated_cost,
    };
    generations::insert(tx, &generation).await?;
    for (position, (slot, asset)) in (0_u32..).zip(&checked.inputs) {
        generations::add_input(tx, id, position, slot, asset.id).await?;
    }
    if let Some(before) = retry_of {
        batches::take_place(tx, before, id).await?;
    }
    queue(tx, id).await?;
    Ok(id)
}

fn count(inputs: &[(String, Asset)]) -> Given {
    let mut given = Given::new();
    for (slot, _) in inputs {
        *given.entry(slot.clone()).or_default() += 1;
    }
    given
}

fn estimate(prompt: &str, params: Params, inputs: &[(String, Asset)]) -> Estimate {
    Estimate {
        input_characters: prompt.chars().count() as u64,
        params,
        input_duration_ms: played_ms(inputs.iter().map(|(_, asset)| asset)),
    }
}

/// How long what can be played is, all together; nothing where nothing tells.
pub(crate) fn played_ms<'a>(assets: impl Iterator<Item = &'a Asset>) -> Option<u64> {
    assets
        .filter_map(|asset| asset.duration_ms.map(u64::from))
        .reduce(|sum, length| sum + length)
}

fn check_kind(model: &ModelSpec, slot: &str, asset: &Asset) -> Result<(), EngineError> {
    let declared = model.inputs.iter().find(|input| input.id == slot);
    match declared {
        Some(declared) if !declared.accepts.contains(&asset.kind) => {
            let takes: Vec<&str> = declared
                .accepts
                .iter()
                .map(|kind| in_words(*kind))
                .collect();
            Err(EngineError::InvalidInput {
                message: format!(
                    "{} takes {}; \u{201c}{}\u{201d} is {}.",
                    declared.label,
                    takes.join(" or "),
                    asset.title,
                    in_words(asset.kind)
                ),
                hint: "Choose another file.",
            })
        }
        _ => Ok(()),
    }
}

/// A kind with its article.
pub(crate) const fn in_words(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Image => "a picture",
        AssetKind::Video => "a video",
        AssetKind::Audio => "a sound",
        AssetKind::Document => "a document",
    }
}

/// The prompt as it is recorded: none for a model that takes none.
fn checked_prompt(model: &ModelSpec, prompt: String) -> Result<Option<String>, EngineError> {
    let is_empty = prompt.trim().is_empty();
    match model.prompt {
        PromptUse::Unused => return Ok(None),
        PromptUse::Optional if is_empty => return Ok(None),
        PromptUse::Required if is_empty => {
            return Err(EngineError::InvalidInput {
                message: "The prompt is empty.".to_owned(),
                hint: "Say in words what to make.",
            });
        }
        PromptUse::Required | PromptUse::Optional => {}
    }
    let most = model.prompt_limit.map_or(usize::MAX, |limit| {
        usize::try_from(limit).unwrap_or(usize::MAX)
    });
    if prompt.len() > LONGEST_PROMPT || prompt.chars().count() > most {
        return Err(EngineError::InvalidInput {
            message: match model.prompt_limit {
                Some(limit) => format!("{} reads at most {limit} characters.", model.name),
                None => "The prompt is longer than 16 MB.".to_owned(),
            },
            hint: "Say it in fewer words.",
        });
    }
    Ok(Some(prompt))
}

impl Parts {
    /// An asset that can be used: it is in the library and not in the trash.
    pub(crate) async fn present_asset(&self, id: AssetId) -> Result<Asset, EngineError> {
        let asset = assets::get(&self.store, id)
            .await
            .map_err(|error| match error.code() {
                ErrorCode::NotFound => EngineError::NotFound("The file"),
                _ => error.into(),
            })?;
        if asset.deleted_at.is_some() {
            return Err(EngineError::InvalidInput {
                message: format!("\u{201c}{}\u{201d} is in the trash.", asset.title),
                hint: "Take it out of the trash first.",
            });
        }
        Ok(asset)
    }
}
