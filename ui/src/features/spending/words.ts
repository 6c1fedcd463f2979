import { formatMoney } from "@/features/models/money";
import type { BudgetOutlook, BudgetStanding, ExchangeRate, Money } from "@/ipc/client";
import { i18n } from "@/messages";
import { dateOf } from "./ranges";

const t = i18n.getFixedT(null, "spending");

/** What a budget counts and until when, as in "OpenAI this month". */
export function budgetName({ budget, scope_name }: BudgetStanding): string {
  const scope = scope_name ?? t("budgets.everything");
  return t(`budgets.name.${budget.period}`, { scope });
}

/** What is spent or held of a budget. */
export function usedOf({ spent, held }: BudgetStanding): Money {
  return { nanos: spent.nanos + held.nanos, currency: spent.currency };
}

export function amountsInWords(amounts: readonly Money[]): string {
  return new Intl.ListFormat(i18n.language).format(amounts.map(formatMoney));
}

/** A bar's day or month: `5 Mar`, `March 2026`. */
export function whenInWords(when: string): string {
  const isMonth = when.length === 7;
  const date = dateOf(isMonth ? `${when}-01` : when);
  if (!date) return when;
  const format: Intl.DateTimeFormatOptions = isMonth
    ? { month: "long", year: "numeric" }
    : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(i18n.language, format).format(date);
}

/** A day with its year. */
export function dayInWords(moment: number | Date): string {
  return new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(moment);
}

/** Every currency this system knows, by its name. */
export function currencies(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(i18n.language, { type: "currency" });
  return Intl.supportedValuesOf("currency").map((code) => ({
    value: code,
    label: `${code} · ${names.of(code) ?? code}`,
  }));
}

/** What a unit is worth, with as many digits as were entered. */
export function rateInWords({ rate_nanos }: ExchangeRate): string {
  const format = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 9 });
  return format.format(rate_nanos / 1_000_000_000);
}

/** What an amount would do to a budget. */
export function outlookInWords({ standing, passed }: BudgetOutlook): string {
  return t(passed ? "outlook.passed" : "outlook.near", {
    name: budgetName(standing),
    used: formatMoney(usedOf(standing)),
    limit: formatMoney(standing.budget.limit),
  });
}
