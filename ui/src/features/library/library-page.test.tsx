import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { asset, problem, show } from "@/features/generation/test-fixtures";
import { api } from "@/ipc/client";
import { importFile } from "@/ipc/files";
import { useNavigation } from "@/state/navigation";
import { LibraryPage } from "./library-page";
import { cell, chosen, keep, open, setUpLibrary } from "./test-library";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string) => `media://${hash}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

vi.mock("@/ipc/files", () => ({ importFile: vi.fn() }));

beforeEach(setUpLibrary);

/** The viewer, once keys go to it. */
async function focusedViewer() {
  const viewer = await screen.findByRole("dialog", { name: "Viewer" });
  await waitFor(() => expect(viewer).toContainElement(document.activeElement as HTMLElement));
  return viewer;
}

describe("bringing files in", () => {
  const picture = () => new File(["x"], "wall.png", { type: "image/png" });

  it("takes what is pasted anywhere on the page", async () => {
    await open();
    const take = vi.mocked(importFile).mockResolvedValue({ outcome: "added", asset: asset("w") });
    fireEvent.paste(document.body, { clipboardData: { files: [picture()] } });
    expect(await screen.findByText("1 file is in the library")).toBeVisible();
    expect(take).toHaveBeenCalledOnce();
  });

  it("takes what is dropped on it, but not its own pictures", async () => {
    await open();
    const take = vi.mocked(importFile).mockResolvedValue({ outcome: "added", asset: asset("w") });
    const own = ["Files", "application/x-studio-asset"];
    const grid = await screen.findByRole("grid");
    fireEvent.drop(grid, { dataTransfer: { types: own, files: [picture()], getData: () => "" } });
    expect(take).not.toHaveBeenCalled();
    const types = ["Files"];
    fireEvent.drop(grid, { dataTransfer: { types, files: [picture()], getData: () => "" } });
    expect(await screen.findByText("1 file is in the library")).toBeVisible();
  });

  it("asks for files and tells of each that is refused", async () => {
    await open();
    vi.spyOn(api, "pickFiles").mockResolvedValue([
      { outcome: "added", asset: asset("w") },
      { outcome: "refused", name: "bad.png", problem: problem({ message: "It is cut off." }) },
    ]);
    await userEvent.click(screen.getByRole("button", { name: "Import…" }));
    expect(await screen.findByText("1 file is in the library")).toBeVisible();
    expect(screen.getByText(/bad\.png/)).toBeVisible();
  });
});

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
    const viewer = await focusedViewer();
    expect(within(viewer).getByText("2 of 4")).toBeVisible();
    await userEvent.keyboard("{ArrowRight}");
    expect(within(viewer).getByRole("heading", { name: "Picture c" })).toBeVisible();
    await userEvent.keyboard("{Delete}");
    expect(api.deleteAssets).toHaveBeenCalledExactlyOnceWith(["c"]);
    expect(await within(viewer).findByRole("heading", { name: "Picture d" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Viewer" })).toBeNull());
    await waitFor(async () => expect(await cell("d")).toHaveFocus());
  });

  it("asks for a page at a time, never for all", async () => {
    keep(Array.from({ length: 250 }, (_, index) => asset(`n${index}`)));
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
    keep(Array.from({ length: 103 }, (_, index) => asset(`n${index}`)));
    show(<LibraryPage />);
    await userEvent.click(await screen.findByRole("gridcell", { name: "Image: Picture n0" }));
    await userEvent.keyboard("{Enter}");
    const viewer = await focusedViewer();
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
    keep([
      ...["a", "b", "c", "d"].map((id) => asset(id)),
      asset("s", { kind: "audio", title: "Rain", duration_ms: 7_000 }),
    ]);
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
    keep([asset("a"), asset("x", { deleted_at: 5 })]);
    await open();
    await userEvent.click(screen.getByRole("button", { name: "Trash" }));
    expect(await screen.findByText(/removed for good 30 days/)).toBeVisible();
    await userEvent.click(await cell("x"));
    await userEvent.click(await screen.findByRole("button", { name: "Restore" }));
    expect(api.restoreAssets).toHaveBeenCalledExactlyOnceWith(["x"]);
  });

  it("does not delete what is in it already", async () => {
    keep([asset("x", { deleted_at: 5 }), asset("a")]);
    await open();
    await userEvent.click(screen.getByRole("button", { name: "Trash" }));
    await userEvent.click(await cell("x"));
    await userEvent.keyboard("{Delete}");
    expect(api.deleteAssets).not.toHaveBeenCalled();
  });
});

it("an empty library leads to the Generate page", async () => {
  keep([]);
  show(<LibraryPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Make something" }));
  expect(useNavigation.getState().page).toBe("generate");
});

it("shows what another page asked it to show", async () => {
  useNavigation.setState({ assetId: "c" });
  await open();
  await waitFor(() => expect(chosen()).toBe("c"));
});
