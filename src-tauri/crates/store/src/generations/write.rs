//! Writing the ledger. Every change of a state goes through [`transition`].

use serde_json::Value;
use studio_domain::{
    BatchId, CostBasis, GenerationId, GenerationState, Modality, Money, Origin, Params, Problem,
    ProviderId, UnixMillis, Usage,
};

use super::{NOT_FOUND, tell};
use crate::projects::current_project;
use crate::rows::{maybe_to_json, to_json};
use crate::{Columns, StoreError, WriteTx};

/// A request to a model, to be recorded before it leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct NewGeneration {
    /// Its id.
    pub id: GenerationId,
    /// What it makes.
    pub kind: Modality,
    /// The provider to ask.
    pub provider_id: ProviderId,
    /// That provider's name now.
    pub provider_name: String,
    /// The model to ask.
    pub model_id: String,
    /// That model's name now.
    pub model_name: String,
    /// What is known of the model now: prices, manifest version.
    pub model_snapshot: Value,
    /// What is asked for; absent for a chat answer, whose request is the conversation.
    pub prompt: Option<String>,
    /// The parameters to send.
    pub params: Params,
    /// Unique; tells the provider that a request sent twice is one.
    pub idempotency_key: String,
    /// The generation that this one tries again.
    pub retry_of: Option<GenerationId>,
    /// The generations asked for together with this one.
    pub batch_id: Option<BatchId>,
    /// Where it is asked for.
    pub origin: Origin,
    /// The thing it is asked for in, such as the conversation.
    pub origin_id: Option<[u8; 16]>,
    /// What it is expected to cost.
    pub estimated_cost: Option<Money>,
}

/// A step to take in the life of a generation.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// The state after it.
    pub to: GenerationState,
    /// Why it is failed or unknown. Replaces what was noted before.
    pub problem: Option<Problem>,
    /// What the provider counted; absent: what is known stays.
    pub usage: Option<Usage>,
    /// What it did cost and what that rests on; absent: what is known stays.
    pub actual_cost: Option<(Money, CostBasis)>,
    /// A word on why, for the timeline.
    pub detail: Option<String>,
}

impl Transition {
    /// A step to this state with nothing more to say.
    #[must_use]
    pub const fn to(to: GenerationState) -> Self {
        Self {
            to,
            problem: None,
            usage: None,
            actual_cost: None,
            detail: None,
        }
    }
}

/// Records a request: its row is queued, its first event is written. It belongs to the project of
/// what it tries again or of the conversation it is asked in, else to the current one.
///
/// # Errors
/// [`StoreError::Constraint`] when the idempotency key was used before.
pub async fn insert(tx: &mut WriteTx, new: &NewGeneration) -> Result<(), StoreError> {
    let (now, device_id) = (tx.now(), tx.device_id());
    sqlx::query(concat!(
        "insert into generations (id, device_id, kind, state, provider_id, provider_name, model_id,
            model_name, model_snapshot, prompt, params, idempotency_key, retry_of, batch_id,
            origin_kind, origin_id, estimated_cost_nanos, estimated_cost_currency, event_number,
            created_at, updated_at, project_id)
         values (?1, ?2, ?3, 'queued', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
            ?17, 1, ?18, ?18,
            case
                when ?14 = 'chat' then (select project_id from conversations where id = ?15)
                else coalesce((select project_id from generations where id = ?12), ",
        current_project!(),
        ") end)"
    ))
    .bind(new.id.as_bytes().as_slice())
    .bind(device_id.as_bytes().as_slice())
    .bind(new.kind.as_str())
    .bind(new.provider_id.as_str())
    .bind(&new.provider_name)
    .bind(&new.model_id)
    .bind(&new.model_name)
    .bind(to_json(&new.model_snapshot)?)
    .bind(new.prompt.as_deref())
    .bind(to_json(&new.params)?)
    .bind(&new.idempotency_key)
    .bind(new.retry_of.as_ref().map(|id| id.as_bytes().as_slice()))
    .bind(new.batch_id.as_ref().map(|id| id.as_bytes().as_slice()))
    .bind(new.origin.as_str())
    .bind(new.origin_id.as_ref().map(<[u8; 16]>::as_slice))
    .bind(new.estimated_cost.map(|cost| cost.nanos))
    .bind(
        new.estimated_cost
            .as_ref()
            .map(|cost| cost.currency.as_str()),
    )
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    insert_event(tx, new.id, 1, None, GenerationState::Queued, None).await?;
    tell(tx, new.kind);
    Ok(())
}

/// Takes a step. The one place where a generation's state changes.
///
/// # Errors
/// [`StoreError::IllegalTransition`] where the ledger has no such edge, [`StoreError::NotFound`].
pub async fn transition(
    tx: &mut WriteTx,
    id: GenerationId,
    step: Transition,
) -> Result<GenerationState, StoreError> {
    let (from, kind) = state_and_kind(tx, id).await?;
    let to = from.transition_to(step.to)?;
    let number = update_state(tx, id, to, &step).await?;
    insert_event(tx, id, number, Some(from), to, step.detail.as_deref()).await?;
    tell(tx, kind);
    Ok(to)
}

async fn state_and_kind(
    tx: &mut WriteTx,
    id: GenerationId,
) -> Result<(GenerationState, Modality), StoreError> {
    let row = sqlx::query("select state, kind from generations where id = ?1")
        .bind(id.as_bytes().as_slice())
        .fetch_optional(tx.connection())
        .await?
        .ok_or(NOT_FOUND)?;
    Ok((
        row.word("state", GenerationState::from_word)?,
        row.word("kind", Modality::from_word)?,
    ))
}

/// Writes the state and what came with it; gives the number of the event to write.
async fn update_state(
    tx: &mut WriteTx,
    id: GenerationId,
    to: GenerationState,
    step: &Transition,
) -> Result<i64, StoreError> {
    let now = tx.now().get();
    let (cost, basis) = step.actual_cost.unzip();
    sqlx::query(
        "update generations set state = ?2, problem = ?3, usage = coalesce(?4, usage),
            actual_cost_nanos = coalesce(?5, actual_cost_nanos),
            actual_cost_currency = coalesce(?6, actual_cost_currency),
            cost_basis = coalesce(?7, cost_basis),
            submitted_at = coalesce(submitted_at, ?8), ended_at = ?9, updated_at = ?10,
            event_number = event_number + 1
         where id = ?1 returning event_number",
    )
    .bind(id.as_bytes().as_slice())
    .bind(to.as_str())
    .bind(maybe_to_json(step.problem.as_ref())?)
    .bind(maybe_to_json(step.usage.as_ref())?)
    .bind(cost.map(|cost| cost.nanos))
    .bind(cost.as_ref().map(|cost| cost.currency.as_str()))
    .bind(basis.map(CostBasis::as_str))
    .bind((to == GenerationState::Submitted).then_some(now))
    .bind(to.is_terminal().then_some(now))
    .bind(now)
    .fetch_one(tx.connection())
    .await?
    .number("event_number")
}

async fn insert_event(
    tx: &mut WriteTx,
    id: GenerationId,
    number: i64,
    from: Option<GenerationState>,
    to: GenerationState,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let now: UnixMillis = tx.now();
    sqlx::query(
        "insert into generation_events (generation_id, number, from_state, to_state, detail, at)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(id.as_bytes().as_slice())
    .bind(number)
    .bind(from.map(GenerationState::as_str))
    .bind(to.as_str())
    .bind(detail)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Notes what finds the work at the provider. To be committed before the provider is first asked
/// how it stands.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn set_provider_job(
    tx: &mut WriteTx,
    id: GenerationId,
    job: &Value,
) -> Result<(), StoreError> {
    let now = tx.now();
    let changed =
        sqlx::query("update generations set provider_job = ?2, updated_at = ?3 where id = ?1")
            .bind(id.as_bytes().as_slice())
            .bind(to_json(job)?)
            .bind(now.get())
            .execute(tx.connection())
            .await?;
    if changed.rows_affected() == 0 {
        return Err(NOT_FOUND);
    }
    Ok(())
}

/// Notes that the first output arrives now; only the first call says anything.
///
/// # Errors
/// What the database said.
pub async fn mark_first_output(tx: &mut WriteTx, id: GenerationId) -> Result<(), StoreError> {
    let now = tx.now();
    let marked = sqlx::query(
        "update generations set first_output_at = ?2, updated_at = ?2
         where id = ?1 and first_output_at is null returning kind",
    )
    .bind(id.as_bytes().as_slice())
    .bind(now.get())
    .fetch_optional(tx.connection())
    .await?;
    if let Some(row) = marked {
        let kind = row.word("kind", Modality::from_word)?;
        tell(tx, kind);
    }
    Ok(())
}

/// Takes one word out of what was noted about the work at the provider.
///
/// # Errors
/// What the database said.
pub async fn forget_in_provider_job(
    tx: &mut WriteTx,
    id: GenerationId,
    word: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "update generations
         set provider_job = nullif(json_remove(provider_job, '$.' || ?2), '{}'), updated_at = ?3
         where id = ?1 and provider_job -> ('$.' || ?2) is not null",
    )
    .bind(id.as_bytes().as_slice())
    .bind(word)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    Ok(())
}
