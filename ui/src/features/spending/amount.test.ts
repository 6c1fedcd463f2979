import { expect, it } from "vitest";
import { amountText, parseAmount } from "./amount";

it("reads an amount with a point or a comma, and nothing else", () => {
  expect(parseAmount("12")).toBe(12_000_000_000);
  expect(parseAmount(" 0.92 ")).toBe(920_000_000);
  expect(parseAmount("0,000000001")).toBe(1);
  expect(parseAmount(".5")).toBe(500_000_000);
  for (const text of ["", ".", "-1", "1.2.3", "1e3", "ten", "1,000.5", "9000001"]) {
    expect(parseAmount(text), text).toBeNull();
  }
});

it("an amount survives being written out", () => {
  for (const nanos of [0, 1, 920_000_000, 5_000_000_000, 120_000_000_000]) {
    expect(parseAmount(amountText(nanos))).toBe(nanos);
  }
  expect(amountText(100_000_000_000)).toBe("100");
});
