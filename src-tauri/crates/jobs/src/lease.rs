//! A job in the hands of whoever works on it.

use std::sync::Arc;

use serde_json::Value;
use studio_domain::{GenerationId, JobId, Rank};
use studio_store::{Store, WriteTx};

use crate::{Claim, Hold, JobsError, Leave, queue};

/// A job, and the right to work on it for the time being.
#[derive(Debug, Clone, PartialEq)]
pub struct Lease {
    claim: Claim,
    owner: Arc<str>,
}

impl Lease {
    pub(crate) const fn new(claim: Claim, owner: Arc<str>) -> Self {
        Self { claim, owner }
    }

    /// The job's id.
    #[must_use]
    pub const fn id(&self) -> JobId {
        self.claim.id
    }

    /// What sort of work it is.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.claim.kind
    }

    /// What the work needs to know.
    #[must_use]
    pub const fn payload(&self) -> &Value {
        &self.claim.payload
    }

    /// Its place among the others.
    #[must_use]
    pub const fn rank(&self) -> Rank {
        self.claim.rank
    }

    /// How often the job was claimed, this time included.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.claim.attempts
    }

    /// The generation it carries out.
    #[must_use]
    pub const fn generation_id(&self) -> Option<GenerationId> {
        self.claim.generation_id
    }

    /// True when whoever had it before ended without giving it back.
    #[must_use]
    pub const fn recovered(&self) -> bool {
        self.claim.recovered
    }

    /// True when stopping was asked for before the job was claimed.
    #[must_use]
    pub const fn cancel_requested(&self) -> bool {
        self.claim.cancel_requested
    }

    /// Who holds it.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Asks for leave to begin what cannot be taken back, in the transaction that records it.
    ///
    /// # Errors
    /// [`JobsError::LeaseLost`] when somebody else has taken the job over; the transaction must
    /// be dropped then, as it must where leave is refused.
    pub async fn begin(&self, tx: &mut WriteTx) -> Result<Leave, JobsError> {
        queue::begin(tx, self.claim.id, &self.owner).await
    }

    /// Whether the job is still this worker's.
    ///
    /// # Errors
    /// What the database said.
    pub async fn hold(&self, store: &Store) -> Result<Hold, JobsError> {
        queue::hold_of(store, self.claim.id, &self.owner).await
    }

    /// Removes the job in the transaction that keeps what came of it.
    ///
    /// # Errors
    /// [`JobsError::LeaseLost`] when somebody else has taken the job over; the transaction must
    /// be dropped then.
    pub async fn finish(&self, tx: &mut WriteTx) -> Result<(), JobsError> {
        queue::finish(tx, self.claim.id, &self.owner).await
    }
}
