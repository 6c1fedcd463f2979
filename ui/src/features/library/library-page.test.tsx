import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { asset, generation, giveLayout, provider, show } from "@/features/generation/test-fixtures";
import { TrashQuestion } from "@/features/media/trash-question";
import { type Asset, type AssetFilter, api } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { fakeWindow } from "@/test-window";
import { EVERYTHING, useLibraryFilter } from "./library-filter";
import { LibraryPage } from "./library-page";
import { marksOf, unused } from "./test-marks";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string) => `media://${hash}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

let kept: Asset[] = [];

function matching({ kinds = [], search, trash = false, rating }: AssetFilter): Asset[] {
  return kept.filter(
    (item) =>
      (item.deleted_at !== null) === trash &&
      (kinds.length === 0 || kinds.includes(item.kind)) &&
      (item.rating ?? 0) >= (rating ?? 0) &&
      (search == null || item.title.includes(search)),
  );
}

beforeEach(() => {
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
});

const cell = (id: string) => screen.findByRole("gridcell", { name: `Image: Picture ${id}` });
const chosen = () =>
  screen
    .queryAllByRole("gridcell", { selected: true })
    .map((item) => item.getAttribute("data-asset"))
    .join("");

async function open() {
  const shown = show(
    <>
      <LibraryPage />
      <ToastOutlet />
    </>,
  );
  await cell("a");
  return shown;
}

describe("the library", () => {
  it("moves what is selected to the trash, and undo brings exactly that act back", async () => {
    const { changed } = await open();
    await userEvent.click(await cell("b"));
    await userEvent.keyboard("{Shift>}{ArrowRight}{/Shift}{Delete}");
    expect(api.deleteAssets).toHaveBeenCalledExactlyOnceWith(["b", "c"]);
    await act(() => changed("assets"));
    await waitFor(() => expect(screen.getAllByRole("gridcell")).toHaveLength(2));

    expect(await screen.findByText("Moved 2 items to trash")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(api.undoDeletion).toHaveBeenCalledExactlyOnceWith("act");
    await act(() => changed("assets"));
    expect(await cell("b")).toBeVisible();
  });

  it("is walked and selected by keyboard", async () => {
    await open();
    await userEvent.click(await cell("a"));
    expect(chosen()).toBe("a");
    await userEvent.keyboard("{ArrowRight}");
    expect(chosen()).toBe("b");
    expect(await cell("b")).toHaveFocus();
    await userEvent.keyboard("{Control>}{ArrowRight}{/Control} ");
    expect(chosen()).toBe("bc");
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(chosen()).toBe("abcd");
    await userEvent.keyboard("{Escape}");
    expect(chosen()).toBe("");
  });

  it("is clicked with Ctrl and Shift as lists are", async () => {
    await open();
    const user = userEvent.setup();
    await user.click(await cell("a"));
    await user.keyboard("{Control>}");
    await user.click(await cell("c"));
    await user.keyboard("{/Control}{Shift>}");
    expect(chosen()).toBe("ac");
    await user.click(await cell("d"));
    await user.keyboard("{/Shift}");
    expect(chosen()).toBe("cd");
    expect(screen.getByRole("toolbar", { name: "Selection" })).toHaveTextContent("2 selected");
  });

  it("tells how the thing with the focus was made", async () => {
    await open();
    await userEvent.click(await cell("b"));
    const details = screen.getByRole("complementary", { name: "Details" });
    expect(await within(details).findByText("Prompt of b")).toBeVisible();
    expect(within(details).getByText("1.3 MB")).toBeVisible();
    expect(within(details).getByText("1024 × 1024 px")).toBeVisible();
  });

  it("opens the viewer with Enter, moves with the arrows, and gives the focus back", async () => {
    await open();
    await userEvent.click(await cell("b"));
    await userEvent.keyboard("{Enter}");
    const viewer = await screen.findByRole("dialog", { name: "Viewer" });
    expect(within(viewer).getByText("2 of 4")).toBeVisible();
    await userEvent.keyboard("{ArrowRight}");
    expect(within(viewer).getByRole("heading", { name: "Picture c" })).toBeVisible();
    await userEvent.keyboard("{Delete}");
    expect(api.deleteAssets).toHaveBeenCalledExactlyOnceWith(["c"]);
    expect(await within(viewer).findByRole("heading", { name: "Picture d" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Viewer" })).toBeNull());
    expect(await cell("d")).toHaveFocus();
  });

  it("asks for a page at a time, never for all", async () => {
    kept = Array.from({ length: 250 }, (_, index) => asset(`n${index}`));
    show(<LibraryPage />);
    await screen.findByRole("gridcell", { name: "Image: Picture n0" });
    const asked = vi
      .mocked(api.listAssets)
      .mock.calls.filter(([, page]) => page.limit > 1)
      .map(([, page]) => page);
    expect(asked).toEqual([{ cursor: null, limit: 100 }]);
    expect(screen.getAllByRole("gridcell").length).toBeLessThan(100);
  });

  it("loads further pages while the viewer moves on, and says that more follows", async () => {
    kept = Array.from({ length: 103 }, (_, index) => asset(`n${index}`));
    show(<LibraryPage />);
    await userEvent.click(await screen.findByRole("gridcell", { name: "Image: Picture n0" }));
    await userEvent.keyboard("{Enter}");
    const viewer = await screen.findByRole("dialog", { name: "Viewer" });
    expect(within(viewer).getByText("1 of more than 100")).toBeVisible();
    await userEvent.keyboard("{ArrowRight>95/}");
    expect(await within(viewer).findByText("96 of 103")).toBeVisible();
  });

  it("narrows down by what was typed and says when nothing matches", async () => {
    await open();
    const search = screen.getByRole("searchbox", { name: "Search titles and prompts" });
    await userEvent.type(search, "Picture c");
    await waitFor(() => expect(screen.getAllByRole("gridcell")).toHaveLength(1));
    await userEvent.type(search, "zzz");
    expect(await screen.findByText(/No title or prompt contains/)).toBeVisible();
    await userEvent.click(screen.getAllByRole("button", { name: "Clear search" })[0] ?? search);
    await waitFor(() => expect(screen.getAllByRole("gridcell")).toHaveLength(4));
  });

  it("offers only kinds that exist", async () => {
    await open();
    expect(screen.queryByRole("radiogroup", { name: "Kind" })).toBeNull();
  });

  it("filters by kind once there is more than one", async () => {
    kept.push(asset("s", { kind: "audio", title: "Rain", duration_ms: 7_000 }));
    await open();
    const kinds = await screen.findByRole("radiogroup", { name: "Kind" });
    expect(
      within(kinds)
        .getAllByRole("radio")
        .map((radio) => radio.getAttribute("aria-label")),
    ).toEqual(["All", "Images", "Sound"]);
    await userEvent.click(within(kinds).getByRole("radio", { name: "Sound" }));
    expect(await screen.findByRole("gridcell", { name: "Sound: Rain" })).toBeVisible();
    await waitFor(() => expect(screen.getAllByRole("gridcell")).toHaveLength(1));
  });
});

describe("the trash", () => {
  it("says how long things stay and takes them back", async () => {
    kept = [asset("a"), asset("x", { deleted_at: 5 })];
    await open();
    await userEvent.click(screen.getByRole("button", { name: "Trash" }));
    expect(await screen.findByText(/removed for good 30 days/)).toBeVisible();
    await userEvent.click(await cell("x"));
    await userEvent.click(await screen.findByRole("button", { name: "Restore" }));
    expect(api.restoreAssets).toHaveBeenCalledExactlyOnceWith(["x"]);
  });

  it("does not delete what is in it already", async () => {
    kept = [asset("x", { deleted_at: 5 }), asset("a")];
    await open();
    await userEvent.click(screen.getByRole("button", { name: "Trash" }));
    await userEvent.click(await cell("x"));
    await userEvent.keyboard("{Delete}");
    expect(api.deleteAssets).not.toHaveBeenCalled();
  });
});

it("an empty library leads to the Generate page", async () => {
  kept = [];
  show(<LibraryPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Make something" }));
  expect(useNavigation.getState().page).toBe("generate");
});

it("shows what another page asked it to show", async () => {
  useNavigation.setState({ assetId: "c" });
  await open();
  await waitFor(() => expect(chosen()).toBe("c"));
});

describe("noting things", () => {
  it("gives stars with a digit to all that is selected, and undo takes that act back", async () => {
    await open();
    await userEvent.click(await cell("b"));
    await userEvent.keyboard("{Shift>}{ArrowRight}{/Shift}4");
    expect(api.changeAssets).toHaveBeenCalledExactlyOnceWith(["b", "c"], {
      change: "rating",
      rating: 4,
    });
    expect(await cell("b")).toHaveAttribute("aria-description", "4 stars");
    expect(await screen.findByText("Rated 2 items")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(api.undoChange).toHaveBeenCalledExactlyOnceWith("change");
    await waitFor(async () => expect(await cell("b")).not.toHaveAttribute("aria-description"));
  });

  it("keeps and rejects with a letter, and takes it back with the same one", async () => {
    await open();
    await userEvent.click(await cell("a"));
    await userEvent.keyboard("x");
    expect(await cell("a")).toHaveAttribute("aria-description", "Reject");
    await userEvent.keyboard("x");
    await waitFor(async () => expect(await cell("a")).not.toHaveAttribute("aria-description"));
  });

  it("leaves letters to a title that is being typed", async () => {
    kept = [asset("a"), asset("k", { title: "Oak" }), asset("x", { title: "Okra" })];
    await open();
    await userEvent.click(await cell("a"));
    await userEvent.keyboard("ok");
    expect(chosen()).toBe("x");
    expect(api.changeAssets).not.toHaveBeenCalled();
  });

  it("says where several things differ and changes all of them", async () => {
    kept = [asset("a", { rating: 2 }), asset("b", { rating: 5 })];
    await open();
    await userEvent.click(await cell("a"));
    await userEvent.keyboard("{Control>}a{/Control}");
    const notes = await screen.findByRole("region", { name: "Notes" });
    expect(within(notes).getByText("Different values")).toBeVisible();
    const tags = within(notes).getByRole("combobox", { name: "Tags" });
    await userEvent.type(tags, "late  light{Enter}");
    expect(api.changeAssets).toHaveBeenCalledExactlyOnceWith(["a", "b"], {
      change: "add-tags",
      tags: ["late light"],
    });
  });
});

describe("what narrows the library down", () => {
  it("stands as chips that go one by one or all at once", async () => {
    kept = [asset("a", { rating: 5 }), asset("b")];
    await open();
    await userEvent.click(screen.getByRole("button", { name: "Filter" }));
    await userEvent.click(await screen.findByRole("radio", { name: "4 stars" }));
    await waitFor(() => expect(screen.getAllByRole("gridcell")).toHaveLength(1));
    await userEvent.keyboard("{Escape}");
    const chips = screen.getByRole("list", { name: "Active filters" });
    await userEvent.click(
      within(chips).getByRole("button", { name: "Remove filter: 4 stars or more" }),
    );
    await waitFor(() => expect(screen.getAllByRole("gridcell")).toHaveLength(2));
    act(() => useLibraryFilter.setState({ rating: 3, flag: "keep", tags: ["sea"] }));
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(useLibraryFilter.getState()).toEqual(EVERYTHING);
  });

  it("says that nothing fits, with the way out", async () => {
    await open();
    act(() => useLibraryFilter.setState({ rating: 5 }));
    expect(await screen.findByText("Nothing here fits all of the filters.")).toBeVisible();
    await userEvent.click(screen.getAllByRole("button", { name: "Clear filters" })[0] as Element);
    expect(await cell("a")).toBeVisible();
  });
});

describe("collections", () => {
  it("are made, shown and deleted with a way back", async () => {
    const created = vi.spyOn(api, "createCollection").mockImplementation(async () => {
      vi.mocked(api.listCollections).mockResolvedValue([{ id: "c", name: "Best", count: 0 }]);
      return "c";
    });
    const deleted = vi
      .spyOn(api, "deleteCollection")
      .mockResolvedValue({ id: "deletion", count: 1 });
    const { changed } = await open();
    await userEvent.click(screen.getByRole("button", { name: "New collection" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Name" }), " Best {Enter}");
    expect(created).toHaveBeenCalledExactlyOnceWith("Best", []);
    await act(() => changed("marks"));
    const row = await screen.findByRole("button", { name: /^Best/ });
    expect(row).toHaveAttribute("aria-current", "true");
    await waitFor(() =>
      expect(vi.mocked(api.listAssets).mock.lastCall?.[0].collection_id).toBe("c"),
    );
    row.focus();
    await userEvent.keyboard("{Delete}");
    expect(deleted).toHaveBeenCalledExactlyOnceWith("c");
    expect(await screen.findByText("Deleted “Best”")).toBeVisible();
    expect(useLibraryFilter.getState().place).toEqual({ type: "all" });
  });

  it("are put in order with Alt and the arrow keys", async () => {
    const arranged = vi
      .spyOn(api, "arrangeCollection")
      .mockResolvedValue({ id: "change", count: 1 });
    useLibraryFilter.setState({ place: { type: "collection", id: "c" } });
    await open();
    await userEvent.click(await cell("c"));
    await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(arranged).toHaveBeenCalledExactlyOnceWith("c", ["c"], "b");
    await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(arranged).toHaveBeenLastCalledWith("c", ["c"], null);
  });
});

describe("tags", () => {
  it("narrow the library down with a press, and are renamed with a way back", async () => {
    vi.mocked(api.listTags).mockResolvedValue([{ tag: "sea", count: 2 }]);
    const renamed = vi.spyOn(api, "renameTag").mockResolvedValue({ id: "change", count: 2 });
    await open();
    const group = await screen.findByRole("region", { name: "Tags" });
    const row = within(group).getByRole("button", { name: /^sea/ });
    await userEvent.click(row);
    await waitFor(() => expect(vi.mocked(api.listAssets).mock.lastCall?.[0].tags).toEqual(["sea"]));
    row.focus();
    await userEvent.keyboard("{F2}");
    const field = await screen.findByRole("textbox", { name: "Name" });
    await userEvent.clear(field);
    await userEvent.type(field, "water{Enter}");
    expect(renamed).toHaveBeenCalledExactlyOnceWith("sea", "water");
    expect(await screen.findByText("Renamed “sea” to “water”")).toBeVisible();
    expect(useLibraryFilter.getState().tags).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(api.undoChange).toHaveBeenCalledExactlyOnceWith("change");
  });
});

describe("what is used elsewhere", () => {
  const used = {
    ...unused,
    conversations: [{ id: "t", title: "About boats" }],
  };

  it("goes to the trash only when the person says so", async () => {
    vi.mocked(api.usedIn).mockResolvedValue(used);
    show(
      <>
        <LibraryPage />
        <TrashQuestion />
      </>,
    );
    await userEvent.click(await cell("a"));
    await userEvent.keyboard("{Delete}");
    const question = await screen.findByRole("dialog", { name: /that is in use/ });
    expect(within(question).getByText("About boats")).toBeVisible();
    await userEvent.click(within(question).getByRole("button", { name: "Cancel" }));
    expect(api.deleteAssets).not.toHaveBeenCalled();
    (await cell("a")).focus();
    await userEvent.keyboard("{Delete}");
    await userEvent.click(
      within(await screen.findByRole("dialog", { name: /that is in use/ })).getByRole("button", {
        name: "Move to trash",
      }),
    );
    await waitFor(() => expect(api.deleteAssets).toHaveBeenCalledExactlyOnceWith(["a"]));
  });
});

it("walks from one thing to what it came from, and back", async () => {
  vi.spyOn(api, "provenance").mockImplementation(async (id) => ({
    asset_id: id,
    assets: ["a", "b"].map((one) => ({ asset: asset(one), source: null })),
    generations: [
      {
        id: "g",
        kind: "image-edit",
        state: "succeeded",
        prompt: "Make it blue",
        model_name: "Retoucher",
        provider_name: "Sample",
        created_at: 1,
      },
    ],
    conversations: [],
    came_from:
      id === "a"
        ? [
            { type: "made", generation_id: "g", asset_id: "a" },
            { type: "given", generation_id: "g", asset_id: "b", slot: "image" },
          ]
        : [],
    came_of: [],
    more: false,
  }));
  await open();
  await userEvent.click(await cell("a"));
  await userEvent.click(screen.getByRole("button", { name: "Where it came from" }));
  const dialog = await screen.findByRole("dialog", { name: /and what came of it/ });
  expect(await within(dialog).findByText("Make it blue")).toBeVisible();
  await userEvent.click(within(dialog).getByRole("button", { name: /Picture b/ }));
  expect(await within(dialog).findByText("Nothing in the library led to it.")).toBeVisible();
  await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  expect(await within(dialog).findByText("Make it blue")).toBeVisible();
  await userEvent.click(within(dialog).getByRole("button", { name: /Picture b/ }));
  await userEvent.click(await within(dialog).findByRole("button", { name: "Show in library" }));
  await waitFor(() => expect(chosen()).toBe("b"));
});
