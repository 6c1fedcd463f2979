//! What was spent, day by day and on what, for looking at and for taking along.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::PathBuf;

use studio_domain::{
    Currency, ExchangeRates, LocalDay, ProjectId, Spending, SpendingBy, SpendingDay, SpendingGroup,
    SpendingPart, SpendingQuery, SpendingRange,
};
use studio_store::spending::{self, Names, Span, SpanDetail};

use crate::error::EngineError;
use crate::exchange;
use crate::studio::Studio;
use crate::tally::{Tally, split};

/// A thing that spending is told apart by, as it adds up.
struct Group {
    name: Option<String>,
    provider_name: Option<String>,
    tally: Tally,
}

/// What the ledger holds of a range of days.
struct Found {
    /// The days, and for each part of one which day that is.
    days: Vec<(LocalDay, Span)>,
    day_of_part: Vec<usize>,
    parts: Vec<Span>,
    details: Vec<SpanDetail>,
    names: HashMap<i64, Names>,
    projects: HashMap<ProjectId, String>,
}

impl Studio {
    /// What was spent in a range of days, in the user's currency.
    ///
    /// # Errors
    /// When the range is none, or the database fails.
    pub async fn get_spending(&self, query: SpendingQuery) -> Result<Spending, EngineError> {
        let currency = exchange::display_currency(&self.parts.store).await?;
        let rates = self.parts.exchange_rates().await?;
        let found = self.spent_in(query.range, currency, &rates).await?;
        Ok(found.report(query.by, currency, &rates))
    }

    /// Saves what was spent in a range of days as comma-separated values: a line for each day,
    /// model and currency, in the currencies that it was spent in.
    ///
    /// # Errors
    /// When the range is none, or the file cannot be written.
    pub async fn export_spending(
        &self,
        range: SpendingRange,
        target: PathBuf,
    ) -> Result<(), EngineError> {
        let rates = ExchangeRates::default();
        let found = self.spent_in(range, Currency::USD, &rates).await?;
        let written = tokio::fs::write(target, found.table()).await;
        written.map_err(|source| EngineError::File {
            action: "saving what was spent",
            source,
        })
    }

    async fn spent_in(
        &self,
        range: SpendingRange,
        currency: Currency,
        rates: &ExchangeRates,
    ) -> Result<Found, EngineError> {
        let days = self.parts.calendar.days(range)?;
        let (mut parts, mut day_of_part) = (Vec::new(), Vec::new());
        for (index, (_, day)) in days.iter().enumerate() {
            for part in split(*day, currency, rates) {
                parts.push(part);
                day_of_part.push(index);
            }
        }
        let mut snapshot = self.parts.store.snapshot().await?;
        let connection = snapshot.connection();
        let details = spending::details(connection, &parts).await?;
        let newest: Vec<i64> = details.iter().map(|detail| detail.newest).collect();
        let names = spending::names(connection, &newest).await?;
        let projects = spending::project_names(connection).await?;
        Ok(Found {
            days,
            day_of_part,
            parts,
            details,
            names,
            projects,
        })
    }
}

impl Found {
    fn report(&self, by: SpendingBy, currency: Currency, rates: &ExchangeRates) -> Spending {
        let mut total = Tally::new(currency);
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        let mut days: Vec<(Tally, BTreeMap<String, Tally>)> =
            vec![(Tally::new(currency), BTreeMap::new()); self.days.len()];
        for detail in &self.details {
            let at = self.parts[detail.sum.span].begins;
            let key = key_of(by, detail);
            let group = groups
                .entry(key.clone())
                .or_insert_with(|| self.group(by, detail, currency));
            let (day, of_day) = &mut days[self.day_of_part[detail.sum.span]];
            let of_day = of_day.entry(key).or_insert_with(|| Tally::new(currency));
            for tally in [&mut total, &mut group.tally, day, of_day] {
                tally.add(&detail.sum.amounts, detail.sum.currency, at, rates);
            }
        }
        let mut groups: Vec<(String, Group)> = groups.into_iter().collect();
        // The keys are in order already, so that equals stand the same way each time.
        groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.tally.used()));
        Spending {
            currency,
            total: total.sum(),
            groups: groups.into_iter().map(in_words).collect(),
            days: self
                .days
                .iter()
                .zip(days)
                .map(|((day, _), (sum, parts))| SpendingDay {
                    day: *day,
                    sum: sum.sum(),
                    parts: parts.into_iter().filter_map(part_of_day).collect(),
                })
                .collect(),
        }
    }

    fn group(&self, by: SpendingBy, detail: &SpanDetail, currency: Currency) -> Group {
        let names = self.names.get(&detail.newest);
        let provider = names.map(|names| names.provider.clone());
        let (name, provider_name) = match by {
            SpendingBy::Provider => (provider, None),
            SpendingBy::Model => (names.map(|names| names.model.clone()), provider),
            SpendingBy::Kind => (Some(detail.kind.as_str().to_owned()), None),
            SpendingBy::Project => (self.project(detail), None),
        };
        Group {
            name,
            provider_name,
            tally: Tally::new(currency),
        }
    }

    fn project(&self, detail: &SpanDetail) -> Option<String> {
        detail
            .project_id
            .and_then(|id| self.projects.get(&id).cloned())
    }

    /// As comma-separated values with a line of headings.
    fn table(&self) -> String {
        let mut table =
            "Day,Provider,Model,Kind,Project,Generations,Spent,Held,Currency,Without a price\r\n"
                .to_owned();
        for detail in &self.details {
            let (day, _) = self.days[self.day_of_part[detail.sum.span]];
            let names = self.names.get(&detail.newest);
            let amounts = &detail.sum.amounts;
            let currency = detail.sum.currency;
            // Writing to a string cannot fail.
            let _ = write!(
                table,
                "{day},{},{},{},{},{},{},{},{},{}\r\n",
                cell(names.map_or(detail.provider_id.as_str(), |names| &names.provider)),
                cell(names.map_or(&detail.model_id, |names| &names.model)),
                detail.kind.as_str(),
                cell(&self.project(detail).unwrap_or_default()),
                amounts.generations,
                decimal(amounts.spent),
                decimal(amounts.held),
                currency.as_ref().map_or("", Currency::as_str),
                amounts.unpriced,
            );
        }
        table
    }
}

fn in_words((key, group): (String, Group)) -> SpendingGroup {
    SpendingGroup {
        key,
        name: group.name,
        provider_name: group.provider_name,
        sum: group.tally.sum(),
    }
}

fn part_of_day((key, tally): (String, Tally)) -> Option<SpendingPart> {
    (tally.spent != 0).then(|| SpendingPart {
        key,
        spent: tally.spent(),
    })
}

fn key_of(by: SpendingBy, detail: &SpanDetail) -> String {
    match by {
        SpendingBy::Provider => detail.provider_id.as_str().to_owned(),
        SpendingBy::Model => format!("{}/{}", detail.provider_id.as_str(), detail.model_id),
        SpendingBy::Kind => detail.kind.as_str().to_owned(),
        SpendingBy::Project => detail
            .project_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
    }
}

/// A text as one cell. What a spreadsheet would take for a formula is marked as text.
fn cell(text: &str) -> String {
    let marked = if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if marked.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", marked.replace('"', "\"\""))
    } else {
        marked
    }
}

/// Billionths as a decimal number without a needless zero.
fn decimal(nanos: i128) -> String {
    let whole = nanos.unsigned_abs();
    let sign = if nanos < 0 { "-" } else { "" };
    let text = format!(
        "{sign}{}.{:09}",
        whole / 1_000_000_000,
        whole % 1_000_000_000
    );
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{cell, decimal};

    #[test]
    fn cells_hold_any_text_and_no_formula() {
        assert_eq!(cell("Sample One"), "Sample One");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("=1+1"), "'=1+1");
    }

    #[test]
    fn amounts_are_written_out_whole() {
        assert_eq!(decimal(0), "0");
        assert_eq!(decimal(34_000_000), "0.034");
        assert_eq!(decimal(-1_500_000_000), "-1.5");
        assert_eq!(decimal(12_000_000_000), "12");
    }
}
