import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { asset, giveLayout, parameter, show } from "@/features/generation/test-fixtures";
import { api, type StockItem, type StockLibrary, type StockPage, StudioError } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { fakeWindow } from "@/test-window";
import { FindPage } from "./find-page";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string) => `media://${hash}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

const COLOUR = parameter("colour", "choice", {
  choices: [
    { value: "red", label: "Red" },
    { value: "blue", label: "Blue" },
  ],
});

const openverse: StockLibrary = {
  provider_id: "openverse",
  name: "Openverse",
  key: { status: "missing", required: false },
  usable: true,
  site_url: "https://openverse.org/",
  searches: [
    { id: "images", name: "Pictures", kind: "image", parameters: [COLOUR] },
    { id: "audio", name: "Sounds", kind: "audio", parameters: [] },
  ],
};
const giphy: StockLibrary = {
  provider_id: "giphy",
  name: "GIPHY",
  key: { status: "missing", required: true },
  usable: false,
  site_url: "https://giphy.com/",
  searches: [{ id: "gifs", name: "GIFs", kind: "image", parameters: [] }],
};

function item(id: string, change: Partial<StockItem> = {}): StockItem {
  return {
    id,
    title: `Harbour ${id}`,
    page_url: `https://openverse.org/image/${id}`,
    author: "Ada",
    author_url: "https://example.org/ada",
    licence: "CC BY 4.0",
    licence_url: "https://creativecommons.org/licenses/by/4.0/",
    attribution: `“Harbour ${id}” by Ada, CC BY 4.0`,
    width: 1600,
    height: 900,
    duration_ms: null,
    has_thumbnail: true,
    has_preview: false,
    imported: null,
    ...change,
  };
}

const page = (items: StockItem[], change: Partial<StockPage> = {}): StockPage => ({
  items,
  next_page: null,
  total: items.length,
  ...change,
});

const refused = (message: string) =>
  new StudioError({
    code: "provider-unavailable",
    message,
    hint: null,
    retry_after_ms: null,
    details: null,
    trace: null,
  });

beforeEach(() => {
  fakeWindow({ width: 1280 });
  giveLayout();
  useNavigation.setState({ page: "find", assetId: null });
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "openLink").mockResolvedValue(null);
  vi.spyOn(api, "stockServices").mockResolvedValue([openverse, giphy]);
  vi.spyOn(api, "searchStock").mockResolvedValue(page([item("a"), item("b")]));
  vi.spyOn(api, "stockThumbnail").mockImplementation(async ({ id }) => `thumb-${id}`);
  vi.spyOn(api, "stockPreview").mockImplementation(async ({ id }) => `preview-${id}`);
  vi.spyOn(api, "importStock").mockResolvedValue(asset("brought"));
});

async function searchFor(words: string) {
  await userEvent.type(await screen.findByRole("searchbox"), `${words}{Enter}`);
}

const tile = async (id: string) => {
  const opener = await screen.findByRole("button", { name: `Details of Harbour ${id}` });
  const found = opener.closest("li");
  if (!found) throw new Error("a tile is an item of the list");
  return within(found);
};

describe("searching", () => {
  it("asks only on Enter, and shows each thing with its picture and terms", async () => {
    show(<FindPage />);
    expect(await screen.findByText("Search for something")).toBeVisible();
    await userEvent.type(screen.getByRole("searchbox", { name: "Search Openverse" }), " harbour ");
    expect(api.searchStock).not.toHaveBeenCalled();
    await userEvent.keyboard("{Enter}");
    const first = await tile("a");
    expect(api.searchStock).toHaveBeenCalledExactlyOnceWith({
      provider_id: "openverse",
      search: "images",
      words: "harbour",
      params: {},
      page: 1,
    });
    expect(await first.findByRole("img", { name: "Harbour a" })).toHaveAttribute(
      "src",
      "media://thumb-a",
    );
    await userEvent.click(first.getByRole("link", { name: "Ada" }));
    expect(api.openLink).toHaveBeenLastCalledWith("https://example.org/ada");
    await userEvent.click(first.getByRole("link", { name: "CC BY 4.0" }));
    expect(api.openLink).toHaveBeenLastCalledWith("https://creativecommons.org/licenses/by/4.0/");
  });

  it("names the service and leads to its site", async () => {
    show(<FindPage />);
    await userEvent.click(await screen.findByRole("link", { name: "Powered by Openverse" }));
    expect(api.openLink).toHaveBeenCalledExactlyOnceWith("https://openverse.org/");
  });

  it("narrows the search down by what the service offers", async () => {
    show(<FindPage />);
    await searchFor("harbour");
    await tile("a");
    await userEvent.click(screen.getByRole("button", { name: "Filters" }));
    await userEvent.click(await screen.findByRole("radio", { name: "Blue" }));
    await waitFor(() =>
      expect(api.searchStock).toHaveBeenLastCalledWith(
        expect.objectContaining({ words: "harbour", params: { colour: "blue" } }),
      ),
    );
    expect(screen.getByRole("button", { name: "Filters (1)" })).toBeInTheDocument();
  });

  it("goes on page by page, and shows nothing twice", async () => {
    vi.mocked(api.searchStock).mockImplementation(async (query) =>
      query.page === 1
        ? page([item("a"), item("b")], { next_page: 2, total: 1200 })
        : page([item("b"), item("c")]),
    );
    show(<FindPage />);
    await searchFor("harbour");
    expect(await screen.findByText("1,200 found")).toBeVisible();
    await userEvent.click(await screen.findByRole("button", { name: "More" }));
    await tile("c");
    const list = screen.getByRole("list", { name: "Results" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(3);
    expect(screen.queryByRole("button", { name: "More" })).toBeNull();
  });

  it("says that nothing was found", async () => {
    vi.mocked(api.searchStock).mockResolvedValue(page([]));
    show(<FindPage />);
    await searchFor("xyzzy");
    expect(await screen.findByText("Nothing found")).toBeVisible();
    expect(screen.getByText(/“xyzzy”/)).toBeVisible();
  });

  it("shows why a search failed and tries again", async () => {
    vi.mocked(api.searchStock).mockRejectedValueOnce(refused("Openverse cannot be reached."));
    show(<FindPage />);
    await searchFor("harbour");
    const card = await screen.findByRole("alert");
    expect(card).toHaveTextContent("Openverse cannot be reached.");
    await userEvent.click(within(card).getByRole("button", { name: "Try again" }));
    await tile("a");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("keeps what was found when only the next page fails", async () => {
    vi.mocked(api.searchStock)
      .mockResolvedValueOnce(page([item("a")], { next_page: 2 }))
      .mockRejectedValueOnce(refused("Too much was asked for."))
      .mockResolvedValueOnce(page([item("c")]));
    show(<FindPage />);
    await searchFor("harbour");
    await userEvent.click(await screen.findByRole("button", { name: "More" }));
    const card = await screen.findByRole("alert");
    await tile("a");
    await userEvent.click(within(card).getByRole("button", { name: "Try again" }));
    await tile("c");
  });

  it("moves along the tiles with the arrows", async () => {
    show(<FindPage />);
    await searchFor("harbour");
    await tile("a");
    const [first, second] = screen.getAllByRole("button", { name: /^Details of/ });
    expect(second).toHaveAttribute("tabindex", "-1");
    first?.focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(second).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(second).toHaveAttribute("aria-pressed", "true");
  });
});

describe("a service without its key", () => {
  it("says so, leads to Settings and is not asked", async () => {
    show(<FindPage />);
    await searchFor("harbour");
    await tile("a");
    await userEvent.click(screen.getByRole("combobox", { name: "Service" }));
    await userEvent.click(await screen.findByRole("option", { name: /GIPHY/ }));
    expect(await screen.findByText("GIPHY needs a key")).toBeVisible();
    expect(screen.getByRole("link", { name: "Powered by GIPHY" })).toBeVisible();
    expect(api.searchStock).toHaveBeenCalledOnce();
    await userEvent.click(screen.getByRole("button", { name: "Open Settings" }));
    expect(useNavigation.getState()).toMatchObject({
      page: "settings",
      settingsSection: "providers",
      providerId: "giphy",
    });
  });

  it("leads to Settings where there is no service at all", async () => {
    vi.mocked(api.stockServices).mockResolvedValue([]);
    show(<FindPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Open Settings" }));
    expect(useNavigation.getState().page).toBe("settings");
  });
});

it("looks for the same words and the same kind at another service", async () => {
  vi.mocked(api.stockServices).mockResolvedValue([
    openverse,
    {
      ...openverse,
      provider_id: "freesound",
      name: "Freesound",
      searches: [
        { id: "packs", name: "Pictures of waves", kind: "image", parameters: [] },
        { id: "sounds", name: "Sounds", kind: "audio", parameters: [] },
      ],
    },
  ]);
  show(<FindPage />);
  await userEvent.click(await screen.findByRole("radio", { name: "Sounds" }));
  await searchFor("gulls");
  await screen.findByRole("list", { name: "Results" });
  await userEvent.click(screen.getByRole("combobox", { name: "Service" }));
  await userEvent.click(await screen.findByRole("option", { name: "Freesound" }));
  await waitFor(() =>
    expect(api.searchStock).toHaveBeenLastCalledWith(
      expect.objectContaining({ provider_id: "freesound", search: "sounds", words: "gulls" }),
    ),
  );
});

describe("importing", () => {
  it("brings a thing in once, says so, and leads to it in the library", async () => {
    show(
      <>
        <FindPage />
        <ToastOutlet />
      </>,
    );
    await searchFor("harbour");
    const second = await tile("b");
    await userEvent.click(second.getByRole("button", { name: "Import Harbour b" }));
    expect(api.importStock).toHaveBeenCalledExactlyOnceWith({
      provider_id: "openverse",
      search: "images",
      id: "b",
    });
    expect(
      await second.findByRole("button", { name: "Show Harbour b in library" }),
    ).toHaveTextContent("Imported");
    expect(api.searchStock).toHaveBeenCalledOnce();
    await userEvent.click(await screen.findByRole("button", { name: "Show in library" }));
    expect(useNavigation.getState()).toMatchObject({ page: "library", assetId: "brought" });
  });

  it("tells of a failure and can be tried again", async () => {
    vi.mocked(api.importStock).mockRejectedValueOnce(refused("The file is gone."));
    show(
      <>
        <FindPage />
        <ToastOutlet />
      </>,
    );
    await searchFor("harbour");
    const first = await tile("a");
    await userEvent.click(first.getByRole("button", { name: "Import Harbour a" }));
    expect(await screen.findByText("The file is gone.")).toBeVisible();
    await userEvent.click(first.getByRole("button", { name: "Import Harbour a" }));
    await first.findByRole("button", { name: "Show Harbour a in library" });
  });
});

it("shows what must be said where a thing is used, and copies it", async () => {
  const user = userEvent.setup();
  show(<FindPage />);
  await user.type(await screen.findByRole("searchbox"), "harbour{Enter}");
  await user.click(await screen.findByRole("button", { name: "Details of Harbour a" }));
  expect(await screen.findByText("“Harbour a” by Ada, CC BY 4.0")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Copy attribution" }));
  expect(await navigator.clipboard.readText()).toBe("“Harbour a” by Ada, CC BY 4.0");
});

it("plays a sound that is fetched when it is asked for", async () => {
  const play = vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockReturnValue();
  vi.mocked(api.searchStock).mockResolvedValue(
    page([item("s", { has_thumbnail: false, has_preview: true, duration_ms: 7_000 })]),
  );
  show(<FindPage />);
  await userEvent.click(await screen.findByRole("radio", { name: "Sounds" }));
  await searchFor("gulls");
  const button = await screen.findByRole("button", { name: "Play Harbour s" });
  expect(screen.getByText("0:07")).toBeVisible();
  expect(api.stockPreview).not.toHaveBeenCalled();
  await userEvent.click(button);
  expect(api.stockPreview).toHaveBeenCalledExactlyOnceWith({
    provider_id: "openverse",
    search: "audio",
    id: "s",
  });
  await waitFor(() => expect(play).toHaveBeenCalledOnce());
  expect(screen.getByRole("button", { name: "Stop Harbour s" })).toBeVisible();
});
