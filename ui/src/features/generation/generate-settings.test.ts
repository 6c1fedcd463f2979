import { expect, it } from "vitest";
import { parseInputs, parseParams } from "./generate-settings";

it("kept parameters are read, and anything else counts as nothing set", () => {
  expect(parseParams('{"count":2,"size":"1024x1024","tiled":true}')).toEqual({
    count: 2,
    size: "1024x1024",
    tiled: true,
  });
  for (const text of ["", "{", "null", "[1]", '"text"']) expect(parseParams(text)).toEqual({});
  expect(parseParams('{"count":null,"nested":{"a":1},"seed":0}')).toEqual({ seed: 0 });
});

it("kept inputs are read in their order, and anything else counts as none", () => {
  const kept = [
    { slot: "image", asset_id: "b" },
    { slot: "image", asset_id: "a" },
  ];
  expect(parseInputs(JSON.stringify(kept))).toEqual(kept);
  for (const text of ["", "{", "null", "{}", '[1,null,{"slot":"x"}]']) {
    expect(parseInputs(text)).toEqual([]);
  }
});
