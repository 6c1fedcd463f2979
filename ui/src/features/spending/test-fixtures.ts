import type {
  BudgetStanding,
  Money,
  Spending,
  SpendingDay,
  SpendingGroup,
  SpendingSum,
} from "@/ipc/client";

export const usd = (nanos: number): Money => ({ nanos, currency: "USD" });

export function sum(nanos: number, change: Partial<SpendingSum> = {}): SpendingSum {
  return {
    spent: usd(nanos),
    held: usd(0),
    unconverted: [],
    generations: nanos > 0 ? 1 : 0,
    unpriced: 0,
    ...change,
  };
}

export function group(
  key: string,
  name: string | null,
  nanos: number,
  change: Partial<SpendingSum> = {},
): SpendingGroup {
  return { key, name, provider_name: null, sum: sum(nanos, change) };
}

export function day(when: string, parts: Record<string, number>): SpendingDay {
  return {
    day: when,
    sum: sum(Object.values(parts).reduce((total, nanos) => total + nanos, 0)),
    parts: Object.entries(parts).map(([key, nanos]) => ({ key, spent: usd(nanos) })),
  };
}

export function spending(change: Partial<Spending> = {}): Spending {
  return {
    currency: "USD",
    total: sum(1_340_000_000, { generations: 3, held: usd(50_000_000) }),
    groups: [group("openai", "OpenAI", 1_300_000_000), group("fal", "fal", 40_000_000)],
    days: [
      day("2026-03-01", { openai: 1_000_000_000, fal: 40_000_000 }),
      day("2026-03-02", {}),
      day("2026-03-03", { openai: 300_000_000 }),
    ],
    ...change,
  };
}

export function standing(change: Partial<BudgetStanding> = {}): BudgetStanding {
  return {
    budget: {
      id: "b1",
      scope: { kind: "everything" },
      period: "month",
      limit: usd(5_000_000_000),
    },
    scope_name: null,
    begins: 1,
    ends: 2,
    spent: usd(4_100_000_000),
    held: usd(150_000_000),
    percent: 85,
    level: "near",
    unconverted: [],
    unpriced: 0,
    announce: false,
    ...change,
  };
}
