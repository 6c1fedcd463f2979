import { describe, expect, it } from "vitest";
import { COUNT, parameter, SEED, SIZE } from "@/features/generation/test-fixtures";
import {
  describeValue,
  fittingValues,
  isChanged,
  nearestAllowed,
  visibleParameters,
  withValue,
} from "./parameter-values";

const guidance = parameter("guidance", "slider", {
  minimum: 0.1,
  maximum: 1,
  step: 0.1,
  default: 0.5,
});
const tiled = parameter("tiled", "switch", { default: false });

describe("setting a value", () => {
  it("keeps nothing that is the default anyway", () => {
    expect(withValue({ count: 3 }, COUNT, 1)).toEqual({});
    expect(withValue({}, COUNT, 3)).toEqual({ count: 3 });
    expect(withValue({ count: 3, size: "1536x1024" }, COUNT, null)).toEqual({ size: "1536x1024" });
  });

  it("keeps a seed that equals its default, for keeping it is what locks it", () => {
    const seed = parameter("seed", "seed", { default: 0 });
    expect(withValue({}, seed, 0)).toEqual({ seed: 0 });
  });

  it("counts as a change only where it differs from the default", () => {
    expect(isChanged(COUNT, {})).toBe(false);
    expect(isChanged(COUNT, { count: 1 })).toBe(false);
    expect(isChanged(COUNT, { count: 2 })).toBe(true);
  });
});

describe("the nearest allowed number", () => {
  it.each([
    [COUNT, 2.4, 2],
    [COUNT, 99, 4],
    [COUNT, -3, 1],
    [SEED, 4_294_967_299, 4_294_967_295],
    [SEED, 12.6, 13],
    [guidance, 0.30000000000000004, 0.3],
    [guidance, 0.74, 0.7],
    [parameter("free", "number"), 1.234, 1.234],
  ])("of %o is taken for %d", (of, wanted, expected) => {
    expect(nearestAllowed(of, wanted)).toBe(expected);
  });

  it("does not leave the range where the last step would", () => {
    const odd = parameter("odd", "slider", { minimum: 1, maximum: 10, step: 4 });
    expect(nearestAllowed(odd, 10)).toBe(9);
  });
});

it("only what a model takes is sent to it", () => {
  const values = {
    size: "1536x1024",
    count: 9,
    tiled: "yes",
    guidance: 0.35,
    style: "oil",
    seed: 4,
  };
  expect(fittingValues(values, [SIZE, COUNT, tiled, guidance, SEED])).toEqual({
    size: "1536x1024",
    seed: 4,
  });
});

it("a value is described by its choice, its unit or a word", () => {
  const words = { on: "on", off: "off" };
  expect(describeValue(SIZE, "1536x1024", words)).toBe("Wide");
  expect(describeValue(tiled, true, words)).toBe("on");
  expect(describeValue(parameter("steps", "number", { unit: "steps" }), 20, words)).toBe(
    "20 steps",
  );
});

describe("parameters that hang on others", () => {
  const style = parameter("style", "choice", {
    default: "plain",
    choices: [
      { value: "plain", label: "Plain" },
      { value: "rich", label: "Rich" },
    ],
  });
  const strength = parameter("strength", "slider", {
    minimum: 0,
    maximum: 1,
    default: 0.5,
    visible_when: { kind: "parameter", id: "style", values: ["rich"] },
  });
  const curve = parameter("curve", "switch", {
    visible_when: { kind: "parameter-given", id: "strength" },
  });
  const keep = parameter("keep", "switch", {
    visible_when: { kind: "input-given", slot: "image" },
  });
  const size = parameter("size", "text", {
    visible_when: { kind: "input-missing", slot: "image" },
  });
  const all = [style, strength, curve, keep, size];
  const shown = (values = {}, given = new Set<string>()) =>
    visibleParameters(all, values, given).map(({ id }) => id);

  it("show where the other has such a value, and where that other shows itself", () => {
    expect(shown()).toEqual(["style", "size"]);
    expect(shown({ style: "rich" })).toEqual(["style", "strength", "curve", "size"]);
  });

  it("show where something is given, or where nothing is", () => {
    expect(shown({}, new Set(["image"]))).toEqual(["style", "keep"]);
  });

  it("are not sent while they are hidden", () => {
    const values = { strength: 0.9, keep: true, size: "big" };
    expect(fittingValues(values, all)).toEqual({ size: "big" });
    expect(fittingValues({ ...values, style: "rich" }, all, new Set(["image"]))).toEqual({
      style: "rich",
      strength: 0.9,
      keep: true,
    });
  });
});
