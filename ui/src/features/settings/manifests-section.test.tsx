import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { problem, show } from "@/features/generation/test-fixtures";
import { api, type UserManifest } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { ManifestsSection } from "./manifests-section";

const right: UserManifest = {
  file: "acme.toml",
  provider_id: "acme",
  name: "Acme Images",
  problem: null,
};
const wrong: UserManifest = {
  file: "broken.toml",
  provider_id: null,
  name: null,
  problem: problem({ message: "Line 14: there is no control `slidr`.", hint: "Correct it." }),
};

beforeEach(() => {
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "userManifests").mockResolvedValue([right, wrong]);
  vi.spyOn(api, "reloadManifests").mockResolvedValue([right]);
  vi.spyOn(api, "revealManifestsFolder").mockResolvedValue(null);
  vi.spyOn(toast, "show").mockReturnValue("");
});

it("lists each file, and says plainly what is wrong with one and where", async () => {
  show(<ManifestsSection />);
  const [acme, broken] = await screen.findAllByRole("listitem");
  if (!acme || !broken) throw new Error("two files are expected");
  expect(within(acme).getByText("Acme Images")).toBeVisible();
  expect(within(acme).getByText("In use")).toBeVisible();
  expect(within(broken).getByText("broken.toml")).toBeVisible();
  expect(within(broken).getByText("Cannot be used")).toBeVisible();
  expect(within(broken).getByRole("alert")).toHaveTextContent(
    "Line 14: there is no control slidr.Correct it.",
  );
  await userEvent.click(screen.getByRole("button", { name: "Settings of Acme Images" }));
  expect(useNavigation.getState()).toMatchObject({
    settingsSection: "providers",
    providerId: "acme",
  });
});

it("reads the folder again and shows what it holds now", async () => {
  show(<ManifestsSection />);
  await screen.findByText("broken.toml");
  await userEvent.click(screen.getByRole("button", { name: "Read again" }));
  await waitFor(() => expect(screen.queryByText("broken.toml")).toBeNull());
  expect(toast.show).toHaveBeenCalledExactlyOnceWith({
    title: "1 manifest is in use",
    tone: "positive",
  });
  vi.mocked(api.reloadManifests).mockResolvedValue([wrong]);
  await userEvent.click(screen.getByRole("button", { name: "Read again" }));
  expect(await screen.findByText("broken.toml")).toBeVisible();
  expect(toast.show).toHaveBeenLastCalledWith({
    title: "1 manifest cannot be used",
    tone: "warning",
  });
});

it("says how to begin where there is none, and opens the folder", async () => {
  vi.mocked(api.userManifests).mockResolvedValue([]);
  show(<ManifestsSection />);
  expect(await screen.findByText("No manifest yet")).toBeVisible();
  expect(screen.getByText("docs/manifests.md")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Open the folder" }));
  expect(api.revealManifestsFolder).toHaveBeenCalledOnce();
});
