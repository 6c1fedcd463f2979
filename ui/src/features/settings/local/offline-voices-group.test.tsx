import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { problem, show } from "@/features/generation/test-fixtures";
import { api, StudioError } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { OfflineVoicesGroup } from "./offline-voices-group";

const found = { espeak_ng: "/usr/bin/espeak-ng", piper: null, piper_folder: "/voices" };

beforeEach(() => {
  vi.spyOn(api, "getOfflineVoices").mockResolvedValue(found);
  vi.spyOn(api, "setPiperFolder").mockResolvedValue(null);
  vi.spyOn(toast, "show").mockReturnValue("");
});

it("says which programs are installed, and how to get the other", async () => {
  show(<OfflineVoicesGroup />);
  const [espeak, piper] = await screen.findAllByRole("listitem");
  if (!espeak || !piper) throw new Error("two programs are expected");
  expect(within(espeak).getByText("Installed")).toBeVisible();
  expect(within(espeak).getByText("/usr/bin/espeak-ng")).toBeVisible();
  expect(within(piper).getByText("Not installed")).toBeVisible();
  expect(within(piper).getByText("pip install piper-tts")).toBeVisible();
  vi.mocked(api.getOfflineVoices).mockResolvedValue({ ...found, piper: "/usr/bin/piper" });
  await userEvent.click(screen.getByRole("button", { name: "Look again" }));
  expect(await screen.findByText("/usr/bin/piper")).toBeVisible();
});

it("keeps another folder for Piper's voices", async () => {
  show(<OfflineVoicesGroup />);
  const field = await screen.findByLabelText("Folder of Piper's voices");
  expect(field).toHaveValue("/voices");
  await userEvent.clear(field);
  await userEvent.click(screen.getByRole("button", { name: "Use this folder" }));
  expect(api.setPiperFolder).not.toHaveBeenCalled();
  vi.mocked(api.getOfflineVoices).mockResolvedValue({ ...found, piper_folder: "/more" });
  await userEvent.type(field, " /more ");
  await userEvent.click(screen.getByRole("button", { name: "Use this folder" }));
  expect(api.setPiperFolder).toHaveBeenCalledExactlyOnceWith("/more");
  await waitFor(() =>
    expect(toast.show).toHaveBeenCalledWith(
      expect.objectContaining({ title: "Piper's voices are read from there now" }),
    ),
  );
});

it("says at the field what is wrong with a folder", async () => {
  vi.mocked(api.setPiperFolder).mockRejectedValue(
    new StudioError(problem({ message: "There is no such folder.", hint: "Make it first." })),
  );
  show(<OfflineVoicesGroup />);
  const field = await screen.findByLabelText("Folder of Piper's voices");
  await userEvent.click(screen.getByRole("button", { name: "Use this folder" }));
  expect(await screen.findByText("There is no such folder. Make it first.")).toBeVisible();
  expect(field).toBeInvalid();
  await userEvent.type(field, "/x");
  expect(field).toBeValid();
});
