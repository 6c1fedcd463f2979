//! The table `budgets`: what may be spent.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use studio_domain::{
    Budget, BudgetId, BudgetPeriod, BudgetScope, CacheTag, Deletion, DeletionId, ProjectId,
    ProviderId, SetBudget,
};

use crate::{Columns, StoreError, WriteTx};

/// A budget with the name of the project it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetRow {
    /// The budget.
    pub budget: Budget,
    /// The name of its project, where it counts one.
    pub project_name: Option<String>,
}

/// Every budget, in the order they were made.
///
/// # Errors
/// What the database said.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<BudgetRow>, StoreError> {
    sqlx::query(
        "select budgets.id, scope_kind, scope, period, limit_nanos, limit_currency,
            projects.name as project_name
         from budgets left join projects
            on scope_kind = 'project' and projects.id = unhex(scope)
         where budgets.deleted_at is null order by budgets.id",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// Makes a budget, or changes the limit of the one with the same scope and period.
///
/// # Errors
/// What the database said.
pub async fn set(tx: &mut WriteTx, new: &SetBudget) -> Result<BudgetId, StoreError> {
    let (kind, scope) = words(&new.scope);
    let now = tx.now();
    let id = match with(tx, kind, scope.as_deref(), new.period).await? {
        Some(id) => {
            sqlx::query(
                "update budgets set limit_nanos = ?2, limit_currency = ?3, updated_at = ?4
                 where id = ?1",
            )
            .bind(id.as_bytes().as_slice())
            .bind(new.limit.nanos)
            .bind(new.limit.currency.as_str())
            .bind(now.get())
            .execute(tx.connection())
            .await?;
            id
        }
        None => {
            let id = BudgetId::new(now);
            sqlx::query(
                "insert into budgets (id, scope_kind, scope, period, limit_nanos, limit_currency,
                    created_at, updated_at)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
            )
            .bind(id.as_bytes().as_slice())
            .bind(kind)
            .bind(scope)
            .bind(new.period.as_str())
            .bind(new.limit.nanos)
            .bind(new.limit.currency.as_str())
            .bind(now.get())
            .execute(tx.connection())
            .await?;
            id
        }
    };
    tx.changed(CacheTag::Budgets);
    Ok(id)
}

/// Deletes a budget.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn delete(tx: &mut WriteTx, id: BudgetId) -> Result<Deletion, StoreError> {
    let (now, deletion) = (tx.now(), DeletionId::new(tx.now()));
    let deleted = sqlx::query(
        "update budgets set deleted_at = ?2, deletion_id = ?3, updated_at = ?2
         where id = ?1 and deleted_at is null",
    )
    .bind(id.as_bytes().as_slice())
    .bind(now.get())
    .bind(deletion.as_bytes().as_slice())
    .execute(tx.connection())
    .await?;
    if deleted.rows_affected() == 0 {
        return Err(StoreError::NotFound { what: "budget" });
    }
    tx.changed(CacheTag::Budgets);
    Ok(Deletion {
        id: deletion,
        count: 1,
    })
}

async fn with(
    tx: &mut WriteTx,
    kind: &str,
    scope: Option<&str>,
    period: BudgetPeriod,
) -> Result<Option<BudgetId>, StoreError> {
    sqlx::query(
        "select id from budgets where deleted_at is null and scope_kind = ?1 and scope is ?2
            and period = ?3 order by id limit 1",
    )
    .bind(kind)
    .bind(scope)
    .bind(period.as_str())
    .fetch_optional(tx.connection())
    .await?
    .map(|row| row.id("id"))
    .transpose()
}

/// A scope as the columns `scope_kind` and `scope` hold it.
fn words(scope: &BudgetScope) -> (&'static str, Option<String>) {
    match scope {
        BudgetScope::Everything => ("everything", None),
        BudgetScope::Project { project_id } => {
            ("project", Some(project_id.to_string().replace('-', "")))
        }
        BudgetScope::Provider { provider_id } => {
            ("provider", Some(provider_id.as_str().to_owned()))
        }
    }
}

fn from_row(row: &SqliteRow) -> Result<BudgetRow, StoreError> {
    let scope = match row.text("scope_kind")?.as_str() {
        "everything" => BudgetScope::Everything,
        "project" => BudgetScope::Project {
            project_id: row
                .text("scope")?
                .parse::<ProjectId>()
                .map_err(|error| StoreError::decode("scope", error))?,
        },
        "provider" => BudgetScope::Provider {
            provider_id: ProviderId::new(row.text("scope")?),
        },
        other => {
            let reason = format!("unknown word {other:?}");
            return Err(StoreError::decode("scope_kind", reason));
        }
    };
    Ok(BudgetRow {
        budget: Budget {
            id: row.id("id")?,
            scope,
            period: row.word("period", BudgetPeriod::from_word)?,
            limit: row
                .maybe_money("limit_nanos", "limit_currency")?
                .ok_or_else(|| StoreError::decode("limit_nanos", "it is empty"))?,
        },
        project_name: row.maybe_text("project_name")?,
    })
}
