import { describe, expect, it } from "vitest";
import { markOfKey, placeBeside } from "./mark-keys";

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, shiftKey: false });
const plain = [{ flag: null }, { flag: "keep" as const }];

describe("a key in the grid", () => {
  it("gives stars and takes them back", () => {
    expect(markOfKey(press("4"), plain)).toEqual({ change: "rating", rating: 4 });
    expect(markOfKey(press("0"), plain)).toEqual({ change: "rating", rating: null });
    expect(markOfKey(press("6"), plain)).toBeNull();
  });

  it("keeps and rejects, and the same key again takes that back from all", () => {
    expect(markOfKey(press("k"), plain)).toEqual({ change: "flag", flag: "keep" });
    expect(markOfKey(press("K"), [{ flag: "keep" }])).toEqual({ change: "flag", flag: null });
    expect(markOfKey(press("x"), plain)).toEqual({ change: "flag", flag: "reject" });
  });

  it("means something else with Ctrl, and nothing for nothing", () => {
    expect(markOfKey(press("x", true), plain)).toBeNull();
    expect(markOfKey(press("3"), [])).toBeNull();
  });
});

describe("moving within a collection", () => {
  const order = ["a", "b", "c", "d"];

  it.each([
    [["b"], -1, "a"],
    [["c", "b"], -1, "a"],
    [["a"], -1, undefined],
    [["b"], 1, "d"],
    [["c"], 1, null],
    [["d"], 1, undefined],
    [["z"], 1, undefined],
  ] as const)("%s by %d goes before %s", (moving, direction, before) => {
    expect(placeBeside(order, moving, direction, false)).toBe(before);
  });

  it("does not jump over what was not loaded", () => {
    expect(placeBeside(order, ["c"], 1, true)).toBeUndefined();
  });
});
