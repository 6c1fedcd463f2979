//! Telling of budgets that come near their limit: once for each period and level.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use studio_domain::{BudgetId, BudgetLevel, CacheTag, UnixMillis};
use studio_store::{Store, settings};
use tokio::sync::broadcast::error::RecvError;

use crate::error::EngineError;
use crate::studio::{Parts, Studio};

const SAID: &str = "budget-notices";

/// What the user was told of, by the budget's id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Said(BTreeMap<String, Notice>);

/// The highest level that the user was told of in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Notice {
    begins: UnixMillis,
    level: BudgetLevel,
}

impl Said {
    /// Whether a level is worth telling and was not told in this period.
    pub fn is_news(&self, id: BudgetId, begins: UnixMillis, level: BudgetLevel) -> bool {
        let told = self.0.get(&id.to_string());
        let told = told.filter(|notice| notice.begins == begins);
        level > told.map_or(BudgetLevel::Fine, |notice| notice.level)
    }

    fn note(&mut self, id: BudgetId, begins: UnixMillis, level: BudgetLevel) {
        if self.is_news(id, begins, level) {
            self.0.insert(id.to_string(), Notice { begins, level });
        }
    }
}

/// What the user was told of.
pub(super) async fn said(store: &Store) -> Result<Said, EngineError> {
    Ok(settings::get(store, SAID).await?.unwrap_or_default())
}

impl Studio {
    /// Notes that the user was told how near its limit a budget is, so that nobody tells it again
    /// in this period.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acknowledge_budget(
        &self,
        id: BudgetId,
        level: BudgetLevel,
    ) -> Result<(), EngineError> {
        let now = self.parts.store.clock().now();
        let counted = self.parts.counted(now).await?;
        let mut said = said(&self.parts.store).await?;
        let is_there = |key: &String| {
            counted
                .iter()
                .any(|counted| counted.row.budget.id.to_string() == *key)
        };
        said.0.retain(|key, _| is_there(key));
        for counted in counted.iter().filter(|counted| counted.row.budget.id == id) {
            said.note(id, counted.span.begins, level);
        }
        let mut tx = self.parts.store.write().await?;
        settings::set(&mut tx, SAID, &said).await?;
        tx.changed(CacheTag::Budgets);
        Ok(tx.commit().await?)
    }
}

/// Watches the ledger, and says that budgets are stale when one of them changes its level.
pub(crate) async fn keep_levels(parts: Arc<Parts>) {
    let mut changes = parts.store.subscribe();
    let mut known = None;
    loop {
        let concerns_budgets = tokio::select! {
            change = changes.recv() => match change {
                Ok(tags) => {
                    tags.contains(&CacheTag::Generations) || tags.contains(&CacheTag::Budgets)
                }
                // What was missed may have concerned budgets.
                Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => return,
            },
            () = parts.closing.cancelled() => return,
        };
        if !concerns_budgets {
            continue;
        }
        match parts.levels().await {
            Ok(levels) => {
                // Also where a budget was set: what was spent meanwhile may have changed its level
                // after the windows counted.
                let is_told = known.as_ref() == Some(&levels);
                known = Some(levels);
                if !is_told && let Err(error) = parts.tell_of_levels().await {
                    tracing::warn!(%error, "a budget's level changed and could not be told");
                }
            }
            Err(error) => tracing::warn!(%error, "the budgets could not be counted"),
        }
    }
}

impl Parts {
    async fn levels(&self) -> Result<Vec<(BudgetId, UnixMillis, BudgetLevel)>, EngineError> {
        let counted = self.counted(self.store.clock().now()).await?;
        Ok(counted
            .iter()
            .map(|it| (it.row.budget.id, it.span.begins, it.level()))
            .collect())
    }

    async fn tell_of_levels(&self) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        tx.changed(CacheTag::Budgets);
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_news_once_in_a_period_and_again_in_the_next() {
        let (today, tomorrow) = (UnixMillis::new(10), UnixMillis::new(20));
        let id = BudgetId::new(today);
        let mut said = Said::default();
        assert!(!said.is_news(id, today, BudgetLevel::Fine));
        assert!(said.is_news(id, today, BudgetLevel::Near));
        said.note(id, today, BudgetLevel::Near);
        assert!(!said.is_news(id, today, BudgetLevel::Near));
        assert!(said.is_news(id, today, BudgetLevel::Full));
        said.note(id, today, BudgetLevel::Full);
        said.note(id, today, BudgetLevel::Near);
        assert!(
            !said.is_news(id, today, BudgetLevel::Full),
            "the highest is kept"
        );
        assert!(said.is_news(id, tomorrow, BudgetLevel::Near));
    }
}
