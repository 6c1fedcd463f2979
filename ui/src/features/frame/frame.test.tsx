import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { api } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { createQueryClient } from "@/state/query-client";
import { Frame } from "./frame";

vi.mock("./pages", () => ({
  pages: {
    chat: () => <p>the chat page</p>,
    generate: () => <p>the generate page</p>,
    library: () => <p>the library page</p>,
    find: () => <p>the find page</p>,
    catalog: () => <p>the catalogue page</p>,
    spending: () => <p>the spending page</p>,
    settings: () => <p>the settings page</p>,
  },
  WITH_SIDEBAR: new Set(),
  readOtherPages: () => undefined,
}));

beforeEach(() => {
  useNavigation.setState({ page: "chat", conversationId: "c1" });
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "listActivity").mockResolvedValue({
    settings: { paused: false, resume_at_start: true },
    runs: [],
    left_off: 0,
  });
  vi.spyOn(api, "listGenerations").mockResolvedValue({ items: [], next: null });
  vi.spyOn(api, "listBudgets").mockResolvedValue([]);
  vi.spyOn(api, "listConversations").mockResolvedValue({ items: [], next: null });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <Frame />
    </QueryClientProvider>,
  );
});

it("leads to every page from the navigation and says which is shown", async () => {
  for (const name of ["Generate", "Library", "Find", "Catalogue", "Spending", "Settings", "Chat"]) {
    const place = screen.getByRole("button", { name });
    await userEvent.click(place);
    expect(await screen.findByText(`the ${name.toLowerCase()} page`)).toBeVisible();
    expect(place).toHaveAttribute("aria-current", "page");
  }
  expect(screen.getByRole("navigation", { name: "Main" })).toBeVisible();
});

it("answers to its shortcuts", async () => {
  await userEvent.keyboard("{Control>},{/Control}");
  expect(await screen.findByText("the settings page")).toBeVisible();
  await userEvent.keyboard("{Control>}n{/Control}");
  expect(await screen.findByText("the chat page")).toBeVisible();
  expect(useNavigation.getState().conversationId).toBeNull();
});

it("opens the palette, which goes when a shortcut leads elsewhere", async () => {
  await userEvent.keyboard("{Control>}k{/Control}");
  expect(await screen.findByRole("dialog", { name: "Command palette" })).toBeVisible();
  await userEvent.keyboard("{Control>}3{/Control}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getByText("the library page")).toBeInTheDocument();
});
