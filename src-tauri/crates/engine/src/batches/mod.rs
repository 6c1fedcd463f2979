//! Many generations asked for together. All are checked before any is recorded, and all are
//! recorded in one transaction: a batch is there whole or not at all.

mod plan;
mod template;

use std::collections::HashMap;

use studio_domain::{
    Batch, BatchEstimate, BatchId, GenerateBatch, GenerationState, Modality, ModelRef, Money,
};
use studio_jobs::request_cancel;
use studio_store::batches::{self, NewBatch};

use self::plan::{Models, Place};
use crate::endpoints::Target;
use crate::error::EngineError;
use crate::generate::{Asked, record};
use crate::ledger::title;
use crate::studio::Studio;

/// How many prompts an estimate shows.
const PROMPTS_SHOWN: usize = 20;

impl Studio {
    /// What a batch would come to. Checks it as [`Self::generate_batch`] does.
    ///
    /// # Errors
    /// When it asks for nothing or too much, or one of its requests could not be made.
    pub async fn estimate_batch(
        &self,
        request: GenerateBatch,
    ) -> Result<BatchEstimate, EngineError> {
        let targets = self.targets(&request).await?;
        let planned = plan(
            &request,
            BatchId::new(self.parts.store.clock().now()),
            &targets,
        )?;
        let mut costs: Vec<Money> = Vec::new();
        let mut unpriced = 0;
        for place in &planned.places {
            let model = &targets[&place.request.model].model;
            match self
                .check(model, place.request.clone())
                .await?
                .estimated_cost
            {
                Some(cost) => add(&mut costs, cost),
                None => unpriced += 1,
            }
        }
        Ok(BatchEstimate {
            count: u32::try_from(planned.places.len()).unwrap_or(u32::MAX),
            costs,
            unpriced,
            prompts: planned.prompts.into_iter().take(PROMPTS_SHOWN).collect(),
        })
    }

    /// Records everything that a batch asks for and starts it.
    ///
    /// # Errors
    /// As [`Self::estimate_batch`]. Nothing is recorded then.
    pub async fn generate_batch(&self, request: GenerateBatch) -> Result<BatchId, EngineError> {
        let targets = self.targets(&request).await?;
        let id = BatchId::new(self.parts.store.clock().now());
        let planned = plan(&request, id, &targets)?;
        let mut checked = Vec::with_capacity(planned.places.len());
        for place in &planned.places {
            let model = &targets[&place.request.model].model;
            checked.push(self.check(model, place.request.clone()).await?);
        }
        let title = title(planned.prompts.first().map_or("", String::as_str));
        let mut tx = self.parts.store.write_durable().await?;
        let new = NewBatch {
            id,
            kind: plan::kind_of(&request, planned.prompts.len()),
            title: &title,
            request: &request,
        };
        batches::insert(&mut tx, &new).await?;
        for ((position, place), checked) in (0_u32..).zip(&planned.places).zip(checked) {
            let model = place.request.model.clone();
            let target = &targets[&model];
            let generation = record(&mut tx, model, target, checked, Asked::InBatch(id)).await?;
            let labels = (place.column_label.as_deref(), place.row_label.as_deref());
            batches::add_cell(&mut tx, id, position, generation, labels).await?;
        }
        tx.commit().await?;
        self.wake();
        Ok(id)
    }

    /// A batch with all that it asked for.
    ///
    /// # Errors
    /// When there is none with this id.
    pub async fn get_batch(&self, id: BatchId) -> Result<Batch, EngineError> {
        Ok(batches::get(&self.parts.store, id).await?)
    }

    /// Stops what a batch has not ended yet; what arrived is kept.
    ///
    /// # Errors
    /// When there is none with this id.
    pub async fn stop_batch(&self, id: BatchId) -> Result<(), EngineError> {
        let batch = self.get_batch(id).await?;
        let going: Vec<_> = batch
            .cells
            .iter()
            .filter(|cell| cell.generation.state.is_active())
            .map(|cell| cell.generation.id)
            .collect();
        let mut tx = self.parts.store.write_durable().await?;
        for generation in &going {
            request_cancel(&mut tx, *generation).await?;
        }
        tx.commit().await?;
        for generation in going {
            self.runner().cancel(generation);
        }
        self.wake();
        Ok(())
    }

    /// Tries again whatever failed in a batch or was stopped, each in its place. What is unknown
    /// is left alone: a result may exist.
    ///
    /// # Errors
    /// When there is none with this id, or one cannot be asked for any more; those before it are
    /// under way then.
    pub async fn retry_batch(&self, id: BatchId) -> Result<(), EngineError> {
        let batch = self.get_batch(id).await?;
        for cell in batch.cells {
            let state = cell.generation.state;
            if matches!(state, GenerationState::Failed | GenerationState::Cancelled) {
                self.retry_generation(cell.generation.id).await?;
            }
        }
        Ok(())
    }

    /// Every model that a batch asks, each looked up once.
    async fn targets(
        &self,
        request: &GenerateBatch,
    ) -> Result<HashMap<ModelRef, Target>, EngineError> {
        let mut targets = HashMap::new();
        let mut makes: Option<Modality> = None;
        for model in plan::models_of(request) {
            if targets.contains_key(&model) {
                continue;
            }
            let target = self.making(&model).await?;
            let kind = target.model.modality;
            if *makes.get_or_insert(kind) != kind {
                return Err(EngineError::InvalidInput {
                    message: format!("{} makes something else.", target.model.name),
                    hint: "Choose models of one kind.",
                });
            }
            targets.insert(model, target);
        }
        Ok(targets)
    }
}

/// A batch that was worked out.
struct Planned {
    prompts: Vec<String>,
    places: Vec<Place>,
}

fn plan(
    request: &GenerateBatch,
    id: BatchId,
    targets: &HashMap<ModelRef, Target>,
) -> Result<Planned, EngineError> {
    let models: Models = targets
        .iter()
        .map(|(reference, target)| (reference.clone(), target.model.clone()))
        .collect();
    let base = targets
        .get(&request.base.model)
        .ok_or(EngineError::NotFound("The model"))?;
    let prompts = plan::prompts_of(request, &base.model)?;
    let places = plan::places(request, id, &prompts, &models)?;
    Ok(Planned { prompts, places })
}

/// Adds an amount to the one of its currency.
fn add(costs: &mut Vec<Money>, cost: Money) {
    match costs.iter_mut().find(|it| it.currency == cost.currency) {
        Some(sum) => sum.nanos = sum.nanos.saturating_add(cost.nanos),
        None => costs.push(cost),
    }
}
