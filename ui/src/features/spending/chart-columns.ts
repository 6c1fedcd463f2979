import type { SpendingDay, SpendingGroup } from "@/ipc/client";

/** The most parts that have a colour of their own; the rest stand together. */
const MOST_PARTS = 5;
/** More days than these are drawn by month. */
const MOST_DAYS = 100;

/** The key of the parts that stand together. */
export const OTHERS = "";

export interface ColumnPart {
  key: string;
  nanos: number;
}

/** A bar: a day or a month, with its parts in the order of the legend. */
export interface Column {
  /** `YYYY-MM-DD`, or `YYYY-MM` for a month. */
  when: string;
  nanos: number;
  parts: ColumnPart[];
}

/** The parts that are drawn by themselves, the most expensive first. */
export function legendOf(groups: readonly SpendingGroup[]): string[] {
  const paid = groups.filter(({ sum }) => sum.spent.nanos > 0).map(({ key }) => key);
  return paid.length > MOST_PARTS + 1
    ? [...paid.slice(0, MOST_PARTS), OTHERS]
    : paid.slice(0, MOST_PARTS + 1);
}

/** Bars for days, or for months where there are too many days. */
export function columnsOf(days: readonly SpendingDay[], legend: readonly string[]): Column[] {
  const byMonth = days.length > MOST_DAYS;
  const columns = new Map<string, Map<string, number>>();
  for (const { day, parts } of days) {
    const when = byMonth ? day.slice(0, 7) : day;
    const column = columns.get(when) ?? new Map<string, number>();
    for (const { key, spent } of parts) {
      const part = legend.includes(key) ? key : OTHERS;
      column.set(part, (column.get(part) ?? 0) + spent.nanos);
    }
    columns.set(when, column);
  }
  return [...columns].map(([when, parts]) => ({
    when,
    nanos: [...parts.values()].reduce((sum, nanos) => sum + nanos, 0),
    parts: [...new Set([...legend, OTHERS])]
      .map((key) => ({ key, nanos: parts.get(key) ?? 0 }))
      .filter(({ nanos }) => nanos > 0),
  }));
}

/** The top of the axis where nothing was spent: one unit of the currency. */
const EMPTY_TOP = 1_000_000_000;

/** The value at the top of the axis: a round number, at least the highest bar. */
export function niceTop(highest: number): number {
  if (highest <= 0) return EMPTY_TOP;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= highest) ?? 10;
  return step * power;
}
