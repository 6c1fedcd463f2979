import { beforeEach, describe, expect, it } from "vitest";
import {
  clearFilter,
  EVERYTHING,
  isNarrowed,
  setFilter,
  showPlace,
  toAssetFilter,
  useLibraryFilter,
} from "./library-filter";

beforeEach(() => useLibraryFilter.setState(EVERYTHING));

describe("what narrows the library down", () => {
  it("is nothing at first", () => {
    expect(isNarrowed(EVERYTHING, "")).toBe(false);
    expect(isNarrowed(EVERYTHING, "fox")).toBe(true);
    expect(isNarrowed({ ...EVERYTHING, tags: ["sea"] }, "")).toBe(true);
    expect(isNarrowed({ ...EVERYTHING, place: { type: "project", id: "p" } }, "")).toBe(false);
  });

  it("is cleared without leaving the collection that is shown", () => {
    showPlace({ type: "collection", id: "c" });
    setFilter({ rating: 4, tags: ["sea"], search: "fox", from: "2026-11-20" });
    clearFilter();
    expect(useLibraryFilter.getState()).toEqual({
      ...EVERYTHING,
      place: { type: "collection", id: "c" },
    });
  });

  it("counts days from where the person is, the last one whole", () => {
    const { from, until } = toAssetFilter(
      { ...EVERYTHING, from: "2026-11-20", until: "2026-11-20" },
      "",
    );
    expect(new Date(from ?? 0).toString()).toContain("Nov 20 2026 00:00:00");
    expect(new Date(until ?? 0).toString()).toContain("Nov 21 2026 00:00:00");
    expect(toAssetFilter({ ...EVERYTHING, from: "soon" }, "").from).toBeNull();
  });

  it("shows the whole trash wherever one is", () => {
    const filter = { ...EVERYTHING, place: { type: "collection", id: "c" } as const };
    expect(toAssetFilter(filter, "").collection_id).toBe("c");
    expect(toAssetFilter({ ...filter, trash: true }, "").collection_id).toBeNull();
  });
});
