import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { problem, provider, show } from "@/features/generation/test-fixtures";
import { providersQuery } from "@/features/models/queries";
import { api, StudioError, type Voice } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { VoiceField } from "./voice-field";

const voice = (id: string, name: string, change: Partial<Voice> = {}): Voice => ({
  id,
  name,
  description: null,
  language: "en",
  gender: "female",
  has_preview: true,
  ...change,
});
const voices = [
  voice("v1", "Rachel", { description: "Warm and calm" }),
  voice("v2", "Anton", { language: "de", gender: "male", has_preview: false }),
];
const change = vi.fn();
const draw = (value: string | null = null) =>
  show(<VoiceField label="Voice" providerId="eleven" value={value} onChange={change} />);
const open = async () => userEvent.click(await screen.findByRole("button", { name: /Voice/ }));

beforeEach(() => {
  change.mockReset();
  vi.spyOn(api, "listProviders").mockResolvedValue([
    provider({ id: "eleven", name: "ElevenLabs", has_voices: true, clones_voices: true }),
    provider({ id: "silent", name: "Silent" }),
  ]);
  vi.spyOn(api, "listVoices").mockResolvedValue(voices);
  vi.spyOn(api, "previewVoice").mockResolvedValue("abc");
  vi.spyOn(api, "about").mockRejectedValue(new StudioError(problem()));
  vi.spyOn(toast, "show").mockReturnValue("");
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockReturnValue();
});

it("takes the id as text where the provider does not tell its voices", async () => {
  show(<VoiceField label="Voice" providerId="silent" value={null} onChange={change} />);
  await userEvent.type(await screen.findByRole("textbox", { name: "Voice" }), "x");
  expect(change).toHaveBeenCalledExactlyOnceWith("x");
  expect(api.listVoices).not.toHaveBeenCalled();
});

it("shows the chosen voice by its name, and asks for voices only when it must", async () => {
  const { client, redraw } = draw();
  expect(await screen.findByText("Choose a voice")).toBeVisible();
  await waitFor(() => expect(client.getQueryData(providersQuery.queryKey)).toBeDefined());
  redraw(<VoiceField label="Voice" providerId="eleven" value={null} onChange={change} />);
  expect(api.listVoices).not.toHaveBeenCalled();
  redraw(<VoiceField label="Voice" providerId="eleven" value="v1" onChange={change} />);
  expect(await screen.findByText("Rachel")).toBeVisible();
});

it("finds a voice by how it sounds, and chooses it", async () => {
  draw();
  await open();
  expect(await screen.findByRole("button", { name: "Anton" })).toBeVisible();
  await userEvent.type(screen.getByLabelText("Search voices"), "warm");
  expect(screen.queryByRole("button", { name: "Anton" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Rachel" }));
  expect(change).toHaveBeenCalledExactlyOnceWith("v1");
  await waitFor(() => expect(screen.queryByLabelText("Search voices")).toBeNull());
});

it("says so where no voice matches", async () => {
  draw();
  await open();
  await userEvent.type(await screen.findByLabelText("Search voices"), "zebra");
  expect(screen.getByText("No voice matches")).toBeVisible();
});

it("plays a recording without choosing, and stops it", async () => {
  draw();
  await open();
  await userEvent.click(await screen.findByRole("button", { name: "Play Rachel" }));
  expect(api.previewVoice).toHaveBeenCalledExactlyOnceWith("eleven", "v1");
  await waitFor(() => expect(HTMLMediaElement.prototype.play).toHaveBeenCalledOnce());
  await userEvent.click(screen.getByRole("button", { name: "Stop Rachel" }));
  expect(HTMLMediaElement.prototype.pause).toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Play Rachel" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Play Anton" })).toBeNull();
  expect(change).not.toHaveBeenCalled();
});

it("asks the provider anew on request", async () => {
  draw();
  await open();
  await screen.findByRole("button", { name: "Rachel" });
  vi.mocked(api.listVoices).mockResolvedValue([...voices, voice("v3", "Nova")]);
  await userEvent.click(screen.getByRole("button", { name: "Refresh" }));
  expect(await screen.findByRole("button", { name: "Nova" })).toBeVisible();
  expect(api.listVoices).toHaveBeenLastCalledWith("eleven", true);
});

it("says why voices could not be read", async () => {
  vi.mocked(api.listVoices).mockRejectedValue(
    new StudioError(problem({ code: "offline", message: "Nothing answered." })),
  );
  draw();
  await open();
  expect(await screen.findByText("Nothing answered.")).toBeVisible();
  expect(screen.queryByText("No voice matches")).toBeNull();
});

it("leads to the dialog that clones a voice", async () => {
  draw();
  await open();
  await userEvent.click(await screen.findByRole("button", { name: "Clone a voice" }));
  expect(await screen.findByRole("dialog", { name: "Clone a voice" })).toBeVisible();
});
