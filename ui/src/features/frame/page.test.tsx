import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { TooltipProvider } from "@/components/tooltip";
import { api } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { DEFAULT_PREFERENCES, usePreferences } from "@/state/preferences";
import { createQueryClient } from "@/state/query-client";
import { fakeWindow } from "@/test-window";
import { Page } from "./page";

beforeEach(() => {
  usePreferences.setState(DEFAULT_PREFERENCES);
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "listActivity").mockResolvedValue({
    settings: { paused: false, resume_at_start: true },
    runs: [],
    left_off: 0,
  });
});

function show() {
  render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <Page
          sidebar={<p>all conversations</p>}
          sidebarTitle="Conversations"
          inspector={<p>all parameters</p>}
          inspectorTitle="Parameters"
        >
          <p>the page</p>
        </Page>
      </TooltipProvider>
    </QueryClientProvider>,
  );
}

const pane = (name: string) => screen.queryByRole("complementary", { name });

it("has room for sidebar and inspector in a wide window", () => {
  fakeWindow({ width: 1280 });
  show();
  expect(pane("Conversations")).toBeVisible();
  expect(pane("Parameters")).toBeVisible();
});

it("keeps a pane folded until it is asked for", async () => {
  fakeWindow({ width: 1280 });
  show();
  await userEvent.click(screen.getByRole("button", { name: "Hide Parameters" }));
  expect(pane("Parameters")).toBeNull();
  expect(usePreferences.getState().inspector_collapsed).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Show Parameters" }));
  expect(pane("Parameters")).toBeVisible();
});

it("turns the inspector into a sheet below 1000 pixels, without folding the pane away", async () => {
  const change = fakeWindow({ width: 999 });
  show();
  expect(pane("Conversations")).toBeVisible();
  expect(pane("Parameters")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show Parameters" }));
  expect(await screen.findByRole("dialog", { name: "Parameters" })).toHaveTextContent(
    "all parameters",
  );
  change({ width: 1000 });
  expect(pane("Parameters")).toBeVisible();
});

it("turns the sidebar into a sheet below 760 pixels, which goes once a choice is made", async () => {
  fakeWindow({ width: 759 });
  show();
  expect(pane("Conversations")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show sidebar" }));
  await screen.findByRole("dialog", { name: "Conversations" });
  navigate.toConversation("another");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("can be resized with the arrow keys, within its bounds", async () => {
  fakeWindow({ width: 1280 });
  show();
  const grip = screen.getByRole("separator", { name: "Resize sidebar" });
  grip.focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(usePreferences.getState().sidebar_width).toBe(288);
  await userEvent.keyboard("{ArrowLeft>10/}");
  expect(usePreferences.getState().sidebar_width).toBe(240);
});
