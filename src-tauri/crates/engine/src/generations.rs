//! Looking at the ledger, and stopping, retrying and closing what is in it.

use studio_domain::{
    ErrorCode, Generation, GenerationEvent, GenerationId, GenerationState, Modality, ModelRef,
    Page, PageRequest,
};
use studio_jobs::request_cancel;
use studio_store::generations::{self, Transition};
use tokio::sync::broadcast;

use crate::error::EngineError;
use crate::ledger;
use crate::studio::Studio;

impl Studio {
    /// One generation.
    ///
    /// # Errors
    /// When there is none with this id.
    pub async fn get_generation(&self, id: GenerationId) -> Result<Generation, EngineError> {
        Ok(generations::get(&self.parts.store, id).await?)
    }

    /// One page of the ledger, newest first.
    ///
    /// # Errors
    /// When the cursor is not one of ours or the database fails.
    pub async fn list_generations(
        &self,
        kind: Option<Modality>,
        page: PageRequest,
    ) -> Result<Page<Generation>, EngineError> {
        Ok(generations::list(&self.parts.store, kind, &page).await?)
    }

    /// Stops a generation; what arrived is kept. One that has ended already is left as it is.
    ///
    /// # Errors
    /// When there is none with this id.
    pub async fn stop_generation(&self, id: GenerationId) -> Result<(), EngineError> {
        let noted = self.note_stop(id).await;
        let is_chat = || async {
            let row = generations::row(&self.parts.store, id).await;
            row.is_ok_and(|row| row.kind == Modality::Chat)
        };
        // An answer that streams costs until its connection is closed, whatever can be written.
        if noted.is_ok() || is_chat().await {
            self.runner().cancel(id);
        }
        noted?;
        self.wake();
        Ok(())
    }

    async fn note_stop(&self, id: GenerationId) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        request_cancel(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// Starts the same request again as a new generation; for an answer, as a sibling.
    ///
    /// # Errors
    /// When the generation still runs, or its model cannot be used any more.
    pub async fn retry_generation(&self, id: GenerationId) -> Result<Generation, EngineError> {
        let row = generations::row(&self.parts.store, id).await?;
        if row.state.is_active() {
            return Err(EngineError::NotNow("It is still running."));
        }
        let model = ModelRef {
            provider_id: row.provider_id,
            model_id: row.model_id,
        };
        let new = match row.kind {
            Modality::Chat => self.retry_answer(id, model, row.params).await?,
            _ => self.retry_media(id, row.prompt, model, row.params).await?,
        };
        self.get_generation(new).await
    }

    /// Gives up on a generation whose answer was lost.
    ///
    /// # Errors
    /// When it is not unknown.
    pub async fn close_unknown(&self, id: GenerationId) -> Result<(), EngineError> {
        let row = generations::row(&self.parts.store, id).await?;
        if row.state != GenerationState::Unknown {
            return Err(EngineError::NotNow("Its answer is not lost."));
        }
        let mut lost = self.get_generation(id).await?.problem;
        if let Some(problem) = lost {
            lost = Some(self.parts.given_up(&row, problem).await?);
        }
        let mut tx = self.parts.store.write_durable().await?;
        let transition = Transition {
            problem: lost,
            detail: Some("marked as lost".to_owned()),
            ..Transition::to(GenerationState::Failed)
        };
        generations::transition(&mut tx, id, transition).await?;
        let live = &self.parts.live;
        live.remember(id, row.kind, GenerationState::Failed);
        tx.commit().await?;
        let generation = self.get_generation(id).await?;
        self.parts.close(generation).await;
        Ok(())
    }

    /// Asks the provider once more about a generation whose answer is lost. Nothing is sent again
    /// that could be charged.
    ///
    /// # Errors
    /// When it is not unknown, or its provider never named what it could be asked about.
    pub async fn look_again(&self, id: GenerationId) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        let row = generations::row_tx(&mut tx, id).await?;
        if row.state != GenerationState::Unknown {
            return Err(EngineError::NotNow("Its answer is not lost."));
        }
        if row.provider_job.is_none() {
            return Err(EngineError::NotNow(
                "The provider named nothing that could be asked about.",
            ));
        }
        match ledger::look_again(&mut tx, id).await {
            Err(error) if error.code() == ErrorCode::Conflict => return Ok(()),
            looked => looked?,
        }
        tx.commit().await?;
        self.wake();
        Ok(())
    }

    /// The steps of a generation's life, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_generation_events(
        &self,
        id: GenerationId,
    ) -> Result<Vec<GenerationEvent>, EngineError> {
        Ok(generations::events(&self.parts.store, id).await?)
    }

    /// Receives each generation as it ends here, or is lost.
    #[must_use]
    pub fn endings(&self) -> broadcast::Receiver<Generation> {
        self.parts.live.endings()
    }
}
