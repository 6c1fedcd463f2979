//! Money: what was spent, what may be, and in which currency it is shown.

use studio_domain::{
    BudgetId, BudgetLevel, BudgetStanding, CostOutlook, Currency, Deletion, EstimateMessage,
    ExchangeRate, Money, SetBudget, Spending, SpendingQuery, SpendingRange, WeighCost,
};
use studio_engine::Studio;
use tauri::State;

use crate::desktop::Desktop;
use crate::error::CommandError;

hand_on! {
    /// What the answer to a message that is being written is expected to cost, where prices are known.
    ask estimate_message(request: EstimateMessage) -> Option<Money>;

    /// What an amount means before it is spent: in the user's currency, and for the budgets.
    ask weigh_cost(request: WeighCost) -> CostOutlook;

    /// Every budget, and how it stands in the present day or month.
    ask list_budgets() -> Vec<BudgetStanding>;

    /// Makes a budget, or changes the limit of the one for the same scope and period.
    ask set_budget(budget: SetBudget) -> BudgetId;

    /// Deletes a budget; what it counted stays.
    ask delete_budget(id: BudgetId) -> Deletion;

    /// Notes that the user was told how near its limit a budget is.
    ask acknowledge_budget(id: BudgetId, level: BudgetLevel) -> ();

    /// The currency that amounts are shown in.
    ask get_display_currency() -> Currency;

    /// Chooses the currency that amounts are shown in.
    ask set_display_currency(currency: Currency) -> ();

    /// Every exchange rate that was entered, the newest of each pair first.
    ask list_exchange_rates() -> Vec<ExchangeRate>;

    /// Enters an exchange rate.
    ask set_exchange_rate(rate: ExchangeRate) -> ();

    /// Forgets an exchange rate.
    ask delete_exchange_rate(rate: ExchangeRate) -> ();

    /// What was spent in a range of days, in the user's currency.
    ask get_spending(query: SpendingQuery) -> Spending;
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
