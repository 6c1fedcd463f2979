import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { asset, problem, show } from "@/features/generation/test-fixtures";
import * as client from "@/ipc/client";
import { usePreferences } from "@/state/preferences";
import { ExportDialog } from "./export-dialog";

vi.mock("@/ipc/client", async (original) => ({
  ...(await original<typeof client>()),
  exportAssets: vi.fn(),
}));

const exportAssets = vi.mocked(client.exportAssets);
const onClose = vi.fn();

beforeEach(() => {
  vi.spyOn(client.api, "setPreferences").mockResolvedValue(null);
  usePreferences.setState({ export_how_made: true });
  exportAssets.mockReset();
  onClose.mockReset();
});

function open() {
  show(
    <>
      <ExportDialog assets={[asset("a"), asset("b")]} onClose={onClose} />
      <ToastOutlet />
    </>,
  );
}

const done: client.Exported = { target: "/media/ada/out", written: 2, missing: [], untold: 0 };

it("files that say how they were made are what is written unless something else is chosen", async () => {
  exportAssets.mockResolvedValue(done);
  open();
  await userEvent.click(screen.getByRole("button", { name: "Choose where…" }));
  expect(exportAssets).toHaveBeenCalledWith(["a", "b"], "files", "include", expect.anything());
  expect(await screen.findByText("Exported 2 items")).toBeInTheDocument();
  expect(screen.getByText("/media/ada/out")).toBeInTheDocument();
  expect(onClose).toHaveBeenCalled();
});

it("an archive without it is written where that is chosen, and the choice is kept", async () => {
  exportAssets.mockResolvedValue({ ...done, written: 1, missing: ["b.png"], untold: 1 });
  open();
  await userEvent.click(screen.getByRole("radio", { name: "One ZIP archive" }));
  await userEvent.click(screen.getByRole("switch", { name: "Say how they were made" }));
  await userEvent.click(screen.getByRole("button", { name: "Choose where…" }));
  expect(exportAssets).toHaveBeenCalledWith(["a", "b"], "archive", "remove", expect.anything());
  expect(usePreferences.getState().export_how_made).toBe(false);
  expect(await screen.findByText(/1 file is missing or damaged: b\.png/)).toBeInTheDocument();
  expect(screen.getByText(/1 file has no place/)).toBeInTheDocument();
});

it("how far it is shows, and it can be stopped", async () => {
  let fail: (cause: unknown) => void = () => {};
  exportAssets.mockImplementation((_ids, _shape, _howMade, onProgress) => {
    onProgress({ export: 7, done: 1, total: 2, name: "fox.png" });
    return new Promise((_, reject) => {
      fail = reject;
    });
  });
  const cancel = vi.spyOn(client.api, "cancelExport").mockImplementation(async () => {
    fail(new client.StudioError(problem({ code: "cancelled" })));
  });
  open();
  await userEvent.click(screen.getByRole("button", { name: "Choose where…" }));
  expect(await screen.findByText("Writing 2 of 2: fox.png")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(cancel).toHaveBeenCalledWith(7);
  expect(await screen.findByText("The export was stopped")).toBeInTheDocument();
});

it("who changes their mind about where is asked again", async () => {
  exportAssets.mockResolvedValue(null);
  open();
  await userEvent.click(screen.getByRole("button", { name: "Choose where…" }));
  await waitFor(() =>
    expect(screen.getByRole("button", { name: "Choose where…" })).toBeInTheDocument(),
  );
  expect(onClose).not.toHaveBeenCalled();
});
