import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { api } from "@/ipc/client";
import { parseInputs, parseParams, useGivenInputs } from "./generate-settings";

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

it("slots that fill at the same time do not empty each other", () => {
  vi.spyOn(api, "getDraft").mockResolvedValue("");
  vi.spyOn(api, "setDraft").mockResolvedValue(null);
  const { result } = renderHook(() => useGivenInputs("video"));
  const [, fill] = result.current;
  act(() => {
    fill("start", ["picture"]);
    fill("sound", ["speech"]);
    fill("start", ["other"]);
  });
  expect(result.current[0]).toEqual([
    { slot: "sound", asset_id: "speech" },
    { slot: "start", asset_id: "other" },
  ]);
});
