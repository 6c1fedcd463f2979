import { describe, expect, it } from "vitest";
import { asset, generation } from "@/features/generation/test-fixtures";
import { expectedCount, tileGrid, tileRatio } from "./tile-layout";

describe("the tiles of a run", () => {
  it("are as many as were asked for, or as came when more did", () => {
    expect(expectedCount(generation("g", { params: { count: 3 } }))).toBe(3);
    expect(expectedCount(generation("g", { params: {} }))).toBe(1);
    const more = generation("g", { params: { count: 1 }, outputs: [asset("a"), asset("b")] });
    expect(expectedCount(more)).toBe(2);
  });

  it("have the shape asked for until a picture brings its own", () => {
    expect(tileRatio(undefined, { size: "1536x1024" })).toBe(1.5);
    expect(tileRatio(asset("a", { width: 800, height: 1000 }), { size: "1536x1024" })).toBe(0.8);
  });

  it("never become stripes", () => {
    expect(tileRatio(asset("a", { width: 8000, height: 100 }), {})).toBe(4);
    expect(tileRatio(asset("a", { width: 100, height: 8000 }), {})).toBe(0.45);
  });

  it("stand side by side, more of them where they are upright", () => {
    expect(tileGrid(1, 1).maxWidth).toBe(400);
    expect(tileGrid(4, 1).gridTemplateColumns).toContain("/ 4)");
    expect(tileGrid(8, 1).gridTemplateColumns).toContain("/ 4)");
    expect(tileGrid(8, 0.6).gridTemplateColumns).toContain("/ 6)");
  });
});
