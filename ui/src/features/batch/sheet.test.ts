import { expect, it } from "vitest";
import { asset, generation } from "@/features/generation/test-fixtures";
import type { Batch, BatchCell, Generation } from "@/ipc/client";
import { nearest } from "./nearest";
import { layOut, progressOf } from "./sheet-layout";

const cell = (
  position: number,
  labels: [string | null, string | null],
  change: Partial<Generation> = {},
): BatchCell => ({
  position,
  column_label: labels[0],
  row_label: labels[1],
  generation: { ...generation(`g${position}`), ...change },
});

const batch = (cells: BatchCell[]): Batch => ({
  id: "batch",
  kind: "grid",
  title: "a kite",
  request: {
    base: {
      prompt: "a kite",
      model: { provider_id: "sample", model_id: "painter" },
      params: {},
      inputs: [],
    },
    prompts: [],
    variables: [],
    seeds: 1,
    columns: null,
    rows: null,
  },
  created_at: 1,
  cells,
});

it("results stand under their columns and beside their rows", () => {
  const sheet = layOut(
    batch([
      cell(0, ["Small", "Brush"], { outputs: [asset("a"), asset("b")] }),
      cell(1, ["Large", "Brush"], { state: "running", outputs: [] }),
      cell(2, ["Small", "Pencil"], { outputs: [asset("c")] }),
      cell(3, ["Large", "Pencil"], { outputs: [{ ...asset("d"), deleted_at: 5 }] }),
      cell(4, ["Large", "Pencil"], { outputs: [] }),
    ]),
    "all",
  );
  expect(sheet.columns).toEqual(["Small", "Large"]);
  expect(sheet.rows.map(({ label, places }) => [label, places.map((it) => it.length)])).toEqual([
    ["Brush", [2, 1]],
    ["Pencil", [1, 0]],
  ]);
  expect(sheet.items.map(({ asset: made, number }) => [made?.id ?? null, number])).toEqual([
    ["a", 1],
    ["b", 2],
    [null, 3],
    ["c", 4],
  ]);
});

it("a sheet can show only what has a verdict, or none", () => {
  const cells = [
    cell(0, [null, null], { outputs: [{ ...asset("a"), flag: "keep" }] }),
    cell(1, [null, null], { outputs: [{ ...asset("b"), flag: "reject" }] }),
    cell(2, [null, null], { outputs: [asset("c")] }),
  ];
  const shown = (verdict: "keep" | "reject" | "undecided") =>
    layOut(batch(cells), verdict).items.map((item) => item.asset?.id);
  expect(shown("keep")).toEqual(["a"]);
  expect(shown("reject")).toEqual(["b"]);
  expect(shown("undecided")).toEqual(["c"]);
});

it("tells how many are done, failed and going on", () => {
  const cells = (["succeeded", "failed", "cancelled", "running", "queued", "unknown"] as const).map(
    (state, at) => cell(at, [null, null], { state }),
  );
  expect(progressOf(batch(cells))).toEqual({ done: 1, failed: 2, going: 2 });
});

it("arrows go to the box that is nearest in their direction", () => {
  const box = (left: number, top: number) => ({ left, top, right: left + 10, bottom: top + 10 });
  const boxes = [box(0, 0), box(12, 0), box(24, 0), box(0, 12), box(13, 12)];
  expect(nearest(boxes, 0, "right")).toBe(1);
  expect(nearest(boxes, 1, "down")).toBe(4);
  expect(nearest(boxes, 2, "down")).toBe(4);
  expect(nearest(boxes, 3, "up")).toBe(0);
  expect(nearest(boxes, 0, "left")).toBeNull();
  expect(nearest(boxes, 2, "right")).toBeNull();
});
