import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { expect, it, vi } from "vitest";
import { asset } from "@/features/generation/test-fixtures";
import { api } from "@/ipc/client";
import { getDraft } from "@/state/drafts";
import { createQueryClient } from "@/state/query-client";
import { model } from "../test-studio";
import { readIds, unreadable, useAttachments } from "./use-attachments";

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

it("files that arrive one after the other are all kept, each once", () => {
  vi.spyOn(api, "getDraft").mockResolvedValue("");
  vi.spyOn(api, "setDraft").mockResolvedValue(null);
  vi.spyOn(api, "getAsset").mockImplementation(async (id) => ({
    asset: asset(id),
    generation: null,
    source: null,
    recipe: null,
  }));
  const client = createQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(QueryClientProvider, { client }, children);
  const { result } = renderHook(() => useAttachments("chat:new:attachments"), { wrapper });
  // As it was drawn when both were pasted.
  const { add, remove } = result.current;
  const kept = () => readIds(getDraft("chat:new:attachments"));
  act(() => {
    add([asset("a")]);
    add([asset("b"), asset("a")]);
  });
  expect(kept()).toEqual(["a", "b"]);
  act(() => remove("a"));
  expect(kept()).toEqual(["b"]);
});
