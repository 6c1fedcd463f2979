import { describe, expect, it } from "vitest";
import { all, clicked, moved, NOTHING, only, pruned, type Selection, toggled } from "./selection";

const ORDER = ["a", "b", "c", "d", "e"];
const plain = { toggle: false, range: false };
const ctrl = { toggle: true, range: false };
const shift = { toggle: false, range: true };
const ids = ({ ids }: Selection) => [...ids].sort().join("");

describe("a click", () => {
  it("selects that alone", () => {
    expect(clicked(all(NOTHING, ORDER), ORDER, "c", plain)).toEqual(only("c"));
  });

  it("with Ctrl adds one and takes it away again", () => {
    const two = clicked(only("a"), ORDER, "c", ctrl);
    expect(ids(two)).toBe("ac");
    expect(ids(clicked(two, ORDER, "a", ctrl))).toBe("c");
  });

  it("with Shift selects from where the last plain click was, in both directions", () => {
    const down = clicked(only("c"), ORDER, "e", shift);
    expect(ids(down)).toBe("cde");
    expect(ids(clicked(down, ORDER, "a", shift))).toBe("abc");
  });

  it("with both adds a range to what is selected", () => {
    const one = clicked(only("a"), ORDER, "c", ctrl);
    expect(ids(clicked(one, ORDER, "e", { toggle: true, range: true }))).toBe("acde");
  });

  it("with Shift and no beginning selects that alone", () => {
    expect(ids(clicked(NOTHING, ORDER, "d", shift))).toBe("d");
  });
});

describe("an arrow key", () => {
  it("takes the selection along", () => {
    expect(moved(only("a"), ORDER, "b", plain)).toEqual(only("b"));
  });

  it("with Shift grows the range and shrinks it back", () => {
    const grown = moved(moved(only("b"), ORDER, "c", shift), ORDER, "d", shift);
    expect(ids(grown)).toBe("bcd");
    expect(ids(moved(grown, ORDER, "c", shift))).toBe("bc");
  });

  it("with Ctrl moves the focus alone, so that Space can pick", () => {
    const walked = moved(only("a"), ORDER, "c", ctrl);
    expect(ids(walked)).toBe("a");
    expect(walked.active).toBe("c");
    expect(ids(toggled(walked, "c"))).toBe("ac");
  });
});

describe("when items leave", () => {
  it("the focus goes to what took their place", () => {
    expect(pruned(only("b"), ORDER, ["a", "c", "d", "e"]).active).toBe("c");
    expect(pruned(only("e"), ORDER, ["a", "b", "c", "d"]).active).toBe("d");
    expect(pruned(only("a"), ["a"], []).active).toBeNull();
  });

  it("they are no longer selected", () => {
    expect(ids(pruned(all(NOTHING, ORDER), ORDER, ["a", "e"]))).toBe("ae");
  });

  it("nothing changes for a selection they are not in", () => {
    const selection = only("a");
    expect(pruned(selection, ORDER, ["a", "b"])).toBe(selection);
  });

  it("what had not been loaded stays", () => {
    const wanted = only("z");
    expect(pruned(wanted, [], ORDER)).toBe(wanted);
  });
});
