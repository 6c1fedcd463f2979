//! What the activity tray lists, in one query.

use sqlx::sqlite::SqliteRow;
use studio_domain::{
    ActivityRun, ConversationId, CostBasis, GenerationId, GenerationState, Modality, Origin,
};
use studio_store::{Columns, Store, StoreError};

use crate::JobsError;
use crate::queue::json_ids;

/// The most runs that are listed at a time.
pub const MOST_LISTED: u32 = 1_000;

/// What has not ended, and those of `ended` that have: first what was sent, then the line in its
/// order, then what is lost, then what ended, the latest first. Gives the list, at most
/// [`MOST_LISTED`] long, and how many are left off it.
///
/// # Errors
/// What the database said.
pub async fn activity(
    store: &Store,
    ended: &[GenerationId],
) -> Result<(Vec<ActivityRun>, u32), JobsError> {
    let rows = sqlx::query(
        "with shown (id) as (
            select id from generations where state not in ('succeeded', 'failed', 'cancelled')
            union select unhex(value, '-') from json_each(?1)
         ), listed as (
            select generations.row, jobs.held_at,
                case generations.state
                    when 'submitted' then 1 when 'running' then 1 when 'queued' then 2
                    when 'unknown' then 3 else 4 end as part,
                jobs.priority, jobs.turn, count(*) over () as total
            from shown join generations on generations.id = shown.id
                left join jobs on jobs.generation_id = generations.id
            order by part, iif(part = 2, -jobs.priority, 0), iif(part = 2, jobs.turn, 0),
                iif(part = 4, -generations.ended_at, 0), generations.id
            limit ?2
         )
         select listed.held_at, listed.part, listed.total, generations.id, generations.kind,
            generations.state, generations.origin_kind, generations.origin_id,
            generations.batch_id, generations.provider_name, generations.model_name,
            coalesce(substr(generations.prompt, 1, 200), (
                select assets.title from generation_inputs
                    join assets on assets.id = generation_inputs.asset_id
                where generation_inputs.generation_id = generations.id
                order by generation_inputs.position limit 1)) as title,
            generations.problem ->> 'message' as problem,
            generations.estimated_cost_nanos, generations.estimated_cost_currency,
            generations.actual_cost_nanos, generations.actual_cost_currency,
            generations.cost_basis, generations.created_at, generations.submitted_at,
            generations.ended_at, generations.provider_job is not null as has_job,
            (select generation_outputs.asset_id from generation_outputs
                join assets on assets.id = generation_outputs.asset_id
                where generation_outputs.generation_id = generations.id
                    and assets.deleted_at is null
                order by generation_outputs.position limit 1) as output
         from listed join generations on generations.row = listed.row
         order by part, iif(part = 2, -listed.priority, 0), iif(part = 2, listed.turn, 0),
            iif(part = 4, -generations.ended_at, 0), generations.id",
    )
    .bind(json_ids(ended))
    .bind(MOST_LISTED)
    .fetch_all(store.readers())
    .await?;
    let total: u32 = rows.first().map_or(Ok(0), |row| row.count("total"))?;
    let mut place = 0;
    let mut runs = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut run = run(row)?;
        if run.state == GenerationState::Queued {
            place += 1;
            run.place = Some(place);
        }
        runs.push(run);
    }
    let listed = u32::try_from(runs.len()).unwrap_or(u32::MAX);
    Ok((runs, total.saturating_sub(listed)))
}

fn run(row: &SqliteRow) -> Result<ActivityRun, StoreError> {
    let state = row.word("state", GenerationState::from_word)?;
    let conversation: Option<ConversationId> = match row.word("origin_kind", Origin::from_word)? {
        Origin::Chat => row.maybe_id("origin_id")?,
        _ => None,
    };
    Ok(ActivityRun {
        id: row.id("id")?,
        kind: row.word("kind", Modality::from_word)?,
        state,
        title: row.maybe_text("title")?.filter(|title| !title.is_empty()),
        conversation_id: conversation,
        batch_id: row.maybe_id("batch_id")?,
        provider_name: row.text("provider_name")?,
        model_name: row.text("model_name")?,
        problem: row.maybe_text("problem")?,
        estimated_cost: row.maybe_money("estimated_cost_nanos", "estimated_cost_currency")?,
        actual_cost: row.maybe_money("actual_cost_nanos", "actual_cost_currency")?,
        cost_basis: row.maybe_word("cost_basis", CostBasis::from_word)?,
        created_at: row.time("created_at")?,
        submitted_at: row.maybe_time("submitted_at")?,
        ended_at: row.maybe_time("ended_at")?,
        place: None,
        held: state == GenerationState::Queued && row.maybe_time("held_at")?.is_some(),
        progress: None,
        output: row.maybe_id("output")?,
        can_look_again: state == GenerationState::Unknown && row.number("has_job")? != 0,
    })
}
