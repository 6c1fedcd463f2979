import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Sun } from "lucide-react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { registerActions } from "@/actions/registry";
import { api } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { createQueryClient } from "@/state/query-client";
import { Palette } from "./palette";

const run = vi.fn();
const close = vi.fn();
let unregister: () => void;

beforeEach(() => {
  run.mockReset();
  close.mockReset();
  unregister = registerActions([
    { id: "one", label: "Use light theme", icon: Sun, run: () => run("light") },
    { id: "two", label: "Show data folder", icon: Sun, run: () => run("folder") },
    { id: "off", label: "Never now", icon: Sun, run: () => run("off"), enabled: () => false },
  ]);
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "listConversations").mockImplementation(async (_page, search) => ({
    items: search
      ? []
      : [
          {
            id: "c1",
            title: "Trip to Ghent",
            head_message_id: null,
            project_id: null,
            created_at: 0,
            updated_at: 0,
          },
        ],
    next: null,
  }));
  render(
    <QueryClientProvider client={createQueryClient()}>
      <Palette open onOpenChange={close} />
    </QueryClientProvider>,
  );
});

afterEach(() => unregister());

const names = () => screen.getAllByRole("option").map((option) => option.textContent);

it("offers what can be done now and the latest conversations", async () => {
  await screen.findByRole("option", { name: "Trip to Ghent" });
  expect(names()).toEqual(["Use light theme", "Show data folder", "Trip to Ghent"]);
});

it("finds a command by any of its words, in any order, and runs it with Enter", async () => {
  await userEvent.type(screen.getByRole("combobox"), "folder show{Enter}");
  expect(run).toHaveBeenCalledExactlyOnceWith("folder");
  expect(close).toHaveBeenCalledWith(false);
});

it("goes round with the arrow keys", async () => {
  await screen.findByRole("option", { name: "Trip to Ghent" });
  await userEvent.type(screen.getByRole("combobox"), "{ArrowUp}{Enter}");
  expect(useNavigation.getState()).toMatchObject({ page: "chat", conversationId: "c1" });
});

it("does not run anything while an input method is composing", async () => {
  fireEvent.keyDown(screen.getByRole("combobox"), { key: "Enter", keyCode: 229 });
  expect(run).not.toHaveBeenCalled();
});

it("asks the core for conversations that match", async () => {
  await userEvent.type(screen.getByRole("combobox"), "ghent");
  await waitFor(() =>
    expect(api.listConversations).toHaveBeenCalledWith(expect.anything(), "ghent"),
  );
  expect(await screen.findByText(/nothing matches/i)).toBeVisible();
});
