import { describe, expect, it } from "vitest";
import { dateOf, dayOf, RANGES, rangeOf } from "./ranges";

const march = new Date(2026, 2, 5, 13, 30);

describe("ranges of days", () => {
  it("end today and reach back as far as they say", () => {
    expect(rangeOf("week", march)).toEqual({ first: "2026-02-27", last: "2026-03-05" });
    expect(rangeOf("month", march)).toEqual({ first: "2026-02-04", last: "2026-03-05" });
    expect(rangeOf("thisMonth", march)).toEqual({ first: "2026-03-01", last: "2026-03-05" });
    expect(rangeOf("year", march)).toEqual({ first: "2025-04-01", last: "2026-03-05" });
  });

  it("take the whole of last month", () => {
    expect(rangeOf("lastMonth", march)).toEqual({ first: "2026-02-01", last: "2026-02-28" });
    expect(rangeOf("lastMonth", new Date(2026, 0, 31))).toEqual({
      first: "2025-12-01",
      last: "2025-12-31",
    });
  });

  it("are never longer than the core reads at once", () => {
    for (const id of RANGES) {
      const { first, last } = rangeOf(id, march);
      const days = (Number(dateOf(last)) - Number(dateOf(first))) / 86_400_000;
      expect(days).toBeLessThan(800);
    }
  });
});

it("a day survives its text and nothing else is one", () => {
  expect(dateOf(dayOf(march))).toEqual(new Date(2026, 2, 5));
  for (const text of ["", "2026-02-30", "2026-2-3", "tomorrow"]) expect(dateOf(text)).toBeNull();
});
