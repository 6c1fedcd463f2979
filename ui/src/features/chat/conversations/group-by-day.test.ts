import { describe, expect, it } from "vitest";
import type { Conversation } from "@/ipc/client";
import { groupByDay } from "./group-by-day";

const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime();

const conversation = (id: string, updated_at: number): Conversation => ({
  id,
  title: id,
  head_message_id: null,
  project_id: null,
  created_at: updated_at,
  updated_at,
});

function groups(now: number, ...times: number[]): string[] {
  const rows = groupByDay(
    times.map((time, index) => conversation(`c${index}`, time)),
    now,
  );
  return rows.map((row) => (row.kind === "heading" ? row.key : row.conversation.id));
}

describe("grouping conversations by day", () => {
  const now = at(2026, 11, 23, 0, 30);

  it("counts days by the calendar, not by 24 hours", () => {
    expect(groups(now, at(2026, 11, 23, 0, 0), at(2026, 11, 22, 23, 59))).toEqual([
      "heading-today",
      "c0",
      "heading-yesterday",
      "c1",
    ]);
  });

  it("puts the seven days before today together, apart from yesterday", () => {
    expect(groups(now, at(2026, 11, 21), at(2026, 11, 16, 0), at(2026, 11, 15, 23, 59))).toEqual([
      "heading-week",
      "c0",
      "c1",
      "heading-month-2026-10",
      "c2",
    ]);
  });

  it("gives each month of each year one heading", () => {
    const rows = groups(now, at(2026, 10, 30), at(2026, 10, 2), at(2025, 10, 2));
    expect(rows).toEqual(["heading-month-2026-9", "c0", "c1", "heading-month-2025-9", "c2"]);
  });

  it("takes a time ahead of the clock as today", () => {
    expect(groups(now, at(2026, 11, 24))).toEqual(["heading-today", "c0"]);
  });

  it("has no headings for no conversations", () => {
    expect(groups(now)).toEqual([]);
  });
});
