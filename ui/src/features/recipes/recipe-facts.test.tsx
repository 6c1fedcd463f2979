import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { promptScope } from "@/features/generation/generate-settings";
import { model, provider, SEED, SIZE, show } from "@/features/generation/test-fixtures";
import { api, type Recipe } from "@/ipc/client";
import { getDraft } from "@/state/drafts";
import { useNavigation } from "@/state/navigation";
import { RecipeFacts } from "./recipe-facts";

const FOREIGN: Recipe = {
  format: "automatic1111",
  prompt: "a fox",
  negative_prompt: "blurry",
  model: "dreamshaper_8",
  made_with: null,
  params: { Steps: 20, Seed: 7, Size: "1536x1024", "Model hash": "abc" },
};

const remember = vi.fn().mockResolvedValue(null);

beforeEach(() => {
  remember.mockClear();
  vi.spyOn(api, "getDraft").mockResolvedValue("");
  vi.spyOn(api, "setDraft").mockResolvedValue(null);
  vi.spyOn(api, "getModelDefaults").mockResolvedValue({});
  vi.spyOn(api, "setModelDefault").mockImplementation(remember);
  vi.spyOn(api, "listProviders").mockResolvedValue([provider()]);
  vi.spyOn(api, "listModels").mockImplementation(async (kind) =>
    kind === "image"
      ? [model({ parameters: [SIZE, SEED] }), model({ id: "other", name: "Other painter" })]
      : [],
  );
});

function open(recipe: Recipe) {
  show(
    <>
      <RecipeFacts recipe={recipe} kind="image" />
      <ToastOutlet />
    </>,
  );
  return userEvent.click(screen.getByRole("button", { name: "Use these settings" }));
}

const params = () => JSON.parse(getDraft("generate.image.params") || "{}");

it("what another program wrote gives the chosen model what it has a place for", async () => {
  await open(FOREIGN);
  await waitFor(() => expect(getDraft(promptScope("image"))).toBe("a fox"));
  expect(params()).toEqual({ size: "1536x1024", seed: 7 });
  expect(useNavigation.getState().page).toBe("generate");
  expect(
    await screen.findByText(
      "Not used with this model: model dreamshaper_8, Steps, Negative prompt.",
    ),
  ).toBeInTheDocument();
});

it("our own files bring back their model and exactly its settings", async () => {
  await open({
    format: "studio",
    prompt: "an owl",
    negative_prompt: null,
    model: "Other painter",
    made_with: { provider_id: "sample", model_id: "other", kind: "image" },
    params: { seed: 3, count: 2 },
  });
  await waitFor(() => expect(getDraft(promptScope("image"))).toBe("an owl"));
  expect(params()).toEqual({ seed: 3, count: 2 });
  expect(remember).toHaveBeenCalledWith("image", { provider_id: "sample", model_id: "other" });
});
