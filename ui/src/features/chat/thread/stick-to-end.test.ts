import { describe, expect, it } from "vitest";
import { followsEnd } from "./stick-to-end";

const moved = (from: number, to: number, distance: number) =>
  ({ type: "moved", from, to, distance }) as const;

describe("following the end of a thread", () => {
  it("stops as soon as the reader moves up, even by a little", () => {
    expect(followsEnd(true, moved(1000, 990, 10))).toBe(false);
    expect(followsEnd(true, moved(1000, 200, 800))).toBe(false);
  });

  it("does not take a page that grew shorter for a reader who moved up", () => {
    expect(followsEnd(true, moved(1000, 900, 0))).toBe(true);
  });

  it("goes on while the end moves away by itself", () => {
    expect(followsEnd(true, moved(1000, 1000, 300))).toBe(true);
    expect(followsEnd(true, moved(1000, 1200, 40))).toBe(true);
  });

  it("starts again when the reader arrives at the end", () => {
    expect(followsEnd(false, moved(900, 980, 20))).toBe(true);
  });

  it("does not start while the reader is still on the way down, or on the way up near the end", () => {
    expect(followsEnd(false, moved(500, 600, 400))).toBe(false);
    expect(followsEnd(false, moved(990, 985, 15))).toBe(false);
  });

  it("starts again after a jump and after sending", () => {
    expect(followsEnd(false, { type: "jumped" })).toBe(true);
    expect(followsEnd(false, { type: "sent" })).toBe(true);
  });
});

it("stops where somebody is led to a message above", () => {
  expect(followsEnd(true, { type: "away" })).toBe(false);
});
