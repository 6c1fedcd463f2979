//! Money: what was spent, what may be, and in which currency it is shown.

use studio_domain::{
    BudgetId, BudgetLevel, BudgetStanding, CostOutlook, Currency, Deletion, EstimateMessage,
    ExchangeRate, Money, SetBudget, Spending, SpendingQuery, SpendingRange, WeighCost,
};
use studio_engine::Studio;
use tauri::State;

use crate::desktop::Desktop;
use crate::error::CommandError;

/// What the answer to a message that is being written is expected to cost, where prices are known.
#[tauri::command]
#[specta::specta]
pub async fn estimate_message(
    studio: State<'_, Studio>,
    request: EstimateMessage,
) -> Result<Option<Money>, CommandError> {
    Ok(studio.estimate_message(request).await?)
}

/// What an amount means before it is spent: in the user's currency, and for the budgets.
#[tauri::command]
#[specta::specta]
pub async fn weigh_cost(
    studio: State<'_, Studio>,
    request: WeighCost,
) -> Result<CostOutlook, CommandError> {
    Ok(studio.weigh_cost(request).await?)
}

/// Every budget, and how it stands in the present day or month.
#[tauri::command]
#[specta::specta]
pub async fn list_budgets(studio: State<'_, Studio>) -> Result<Vec<BudgetStanding>, CommandError> {
    Ok(studio.list_budgets().await?)
}

/// Makes a budget, or changes the limit of the one for the same scope and period.
#[tauri::command]
#[specta::specta]
pub async fn set_budget(
    studio: State<'_, Studio>,
    budget: SetBudget,
) -> Result<BudgetId, CommandError> {
    Ok(studio.set_budget(budget).await?)
}

/// Deletes a budget; what it counted stays.
#[tauri::command]
#[specta::specta]
pub async fn delete_budget(
    studio: State<'_, Studio>,
    id: BudgetId,
) -> Result<Deletion, CommandError> {
    Ok(studio.delete_budget(id).await?)
}

/// Notes that the user was told how near its limit a budget is.
#[tauri::command]
#[specta::specta]
pub async fn acknowledge_budget(
    studio: State<'_, Studio>,
    id: BudgetId,
    level: BudgetLevel,
) -> Result<(), CommandError> {
    Ok(studio.acknowledge_budget(id, level).await?)
}

/// The currency that amounts are shown in.
#[tauri::command]
#[specta::specta]
pub async fn get_display_currency(studio: State<'_, Studio>) -> Result<Currency, CommandError> {
    Ok(studio.get_display_currency().await?)
}

/// Chooses the currency that amounts are shown in.
#[tauri::command]
#[specta::specta]
pub async fn set_display_currency(
    studio: State<'_, Studio>,
    currency: Currency,
) -> Result<(), CommandError> {
    Ok(studio.set_display_currency(currency).await?)
}

/// Every exchange rate that was entered, the newest of each pair first.
#[tauri::command]
#[specta::specta]
pub async fn list_exchange_rates(
    studio: State<'_, Studio>,
) -> Result<Vec<ExchangeRate>, CommandError> {
    Ok(studio.list_exchange_rates().await?)
}

/// Enters an exchange rate.
#[tauri::command]
#[specta::specta]
pub async fn set_exchange_rate(
    studio: State<'_, Studio>,
    rate: ExchangeRate,
) -> Result<(), CommandError> {
    Ok(studio.set_exchange_rate(rate).await?)
}

/// Forgets an exchange rate.
#[tauri::command]
#[specta::specta]
pub async fn delete_exchange_rate(
    studio: State<'_, Studio>,
    rate: ExchangeRate,
) -> Result<(), CommandError> {
    Ok(studio.delete_exchange_rate(rate).await?)
}

/// What was spent in a range of days, in the user's currency.
#[tauri::command]
#[specta::specta]
pub async fn get_spending(
    studio: State<'_, Studio>,
    query: SpendingQuery,
) -> Result<Spending, CommandError> {
    Ok(studio.get_spending(query).await?)
}

/// Asks where to, and saves what was spent there as a table. Nothing when the person changed
/// their mind.
#[tauri::command]
#[specta::specta]
pub async fn export_spending(
    desktop: State<'_, Box<dyn Desktop>>,
    studio: State<'_, Studio>,
    range: SpendingRange,
) -> Result<Option<String>, CommandError> {
    let name = format!("spending {} to {}.csv", range.first, range.last);
    let Some(target) = desktop.choose_save_target(&name).await else {
        return Ok(None);
    };
    studio.export_spending(range, target.clone()).await?;
    Ok(Some(target.display().to_string()))
}
