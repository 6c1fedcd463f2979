//! What the ledger says was spent: sums over the index `generations_by_cost`, which holds every
//! column they need, so that none of the wide rows is read.
//!
//! A generation counts at its actual cost, or is held at its estimate while it may still cost
//! that. One that failed or was stopped without a cost counts nothing. Deleting a generation
//! changes nothing here: it was paid for.

use std::collections::HashMap;

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::{BudgetScope, Currency, Modality, ProjectId, ProviderId, UnixMillis};

use crate::rows::to_json;
use crate::{Columns, StoreError};

/// A stretch of time: its first moment and the first moment after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its first moment.
    pub begins: UnixMillis,
    /// The first moment after it.
    pub ends: UnixMillis,
}

/// Amounts in one currency, in billionths. Sums of many amounts do not always fit an `i64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// Actual costs.
    pub spent: i128,
    /// Estimates of what is queued, under way or lost.
    pub held: i128,
    /// How many generations there are.
    pub generations: u32,
    /// How many of them have cost, or may cost, what nobody knows.
    pub unpriced: u32,
}

/// What was spent in a span in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanSum {
    /// Which of the spans, from 0.
    pub span: usize,
    /// The currency; absent for generations without any amount.
    pub currency: Option<Currency>,
    /// How much.
    pub amounts: Amounts,
}

/// What was spent in a span in one currency on one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanDetail {
    /// In which span and currency, and how much.
    pub sum: SpanSum,
    /// Who was asked.
    pub provider_id: ProviderId,
    /// The model that was asked.
    pub model_id: String,
    /// What was made.
    pub kind: Modality,
    /// The project it was for.
    pub project_id: Option<ProjectId>,
    /// The newest of these generations, for [`names`].
    pub newest: i64,
}

/// The columns of [`Amounts`] over the spans in `?1`. Each sum is taken in two halves of 32 bits,
/// because SQLite ends a statement whose sum does not fit 64.
macro_rules! sums {
    ($columns:literal, $conditions:literal, $groups:literal) => {
        concat!(
            "with spans as materialized (
                select key as span, value ->> 0 as begins, value ->> 1 as ends from json_each(?1)
             ), counted as not materialized (
                select span, created_at, provider_id, model_id, kind, project_id,
                    generations.row as row,
                    coalesce(actual_cost_currency, estimated_cost_currency) as currency,
                    coalesce(actual_cost_nanos, 0) as spent,
                    iif(actual_cost_nanos is null
                        and state in ('queued', 'submitted', 'running', 'unknown'),
                        coalesce(estimated_cost_nanos, 0), 0) as held,
                    actual_cost_nanos is null and (
                        state in ('queued', 'submitted', 'running', 'unknown')
                            and estimated_cost_nanos is null
                        or state = 'succeeded' and estimated_cost_nanos is not 0
                    ) as unpriced
                from spans cross join generations
                    on created_at >= begins and created_at < ends
             )
             select span, currency, sum(spent >> 32) as spent_high,
                sum(spent & 4294967295) as spent_low, sum(held >> 32) as held_high,
                sum(held & 4294967295) as held_low, count(*) as generations,
                sum(unpriced) as unpriced",
            $columns,
            " from counted where true ",
            $conditions,
            " group by span, currency",
            $groups
        )
    };
}

/// What was spent in each of the spans on what a scope covers.
///
/// # Errors
/// What the database said.
pub async fn sums(
    connection: &mut SqliteConnection,
    spans: &[Span],
    scope: &BudgetScope,
) -> Result<Vec<SpanSum>, StoreError> {
    let spans = listed(spans)?;
    let query = match scope {
        BudgetScope::Everything => sqlx::query(sums!("", "", "")).bind(spans),
        BudgetScope::Project { project_id } => sqlx::query(sums!("", "and project_id = ?2", ""))
            .bind(spans)
            .bind(project_id.as_bytes().to_vec()),
        BudgetScope::Provider { provider_id } => sqlx::query(sums!("", "and provider_id = ?2", ""))
            .bind(spans)
            .bind(provider_id.as_str().to_owned()),
    };
    query
        .fetch_all(connection)
        .await?
        .iter()
        .map(span_sum)
        .collect()
}

/// What was spent in each of the spans on everything, told apart.
///
/// # Errors
/// What the database said.
pub async fn details(
    connection: &mut SqliteConnection,
    spans: &[Span],
) -> Result<Vec<SpanDetail>, StoreError> {
    sqlx::query(sums!(
        ", provider_id, model_id, kind, project_id, max(row) as newest",
        "",
        ", provider_id, model_id, kind, project_id"
    ))
    .bind(listed(spans)?)
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| {
        Ok(SpanDetail {
            sum: span_sum(row)?,
            provider_id: ProviderId::new(row.text("provider_id")?),
            model_id: row.text("model_id")?,
            kind: row.word("kind", Modality::from_word)?,
            project_id: row.maybe_id("project_id")?,
            newest: row.number("newest")?,
        })
    })
    .collect()
}

/// The names that a provider and a model had when something was last asked of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The provider's name.
    pub provider: String,
    /// The model's name.
    pub model: String,
}

/// The names in several generations, by [`SpanDetail::newest`].
///
/// # Errors
/// What the database said.
pub async fn names(
    connection: &mut SqliteConnection,
    newest: &[i64],
) -> Result<HashMap<i64, Names>, StoreError> {
    sqlx::query(
        "select row, provider_name, model_name from generations
         where row in (select value from json_each(?1))",
    )
    .bind(to_json(&newest)?)
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| {
        let names = Names {
            provider: row.text("provider_name")?,
            model: row.text("model_name")?,
        };
        Ok((row.number("row")?, names))
    })
    .collect()
}

/// The names of projects, deleted ones too as long as they have one.
///
/// # Errors
/// What the database said.
pub async fn project_names(
    connection: &mut SqliteConnection,
) -> Result<HashMap<ProjectId, String>, StoreError> {
    sqlx::query("select id, name from projects where purged_at is null")
        .fetch_all(connection)
        .await?
        .iter()
        .map(|row| Ok((row.id("id")?, row.text("name")?)))
        .collect()
}

fn listed(spans: &[Span]) -> Result<String, StoreError> {
    let pairs: Vec<(i64, i64)> = spans
        .iter()
        .map(|span| (span.begins.get(), span.ends.get()))
        .collect();
    to_json(&pairs)
}

fn span_sum(row: &SqliteRow) -> Result<SpanSum, StoreError> {
    let currency = row
        .maybe_text("currency")?
        .map(Currency::try_from)
        .transpose()
        .map_err(|error| StoreError::decode("currency", error))?;
    let whole = |high: i64, low: i64| (i128::from(high) << 32) + i128::from(low);
    Ok(SpanSum {
        span: row.count("span")?,
        currency,
        amounts: Amounts {
            spent: whole(row.number("spent_high")?, row.number("spent_low")?),
            held: whole(row.number("held_high")?, row.number("held_low")?),
            generations: row.count("generations")?,
            unpriced: row.count("unpriced")?,
        },
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sqlx::Row;
    use studio_domain::SystemClock;

    use crate::{Store, StoreConfig, StoreError};

    #[tokio::test]
    async fn the_ledgers_rows_are_not_read() -> Result<(), StoreError> {
        let folder = tempfile::tempdir().map_err(|error| StoreError::file("", error))?;
        let store = Store::open(StoreConfig {
            folder: folder.path().to_owned(),
            clock: Arc::new(SystemClock),
            device_name: "Desk".to_owned(),
            reader_connections: 1,
        })
        .await?;
        let plan: Vec<String> = sqlx::query(concat!(
            "explain query plan ",
            sums!(
                ", provider_id, model_id, kind, project_id, max(row) as newest",
                "and provider_id = ?2",
                ", provider_id, model_id, kind, project_id"
            )
        ))
        .bind("[[0, 1]]")
        .bind("sample")
        .fetch_all(store.readers())
        .await?
        .iter()
        .map(|row| row.get("detail"))
        .collect();
        let on_ledger: Vec<&String> = plan
            .iter()
            .filter(|step| step.contains("generations"))
            .collect();
        assert_eq!(on_ledger.len(), 1, "{plan:?}");
        assert!(
            on_ledger[0].starts_with("SEARCH generations USING COVERING INDEX generations_by_cost"),
            "{plan:?}"
        );
        store.close().await;
        Ok(())
    }
}
