import { act, createEvent, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { asset, show } from "@/features/generation/test-fixtures";
import { TrashQuestion } from "@/features/media/trash-question";
import { api } from "@/ipc/client";
import { EVERYTHING, useLibraryFilter } from "./library-filter";
import { LibraryPage } from "./library-page";
import { cell, chosen, keep, open, setUpLibrary } from "./test-library";
import { unused } from "./test-marks";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string) => `media://${hash}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

beforeEach(setUpLibrary);

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
    keep([asset("a"), asset("k", { title: "Oak" }), asset("x", { title: "Okra" })]);
    await open();
    await userEvent.click(await cell("a"));
    // In one moment: on a busy machine two letters may come too far apart to be one word.
    for (const key of "ok") {
      const place = document.activeElement ?? document.body;
      const press = createEvent.keyDown(place, { key });
      Object.defineProperty(press, "timeStamp", { value: 5_000 });
      fireEvent(place, press);
    }
    expect(chosen()).toBe("x");
    expect(api.changeAssets).not.toHaveBeenCalled();
  });

  it("says where several things differ and changes all of them", async () => {
    keep([asset("a", { rating: 2 }), asset("b", { rating: 5 })]);
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
    keep([asset("a", { rating: 5 }), asset("b")]);
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

  it("keep their order while words are looked for, which comes newest first", async () => {
    const arranged = vi.spyOn(api, "arrangeCollection");
    useLibraryFilter.setState({ place: { type: "collection", id: "c" }, search: "Picture" });
    await open();
    await userEvent.click(await cell("c"));
    await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(arranged).not.toHaveBeenCalled();
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
  await userEvent.click(await screen.findByRole("button", { name: "Where it came from" }));
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
