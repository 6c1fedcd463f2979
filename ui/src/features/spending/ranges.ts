import type { LocalDay, SpendingRange } from "@/ipc/client";

export const RANGES = ["week", "month", "quarter", "thisMonth", "lastMonth", "year"] as const;
export type RangeId = (typeof RANGES)[number];

const two = (number: number) => String(number).padStart(2, "0");

/** A day of the user's calendar as the core writes it. */
export function dayOf(date: Date): LocalDay {
  const year = String(date.getFullYear()).padStart(4, "0");
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first moment of a day; null where the text is none. */
export function dateOf(day: LocalDay): Date | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (!year || !month || !date) return null;
  const read = new Date(Number(year), Number(month) - 1, Number(date));
  return dayOf(read) === day ? read : null;
}

/** The days of a range, today among them unless it is last month's. */
export function rangeOf(id: RangeId, now: Date): SpendingRange {
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const range = (first: Date, last: Date) => ({ first: dayOf(first), last: dayOf(last) });
  const ago = (days: number) => range(new Date(year, month, date - days + 1), now);
  switch (id) {
    case "week":
      return ago(7);
    case "month":
      return ago(30);
    case "quarter":
      return ago(90);
    case "thisMonth":
      return range(new Date(year, month, 1), now);
    case "lastMonth":
      return range(new Date(year, month - 1, 1), new Date(year, month, 0));
    case "year":
      return range(new Date(year, month - 11, 1), now);
  }
}
