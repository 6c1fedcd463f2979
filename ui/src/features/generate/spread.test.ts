import { expect, it } from "vitest";
import { asset } from "@/features/generation/test-fixtures";
import type { InputSlot } from "@/ipc/client";
import { spread } from "./spread";

const slot = (id: string, change: Partial<InputSlot> = {}): InputSlot => ({
  id,
  label: id,
  help: null,
  accepts: ["image"],
  required: false,
  most: 1,
  needs: null,
  mask: id === "mask" ? "white" : null,
  ...change,
});
const [a, b, c] = ["a", "b", "c"].map((id) => asset(id)) as [
  ReturnType<typeof asset>,
  ReturnType<typeof asset>,
  ReturnType<typeof asset>,
];
const shape = (result: ReturnType<typeof spread>) =>
  Object.fromEntries(result.map(([{ id }, assets]) => [id, assets.map((it) => it.id)]));

it("fills one slot after the other, and leaves a mask alone", () => {
  const slots = [slot("mask"), slot("start"), slot("end")];
  expect(shape(spread(slots, () => [], [a, b]))).toEqual({ start: ["a"], end: ["b"] });
});

it("goes beside what is there while there is room, then in place of the last", () => {
  const many = slot("references", { most: 2 });
  expect(shape(spread([many], () => [a], [b]))).toEqual({ references: ["a", "b"] });
  expect(shape(spread([many], () => [a, b], [c]))).toEqual({ references: ["a", "c"] });
  expect(shape(spread([slot("start")], () => [a], [b]))).toEqual({ start: ["b"] });
});

it("goes only where its kind is taken", () => {
  const slots = [slot("picture"), slot("sound", { accepts: ["audio"] })];
  const sound = asset("s", { kind: "audio" });
  expect(shape(spread(slots, () => [], [sound]))).toEqual({ sound: ["s"] });
  expect(spread([slot("picture")], () => [], [sound])).toEqual([]);
});
