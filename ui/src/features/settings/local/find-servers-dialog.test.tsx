import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { problem, provider, show } from "@/features/generation/test-fixtures";
import { api, type FoundServer, StudioError } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { FindServersDialog } from "./find-servers-dialog";

const ollama: FoundServer = {
  preset_id: null,
  manifest_id: "ollama",
  name: "Ollama",
  base_url: "http://127.0.0.1:11434",
  model_count: 1,
  provider_id: "ollama",
};
const studio: FoundServer = {
  preset_id: "lm-studio",
  manifest_id: "openai-compatible",
  name: "LM Studio",
  base_url: "http://127.0.0.1:1234/v1",
  model_count: null,
  provider_id: null,
};

const change = vi.fn();
const byHand = vi.fn();
const draw = () => show(<FindServersDialog open onOpenChange={change} onAddByHand={byHand} />);
const row = async (name: string) => {
  const item = (await screen.findByText(name)).closest("li");
  if (!item) throw new Error(`${name} stands in no list`);
  return within(item);
};

beforeEach(() => {
  change.mockReset();
  byHand.mockReset();
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "probeLocalServers").mockResolvedValue([ollama, studio]);
  vi.spyOn(api, "addConnection").mockResolvedValue(provider({ id: "conn-1", name: "LM Studio" }));
  vi.spyOn(api, "refreshModels").mockResolvedValue(7);
  vi.spyOn(toast, "show").mockReturnValue("");
});

it("says that it looks, and then what it found", async () => {
  let answer: (found: FoundServer[]) => void = () => undefined;
  vi.mocked(api.probeLocalServers).mockReturnValue(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  draw();
  expect(await screen.findByText("Asking the usual addresses…")).toBeVisible();
  answer([ollama, studio]);
  expect((await row("Ollama")).getByText(/1 model$/)).toBeVisible();
  expect((await row("LM Studio")).getByText(/Does not say how many/)).toBeVisible();
  expect(screen.queryByText("Asking the usual addresses…")).toBeNull();
});

it("adds a server, reads its models, and then knows it", async () => {
  draw();
  await userEvent.click(await screen.findByRole("button", { name: "Add LM Studio" }));
  expect(await (await row("LM Studio")).findByText("Already here")).toBeVisible();
  expect(api.addConnection).toHaveBeenCalledExactlyOnceWith({
    manifest_id: "openai-compatible",
    name: "LM Studio",
    address: "http://127.0.0.1:1234/v1",
  });
  await waitFor(() => expect(api.refreshModels).toHaveBeenCalledExactlyOnceWith("conn-1"));
  await waitFor(() =>
    expect(toast.show).toHaveBeenCalledWith(
      expect.objectContaining({ title: "LM Studio added with 7 models" }),
    ),
  );
});

it("keeps a server whose models cannot be read, and says why", async () => {
  const refused = new StudioError(problem({ message: "It wants a key." }));
  vi.mocked(api.refreshModels).mockRejectedValue(refused);
  const told = vi.spyOn(toast, "showProblem").mockReturnValue("");
  draw();
  await userEvent.click(await screen.findByRole("button", { name: "Add LM Studio" }));
  await waitFor(() =>
    expect(toast.show).toHaveBeenCalledWith(expect.objectContaining({ title: "LM Studio added" })),
  );
  expect(told).toHaveBeenCalledExactlyOnceWith(refused);
  expect((await row("LM Studio")).getByText("Already here")).toBeVisible();
});

it("shows why a server could not be added, at that server", async () => {
  vi.mocked(api.addConnection).mockRejectedValue(
    new StudioError(problem({ message: "That address cannot be called." })),
  );
  draw();
  await userEvent.click(await screen.findByRole("button", { name: "Add LM Studio" }));
  expect(await (await row("LM Studio")).findByText("That address cannot be called.")).toBeVisible();
  expect(api.refreshModels).not.toHaveBeenCalled();
});

it("reads the models of one that is here already, and leads to it", async () => {
  draw();
  await userEvent.click(
    await screen.findByRole("button", { name: "Refresh the models of Ollama" }),
  );
  expect(api.refreshModels).toHaveBeenCalledExactlyOnceWith("ollama");
  await userEvent.click(screen.getByRole("button", { name: "Settings of Ollama" }));
  expect(change).toHaveBeenCalledWith(false);
  expect(useNavigation.getState().providerId).toBe("ollama");
});

it("says what to do where nothing answered, and looks again", async () => {
  vi.mocked(api.probeLocalServers).mockResolvedValue([]);
  draw();
  expect(await screen.findByText("No server answered")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Add a server by hand" }));
  expect(byHand).toHaveBeenCalledOnce();
  vi.mocked(api.probeLocalServers).mockResolvedValue([ollama]);
  await userEvent.click(screen.getByRole("button", { name: "Look again" }));
  expect(await screen.findByText("Ollama")).toBeVisible();
  expect(screen.queryByText("No server answered")).toBeNull();
});
