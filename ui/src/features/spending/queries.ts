import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type SpendingBy, type SpendingRange, type WeighCost } from "@/ipc/client";

// The ledger decides what is spent; rates and the currency decide how it reads.
const WITH_LEDGER = { tags: ["generations"] };

export const spendingQuery = (range: SpendingRange, by: SpendingBy) =>
  queryOptions({
    queryKey: ["budgets", "spending", range, by],
    queryFn: () => api.getSpending({ range, by }),
    placeholderData: keepPreviousData,
    meta: WITH_LEDGER,
  });

export const budgetsQuery = queryOptions({
  queryKey: ["budgets", "list"],
  queryFn: () => api.listBudgets(),
  meta: WITH_LEDGER,
});

/** The budgets that the user is to be told of; read anew only when one changes its level. */
export const budgetNoticesQuery = queryOptions({
  queryKey: ["budgets", "notices"],
  queryFn: () => api.listBudgets(),
});

export const displayCurrencyQuery = queryOptions({
  queryKey: ["budgets", "currency"],
  queryFn: () => api.getDisplayCurrency(),
});

export const exchangeRatesQuery = queryOptions({
  queryKey: ["budgets", "rates"],
  queryFn: () => api.listExchangeRates(),
});

/** What an amount means before it is spent; the last answer stands until the next is there. */
export const costOutlookQuery = (request: WeighCost | null) =>
  queryOptions({
    queryKey: ["budgets", "outlook", request],
    queryFn: () => (request === null ? null : api.weighCost(request)),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    // Which project is the current one is among the marks.
    meta: { tags: [...WITH_LEDGER.tags, "marks"] },
  });
