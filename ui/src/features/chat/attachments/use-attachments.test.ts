import { expect, it } from "vitest";
import { model } from "../test-studio";
import { readIds, unreadable } from "./use-attachments";

const reads = (vision: boolean, pdf: boolean) => ({
  ...model,
  capabilities: { ...model.capabilities, vision, pdf },
});

it("tells what a model cannot read", () => {
  const both = [{ kind: "image" }, { kind: "document" }] as const;
  expect(unreadable(reads(true, true), both)).toBeNull();
  expect(unreadable(reads(false, true), both)).toBe("pictures");
  expect(unreadable(reads(true, false), both)).toBe("documents");
  expect(unreadable(reads(false, false), [])).toBeNull();
});

it("what was kept is read, and anything else counts as nothing", () => {
  expect(readIds('["a","b"]')).toEqual(["a", "b"]);
  for (const text of ["", "{", "{}", "null", "[1,null]"]) expect(readIds(text)).toEqual([]);
});
