//! The refusal of what would pass a budget, in words.

use std::fmt;

use studio_domain::{BudgetPeriod, Money};

/// A request that would pass a budget: which, what is used of it, and what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverBudget {
    /// The project or provider that the budget counts; absent where it counts everything.
    pub scope_name: Option<String>,
    /// When it begins anew.
    pub period: BudgetPeriod,
    /// What may be spent.
    pub limit: Money,
    /// What was spent.
    pub spent: Money,
    /// What is held for everything queued or under way.
    pub held: Money,
    /// What this is expected to cost; absent where that is not known.
    pub asked: Option<Money>,
}

impl std::error::Error for OverBudget {}

impl fmt::Display for OverBudget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.scope_name.as_deref().unwrap_or("everything");
        let when = match self.period {
            BudgetPeriod::Day => "today",
            BudgetPeriod::Month => "this month",
        };
        write!(
            formatter,
            "The budget for {what} {when} is {}: {} is spent",
            self.limit, self.spent
        )?;
        if self.held.nanos != 0 {
            write!(formatter, ", {} is held for what is under way", self.held)?;
        }
        match self.asked {
            Some(asked) => write!(formatter, ", and this would cost about {asked}."),
            None => write!(formatter, ", and nobody knows what this would cost."),
        }
    }
}

#[cfg(test)]
mod tests {
    use studio_domain::Currency;

    use super::*;

    fn dollars(cents: i64) -> Money {
        Money {
            nanos: cents * 10_000_000,
            currency: Currency::USD,
        }
    }

    #[test]
    fn a_refusal_names_the_budget_and_what_is_spent_held_and_asked() {
        let over = OverBudget {
            scope_name: None,
            period: BudgetPeriod::Day,
            limit: dollars(500),
            spent: dollars(480),
            held: dollars(15),
            asked: Some(dollars(10)),
        };
        assert_eq!(
            over.to_string(),
            "The budget for everything today is 5.00 USD: 4.80 USD is spent, 0.15 USD is held for \
             what is under way, and this would cost about 0.10 USD."
        );
        let unknown = OverBudget {
            scope_name: Some("Workshop".to_owned()),
            period: BudgetPeriod::Month,
            held: dollars(0),
            asked: None,
            ..over
        };
        assert_eq!(
            unknown.to_string(),
            "The budget for Workshop this month is 5.00 USD: 4.80 USD is spent, and nobody knows \
             what this would cost."
        );
    }
}
