//! What rows of the ledger's tables look like.

use serde_json::Value;
use sqlx::sqlite::SqliteRow;
use studio_domain::{
    Asset, BatchId, CostBasis, DeviceId, Generation, GenerationEvent, GenerationId,
    GenerationInput, GenerationState, Modality, Money, Origin, Params, ProviderId, UnixMillis,
};

use crate::{Columns, StoreError};

/// Everything that carrying out a generation needs to know about it.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerationRow {
    /// Its id.
    pub id: GenerationId,
    /// The device that sends it and asks after it.
    pub device_id: DeviceId,
    /// What it makes.
    pub kind: Modality,
    /// Where it stands.
    pub state: GenerationState,
    /// The provider that is asked.
    pub provider_id: ProviderId,
    /// The model that is asked.
    pub model_id: String,
    /// What was known of the model when it was asked.
    pub model_snapshot: Value,
    /// What is asked for.
    pub prompt: Option<String>,
    /// The parameters to send.
    pub params: Params,
    /// What finds the work at the provider: id, addresses, expiry.
    pub provider_job: Option<Value>,
    /// Tells the provider that a request sent twice is one.
    pub idempotency_key: String,
    /// Where it was asked for.
    pub origin: Origin,
    /// The thing it was asked for in, such as the conversation.
    pub origin_id: Option<[u8; 16]>,
    /// The generations asked for together with it.
    pub batch_id: Option<BatchId>,
    /// What it is expected to cost.
    pub estimated_cost: Option<Money>,
    /// When it was recorded.
    pub created_at: UnixMillis,
    /// When its request left.
    pub submitted_at: Option<UnixMillis>,
}

/// The columns that [`generation`] and [`executor_row`] read.
macro_rules! generation_columns {
    () => {
        "generations.id, generations.device_id, generations.kind, generations.state, \
         generations.provider_id, generations.provider_name, generations.model_id, \
         generations.model_name, generations.model_snapshot, generations.prompt, \
         generations.params, generations.provider_job, generations.idempotency_key, \
         generations.batch_id, generations.retry_of, generations.origin_kind, \
         generations.origin_id, generations.problem, generations.usage, \
         generations.estimated_cost_nanos, generations.estimated_cost_currency, \
         generations.actual_cost_nanos, generations.actual_cost_currency, \
         generations.cost_basis, generations.created_at, generations.submitted_at, \
         generations.first_output_at, generations.ended_at"
    };
}
pub(super) use generation_columns;

/// A generation as the window sees it.
pub(super) fn generation(
    row: &SqliteRow,
    inputs: Vec<GenerationInput>,
    outputs: Vec<Asset>,
) -> Result<Generation, StoreError> {
    Ok(Generation {
        id: row.id("id")?,
        kind: row.word("kind", Modality::from_word)?,
        state: row.word("state", GenerationState::from_word)?,
        provider_id: ProviderId::new(row.text("provider_id")?),
        provider_name: row.text("provider_name")?,
        model_id: row.text("model_id")?,
        model_name: row.text("model_name")?,
        prompt: row.maybe_text("prompt")?,
        params: row.json("params")?,
        inputs,
        batch_id: row.maybe_id("batch_id")?,
        retry_of: row.maybe_id("retry_of")?,
        origin: row.word("origin_kind", Origin::from_word)?,
        problem: row.maybe_json("problem")?,
        usage: row.maybe_json("usage")?,
        estimated_cost: row.maybe_money("estimated_cost_nanos", "estimated_cost_currency")?,
        actual_cost: row.maybe_money("actual_cost_nanos", "actual_cost_currency")?,
        cost_basis: row.maybe_word("cost_basis", CostBasis::from_word)?,
        outputs,
        created_at: row.time("created_at")?,
        submitted_at: row.maybe_time("submitted_at")?,
        first_output_at: row.maybe_time("first_output_at")?,
        ended_at: row.maybe_time("ended_at")?,
    })
}

/// A generation as the executor needs it.
pub(super) fn executor_row(row: &SqliteRow) -> Result<GenerationRow, StoreError> {
    Ok(GenerationRow {
        id: row.id("id")?,
        device_id: row.id("device_id")?,
        kind: row.word("kind", Modality::from_word)?,
        state: row.word("state", GenerationState::from_word)?,
        provider_id: ProviderId::new(row.text("provider_id")?),
        model_id: row.text("model_id")?,
        model_snapshot: row.json("model_snapshot")?,
        prompt: row.maybe_text("prompt")?,
        params: row.json("params")?,
        provider_job: row.maybe_json("provider_job")?,
        idempotency_key: row.text("idempotency_key")?,
        origin: row.word("origin_kind", Origin::from_word)?,
        origin_id: row.maybe_id("origin_id")?,
        batch_id: row.maybe_id("batch_id")?,
        estimated_cost: row.maybe_money("estimated_cost_nanos", "estimated_cost_currency")?,
        created_at: row.time("created_at")?,
        submitted_at: row.maybe_time("submitted_at")?,
    })
}

/// A step in the life of a generation.
pub(super) fn event(row: &SqliteRow) -> Result<GenerationEvent, StoreError> {
    Ok(GenerationEvent {
        number: row.count("number")?,
        from: row.maybe_word("from_state", GenerationState::from_word)?,
        to: row.word("to_state", GenerationState::from_word)?,
        detail: row.maybe_text("detail")?,
        at: row.time("at")?,
    })
}
