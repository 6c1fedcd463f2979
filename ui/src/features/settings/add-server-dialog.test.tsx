import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { TooltipProvider } from "@/components/tooltip";
import {
  api,
  type ConnectionPreset,
  type Provider,
  type ResolvedEndpoint,
  StudioError,
} from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { createQueryClient } from "@/state/query-client";
import { AddServerDialog } from "./add-server-dialog";

const preset = (id: string, name: string, base_url: string): ConnectionPreset => ({
  id,
  manifest_id: "openai-compatible",
  name,
  base_url,
  help: `How to start ${name}`,
});

const endpointAt = (address: string): ResolvedEndpoint => ({
  base_url: address,
  chat_url: `${address}/chat/completions`,
  models_url: `${address}/models`,
  test_url: `${address}/models`,
});

const close = vi.fn();
const find = vi.fn();

beforeEach(() => {
  close.mockReset();
  find.mockReset();
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "listPresets").mockResolvedValue([
    preset("other", "Other server", ""),
    preset("ollama", "Ollama", "http://127.0.0.1:11434/v1"),
  ]);
  vi.spyOn(api, "resolveAddress").mockImplementation(async (_manifest, address) =>
    endpointAt(address),
  );
  vi.spyOn(api, "addConnection").mockResolvedValue({ id: "conn-1", name: "Ollama" } as Provider);
  render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <AddServerDialog open onOpenChange={close} onFind={find} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
});

it("starts with a preset that needs nothing typed, and shows where requests will go", async () => {
  expect(await screen.findByLabelText("Name")).toHaveValue("Ollama");
  expect(screen.getByText("How to start Ollama")).toBeVisible();
  expect(await screen.findByText("http://127.0.0.1:11434/v1/chat/completions")).toBeVisible();
});

it("adds the server and shows it", async () => {
  await screen.findByLabelText("Name");
  await userEvent.click(screen.getByRole("button", { name: "Add server" }));
  await waitFor(() => expect(close).toHaveBeenCalledWith(false));
  expect(api.addConnection).toHaveBeenCalledExactlyOnceWith({
    manifest_id: "openai-compatible",
    name: "Ollama",
    address: "http://127.0.0.1:11434/v1",
  });
  expect(useNavigation.getState()).toMatchObject({
    settingsSection: "providers",
    providerId: "conn-1",
  });
});

it("asks for a name and an address where the preset has none", async () => {
  await userEvent.click(await screen.findByRole("radio", { name: "Other server" }));
  expect(screen.getByLabelText("Name")).toHaveValue("");
  expect(screen.getByLabelText("Address")).toHaveValue("");
  await userEvent.click(screen.getByRole("button", { name: "Add server" }));
  expect(api.addConnection).not.toHaveBeenCalled();
});

it("says what is wrong with an address at its field", async () => {
  const refused = new StudioError({
    code: "invalid-input",
    message: "An address has no spaces.",
    hint: null,
    retry_after_ms: null,
    details: null,
    trace: null,
  });
  vi.mocked(api.resolveAddress).mockImplementation(async (_manifest, address) => {
    if (address === "my server") throw refused;
    return endpointAt(address);
  });
  const field = await screen.findByLabelText("Address");
  await userEvent.clear(field);
  await userEvent.type(field, "my server");
  expect(await screen.findByText("An address has no spaces.")).toBeVisible();
  expect(field).toBeInvalid();
});

it("leads to the dialog that looks for servers here", async () => {
  await userEvent.click(
    await screen.findByRole("button", { name: "Find servers on this computer" }),
  );
  expect(find).toHaveBeenCalledOnce();
});
