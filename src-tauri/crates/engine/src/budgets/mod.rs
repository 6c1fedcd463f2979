//! Budgets: what may be spent, and the one place where a request is held against it.
//!
//! [`admit`] runs in the durable transaction that records the generation. What is held is written
//! by that same transaction, as the generation's own estimate, and writers come one after the
//! other: so requests side by side cannot pass a budget together.

mod notices;
mod over;
mod standing;

pub(crate) use notices::keep_levels;
pub use over::OverBudget;

use studio_domain::{
    BudgetId, BudgetLevel, BudgetOutlook, BudgetStanding, CostOutlook, Currency, Deletion, Money,
    SetBudget, UnixMillis, WeighCost,
};
use studio_providers::{Estimate, ModelSpec};
use studio_store::generations::{self, NewGeneration};
use studio_store::{WriteTx, budgets, conversations, projects};

use crate::calendar::Calendar;
use crate::error::EngineError;
use crate::exchange;
use crate::studio::Studio;
use standing::{Counted, rates};

/// What a request is expected to cost: nothing where use is free, and `None` where no price is
/// known.
pub(crate) fn expected_cost(model: &ModelSpec, asked: &Estimate) -> Option<Money> {
    let nothing = Money {
        nanos: 0,
        currency: Currency::USD,
    };
    model.estimate(asked).or(model.free.then_some(nothing))
}

/// Lets a generation be recorded, unless a budget that covers it would be passed. What is free
/// always may; what has no known price may until the budget is full. To be called in the
/// transaction that records it, before it is recorded.
///
/// # Errors
/// [`EngineError::OverBudget`], or what the database said.
pub(crate) async fn admit(
    tx: &mut WriteTx,
    calendar: &Calendar,
    new: &NewGeneration,
) -> Result<(), EngineError> {
    if new.estimated_cost.is_some_and(|cost| cost.nanos == 0) {
        return Ok(());
    }
    let now = tx.now();
    let mut rows = budgets::list(tx.connection()).await?;
    let project = generations::project_for(tx.connection(), new).await?;
    rows.retain(|row| row.budget.scope.covers(&new.provider_id, project));
    if rows.is_empty() {
        return Ok(());
    }
    let rates = rates(tx.connection()).await?;
    for row in rows {
        let counted = Counted::now(tx.connection(), calendar, &rates, row, now).await?;
        if counted.is_passed_by(new.estimated_cost, &rates, now) {
            let provider = Some(new.provider_name.as_str());
            return Err(Box::new(counted.over(provider, new.estimated_cost)).into());
        }
    }
    Ok(())
}

impl Studio {
    /// Every budget, and how it stands in the present day or month.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_budgets(&self) -> Result<Vec<BudgetStanding>, EngineError> {
        let now = self.parts.store.clock().now();
        let counted = self.parts.counted(now).await?;
        self.parts.standings(counted).await
    }

    /// Makes a budget, or changes the limit of the one for the same scope and period.
    ///
    /// # Errors
    /// When the limit is below zero, or the database fails.
    pub async fn set_budget(&self, budget: SetBudget) -> Result<BudgetId, EngineError> {
        if budget.limit.nanos < 0 {
            return Err(EngineError::InvalidInput {
                message: "A budget cannot be below zero.".to_owned(),
                hint: "Enter zero or more.",
            });
        }
        let mut tx = self.parts.store.write_durable().await?;
        let id = budgets::set(&mut tx, &budget).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Deletes a budget; what it counted stays.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn delete_budget(&self, id: BudgetId) -> Result<Deletion, EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        let deletion = budgets::delete(&mut tx, id).await?;
        tx.commit().await?;
        Ok(deletion)
    }

    /// What an amount means before it is spent: in the user's currency, and for the budgets.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn weigh_cost(&self, request: WeighCost) -> Result<CostOutlook, EngineError> {
        let now = self.parts.store.clock().now();
        let rates = self.parts.exchange_rates().await?;
        let shown = exchange::display_currency(&self.parts.store).await?;
        let is_elsewhere = |cost: &Money| cost.currency != shown;
        let convert = |cost: Money| {
            let nanos = rates.convert(i128::from(cost.nanos), cost.currency, shown, now);
            nanos.map(|nanos| Money::saturating(nanos, shown))
        };
        let converted = request.cost.filter(is_elsewhere).and_then(convert);
        Ok(CostOutlook {
            converted,
            budget: self.most_pressing(&request, now).await?,
        })
    }

    /// The budget that an amount brings nearest to its limit, if it comes near one.
    async fn most_pressing(
        &self,
        request: &WeighCost,
        now: UnixMillis,
    ) -> Result<Option<BudgetOutlook>, EngineError> {
        let (provider, cost) = (&request.provider_id, request.cost);
        if cost.is_some_and(|cost| cost.nanos == 0) {
            return Ok(None);
        }
        let project = match request.conversation_id {
            Some(id) => conversations::get(&self.parts.store, id).await?.project_id,
            None => projects::current(&self.parts.store).await?,
        };
        let rates = self.parts.exchange_rates().await?;
        let mut pressing: Option<(Counted, bool, u32)> = None;
        for counted in self.parts.counted(now).await? {
            let scope = &counted.row.budget.scope;
            if !scope.covers(provider, project) {
                continue;
            }
            let passed = counted.is_passed_by(cost, &rates, now);
            let (level, percent) = counted.with(cost, &rates, now);
            let is_worse = pressing
                .as_ref()
                .is_none_or(|(_, was_passed, most)| (passed, percent) > (*was_passed, *most));
            if (passed || level > BudgetLevel::Fine) && is_worse {
                pressing = Some((counted, passed, percent));
            }
        }
        let Some((counted, passed, _)) = pressing else {
            return Ok(None);
        };
        let standing = self.parts.standings(vec![counted]).await?.pop();
        Ok(standing.map(|standing| BudgetOutlook { standing, passed }))
    }
}
