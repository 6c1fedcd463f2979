import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  asset,
  generation,
  giveLayout,
  model,
  problem,
  show,
} from "@/features/generation/test-fixtures";
import { api, type SearchHit, type SearchResults, StudioError } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { AtFirstSight } from "@/test-first-sight";
import { fakeWindow } from "@/test-window";
import { SearchPage } from "./search-page";
import { NO_FILTER, searchFor, useSearchState } from "./search-state";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string) => `media://${hash}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

const snippet = (text: string, start: number, end: number) => ({ text, matches: [{ start, end }] });

const message: SearchHit = {
  subject: "message",
  id: "m1",
  conversation_id: "c1",
  conversation_title: "Trip",
  role: "assistant",
  created_at: 0,
  snippet: snippet("The harbour of Ghent", 4, 11),
};
const talk: SearchHit = {
  subject: "conversation",
  id: "c2",
  created_at: 0,
  snippet: snippet("Harbour", 0, 7),
};
const picture: SearchHit = {
  subject: "asset",
  asset: asset("a1"),
  snippet: snippet("Harbour at dawn", 0, 7),
};
const prompt: SearchHit = {
  subject: "prompt",
  id: "g1",
  kind: "image",
  model_name: "Painter",
  output: null,
  created_at: 0,
  snippet: snippet("a harbour", 2, 9),
};

const found: SearchResults = {
  groups: [
    { subject: "conversation", hits: [talk], next: null },
    { subject: "message", hits: [message], next: "7" },
    { subject: "asset", hits: [picture], next: null },
    { subject: "prompt", hits: [prompt], next: null },
  ],
  unread: 0,
};
const nothing: SearchResults = { groups: [], unread: 0 };

beforeEach(() => {
  fakeWindow({ width: 1280 });
  giveLayout();
  useSearchState.setState({ text: "", filter: NO_FILTER });
  useNavigation.setState({ page: "search", conversationId: null, messageId: null });
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "search").mockResolvedValue(found);
  vi.spyOn(api, "showMessage").mockResolvedValue(null);
  vi.spyOn(api, "catalog").mockResolvedValue([
    {
      model: model(),
      provider_enabled: true,
      selectable: true,
      new: false,
      added_at: null,
      vanished_at: null,
    },
  ]);
});

const field = () => screen.getByRole("combobox", { name: /search everything/i });

describe("searching", () => {
  it("can be typed from the moment the page is there", () => {
    const look = vi.fn(() => document.activeElement);
    show(
      <AtFirstSight look={look}>
        <SearchPage />
      </AtFirstSight>,
    );
    expect(look).toHaveReturnedWith(field());
  });

  it("asks for nothing until something is typed, then as one types", async () => {
    show(<SearchPage />);
    expect(screen.getByText("Find anything again")).toBeVisible();
    expect(api.search).not.toHaveBeenCalled();
    await userEvent.type(field(), "harbo");
    const first = { cursor: null, limit: 6 };
    // A busy machine pauses between two letters too, and what was typed by then is asked for.
    await waitFor(() =>
      expect(api.search).toHaveBeenLastCalledWith("search-page", "harbo", NO_FILTER, first),
    );
    const said = await screen.findByRole("option", { name: /The harbour of Ghent/ });
    expect(within(said).getByText("harbour", { selector: "mark" })).toBeVisible();
    expect(within(said).getByText("Answer in Trip")).toBeVisible();
  });

  it("leads with the keyboard to the message in its conversation", async () => {
    searchFor("harbour");
    show(<SearchPage />);
    await screen.findByRole("option", { name: /The harbour of Ghent/ });
    await userEvent.type(field(), "{ArrowDown}{Enter}");
    await waitFor(() =>
      expect(useNavigation.getState()).toMatchObject({
        page: "chat",
        conversationId: "c1",
        messageId: "m1",
      }),
    );
    expect(api.showMessage).toHaveBeenCalledExactlyOnceWith("m1");
  });

  it("shows all of a kind where there is more, and goes on page by page", async () => {
    searchFor("harbour");
    show(<SearchPage />);
    vi.mocked(api.search).mockImplementation(async (_place, _text, _filter, { cursor }) => ({
      groups: [
        {
          subject: "message",
          hits: [cursor === null ? message : { ...message, id: "m2" }],
          next: cursor === null ? "7" : null,
        },
      ],
      unread: 0,
    }));
    await userEvent.click(await screen.findByRole("option", { name: /Show all: Messages/ }));
    await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(2));
    expect(api.search).toHaveBeenLastCalledWith(
      "search-page",
      "harbour",
      { ...NO_FILTER, subject: "message" },
      { cursor: "7", limit: 50 },
    );
  });

  it("opens a picture in the viewer and a prompt as the run it was", async () => {
    vi.spyOn(api, "getAsset").mockResolvedValue({
      asset: asset("a1"),
      generation: null,
      source: null,
      recipe: null,
    });
    vi.spyOn(api, "getGeneration").mockResolvedValue(generation("g1", { prompt: "a harbour" }));
    searchFor("harbour");
    show(<SearchPage />);
    await userEvent.click(await screen.findByRole("option", { name: /Harbour at dawn/ }));
    await userEvent.keyboard("{Escape}");
    await userEvent.click(await screen.findByRole("option", { name: /^a harbour/ }));
    const dialog = await screen.findByRole("dialog", { name: "What was made" });
    expect(await within(dialog).findByRole("article", { name: "a harbour" })).toBeVisible();
  });

  it("narrows by kind and says what is set until it is taken away", async () => {
    useSearchState.setState({ filter: { ...NO_FILTER, least_rating: 4, provider_id: "sample" } });
    show(<SearchPage />);
    await waitFor(() => expect(api.search).toHaveBeenCalled());
    expect(screen.getByRole("button", { name: "Filters (2)" })).toBeInTheDocument();
    const chip = await screen.findByRole("button", {
      name: "Remove the filter Sample (no AI)",
    });
    await userEvent.click(chip);
    expect(useSearchState.getState().filter).toEqual({ ...NO_FILTER, least_rating: 4 });
    await userEvent.click(screen.getByRole("combobox", { name: "What to search" }));
    await userEvent.click(await screen.findByRole("option", { name: "Pictures" }));
    expect(useSearchState.getState().filter).toMatchObject({
      subject: "asset",
      asset_kind: "image",
    });
  });

  it("says so where nothing matches, and resets what narrowed the search", async () => {
    vi.mocked(api.search).mockResolvedValue(nothing);
    useSearchState.setState({ text: "wolf", filter: { ...NO_FILTER, least_rating: 4 } });
    show(<SearchPage />);
    expect(await screen.findByText("Nothing matches")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Reset filters" }));
    expect(useSearchState.getState().filter).toEqual(NO_FILTER);
  });

  it("tells a failure and tries again", async () => {
    vi.mocked(api.search).mockRejectedValueOnce(new StudioError(problem()));
    searchFor("harbour");
    show(<SearchPage />);
    expect(await screen.findByText("That cannot be used.")).toBeVisible();
  });

  it("tells that the index is still being read", async () => {
    vi.mocked(api.search).mockResolvedValue({ ...found, unread: 12 });
    searchFor("harbour");
    show(<SearchPage />);
    expect(await screen.findByText("12 more things are still being read.")).toBeVisible();
  });
});
