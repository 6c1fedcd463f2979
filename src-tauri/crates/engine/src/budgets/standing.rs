//! How budgets stand: what is used of them in the present day or month.

use std::collections::HashMap;

use studio_domain::{
    Budget, BudgetLevel, BudgetScope, BudgetStanding, ExchangeRates, Money, ProviderId, UnixMillis,
};
use studio_store::budgets::{self, BudgetRow};
use studio_store::spending::{self, Span};
use studio_store::{SqliteConnection, exchange_rates};

use super::OverBudget;
use super::notices::{Said, said};
use crate::calendar::Calendar;
use crate::error::EngineError;
use crate::studio::Parts;
use crate::tally::{Tally, split};

/// Every rate that the user entered.
pub(super) async fn rates(connection: &mut SqliteConnection) -> Result<ExchangeRates, EngineError> {
    Ok(ExchangeRates::new(exchange_rates::list(connection).await?))
}

/// A budget with what is used of it.
#[derive(Debug)]
pub(super) struct Counted {
    /// The budget.
    pub row: BudgetRow,
    /// The day or month.
    pub span: Span,
    /// What is used, in the currency of the limit.
    pub tally: Tally,
}

impl Counted {
    /// Counts what is used of a budget at this moment.
    pub async fn now(
        connection: &mut SqliteConnection,
        calendar: &Calendar,
        rates: &ExchangeRates,
        row: BudgetRow,
        now: UnixMillis,
    ) -> Result<Self, EngineError> {
        let Budget {
            scope,
            period,
            limit,
            ..
        } = &row.budget;
        let span = calendar.period(*period, now);
        let parts = split(span, limit.currency, rates);
        let sums = spending::sums(connection, &parts, scope).await?;
        let mut tally = Tally::new(limit.currency);
        tally.add_all(&sums, &parts, rates);
        Ok(Self { row, span, tally })
    }

    /// Whether so much more would pass the limit. What has no known price, or none in the
    /// currency of the limit, passes it only when nothing is left.
    pub fn is_passed_by(
        &self,
        cost: Option<Money>,
        rates: &ExchangeRates,
        now: UnixMillis,
    ) -> bool {
        let limit = i128::from(self.limit().nanos);
        match self.converted(cost, rates, now) {
            Some(nanos) => self.tally.used().saturating_add(nanos) > limit,
            None => self.tally.used() >= limit,
        }
    }

    /// The level and percent with so much more.
    pub fn with(
        &self,
        cost: Option<Money>,
        rates: &ExchangeRates,
        now: UnixMillis,
    ) -> (BudgetLevel, u32) {
        let more = self.converted(cost, rates, now).unwrap_or_default();
        let used = self.tally.used().saturating_add(more);
        let limit = self.limit().nanos;
        (BudgetLevel::of(used, limit), percent(used, limit))
    }

    /// How near the limit it is.
    pub fn level(&self) -> BudgetLevel {
        BudgetLevel::of(self.tally.used(), self.limit().nanos)
    }

    /// The refusal of a request.
    pub fn over(self, provider: Option<&str>, asked: Option<Money>) -> OverBudget {
        let scope_name = match &self.row.budget.scope {
            BudgetScope::Everything => None,
            BudgetScope::Provider { .. } => provider.map(str::to_owned),
            BudgetScope::Project { .. } => self.row.project_name,
        };
        OverBudget {
            scope_name,
            period: self.row.budget.period,
            limit: self.row.budget.limit,
            spent: self.tally.spent(),
            held: self.tally.held(),
            asked,
        }
    }

    const fn limit(&self) -> Money {
        self.row.budget.limit
    }

    fn converted(
        &self,
        cost: Option<Money>,
        rates: &ExchangeRates,
        now: UnixMillis,
    ) -> Option<i128> {
        let cost = cost?;
        rates.convert(
            i128::from(cost.nanos),
            cost.currency,
            self.limit().currency,
            now,
        )
    }

    fn standing(self, providers: &HashMap<ProviderId, String>, said: &Said) -> BudgetStanding {
        let level = self.level();
        let limit = self.limit();
        BudgetStanding {
            scope_name: match &self.row.budget.scope {
                BudgetScope::Everything => None,
                BudgetScope::Project { .. } => Some(self.row.project_name.unwrap_or_default()),
                BudgetScope::Provider { provider_id } => Some(
                    providers
                        .get(provider_id)
                        .map_or(provider_id.as_str(), String::as_str)
                        .to_owned(),
                ),
            },
            begins: self.span.begins,
            ends: self.span.ends,
            spent: self.tally.spent(),
            held: self.tally.held(),
            percent: percent(self.tally.used(), limit.nanos),
            level,
            unconverted: self.tally.unconverted(),
            unpriced: self.tally.unpriced,
            announce: said.is_news(self.row.budget.id, self.span.begins, level),
            budget: self.row.budget,
        }
    }
}

impl Parts {
    /// Every budget with what is used of it.
    pub(super) async fn counted(&self, now: UnixMillis) -> Result<Vec<Counted>, EngineError> {
        let mut snapshot = self.store.snapshot().await?;
        let rates = rates(snapshot.connection()).await?;
        let mut all = Vec::new();
        for row in budgets::list(snapshot.connection()).await? {
            let connection = snapshot.connection();
            all.push(Counted::now(connection, &self.calendar, &rates, row, now).await?);
        }
        Ok(all)
    }

    /// The same for the window.
    pub(super) async fn standings(
        &self,
        counted: Vec<Counted>,
    ) -> Result<Vec<BudgetStanding>, EngineError> {
        if counted.is_empty() {
            return Ok(Vec::new());
        }
        let providers = self.configured().await?;
        let providers = providers
            .iter()
            .map(|provider| (provider.id.clone(), provider.name().to_owned()))
            .collect();
        let said = said(&self.store).await?;
        Ok(counted
            .into_iter()
            .map(|counted| counted.standing(&providers, &said))
            .collect())
    }

    /// Every rate that the user entered.
    pub(crate) async fn exchange_rates(&self) -> Result<ExchangeRates, EngineError> {
        let mut snapshot = self.store.snapshot().await?;
        rates(snapshot.connection()).await
    }
}

/// How much of the limit that is, rounded down; all of it where the limit is nothing.
fn percent(used: i128, limit: i64) -> u32 {
    if limit == 0 {
        return 100;
    }
    let percent = used.max(0).saturating_mul(100) / i128::from(limit);
    u32::try_from(percent).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percent_is_rounded_down_so_that_it_never_says_full_too_early() {
        assert_eq!(percent(999, 1_000), 99);
        assert_eq!(percent(1_500, 1_000), 150);
        assert_eq!(percent(0, 0), 100);
        assert_eq!(percent(-5, 10), 0);
        assert_eq!(percent(i128::MAX, 1), u32::MAX);
    }
}
