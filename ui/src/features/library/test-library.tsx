import { screen } from "@testing-library/react";
import { vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { asset, generation, giveLayout, provider, show } from "@/features/generation/test-fixtures";
import { type Asset, type AssetFilter, api } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { fakeWindow } from "@/test-window";
import { EVERYTHING, useLibraryFilter } from "./library-filter";
import { LibraryPage } from "./library-page";
import { marksOf, unused } from "./test-marks";

let kept: Asset[] = [];

/** What the library holds from now on. */
export function keep(assets: Asset[]): void {
  kept = assets;
}

function matching({ kinds = [], search, trash = false, rating }: AssetFilter): Asset[] {
  return kept.filter(
    (item) =>
      (item.deleted_at !== null) === trash &&
      (kinds.length === 0 || kinds.includes(item.kind)) &&
      (item.rating ?? 0) >= (rating ?? 0) &&
      (search == null || item.title.includes(search)),
  );
}

/** A library of four pictures, with everything that the page asks the core. */
export function setUpLibrary(): void {
  fakeWindow({ width: 1280 });
  giveLayout();
  useNavigation.setState({ page: "library", assetId: null });
  useLibraryFilter.setState(EVERYTHING);
  kept = ["a", "b", "c", "d"].map((id) => asset(id));
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "listModels").mockResolvedValue([]);
  vi.spyOn(api, "listProviders").mockResolvedValue([provider()]);
  vi.spyOn(api, "getModelDefaults").mockResolvedValue({});
  vi.spyOn(api, "listAssets").mockImplementation(async (filter, { cursor, limit }) => {
    const from = Number(cursor ?? 0);
    const found = matching(filter);
    const next = from + limit < found.length ? String(from + limit) : null;
    return { items: found.slice(from, from + limit), next };
  });
  vi.spyOn(api, "getAsset").mockImplementation(async (id) => ({
    asset: kept.find((item) => item.id === id) ?? asset(id),
    generation: generation(`of-${id}`, { prompt: `Prompt of ${id}` }),
    source: null,
  }));
  vi.spyOn(api, "deleteAssets").mockImplementation(async (ids) => {
    kept = kept.map((item) => (ids.includes(item.id) ? { ...item, deleted_at: 1 } : item));
    return { id: "act", count: ids.length };
  });
  vi.spyOn(api, "undoDeletion").mockImplementation(async () => {
    kept = kept.map((item) => ({ ...item, deleted_at: null }));
    return 2;
  });
  vi.spyOn(api, "restoreAssets").mockResolvedValue(null);
  vi.spyOn(api, "listCollections").mockResolvedValue([]);
  vi.spyOn(api, "listProjects").mockResolvedValue([]);
  vi.spyOn(api, "currentProject").mockResolvedValue(null);
  vi.spyOn(api, "listTags").mockResolvedValue([]);
  vi.spyOn(api, "libraryModels").mockResolvedValue([]);
  vi.spyOn(api, "usedIn").mockResolvedValue(unused);
  vi.spyOn(api, "assetMarks").mockImplementation(async (ids) =>
    marksOf(kept.filter(({ id }) => ids.includes(id))),
  );
  vi.spyOn(api, "changeAssets").mockImplementation(async (ids, change) => {
    kept = kept.map((item) =>
      !ids.includes(item.id)
        ? item
        : change.change === "rating"
          ? { ...item, rating: change.rating }
          : change.change === "flag"
            ? { ...item, flag: change.flag }
            : item,
    );
    return { id: "change", count: ids.length };
  });
  vi.spyOn(api, "undoChange").mockImplementation(async () => {
    kept = kept.map((item) => ({ ...item, rating: null, flag: null }));
    return 2;
  });
}

export const cell = (id: string) => screen.findByRole("gridcell", { name: `Image: Picture ${id}` });
export const chosen = () =>
  screen
    .queryAllByRole("gridcell", { selected: true })
    .map((item) => item.getAttribute("data-asset"))
    .join("");

/** Shows the page once its first picture is there. */
export async function open() {
  const shown = show(
    <>
      <LibraryPage />
      <ToastOutlet />
    </>,
  );
  await cell("a");
  return shown;
}
