import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { asset, problem, provider, show } from "@/features/generation/test-fixtures";
import { api, StudioError } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { CloneVoiceDialog } from "./clone-voice-dialog";

const eleven = provider({
  id: "eleven",
  name: "ElevenLabs",
  has_voices: true,
  clones_voices: true,
});
const close = vi.fn();
const cloned = vi.fn();

beforeEach(() => {
  close.mockReset();
  cloned.mockReset();
  vi.spyOn(api, "pickFiles").mockResolvedValue([
    { outcome: "added", asset: asset("a1", { kind: "audio", title: "interview" }) },
  ]);
  vi.spyOn(api, "cloneVoice").mockResolvedValue("voice-9");
  vi.spyOn(api, "listVoices").mockResolvedValue([]);
  vi.spyOn(toast, "show").mockReturnValue("");
  show(<CloneVoiceDialog provider={eleven} onClose={close} onCloned={cloned} />);
});

const submit = () => screen.getByRole("button", { name: "Clone voice" });
const consent = () =>
  screen.getByRole("checkbox", { name: "The speaker agreed that their voice is cloned" });

async function fillIn() {
  await userEvent.type(screen.getByLabelText("Name"), " My voice ");
  await userEvent.click(screen.getByRole("button", { name: /Recordings/ }));
  await userEvent.click(await screen.findByRole("menuitem", { name: /file/i }));
  await screen.findByRole("button", { name: /Remove/ });
}

it("clones nothing without the speaker's consent", async () => {
  await fillIn();
  expect(consent()).not.toBeChecked();
  expect(submit()).toHaveAttribute("aria-disabled", "true");
  await userEvent.click(submit());
  await userEvent.type(screen.getByLabelText("Name"), "{Enter}");
  expect(api.cloneVoice).not.toHaveBeenCalled();
});

it("clones nothing without a name and a recording", async () => {
  await userEvent.click(consent());
  await userEvent.click(submit());
  await userEvent.type(screen.getByLabelText("Name"), "My voice{Enter}");
  expect(api.cloneVoice).not.toHaveBeenCalled();
});

it("clones with consent, reads the voices anew and chooses the new one", async () => {
  await fillIn();
  await userEvent.click(consent());
  await userEvent.click(submit());
  await waitFor(() => expect(cloned).toHaveBeenCalledExactlyOnceWith("voice-9"));
  expect(api.cloneVoice).toHaveBeenCalledExactlyOnceWith({
    provider_id: "eleven",
    name: "My voice",
    description: "",
    language: "en",
    samples: ["a1"],
    consent: true,
  });
  expect(api.listVoices).toHaveBeenCalledExactlyOnceWith("eleven", true);
  expect(close).toHaveBeenCalledOnce();
});

it("stays open and says why where the provider refuses", async () => {
  vi.mocked(api.cloneVoice).mockRejectedValue(
    new StudioError(problem({ code: "provider-refused", message: "The recording is too short." })),
  );
  await fillIn();
  await userEvent.click(consent());
  await userEvent.click(submit());
  expect(await screen.findByText("The recording is too short.")).toBeVisible();
  expect(close).not.toHaveBeenCalled();
  expect(screen.getByLabelText("Name")).toHaveValue(" My voice ");
});
