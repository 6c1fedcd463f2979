import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { model, provider, show } from "@/features/generation/test-fixtures";
import { api, type ModelRef } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { ModelPicker } from "./model-picker";

const painter = model();
const real = model({
  provider_id: "local",
  provider_name: "Workshop server",
  id: "flux",
  name: "Flux",
  status: "experimental",
});
const keyless = model({
  provider_id: "openai",
  provider_name: "OpenAI",
  id: "image-1",
  name: "Image 1",
  free: false,
  usable: false,
});

beforeEach(() => {
  vi.spyOn(api, "listModels").mockResolvedValue([painter, keyless, real]);
  vi.spyOn(api, "listProviders").mockResolvedValue([
    provider(),
    provider({ id: "local", name: "Workshop server", kind: "local" }),
    provider({
      id: "openai",
      name: "OpenAI",
      kind: "hosted",
      key: { status: "missing", required: true },
    }),
  ]);
});

async function open(value: ModelRef | null = null) {
  const onChange = vi.fn<(model: ModelRef) => void>();
  show(<ModelPicker modality="image" value={value} onChange={onChange} />);
  await userEvent.click(screen.getByRole("button", { name: /model/i }));
  await screen.findByRole("option", { name: "Flux" });
  return onChange;
}

it("chooses a model that can be used and closes", async () => {
  const onChange = await open();
  await userEvent.click(screen.getByRole("option", { name: "Flux" }));
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ provider_id: "local", model_id: "flux" });
  await waitFor(() => expect(screen.queryByRole("listbox")).toBeNull());
});

it("refuses a model whose provider misses a key, and leads to that key", async () => {
  const onChange = await open();
  const refused = screen.getByRole("option", { name: "Image 1" });
  expect(refused).toHaveAttribute("aria-disabled", "true");
  expect(refused).toHaveTextContent("Needs a key");
  await userEvent.click(refused);
  expect(onChange).not.toHaveBeenCalled();

  await userEvent.click(screen.getByRole("option", { name: "Add a key for OpenAI" }));
  expect(onChange).not.toHaveBeenCalled();
  expect(useNavigation.getState()).toMatchObject({ page: "settings", providerId: "openai" });
});

it("is used by keyboard alone and never lands on what cannot be used", async () => {
  const onChange = await open();
  const search = screen.getByRole("combobox", { name: "Search models" });
  await waitFor(() => expect(search).toHaveFocus());
  const active = () => {
    const id = search.getAttribute("aria-activedescendant");
    return screen.getAllByRole("option").find((option) => option.id === id);
  };
  expect(active()).toHaveAccessibleName("Flux");
  await userEvent.keyboard("{ArrowDown}");
  expect(active()).toHaveAccessibleName("Sample painter");
  await userEvent.keyboard("{ArrowDown}");
  expect(active()).toHaveAccessibleName("Add a key for OpenAI");
  await userEvent.keyboard("{ArrowDown}");
  expect(active()).toHaveAccessibleName("Flux");
  await userEvent.keyboard("sample{Enter}");
  expect(onChange).toHaveBeenCalledExactlyOnceWith({ provider_id: "sample", model_id: "painter" });
});

it("labels what is experimental and what is made without AI", async () => {
  await open();
  expect(screen.getByRole("option", { name: "Flux" })).toHaveTextContent("Experimental");
  const sample = screen.getByRole("group", { name: "Sample (no AI)" });
  expect(within(sample).getByText(/Made on this computer/)).toBeVisible();
});

it("keeps the name of a chosen model that is gone, and says so", async () => {
  show(
    <ModelPicker
      modality="image"
      value={{ provider_id: "local", model_id: "gone-1" }}
      onChange={() => expect.unreachable("nothing may be chosen for the person")}
    />,
  );
  expect(await screen.findByText("Not available any more")).toBeVisible();
  expect(screen.getByRole("button", { name: "Model: gone-1" })).toBeVisible();
});
