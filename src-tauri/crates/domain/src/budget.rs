//! What may be spent, and how that stands.

use serde::{Deserialize, Serialize};

use crate::{BudgetId, ConversationId, Money, ProjectId, ProviderId, UnixMillis};

/// What a budget counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BudgetScope {
    /// Everything that is asked for.
    Everything,
    /// What is asked for in a project.
    Project {
        /// The project.
        project_id: ProjectId,
    },
    /// What is asked of a provider.
    Provider {
        /// The provider.
        provider_id: ProviderId,
    },
}

impl BudgetScope {
    /// Whether the budget counts what is asked of this provider in this project.
    #[must_use]
    pub fn covers(&self, provider: &ProviderId, project: Option<ProjectId>) -> bool {
        match self {
            Self::Everything => true,
            Self::Project { project_id } => project == Some(*project_id),
            Self::Provider { provider_id } => provider_id == provider,
        }
    }
}

/// How long a budget lasts before it begins anew: by the user's own calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum BudgetPeriod {
    /// A day.
    Day,
    /// A month.
    Month,
}

impl BudgetPeriod {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The period that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Day, Self::Month]
            .into_iter()
            .find(|period| period.as_str() == word)
    }
}

/// What may be spent in each period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Budget {
    /// Its id.
    pub id: BudgetId,
    /// What it counts.
    pub scope: BudgetScope,
    /// When it begins anew.
    pub period: BudgetPeriod,
    /// What may be spent until then.
    pub limit: Money,
}

/// A budget to make. There is one for each scope and period: where there is one already, its
/// limit changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SetBudget {
    /// What it counts.
    pub scope: BudgetScope,
    /// When it begins anew.
    pub period: BudgetPeriod,
    /// What may be spent until then.
    pub limit: Money,
}

/// How near a budget is to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum BudgetLevel {
    /// Less than 80 % is used.
    Fine,
    /// 80 % or more is used.
    Near,
    /// Nothing is left.
    Full,
}

impl BudgetLevel {
    /// Percent from which a budget is near its limit.
    const NEAR_PERCENT: i128 = 80;

    /// Where so much of a limit is used, in the same unit.
    #[must_use]
    pub const fn of(used: i128, limit: i64) -> Self {
        let limit = limit as i128;
        if used >= limit {
            Self::Full
        } else if used.saturating_mul(100) >= limit.saturating_mul(Self::NEAR_PERCENT) {
            Self::Near
        } else {
            Self::Fine
        }
    }
}

/// How a budget stands in the present period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BudgetStanding {
    /// The budget.
    pub budget: Budget,
    /// The name of the project or provider it counts; absent where it counts everything.
    pub scope_name: Option<String>,
    /// When the period began.
    pub begins: UnixMillis,
    /// When the next one begins.
    pub ends: UnixMillis,
    /// What was spent.
    pub spent: Money,
    /// What is expected of everything that is queued or under way.
    pub held: Money,
    /// Both of them as percent of the limit, rounded down; 100 where the limit is nothing.
    pub percent: u32,
    /// How near the limit that is.
    pub level: BudgetLevel,
    /// What was spent or is held in currencies without an exchange rate; not part of the above.
    pub unconverted: Vec<Money>,
    /// Generations whose price is not known; not part of the above.
    pub unpriced: u32,
    /// Whether the level is one that the user was not told of yet in this period.
    pub announce: bool,
}

/// An amount that is about to be spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WeighCost {
    /// Who would be paid.
    pub provider_id: ProviderId,
    /// The conversation it would be spent in; absent: it would be for the current project.
    pub conversation_id: Option<ConversationId>,
    /// How much; absent where that is not known.
    pub cost: Option<Money>,
}

/// What an amount means before it is spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CostOutlook {
    /// The amount in the user's currency; absent where it is in it already or no rate is known.
    pub converted: Option<Money>,
    /// The budget that it brings nearest to its limit, where one is near or would be passed.
    pub budget: Option<BudgetOutlook>,
}

/// What an amount would do to a budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BudgetOutlook {
    /// How the budget stands without it.
    pub standing: BudgetStanding,
    /// Whether it would be passed, so that the request will be refused.
    pub passed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_near_from_eighty_percent_and_full_when_nothing_is_left() {
        assert_eq!(BudgetLevel::of(799, 1_000), BudgetLevel::Fine);
        assert_eq!(BudgetLevel::of(800, 1_000), BudgetLevel::Near);
        assert_eq!(BudgetLevel::of(999, 1_000), BudgetLevel::Near);
        assert_eq!(BudgetLevel::of(1_000, 1_000), BudgetLevel::Full);
        assert_eq!(
            BudgetLevel::of(0, 0),
            BudgetLevel::Full,
            "nothing may be spent"
        );
        assert_eq!(BudgetLevel::of(i128::MAX, i64::MAX), BudgetLevel::Full);
    }

    #[test]
    fn a_scope_covers_its_own() {
        let here = ProviderId::new("here");
        let project = ProjectId::new(UnixMillis::new(1));
        let of_provider = BudgetScope::Provider {
            provider_id: here.clone(),
        };
        let of_project = BudgetScope::Project {
            project_id: project,
        };
        assert!(BudgetScope::Everything.covers(&here, None));
        assert!(of_provider.covers(&here, None));
        assert!(!of_provider.covers(&ProviderId::new("there"), Some(project)));
        assert!(of_project.covers(&here, Some(project)));
        assert!(!of_project.covers(&here, None));
    }
}
