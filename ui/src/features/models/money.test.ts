import { describe, expect, it } from "vitest";
import { formatMoney, formatPerMillion, formatPerUnit, formatTokens } from "./money";

const dollars = (nanos: number) => formatMoney({ nanos, currency: "USD" });

describe("an amount", () => {
  it.each([
    [0, "$0.00"],
    [1, "<$0.0001"],
    [99_999, "<$0.0001"],
    [100_000, "$0.0001"],
    [12_300_000, "$0.0123"],
    [40_000_000, "$0.04"],
    [500_000_000, "$0.50"],
    [1_000_000_000, "$1.00"],
    [12_345_678_900, "$12.35"],
    [1_204_500_000_000, "$1,204.50"],
    [-40_000_000, "-$0.04"],
  ])("of %d billionths reads %s", (nanos, text) => {
    expect(dollars(nanos)).toBe(text);
  });

  it("keeps its own currency", () => {
    expect(formatMoney({ nanos: 2_500_000_000, currency: "EUR" })).toBe("€2.50");
  });
});

it("prices are told for a million tokens and for one picture", () => {
  expect(formatPerMillion(1_750_000_000, "USD")).toBe("$1.75");
  expect(formatPerUnit(34_000_000_000_000, "USD")).toBe("$0.034");
});

it("numbers of tokens are told in short", () => {
  expect(formatTokens(200_000)).toBe("200K");
  expect(formatTokens(1_047_576)).toBe("1M");
  expect(formatTokens(8192)).toBe("8.2K");
});
