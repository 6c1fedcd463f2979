import { expect, it } from "vitest";
import type { InputSlot } from "@/ipc/client";
import { model } from "./test-fixtures";
import { targetsAmong } from "./use-as-input";

const slot = (id: string, accepts: InputSlot["accepts"] = ["image"]): InputSlot => ({
  id,
  label: id,
  help: null,
  accepts,
  required: false,
  most: 1,
  needs: null,
  mask: id === "mask" ? "white" : null,
});
const editor = model({ id: "editor", inputs: [slot("image"), slot("mask")] });
const other = model({ id: "other", inputs: [slot("sound", ["audio"])] });
const targets = (chosen: typeof editor | null, kind: "image" | "audio") =>
  targetsAmong("image-edit", [editor, other], chosen, { kind }).map(
    (target) => `${target.model.id}.${target.slot.id}`,
  );

it("a thing goes into the chosen model's slots of its kind, and never into a mask", () => {
  expect(targets(editor, "image")).toEqual(["editor.image"]);
});

it("where the chosen model takes none, the first that does is meant", () => {
  expect(targets(editor, "audio")).toEqual(["other.sound"]);
  expect(targets(null, "image")).toEqual(["editor.image"]);
});

it("a model that cannot be used is never meant", () => {
  const shut = { ...editor, usable: false };
  expect(targetsAmong("image-edit", [shut], shut, { kind: "image" })).toEqual([]);
});
