import { describe, expect, it } from "vitest";
import type { SpendingDay, SpendingGroup } from "@/ipc/client";
import { columnsOf, legendOf, niceTop, OTHERS } from "./chart-columns";

const usd = (nanos: number) => ({ nanos, currency: "USD" });
const sum = (nanos: number) => ({
  spent: usd(nanos),
  held: usd(0),
  unconverted: [],
  generations: 1,
  unpriced: 0,
});
const group = (key: string, nanos: number): SpendingGroup => ({
  key,
  name: key,
  provider_name: null,
  sum: sum(nanos),
});
const day = (when: string, parts: Record<string, number>): SpendingDay => ({
  day: when,
  sum: sum(Object.values(parts).reduce((total, nanos) => total + nanos, 0)),
  parts: Object.entries(parts).map(([key, nanos]) => ({ key, spent: usd(nanos) })),
});

describe("the legend", () => {
  it("leaves out what cost nothing", () => {
    expect(legendOf([group("a", 5), group("free", 0)])).toEqual(["a"]);
  });

  it("puts the small ones together once there are too many", () => {
    const six = ["a", "b", "c", "d", "e", "f"].map((key, index) => group(key, 9 - index));
    expect(legendOf(six)).toEqual(["a", "b", "c", "d", "e", "f"]);
    const seven = [...six, group("g", 1)];
    expect(legendOf(seven)).toEqual(["a", "b", "c", "d", "e", OTHERS]);
  });
});

describe("the bars", () => {
  it("keep every day, the empty ones too, and put the parts in the legend's order", () => {
    const columns = columnsOf(
      [day("2026-03-01", { b: 2, a: 1, z: 4 }), day("2026-03-02", {})],
      ["a", "b", OTHERS],
    );
    expect(columns).toEqual([
      {
        when: "2026-03-01",
        nanos: 7,
        parts: [
          { key: "a", nanos: 1 },
          { key: "b", nanos: 2 },
          { key: OTHERS, nanos: 4 },
        ],
      },
      { when: "2026-03-02", nanos: 0, parts: [] },
    ]);
  });

  it("stand for months where there are too many days, and lose nothing", () => {
    const days = Array.from({ length: 365 }, (_, index) => {
      const date = new Date(Date.UTC(2025, 0, 1 + index));
      return day(date.toISOString().slice(0, 10), { a: 1 });
    });
    const columns = columnsOf(days, ["a"]);
    expect(columns).toHaveLength(12);
    expect(columns[1]).toMatchObject({ when: "2025-02", nanos: 28 });
    expect(columns.reduce((total, { nanos }) => total + nanos, 0)).toBe(365);
  });
});

it("the axis ends at a round number that no bar passes", () => {
  expect([0, 1, 1.1, 21, 7, 99, 101].map(niceTop)).toEqual([
    1_000_000_000, 1, 1.5, 30, 8, 100, 150,
  ]);
});
