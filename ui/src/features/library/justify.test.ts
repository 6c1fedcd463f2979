import { describe, expect, it } from "vitest";
import { destination, typedDestination } from "./grid-keys";
import { justify, tileShape, verticalNeighbour } from "./justify";

const squares = (count: number) => Array.from({ length: count }, () => 1);
const key = (name: string) => ({ key: name, shiftKey: false, ctrlKey: false, metaKey: false });

describe("rows", () => {
  it("fill the width exactly and keep every shape", () => {
    const ratios = [1, 1.5, 0.66, 2, 1, 1, 0.8, 1.5, 1, 1];
    const { rows } = justify(ratios, 900, 180, 8);
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows.slice(0, -1)) {
      const last = row.tiles.at(-1);
      expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(900, 6);
    }
    for (const row of rows) {
      for (const tile of row.tiles) {
        expect(tile.width / row.height).toBeCloseTo(ratios[tile.index] ?? 0, 6);
      }
    }
  });

  it("hold every item once, in order", () => {
    const { rows, rowOf } = justify(squares(23), 700, 150, 8);
    expect(rows.flatMap(({ tiles }) => tiles.map(({ index }) => index))).toEqual([
      ...Array(23).keys(),
    ]);
    expect(rowOf).toHaveLength(23);
  });

  it("do not overlap", () => {
    const { rows } = justify(squares(30), 640, 150, 8);
    rows.slice(1).forEach((row, index) => {
      const above = rows[index];
      expect(row.top).toBeCloseTo((above?.top ?? 0) + (above?.height ?? 0) + 8, 6);
    });
  });

  it("leave the last one as it is", () => {
    const { rows } = justify(squares(1), 900, 180, 8);
    expect(rows[0]?.height).toBe(180);
  });

  it("are none before the width is known", () => {
    expect(justify(squares(5), 0, 180, 8).rows).toEqual([]);
  });

  it("lay out ten thousand items within what one frame allows, many times over", () => {
    expect(justify(squares(10_000), 1200, 180, 8).rowOf).toHaveLength(10_000);
  });
});

it("a stripe is held within what can be looked at and shown whole in it", () => {
  expect(tileShape({ width: 1024, height: 1024 })).toEqual({ ratio: 1, whole: true });
  expect(tileShape({ width: 8000, height: 100 })).toEqual({ ratio: 2.6, whole: false });
  expect(tileShape({ width: null, height: null })).toEqual({ ratio: 1, whole: true });
});

describe("the keys", () => {
  const layout = justify(squares(9), 316, 100, 8);

  it("are tested on three rows of three", () => {
    expect(layout.rows.map(({ tiles }) => tiles.length)).toEqual([3, 3, 3]);
  });

  it.each([
    ["ArrowRight", 4, 5],
    ["ArrowRight", 8, 8],
    ["ArrowLeft", 3, 2],
    ["ArrowLeft", 0, 0],
    ["ArrowDown", 1, 4],
    ["ArrowDown", 7, 7],
    ["ArrowUp", 4, 1],
    ["Home", 5, 0],
    ["End", 5, 8],
    ["PageDown", 0, 6],
    ["PageUp", 8, 2],
  ])("%s leads from %d to %d", (name, from, to) => {
    expect(destination(key(name), layout, from, 2)).toBe(to);
  });

  it("begin at the first where nothing has the focus", () => {
    expect(destination(key("ArrowDown"), layout, -1, 2)).toBe(0);
    expect(destination(key("x"), layout, -1, 2)).toBeNull();
  });

  it("lead to the item below whose middle is nearest", () => {
    const uneven = justify([3, 0.5, 0.5, 1, 1, 1, 1], 400, 100, 0);
    expect(uneven.rows.map(({ tiles }) => tiles.length)).toEqual([3, 4]);
    expect(verticalNeighbour(uneven, 0, 1)).toBe(4);
    expect(verticalNeighbour(uneven, 2, 1)).toBe(6);
  });

  it("find by the beginning of a title, round to the beginning", () => {
    const titles = ["Pears", "Harbour", "Paper", "Lamp"];
    expect(typedDestination(titles, 0, "p")).toBe(2);
    expect(typedDestination(titles, 2, "p")).toBe(0);
    expect(typedDestination(titles, 2, "pa")).toBe(2);
    expect(typedDestination(titles, -1, "PE")).toBe(0);
    expect(typedDestination(titles, 0, "z")).toBeNull();
  });
});
