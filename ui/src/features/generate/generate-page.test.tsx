import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import {
  activityRun,
  asset,
  generation,
  giveLayout,
  model,
  provider,
  SEED,
  show,
} from "@/features/generation/test-fixtures";
import {
  api,
  type BudgetStanding,
  type Generation,
  type GenerationUpdate,
  type Modality,
  type Model,
  type Page,
  StudioError,
  watchGeneration,
} from "@/ipc/client";
import { setDraft } from "@/state/drafts";
import { fakeWindow } from "@/test-window";
import { GeneratePage } from "./generate-page";

vi.mock("@/ipc/client", async (original) => ({
  ...(await original<typeof import("@/ipc/client")>()),
  watchGeneration: vi.fn(),
}));
vi.mock("@/ipc/media-url", () => ({
  imageUrl: (hash: string) => `media://${hash}`,
  playbackUrl: (hash: string) => `http://127.0.0.1/${hash}`,
}));

const real = model({ provider_id: "local", id: "flux", name: "Flux", free: false });
let models: Partial<Record<Modality, Model[]>> = {};
let runs: Generation[] = [];
let send: (id: string, update: GenerationUpdate) => void;

function pageOf(items: Generation[], next: string | null = null): Page<Generation> {
  return { items, next };
}

beforeEach(() => {
  fakeWindow({ width: 1280 });
  giveLayout();
  runs = [];
  models = { image: [model(), real] };
  for (const scope of ["", ".image", ".image.params", ".image.inputs", ".speech"]) {
    setDraft(`generate${scope}`, "");
  }
  vi.spyOn(api, "getDraft").mockResolvedValue("");
  vi.spyOn(api, "setDraft").mockResolvedValue(null);
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "listModels").mockImplementation(async (kind) => models[kind] ?? []);
  vi.spyOn(api, "listProviders").mockResolvedValue([
    provider(),
    provider({ id: "local", name: "Workshop server", kind: "local" }),
  ]);
  vi.spyOn(api, "getModelDefaults").mockResolvedValue({
    image: { provider_id: "sample", model_id: "painter" },
  });
  vi.spyOn(api, "setModelDefault").mockResolvedValue(null);
  vi.spyOn(api, "listGenerations").mockImplementation(async () => pageOf(runs));
  vi.spyOn(api, "generate").mockResolvedValue("new");
  vi.spyOn(api, "estimate").mockResolvedValue({ nanos: 34_000_000, currency: "USD" });
  vi.spyOn(api, "weighCost").mockResolvedValue({ converted: null, budget: null });
  vi.spyOn(api, "stopGeneration").mockResolvedValue(null);
  vi.spyOn(api, "retryGeneration").mockResolvedValue(generation("again"));
  vi.spyOn(api, "closeUnknown").mockResolvedValue(null);
  vi.spyOn(api, "lookAgain").mockResolvedValue(null);
  vi.spyOn(api, "listActivity").mockResolvedValue({
    settings: { paused: false, resume_at_start: true },
    runs: [],
    left_off: 0,
  });
  const watchers = new Map<string, (update: GenerationUpdate) => void>();
  send = (id, update) => act(() => watchers.get(id)?.(update));
  vi.mocked(watchGeneration).mockImplementation((id, onUpdate) => {
    watchers.set(id, onUpdate);
    return () => watchers.delete(id);
  });
});

const running = generation("run", {
  state: "running",
  ended_at: null,
  params: { count: 2, size: "1536x1024", seed: 7 },
});

const month: BudgetStanding = {
  budget: {
    id: "b1",
    scope: { kind: "everything" },
    period: "month",
    limit: { nanos: 5_000_000_000, currency: "USD" },
  },
  scope_name: null,
  begins: 0,
  ends: 1,
  spent: { nanos: 4_980_000_000, currency: "USD" },
  held: { nanos: 0, currency: "USD" },
  percent: 99,
  level: "near",
  unconverted: [],
  unpriced: 0,
  announce: false,
};

describe("what it costs", () => {
  beforeEach(() => {
    vi.mocked(api.getModelDefaults).mockResolvedValue({
      image: { provider_id: "local", model_id: "flux" },
    });
  });

  it("stands beside the button in the user's currency too", async () => {
    const converted = { nanos: 31_000_000, currency: "EUR" };
    vi.spyOn(api, "weighCost").mockResolvedValue({ converted, budget: null });
    show(<GeneratePage />);
    expect(await screen.findByText("About €0.031 ($0.034)")).toBeVisible();
    expect(api.weighCost).toHaveBeenCalledWith({
      provider_id: "local",
      conversation_id: null,
      cost: { nanos: 34_000_000, currency: "USD" },
    });
  });

  it("says before the press that a budget would be passed, and then sends nothing", async () => {
    const budget = { standing: month, passed: true };
    vi.spyOn(api, "weighCost").mockResolvedValue({ converted: null, budget });
    show(<GeneratePage />);
    const words = "This would pass the budget for Everything this month: $4.98 of $5.00 is used.";
    expect(await screen.findByText(words)).toBeVisible();
    await userEvent.type(screen.getByRole("textbox", { name: "Prompt" }), "A kite{Enter}");
    const button = screen.getByRole("button", { name: "Generate" });
    expect(button).toHaveAttribute("aria-disabled", "true");
    await userEvent.click(button);
    expect(api.generate).not.toHaveBeenCalled();
  });

  it("warns of a budget that is almost used up, and still sends", async () => {
    const budget = { standing: month, passed: false };
    vi.spyOn(api, "weighCost").mockResolvedValue({ converted: null, budget });
    show(<GeneratePage />);
    expect(
      await screen.findByText(/^This brings the budget for Everything this month near/),
    ).toBeVisible();
    await userEvent.type(screen.getByRole("textbox", { name: "Prompt" }), "A kite{Enter}");
    await waitFor(() => expect(api.generate).toHaveBeenCalledOnce());
  });
});

describe("asking for pictures", () => {
  it("sends prompt, model and a new seed on Enter", async () => {
    show(<GeneratePage />);
    await screen.findByRole("button", { name: "Model: Sample painter" });
    const prompt = screen.getByRole("textbox", { name: "Prompt" });
    await userEvent.type(prompt, "A lighthouse{Shift>}{Enter}{/Shift}in fog{Enter}");
    await waitFor(() => expect(api.generate).toHaveBeenCalledOnce());
    expect(api.generate).toHaveBeenCalledWith({
      prompt: "A lighthouse\nin fog",
      model: { provider_id: "sample", model_id: "painter" },
      params: { seed: expect.toSatisfy(Number.isInteger) },
      inputs: [],
    });
    expect(prompt).toHaveValue("A lighthouse\nin fog");
  });

  it("cannot be pressed before the models are read, and says so", async () => {
    let answer: (models: Model[]) => void = () => {};
    vi.mocked(api.listModels).mockReturnValue(new Promise((resolve) => (answer = resolve)));
    show(<GeneratePage />);
    await userEvent.type(screen.getByRole("textbox", { name: "Prompt" }), "A kite");
    const button = screen.getByRole("button", { name: /^Generate/ });
    expect(button).toHaveAttribute("aria-disabled", "true");
    await userEvent.hover(button);
    expect(await screen.findByText("Wait until the models are read")).toBeVisible();
    await act(async () => answer([model()]));
    await waitFor(() =>
      expect(screen.getByRole("button", { name: /^Generate/ })).not.toHaveAttribute(
        "aria-disabled",
      ),
    );
  });

  it("offers models in one place, once it is known which", async () => {
    vi.mocked(api.getModelDefaults).mockResolvedValue({});
    models = { image: [real] };
    let answer: (page: Page<Generation>) => void = () => {};
    vi.mocked(api.listGenerations).mockReturnValue(new Promise((resolve) => (answer = resolve)));
    show(<GeneratePage />);
    await screen.findByText("What a model can be told shows here once one is chosen.");
    expect(screen.queryByRole("button", { name: "Choose a model" })).toBeNull();
    await act(async () => answer(pageOf([])));
    expect(await screen.findAllByRole("button", { name: "Choose a model" })).toHaveLength(1);
  });

  it("sends no seed where the model takes none with what it is given", async () => {
    const hidden = { ...SEED, visible_when: { kind: "input-given", slot: "picture" } as const };
    models = { image: [model({ parameters: [hidden] })] };
    show(<GeneratePage />);
    await screen.findByRole("button", { name: "Model: Sample painter" });
    await userEvent.type(screen.getByRole("textbox", { name: "Prompt" }), "A kite{Enter}");
    await waitFor(() => expect(api.generate).toHaveBeenCalledOnce());
    expect(vi.mocked(api.generate).mock.lastCall?.[0].params).toEqual({});
  });

  it("leaves Enter to an input method that is composing", async () => {
    show(<GeneratePage />);
    await screen.findByRole("button", { name: "Model: Sample painter" });
    const prompt = screen.getByRole("textbox", { name: "Prompt" });
    await userEvent.type(prompt, "灯台");
    fireEvent.keyDown(prompt, { key: "Enter", isComposing: true });
    fireEvent.keyDown(prompt, { key: "Enter", keyCode: 229 });
    expect(api.generate).not.toHaveBeenCalled();
    fireEvent.keyDown(prompt, { key: "Enter" });
    await waitFor(() => expect(api.generate).toHaveBeenCalledOnce());
  });

  it("does not ask without a prompt and says why", async () => {
    show(<GeneratePage />);
    await screen.findByRole("button", { name: "Model: Sample painter" });
    const button = screen.getByRole("button", { name: /^Generate/ });
    expect(button).toHaveAttribute("aria-disabled", "true");
    await userEvent.click(button);
    expect(api.generate).not.toHaveBeenCalled();
    await userEvent.hover(button);
    expect(await screen.findByText("Write a prompt first")).toBeVisible();
  });

  it("shows what a request is expected to cost", async () => {
    vi.mocked(api.getModelDefaults).mockResolvedValue({
      image: { provider_id: "local", model_id: "flux" },
    });
    show(<GeneratePage />);
    expect(await screen.findByText("About $0.034")).toBeVisible();
  });

  it("keeps the prompt and shows what was wrong when a request is refused", async () => {
    vi.mocked(api.generate).mockRejectedValue(
      new StudioError({
        code: "invalid-input",
        message: "Count must be between 1 and 4.",
        hint: null,
        retry_after_ms: null,
        details: null,
        trace: null,
      }),
    );
    show(<GeneratePage />);
    await screen.findByRole("button", { name: "Model: Sample painter" });
    const prompt = screen.getByRole("textbox", { name: "Prompt" });
    await userEvent.type(prompt, "A lighthouse{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Count must be between 1 and 4.");
    expect(prompt).toHaveValue("A lighthouse");
  });

  it("begins with an example that can be changed", async () => {
    show(<GeneratePage />);
    await userEvent.click(await screen.findByRole("button", { name: /clay teapot/ }));
    expect(screen.getByRole("textbox", { name: "Prompt" })).toHaveValue(
      "Studio photograph of a clay teapot on linen, soft light from the left",
    );
    expect(api.generate).not.toHaveBeenCalled();
  });
});

describe("a run", () => {
  it("holds a place for each picture and fills it as pictures arrive", async () => {
    runs = [running];
    show(<GeneratePage />);
    const run = await screen.findByRole("article", { name: "A quiet harbour" });
    expect(within(run).getAllByRole("img", { name: /is on its way/ })).toHaveLength(2);

    send("run", { type: "snapshot", generation: running, text: "", reasoning: "" });
    send("run", { type: "progress", progress: { fraction: 0.4, waiting_for: null } });
    expect(await within(run).findByText("Working · 40 %", { ignore: ".sr-only *" })).toBeVisible();

    const first = { ...running, outputs: [asset("one")] };
    send("run", { type: "changed", generation: first });
    expect(await within(run).findByRole("img", { name: "A quiet harbour" })).toBeInTheDocument();
    expect(within(run).getAllByRole("img", { name: /is on its way/ })).toHaveLength(1);

    const done = generation("run", { outputs: [asset("one"), asset("two")] });
    send("run", { type: "ended", generation: done });
    await waitFor(() =>
      expect(within(run).getAllByRole("img", { name: "A quiet harbour" })).toHaveLength(2),
    );
    expect(within(run).queryByRole("button", { name: "Stop" })).toBeNull();
  });

  it("can be stopped", async () => {
    runs = [running];
    show(<GeneratePage />);
    await userEvent.click(await screen.findByRole("button", { name: "Stop" }));
    expect(api.stopGeneration).toHaveBeenCalledExactlyOnceWith("run");
  });

  it("puts its prompt, model and settings back", async () => {
    runs = [
      generation("old", {
        prompt: "Pears on linen",
        provider_id: "local",
        model_id: "flux",
        params: { size: "1536x1024", count: 3, seed: 99 },
      }),
    ];
    show(<GeneratePage />);
    await userEvent.click(await screen.findByRole("button", { name: "Use these settings" }));
    expect(screen.getByRole("textbox", { name: "Prompt" })).toHaveValue("Pears on linen");
    expect(await screen.findByRole("button", { name: "Model: Flux" })).toBeVisible();
    expect(screen.getByRole("radio", { name: "Wide" })).toBeChecked();
    expect(screen.getByRole("textbox", { name: "Seed" })).toHaveValue("99");

    await userEvent.click(screen.getByRole("button", { name: /^Generate/ }));
    await waitFor(() =>
      expect(api.generate).toHaveBeenCalledWith({
        prompt: "Pears on linen",
        model: { provider_id: "local", model_id: "flux" },
        params: { size: "1536x1024", count: 3, seed: 99 },
        inputs: [],
      }),
    );
  });

  it("gives back the prompt that its own took the place of", async () => {
    runs = [generation("old", { prompt: "Pears on linen" })];
    show(
      <>
        <GeneratePage />
        <ToastOutlet />
      </>,
    );
    const prompt = screen.getByRole("textbox", { name: "Prompt" });
    await userEvent.type(prompt, "Half a thought");
    await userEvent.click(await screen.findByRole("button", { name: "Use these settings" }));
    expect(prompt).toHaveValue("Pears on linen");
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(prompt).toHaveValue("Half a thought");
    expect(screen.getByRole("textbox", { name: "Seed" })).toHaveValue("");
  });

  it("that failed shows why, keeps what had arrived, and can be tried again", async () => {
    const problem = {
      code: "provider-unavailable",
      message: "The server answered with a fault of its own (503).",
      hint: null,
      retry_after_ms: null,
      details: null,
      trace: null,
    } as const;
    runs = [generation("bad", { state: "failed", problem, outputs: [asset("one")] })];
    show(<GeneratePage />);
    const run = await screen.findByRole("article");
    expect(within(run).getByRole("alert")).toHaveTextContent("(503)");
    expect(within(run).getByRole("img", { name: "A quiet harbour" })).toBeInTheDocument();
    await userEvent.click(within(run).getByRole("button", { name: "Try again" }));
    expect(api.retryGeneration).toHaveBeenCalledExactlyOnceWith("bad");
  });

  it("that was lost is never sent again by itself, and tells what that would cost", async () => {
    runs = [
      generation("lost", {
        state: "unknown",
        estimated_cost: { nanos: 40_000_000, currency: "USD" },
      }),
    ];
    show(<GeneratePage />);
    const card = await screen.findByRole("alert");
    expect(card).toHaveTextContent("Lost: the answer never arrived");
    expect(api.retryGeneration).not.toHaveBeenCalled();
    await userEvent.click(within(card).getByRole("button", { name: "Mark as lost" }));
    expect(api.closeUnknown).toHaveBeenCalledExactlyOnceWith("lost");
    await userEvent.click(within(card).getByRole("button", { name: "Send again · $0.04" }));
    const question = await screen.findByRole("alertdialog", { name: "Send this again?" });
    expect(question).toHaveTextContent("Likely price: $0.04");
    expect(api.retryGeneration).not.toHaveBeenCalled();
    await userEvent.click(within(question).getByRole("button", { name: "Send again" }));
    expect(api.retryGeneration).toHaveBeenCalledExactlyOnceWith("lost");
  });

  it("that was lost is looked at again where its provider can be asked", async () => {
    runs = [generation("lost", { state: "unknown" })];
    vi.mocked(api.listActivity).mockResolvedValue({
      settings: { paused: false, resume_at_start: true },
      runs: [activityRun("lost", { state: "unknown", can_look_again: true })],
      left_off: 0,
    });
    show(<GeneratePage />);
    await userEvent.click(await screen.findByRole("button", { name: "Look again" }));
    expect(api.lookAgain).toHaveBeenCalledExactlyOnceWith("lost");
  });

  it("further back is loaded when the end comes near", async () => {
    const many = Array.from({ length: 20 }, (_, index) => generation(`run-${index}`));
    vi.mocked(api.listGenerations).mockImplementation(async (_kind, { cursor }) =>
      cursor === null ? pageOf(many.slice(0, 2), "older") : pageOf([generation("last")]),
    );
    show(<GeneratePage />);
    await waitFor(() =>
      expect(api.listGenerations).toHaveBeenLastCalledWith("image", { cursor: "older", limit: 20 }),
    );
    expect(await screen.findAllByRole("article")).toHaveLength(3);
  });
});

it("the model stays in sight where the settings are not", async () => {
  fakeWindow({ width: 900 });
  show(<GeneratePage />);
  expect(await screen.findByRole("button", { name: "Model: Sample painter" })).toBeVisible();
});

it("asks for a model before anything else where none was chosen among several", async () => {
  vi.mocked(api.getModelDefaults).mockResolvedValue({});
  models = { image: [real, model({ provider_id: "local", id: "other", name: "Other" })] };
  show(<GeneratePage />);
  await screen.findByText(/^Choose a model first/);
  // Asked once, in the one place that leads on.
  await userEvent.click(screen.getByRole("button", { name: "Choose a model" }));
  await userEvent.click(await screen.findByRole("option", { name: /Flux/ }));
  expect(api.setModelDefault).toHaveBeenCalledExactlyOnceWith("image", {
    provider_id: "local",
    model_id: "flux",
  });
  expect(await screen.findByText(/^Say what is in it/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Model: Flux" })).toBeVisible();
});

it("asks for a model beside the settings where something was made before", async () => {
  vi.mocked(api.getModelDefaults).mockResolvedValue({});
  models = { image: [real] };
  runs = [generation("earlier")];
  show(<GeneratePage />);
  await screen.findByRole("article", { name: "A quiet harbour" });
  expect(screen.getByRole("button", { name: "Choose a model" })).toBeVisible();
});
