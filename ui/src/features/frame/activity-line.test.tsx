import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TooltipProvider } from "@/components/tooltip";
import { api, type Generation, type GenerationUpdate, watchGeneration } from "@/ipc/client";
import { createQueryClient } from "@/state/query-client";
import { ActivityLine } from "./activity-line";
import { formatElapsed } from "./use-running";

vi.mock("@/ipc/client", async (original) => ({
  ...(await original<typeof import("@/ipc/client")>()),
  watchGeneration: vi.fn(() => () => undefined),
}));

const STARTED = 1_700_000_000_000;

function generation(id: string, change: Partial<Generation>): Generation {
  return {
    id,
    kind: "image",
    state: "running",
    provider_id: "sample",
    provider_name: "Sample (no AI)",
    model_id: "painter",
    model_name: "Sample painter",
    prompt: "A quiet harbour",
    params: {},
    inputs: [],
    batch_id: null,
    retry_of: null,
    origin: "studio",
    problem: null,
    usage: null,
    estimated_cost: null,
    actual_cost: null,
    cost_basis: null,
    outputs: [],
    created_at: STARTED,
    submitted_at: null,
    first_output_at: null,
    ended_at: null,
    ...change,
  };
}

function show(items: Generation[]) {
  vi.spyOn(api, "listGenerations").mockResolvedValue({ items, next: null });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <ActivityLine />
      </TooltipProvider>
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  vi.spyOn(api, "stopGeneration").mockResolvedValue(null);
  vi.spyOn(Date, "now").mockReturnValue(STARTED + 67_000);
});

afterEach(() => vi.mocked(watchGeneration).mockClear());

it("is not there while nothing runs", async () => {
  show([generation("done", { state: "succeeded" }), generation("lost", { state: "unknown" })]);
  await waitFor(() => expect(api.listGenerations).toHaveBeenCalled());
  expect(screen.queryByRole("button")).toBeNull();
});

it("names the one thing that runs", async () => {
  show([generation("one", {})]);
  expect(await screen.findByRole("button", { name: "A quiet harbour" })).toBeVisible();
});

it("opens a list of what runs, with its state, its time and a way to stop it", async () => {
  show([
    generation("one", {}),
    generation("two", { kind: "chat", prompt: null, state: "queued" }),
    generation("three", { state: "failed" }),
  ]);
  await userEvent.click(await screen.findByRole("button", { name: "2 running" }));
  const rows = await screen.findAllByRole("listitem");
  expect(rows).toHaveLength(2);
  expect(rows[0]).toHaveTextContent("Working · 1:07");
  expect(rows[1]).toHaveTextContent("Answer from Sample painter");
  expect(rows[1]).toHaveTextContent("Queued");

  await userEvent.click(screen.getByRole("button", { name: "Stop A quiet harbour" }));
  expect(api.stopGeneration).toHaveBeenCalledExactlyOnceWith("one");
});

it("says what is waited for while the generation tells", async () => {
  let tell: (update: GenerationUpdate) => void = () => undefined;
  vi.mocked(watchGeneration).mockImplementation((_id, onUpdate) => {
    tell = onUpdate;
    return () => undefined;
  });
  show([generation("one", {})]);
  await userEvent.click(await screen.findByRole("button", { name: "A quiet harbour" }));
  await screen.findByRole("listitem");
  tell({ type: "progress", progress: { fraction: 0.4, waiting_for: "rate-limit", ahead: 2 } });
  const row = screen.getByRole("listitem");
  expect(await within(row).findByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");
  expect(row).toHaveTextContent("Queued behind 2");
});

it("writes time as people read it", () => {
  expect(formatElapsed(7_900)).toBe("0:07");
  expect(formatElapsed(3_723_000)).toBe("1:02:03");
  expect(formatElapsed(-5)).toBe("0:00");
});
