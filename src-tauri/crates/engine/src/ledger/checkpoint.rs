//! Streamed text on its way into the database: what arrived is written at least every 250 ms.

use std::time::Duration;

use studio_domain::GenerationId;
use studio_store::Store;
use studio_store::chunks::{self, Channel};

use crate::error::EngineError;

/// The longest that received text stays in memory alone, with room for the write itself.
pub(super) const CHECKPOINT_EVERY: Duration = Duration::from_millis(200);

/// Text that has arrived and is not written yet.
#[derive(Debug)]
pub(super) struct Checkpoint {
    id: GenerationId,
    reasoning: String,
    text: String,
}

impl Checkpoint {
    /// Nothing has arrived yet.
    pub fn new(id: GenerationId) -> Self {
        Self {
            id,
            reasoning: String::new(),
            text: String::new(),
        }
    }

    /// Text arrived.
    pub fn add_text(&mut self, delta: &str) {
        self.text.push_str(delta);
    }

    /// Reasoning arrived.
    pub fn add_reasoning(&mut self, delta: &str) {
        self.reasoning.push_str(delta);
    }

    /// Whether everything that arrived is written.
    pub fn is_clean(&self) -> bool {
        self.text.is_empty() && self.reasoning.is_empty()
    }

    /// Writes what arrived. Where the database does not take it now, it stays here and is written
    /// with what follows: it was paid for and is nowhere else.
    ///
    /// # Errors
    /// Any error of the database that no other try may pass.
    pub async fn write(&mut self, store: &Store) -> Result<Written, EngineError> {
        if self.is_clean() {
            return Ok(Written::All);
        }
        match self.append(store).await {
            Ok(()) => {
                self.text.clear();
                self.reasoning.clear();
                Ok(Written::All)
            }
            Err(error) if error.may_pass() => Ok(Written::NotYet(error)),
            Err(error) => Err(error),
        }
    }

    async fn append(&self, store: &Store) -> Result<(), EngineError> {
        let mut tx = store.write().await?;
        if !self.reasoning.is_empty() {
            chunks::append(&mut tx, self.id, Channel::Reasoning, &self.reasoning).await?;
        }
        if !self.text.is_empty() {
            chunks::append(&mut tx, self.id, Channel::Text, &self.text).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// What became of a checkpoint.
pub(super) enum Written {
    /// Everything is in the database.
    All,
    /// The database refused it for now; the text is still held.
    NotYet(EngineError),
}
