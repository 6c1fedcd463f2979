import { expect, it } from "vitest";
import { model } from "@/features/generation/test-fixtures";
import type { CatalogEntry, Model } from "@/ipc/client";
import { EVERYTHING, filterCatalog, linesOf, standingOf } from "./catalog-filter";

const entry = (change: Partial<Model> = {}, rest: Partial<CatalogEntry> = {}): CatalogEntry => ({
  model: model(change),
  provider_enabled: true,
  selectable: true,
  new: false,
  added_at: null,
  vanished_at: null,
  ...rest,
});
const reader = entry({
  id: "reader",
  name: "Reader",
  modality: "chat",
  capabilities: { vision: true, pdf: true, tools: false, reasoning: false, web_search: false },
});
const painter = entry();
const soon = entry({ id: "soon", name: "Next", status: "coming-soon", provider_id: "other" });
const ids = (entries: readonly CatalogEntry[]) => entries.map(({ model: { id } }) => id);
const all = [reader, painter, soon];

it("tells first what keeps a model from being chosen", () => {
  expect(all.map(standingOf)).toEqual(["ready", "ready", "coming-soon"]);
  expect(standingOf({ ...painter, provider_enabled: false })).toBe("off");
  expect(standingOf({ ...soon, vanished_at: 1, provider_enabled: false })).toBe("vanished");
});

it("narrows by words, by what is made, by standing and by what models can do", () => {
  expect(ids(filterCatalog(all, EVERYTHING))).toEqual(["reader", "painter", "soon"]);
  expect(ids(filterCatalog(all, { ...EVERYTHING, search: "SAMPLE read" }))).toEqual(["reader"]);
  expect(ids(filterCatalog(all, { ...EVERYTHING, modality: "image" }))).toEqual([
    "painter",
    "soon",
  ]);
  expect(ids(filterCatalog(all, { ...EVERYTHING, standing: "coming-soon" }))).toEqual(["soon"]);
  expect(ids(filterCatalog(all, { ...EVERYTHING, capabilities: ["vision", "pdf"] }))).toEqual([
    "reader",
  ]);
  expect(filterCatalog(all, { ...EVERYTHING, capabilities: ["vision", "tools"] })).toEqual([]);
});

it("puts each model below its provider", () => {
  const lines = linesOf([reader, soon, painter]).map((line) =>
    line.kind === "provider" ? `# ${line.id} ${line.count}` : line.entry.model.id,
  );
  expect(lines).toEqual(["# sample 2", "reader", "painter", "# other 1", "soon"]);
});
