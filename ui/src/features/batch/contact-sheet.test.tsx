import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { asset, generation, giveLayout, show } from "@/features/generation/test-fixtures";
import { api, type Batch, type BatchCell } from "@/ipc/client";
import { fakeWindow } from "@/test-window";
import { ContactSheet } from "./contact-sheet";

vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string) => `media://${hash}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

const cell = (position: number, change: Partial<BatchCell["generation"]>): BatchCell => ({
  position,
  column_label: null,
  row_label: null,
  generation: { ...generation(`g${position}`), ...change },
});

const batch: Batch = {
  id: "batch",
  kind: "seeds",
  title: "a kite",
  request: {
    base: {
      prompt: "a kite",
      model: { provider_id: "sample", model_id: "painter" },
      params: {},
      inputs: [],
    },
    prompts: [],
    variables: [],
    seeds: 3,
    columns: null,
    rows: null,
  },
  created_at: 1,
  cells: [
    cell(0, { state: "succeeded", outputs: [{ ...asset("a"), title: "first" }] }),
    cell(1, { state: "succeeded", outputs: [{ ...asset("b"), title: "second", flag: "reject" }] }),
    cell(2, { state: "failed", outputs: [] }),
  ],
};

beforeEach(() => {
  fakeWindow({ width: 1280 });
  giveLayout();
  vi.spyOn(api, "getBatch").mockResolvedValue(batch);
  vi.spyOn(api, "changeAssets").mockResolvedValue({ id: "act", count: 1 });
  vi.spyOn(api, "deleteAssets").mockResolvedValue({ id: "act", count: 1 });
  vi.spyOn(api, "retryBatch").mockResolvedValue(null);
});

it("results are judged with a letter", async () => {
  show(<ContactSheet batchId="batch" onClose={() => {}} />);
  const first = await screen.findByRole("button", { name: "Result 1, first" });
  first.focus();
  await userEvent.keyboard("k");
  expect(api.changeAssets).toHaveBeenLastCalledWith(["a"], { change: "flag", flag: "keep" });
  await userEvent.keyboard("x");
  expect(api.changeAssets).toHaveBeenLastCalledWith(["a"], { change: "flag", flag: "reject" });
  await userEvent.keyboard("u");
  expect(api.changeAssets).toHaveBeenLastCalledWith(["a"], { change: "flag", flag: null });
});

it("what was marked is compared side by side, and judged there too", async () => {
  show(<ContactSheet batchId="batch" onClose={() => {}} />);
  const compare = await screen.findByRole("button", { name: "Compare" });
  expect(compare).toHaveAttribute("aria-disabled", "true");
  screen.getByRole("button", { name: "Result 1, first" }).focus();
  await userEvent.keyboard(" ");
  screen.getByRole("button", { name: "Result 2, second, rejected" }).focus();
  await userEvent.keyboard(" c");
  const second = await screen.findByRole("figure", { name: "second" });
  await userEvent.click(within(second).getByRole("button", { name: "Keep" }));
  expect(api.changeAssets).toHaveBeenLastCalledWith(["b"], { change: "flag", flag: "keep" });
  await userEvent.click(screen.getByRole("button", { name: "Back to the sheet" }));
  expect(screen.queryByRole("figure")).toBeNull();
});

it("shows only what has a verdict, and moves the rejected to the trash", async () => {
  show(<ContactSheet batchId="batch" onClose={() => {}} />);
  await userEvent.click(await screen.findByRole("radio", { name: "Rejected" }));
  expect(screen.queryByRole("button", { name: "Result 1, first" })).toBeNull();
  expect(screen.getByRole("button", { name: "Result 2, second, rejected" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Move rejected to the trash" }));
  await waitFor(() => expect(api.deleteAssets).toHaveBeenCalledWith(["b"]));
});

it("what failed can be tried again once nothing is under way", async () => {
  show(<ContactSheet batchId="batch" onClose={() => {}} />);
  expect(await screen.findByText(/2 of 3 done · 1 failed/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Try the failed again" }));
  await waitFor(() => expect(api.retryBatch).toHaveBeenCalledWith("batch"));
});
