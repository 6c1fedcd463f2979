import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { model, provider, SEED, SIZE, show } from "@/features/generation/test-fixtures";
import { api, type BatchEstimate, type Generate, StudioError } from "@/ipc/client";
import { fakeWindow } from "@/test-window";
import { BatchDialog } from "./batch-dialog";

const painter = model({ parameters: [SIZE, SEED] });
const base: Generate = {
  prompt: "a kite",
  model: { provider_id: "sample", model_id: "painter" },
  params: {},
  inputs: [],
};
const estimate: BatchEstimate = {
  count: 8,
  costs: [{ nanos: 320_000_000, currency: "USD" }],
  unpriced: 0,
  prompts: ["a red kite", "a blue kite"],
};

beforeEach(() => {
  fakeWindow({ width: 1280 });
  vi.spyOn(api, "estimateBatch").mockResolvedValue(estimate);
  vi.spyOn(api, "generateBatch").mockResolvedValue("batch");
  vi.spyOn(api, "listModels").mockResolvedValue([painter]);
  vi.spyOn(api, "listProviders").mockResolvedValue([provider()]);
});

function open() {
  const onOpenChange = vi.fn();
  show(<BatchDialog open onOpenChange={onOpenChange} base={base} model={painter} />);
  return onOpenChange;
}

it("tells what a batch comes to before it is begun, and begins it", async () => {
  const onOpenChange = open();
  expect(await screen.findByText("8 results · about $0.32")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Start" }));
  await waitFor(() => expect(onOpenChange).toHaveBeenCalledWith(false));
  expect(vi.mocked(api.generateBatch).mock.lastCall?.[0]).toEqual({
    base,
    prompts: [],
    variables: [],
    seeds: 4,
    columns: null,
    rows: null,
  });
});

it("asks for a value of each side of the grid, and sends those that were ticked", async () => {
  open();
  await screen.findByText("8 results · about $0.32");
  await userEvent.click(screen.getByRole("combobox", { name: "Columns" }));
  await userEvent.click(await screen.findByRole("option", { name: "Size" }));
  const start = screen.getByRole("button", { name: "Start" });
  expect(start).toHaveAttribute("aria-disabled", "true");
  const values = screen.getByRole("group", { name: "Values of Size" });
  await userEvent.click(within(values).getByRole("checkbox", { name: "Wide" }));
  await userEvent.click(within(values).getByRole("checkbox", { name: "Square" }));
  await waitFor(() => expect(start).not.toHaveAttribute("aria-disabled"));
  await userEvent.click(start);
  await waitFor(() => expect(api.generateBatch).toHaveBeenCalledOnce());
  expect(vi.mocked(api.generateBatch).mock.lastCall?.[0].columns).toEqual({
    kind: "parameter",
    id: "size",
    values: ["1024x1024", "1536x1024"],
  });
});

it("says why a batch cannot be made, and does not begin it", async () => {
  vi.mocked(api.estimateBatch).mockRejectedValue(
    new StudioError({
      code: "invalid-input",
      message: "This would make 900; 500 is the most at once.",
      hint: "Use fewer prompts, seeds or values.",
      retry_after_ms: null,
      details: null,
      trace: null,
    }),
  );
  open();
  expect(await screen.findByText("This would make 900; 500 is the most at once.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Start" }));
  expect(api.generateBatch).not.toHaveBeenCalled();
});
