use studio_domain::{
    BudgetId, BudgetPeriod, BudgetScope, ProjectId, ProviderId, SetBudget, UnixMillis,
};
use studio_store::budgets::{self, BudgetRow};
use studio_store::deletions;

use crate::support::{Fixture, dollars, fixture};

fn everything(period: BudgetPeriod, nanos: i64) -> SetBudget {
    SetBudget {
        scope: BudgetScope::Everything,
        period,
        limit: dollars(nanos),
    }
}

async fn set(home: &Fixture, budget: &SetBudget) -> BudgetId {
    let mut tx = home.write().await;
    let id = budgets::set(&mut tx, budget).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn list(home: &Fixture) -> Vec<BudgetRow> {
    let mut snapshot = home.store.snapshot().await.unwrap();
    budgets::list(snapshot.connection()).await.unwrap()
}

async fn project(home: &Fixture, name: &str) -> ProjectId {
    let id = ProjectId::new(home.now());
    let mut tx = home.write().await;
    sqlx::query(
        "insert into projects (id, name, position, created_at, updated_at)
         values (?1, ?2, 'a', 1, 1)",
    )
    .bind(id.as_bytes().as_slice())
    .bind(name)
    .execute(tx.connection())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn there_is_one_budget_for_each_scope_and_period() {
    let home = fixture().await;
    let day = set(&home, &everything(BudgetPeriod::Day, 5)).await;
    let month = set(&home, &everything(BudgetPeriod::Month, 50)).await;
    assert_eq!(set(&home, &everything(BudgetPeriod::Day, 7)).await, day);
    let found = list(&home).await;
    let limits: Vec<_> = found
        .iter()
        .map(|row| (row.budget.id, row.budget.limit))
        .collect();
    assert_eq!(limits, [(day, dollars(7)), (month, dollars(50))]);
}

#[tokio::test]
async fn scopes_come_back_as_they_were_set_with_the_name_of_a_project() {
    let home = fixture().await;
    let foxes = project(&home, "Foxes").await;
    let scopes = [
        BudgetScope::Everything,
        BudgetScope::Project { project_id: foxes },
        BudgetScope::Provider {
            provider_id: ProviderId::new("sample"),
        },
    ];
    for scope in scopes.clone() {
        let budget = SetBudget {
            scope,
            ..everything(BudgetPeriod::Day, 1)
        };
        set(&home, &budget).await;
    }
    let found = list(&home).await;
    let seen: Vec<_> = found.iter().map(|row| row.budget.scope.clone()).collect();
    assert_eq!(seen, scopes);
    let names: Vec<_> = found
        .iter()
        .map(|row| row.project_name.as_deref())
        .collect();
    assert_eq!(names, [None, Some("Foxes"), None]);
}

#[tokio::test]
async fn a_deleted_budget_counts_no_more_until_it_is_brought_back_or_purged() {
    let home = fixture().await;
    let id = set(&home, &everything(BudgetPeriod::Day, 5)).await;
    let mut tx = home.write().await;
    let deletion = budgets::delete(&mut tx, id).await.unwrap();
    assert!(budgets::delete(&mut tx, id).await.is_err(), "only once");
    tx.commit().await.unwrap();
    assert_eq!(list(&home).await, []);

    let mut tx = home.write().await;
    assert_eq!(deletions::undo(&mut tx, deletion.id).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(list(&home).await.len(), 1);

    let mut tx = home.write().await;
    let deletion = budgets::delete(&mut tx, id).await.unwrap();
    let later = UnixMillis::new(i64::MAX);
    deletions::purge_before(&mut tx, later).await.unwrap();
    assert_eq!(deletions::undo(&mut tx, deletion.id).await.unwrap(), 0);
    tx.commit().await.unwrap();
}
