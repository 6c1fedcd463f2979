import { expect, it } from "vitest";
import { parameter, SEED, SIZE } from "@/features/generation/test-fixtures";
import type { Generate } from "@/ipc/client";
import { EMPTY_DRAFT, parameterAxis, requestOf, valuesOf } from "./batch-draft";

const base: Generate = {
  prompt: "a kite",
  model: { provider_id: "sample", model_id: "painter" },
  params: {},
  inputs: [],
};

it("without a grid, prompts and seeds are asked for", () => {
  const draft = { ...EMPTY_DRAFT, seeds: 3, prompts: " a {red|blue} kite \n\n a boat" };
  expect(requestOf(draft, base, [])).toEqual({
    base,
    prompts: ["a {red|blue} kite", "a boat"],
    variables: [],
    seeds: 3,
    columns: null,
    rows: null,
  });
});

it("variables that were not filled in are left out", () => {
  const variables = [
    { name: " time ", values: "dawn, dusk," },
    { name: "", values: " " },
  ];
  const request = requestOf({ ...EMPTY_DRAFT, variables }, base, []);
  expect(request?.variables).toEqual([{ name: "time", values: ["dawn", "dusk"] }]);
});

it("values are numbers, choices, switches or lines, as their parameter is", () => {
  expect(valuesOf(SEED, "7, 8, nine, 10")).toEqual([7, 8, 10]);
  expect(valuesOf(SIZE, "1024x1024,1536x1024")).toEqual(["1024x1024", "1536x1024"]);
  expect(valuesOf(parameter("raw", "switch"), "true,false")).toEqual([true, false]);
  expect(valuesOf(parameter("style", "text"), "oil, thick\nink")).toEqual(["oil, thick", "ink"]);
});

it("a side of the grid without values asks for nothing", () => {
  const columns = { what: parameterAxis("size"), text: "", models: [] };
  expect(requestOf({ ...EMPTY_DRAFT, columns }, base, [SIZE])).toBeNull();
  const chosen = { ...columns, text: "1024x1024" };
  expect(requestOf({ ...EMPTY_DRAFT, columns: chosen }, base, [SIZE])?.columns).toEqual({
    kind: "parameter",
    id: "size",
    values: ["1024x1024"],
  });
  const rows = { what: "model", text: "", models: [] };
  expect(requestOf({ ...EMPTY_DRAFT, rows }, base, [])).toBeNull();
});
