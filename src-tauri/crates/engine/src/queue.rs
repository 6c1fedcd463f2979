//! The queue as a person handles it: what runs and waits, pausing, holding back, putting in order.

use studio_domain::{
    Activity, CacheTag, GenerationId, Progress, QueueMove, QueueSettings, WaitReason,
};
use studio_jobs::{activity, held, hold, hold_all, let_go, move_to, rouse};
use studio_store::settings;

use crate::error::EngineError;
use crate::studio::{Parts, Studio};

const QUEUE: &str = "queue";

/// What a window is told of somebody who is held back.
pub(crate) fn held_back() -> Progress {
    Progress {
        waiting_for: Some(WaitReason::Queue),
        ..Progress::default()
    }
}

impl Parts {
    /// How the queue behaves. Read each time: another process may have changed it.
    pub(crate) async fn queue_settings(&self) -> Result<QueueSettings, EngineError> {
        Ok(settings::get(&self.store, QUEUE).await?.unwrap_or_default())
    }

    /// Whether somebody in the line waits for a person to let it go on.
    pub(crate) async fn is_held_back(&self, id: GenerationId) -> Result<bool, EngineError> {
        Ok(self.queue_settings().await?.paused || held(&self.store, id).await?)
    }
}

/// Holds the line that was found at the start, where that is wished. Nothing may keep the studio
/// from opening, so a failure is only told.
pub(crate) async fn hold_what_is_found(parts: &Parts) {
    if let Err(error) = try_to_hold(parts).await {
        tracing::error!(%error, "what waits from last time could not be held");
    }
}

async fn try_to_hold(parts: &Parts) -> Result<(), EngineError> {
    if parts.queue_settings().await?.resume_at_start {
        return Ok(());
    }
    let mut tx = parts.store.write_durable().await?;
    let held = hold_all(&mut tx).await?;
    tx.commit().await?;
    tracing::info!(held, "what waits from last time is held");
    Ok(())
}

impl Studio {
    /// What is being made, what waits, what is lost, and what ended since the start.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_activity(&self) -> Result<Activity, EngineError> {
        let live = &self.parts.live;
        let (mut runs, left_off) = activity(&self.parts.store, &live.ended()).await?;
        for run in &mut runs {
            if run.state.is_active() {
                run.progress = live.progress_of(run.id);
            }
        }
        Ok(Activity {
            settings: self.parts.queue_settings().await?,
            runs,
            left_off,
        })
    }

    /// Takes what has ended off the list of activity. The ledger keeps it.
    ///
    /// # Errors
    /// When the windows cannot be told.
    pub async fn clear_activity(&self) -> Result<(), EngineError> {
        self.parts.live.forget_ended();
        let mut tx = self.parts.store.write().await?;
        tx.changed(CacheTag::Queue);
        Ok(tx.commit().await?)
    }

    /// How the queue behaves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get_queue_settings(&self) -> Result<QueueSettings, EngineError> {
        self.parts.queue_settings().await
    }

    /// Changes how the queue behaves; it holds at once. What is at a provider is still collected
    /// while the queue is paused.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_queue_settings(&self, new: QueueSettings) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        settings::set(&mut tx, QUEUE, &new).await?;
        tx.changed(CacheTag::Queue);
        if !new.paused {
            rouse(&mut tx).await?;
        }
        tx.commit().await?;
        if new.paused {
            for id in self.parts.gate.disperse() {
                self.parts.live.open(id).set_progress(held_back());
            }
        }
        self.wake();
        Ok(())
    }

    /// Holds those of these generations back that were not sent yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_generations(&self, ids: Vec<GenerationId>) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        let held = hold(&mut tx, &ids).await?;
        tx.commit().await?;
        for id in held {
            self.parts.gate.release(id);
            self.parts.live.open(id).set_progress(held_back());
        }
        Ok(())
    }

    /// Lets those of these generations go on that were held back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn let_generations_go(&self, ids: Vec<GenerationId>) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        let freed = let_go(&mut tx, &ids).await?;
        tx.commit().await?;
        for id in freed {
            self.parts.live.open(id).set_progress(Progress::default());
        }
        self.wake();
        Ok(())
    }

    /// Gives a generation that waits another place in the line.
    ///
    /// # Errors
    /// When it does not wait any more.
    pub async fn move_generation(
        &self,
        id: GenerationId,
        to: QueueMove,
    ) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write().await?;
        let line = move_to(&mut tx, id, to).await?;
        if line.is_empty() {
            return Err(EngineError::NotNow("It does not wait any more."));
        }
        tx.commit().await?;
        self.parts.gate.reorder(&line);
        self.wake();
        Ok(())
    }
}
