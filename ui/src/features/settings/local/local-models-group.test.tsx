import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { problem, provider, show } from "@/features/generation/test-fixtures";
import { api, type LocalModel, type PullProgress, pullModel, StudioError } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { LocalModelsGroup } from "./local-models-group";
import { usePulls } from "./pulls";

vi.mock("@/ipc/client", async (original) => ({
  ...(await original<typeof import("@/ipc/client")>()),
  pullModel: vi.fn(),
}));

const llama: LocalModel = {
  id: "llama3.2:latest",
  byte_size: 2_000_000_000,
  modified_at: Date.UTC(2026, 0, 2),
  family: "llama",
  parameters: "3.2B",
  quantization: "Q4_K_M",
};
const ollama = provider({ id: "ollama", name: "Ollama", manages_models: true });

/** A pull that a test drives: what it says, and how it ends. */
function drivenPull() {
  const pull = {
    says: (_progress: PullProgress): void => undefined,
    ends: (): void => undefined,
    fails: (_cause: unknown): void => undefined,
  };
  vi.mocked(pullModel).mockImplementation((_provider, _model, onProgress) => {
    pull.says = onProgress;
    return new Promise((resolve, reject) => {
      pull.ends = resolve;
      pull.fails = reject;
    });
  });
  return pull;
}

const at = (done: number | null, step = "pulling 6a0746a1ec1a"): PullProgress => ({
  model: "qwen3:8b",
  step,
  completed_bytes: done,
  total_bytes: done === null ? null : 4_000_000_000,
});

async function download(name: string) {
  await userEvent.type(await screen.findByLabelText("Download a model"), name);
  await userEvent.click(screen.getByRole("button", { name: "Download" }));
}

beforeEach(() => {
  vi.mocked(pullModel).mockReset();
  vi.spyOn(api, "listLocalModels").mockResolvedValue([llama]);
  vi.spyOn(api, "listPulls").mockResolvedValue([]);
  vi.spyOn(api, "cancelPull").mockResolvedValue();
  vi.spyOn(api, "deleteLocalModel").mockResolvedValue(null);
  vi.spyOn(toast, "show").mockReturnValue("");
});
afterEach(() => usePulls.setState({ pulls: [] }));

it("lists what is on the disk, with what it takes", async () => {
  show(<LocalModelsGroup provider={ollama} />);
  expect(await screen.findByText("llama3.2:latest")).toBeVisible();
  expect(screen.getByText(/llama · 3.2B parameters · Q4_K_M · Jan \d, 2026/)).toBeVisible();
  expect(screen.getByText("1 model, 2 GB")).toBeVisible();
});

it("says so where the server does not answer, and asks again", async () => {
  vi.mocked(api.listLocalModels).mockRejectedValue(
    new StudioError(problem({ code: "offline", message: "Nothing listens there." })),
  );
  show(<LocalModelsGroup provider={ollama} />);
  expect(await screen.findByText("Nothing listens there.")).toBeVisible();
  expect(screen.queryByLabelText("Download a model")).toBeNull();
  vi.mocked(api.listLocalModels).mockResolvedValue([]);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/There is no model yet/)).toBeVisible();
});

it("downloads a model with its bytes in sight, and says when it is there", async () => {
  const pull = drivenPull();
  show(<LocalModelsGroup provider={ollama} />);
  await download("qwen3:8b");
  expect(pullModel).toHaveBeenCalledExactlyOnceWith("ollama", "qwen3:8b", expect.any(Function));
  expect(await screen.findByText("Asking for it")).toBeVisible();
  pull.says(at(null, "pulling manifest"));
  expect(await screen.findByText("Reading its list of parts")).toBeVisible();
  pull.says(at(1_000_000_000));
  expect(await screen.findByText("Downloading · 1 GB of 4 GB")).toBeVisible();
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "25");
  pull.ends();
  await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  expect(toast.show).toHaveBeenCalledWith(
    expect.objectContaining({ title: "qwen3:8b is ready to use" }),
  );
});

it("does not start the same download twice", async () => {
  drivenPull();
  show(<LocalModelsGroup provider={ollama} />);
  await download("qwen3:8b");
  await download("qwen3:8b");
  expect(pullModel).toHaveBeenCalledOnce();
});

it("stops a download without calling that a failure", async () => {
  const pull = drivenPull();
  show(<LocalModelsGroup provider={ollama} />);
  await download("qwen3:8b");
  await userEvent.click(screen.getByRole("button", { name: "Stop downloading qwen3:8b" }));
  expect(api.cancelPull).toHaveBeenCalledExactlyOnceWith("ollama", "qwen3:8b");
  expect(await screen.findByText("Stopping")).toBeVisible();
  pull.fails(new StudioError(problem({ code: "cancelled", message: "Stopped." })));
  await waitFor(() => expect(screen.queryByText("qwen3:8b")).toBeNull());
  expect(screen.queryByRole("alert")).toBeNull();
  expect(toast.show).not.toHaveBeenCalled();
});

it("keeps a failed download in sight until it is tried again or dismissed", async () => {
  const pull = drivenPull();
  show(<LocalModelsGroup provider={ollama} />);
  await download("qwen3:9b");
  pull.fails(new StudioError(problem({ code: "offline", message: "The line broke." })));
  expect(await screen.findByText("qwen3:9b could not be downloaded")).toBeVisible();
  expect(screen.getByText("The line broke.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(pullModel).toHaveBeenCalledTimes(2);
  expect(await screen.findByText("Asking for it")).toBeVisible();
  pull.fails(new StudioError(problem({ code: "offline", message: "The line broke." })));
  await userEvent.click(await screen.findByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText("qwen3:9b could not be downloaded")).toBeNull();
});

it("goes on while the page is left, and joins in with what the core downloads", async () => {
  const pull = drivenPull();
  vi.mocked(api.listPulls).mockResolvedValue([at(2_000_000_000)]);
  const { redraw } = show(<LocalModelsGroup provider={ollama} />);
  expect(await screen.findByText("Downloading · 2 GB of 4 GB")).toBeVisible();
  redraw(<p>elsewhere</p>);
  pull.says(at(3_000_000_000));
  redraw(<LocalModelsGroup provider={ollama} />);
  expect(await screen.findByText("Downloading · 3 GB of 4 GB")).toBeVisible();
  await waitFor(() => expect(api.listPulls).toHaveBeenCalledTimes(2));
  expect(pullModel).toHaveBeenCalledOnce();
});

it("asks before it deletes a model, since there is no way back", async () => {
  show(<LocalModelsGroup provider={ollama} />);
  await userEvent.click(await screen.findByRole("button", { name: "Delete llama3.2:latest" }));
  const dialog = within(await screen.findByRole("alertdialog"));
  expect(dialog.getByText(/This frees 2 GB and cannot be undone/)).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(api.deleteLocalModel).not.toHaveBeenCalled();

  vi.mocked(api.listLocalModels).mockResolvedValue([]);
  await userEvent.click(screen.getByRole("button", { name: "Delete llama3.2:latest" }));
  await userEvent.click(await screen.findByRole("button", { name: "Delete model" }));
  expect(api.deleteLocalModel).toHaveBeenCalledExactlyOnceWith("ollama", "llama3.2:latest");
  expect(await screen.findByText(/There is no model yet/)).toBeVisible();
});

it("keeps the question open where the server refuses to delete", async () => {
  vi.mocked(api.deleteLocalModel).mockRejectedValue(
    new StudioError(problem({ message: "The model is being used." })),
  );
  show(<LocalModelsGroup provider={ollama} />);
  await userEvent.click(await screen.findByRole("button", { name: "Delete llama3.2:latest" }));
  await userEvent.click(await screen.findByRole("button", { name: "Delete model" }));
  const dialog = within(await screen.findByRole("alertdialog"));
  expect(await dialog.findByText("The model is being used.")).toBeVisible();
});
