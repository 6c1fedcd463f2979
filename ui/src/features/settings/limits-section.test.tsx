import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { problem, provider, show } from "@/features/generation/test-fixtures";
import { api, type Limits, StudioError } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { LimitsSection } from "./limits-section";

const limits: Limits = {
  settings: {
    generation_per_minute: 10,
    transcription_per_minute: 20,
    chat_per_minute: 60,
    analysis_per_minute: 30,
    at_once: 4,
    providers: [{ provider_id: "openai", at_once: 2 }],
  },
  waiting: 0,
  slowed: [],
};

beforeEach(() => {
  vi.spyOn(api, "getLimits").mockResolvedValue(limits);
  vi.spyOn(api, "setLimits").mockResolvedValue(null);
  vi.spyOn(api, "listProviders").mockResolvedValue([provider({ id: "openai", name: "OpenAI" })]);
  vi.spyOn(toast, "show").mockReturnValue("");
});

async function enter(label: string, value: string) {
  const field = await screen.findByLabelText(label);
  await userEvent.clear(field);
  await userEvent.type(field, value);
  await userEvent.tab();
}

it("keeps what was changed and leaves the rest as it was", async () => {
  show(<LimitsSection />);
  expect(await screen.findByLabelText("Generations")).toHaveValue("10");
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  await enter("Chat answers", "90");
  await enter("Requests of one provider", "8");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(api.setLimits).toHaveBeenCalledExactlyOnceWith({
    ...limits.settings,
    chat_per_minute: 90,
    at_once: 8,
  });
  await waitFor(() =>
    expect(toast.show).toHaveBeenCalledWith(expect.objectContaining({ title: "Limits saved" })),
  );
});

it("takes no number beyond what can be meant", async () => {
  show(<LimitsSection />);
  await enter("Requests of one provider", "900");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(vi.mocked(api.setLimits).mock.lastCall?.[0].at_once).toBe(64);
});

it("shows why limits were not kept", async () => {
  vi.mocked(api.setLimits).mockRejectedValue(
    new StudioError(problem({ message: "That is no number of requests." })),
  );
  show(<LimitsSection />);
  await enter("Generations", "11");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("That is no number of requests.")).toBeVisible();
});

it("tells what is held back now, by the provider's name", async () => {
  vi.mocked(api.getLimits).mockResolvedValue({
    ...limits,
    waiting: 2,
    slowed: [{ provider_id: "openai", at_once: 1, until: null }],
  });
  show(<LimitsSection />);
  expect(await screen.findByText("2 generations wait their turn")).toBeVisible();
  expect(await screen.findByText("OpenAI asked to slow down: 1 at a time for now")).toBeVisible();
});
