import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, type MockInstance, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { problem, show } from "@/features/generation/test-fixtures";
import { api, StudioError } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { ArchiveGroup } from "./archive-group";
import { BackupsGroup } from "./backups-group";
import { CheckGroup } from "./check-group";
import { LocationGroup } from "./location-group";
import { MeterGroup } from "./meter-group";
import { StorageSection } from "./storage-section";
import { answerAsUsual, backup, backups, chore, preview } from "./test-answers";
import { TrashGroup } from "./trash-group";
import { WatchedGroup } from "./watched-group";

beforeEach(answerAsUsual);

const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole("button", { name }));

it("shows every part of what is kept", async () => {
  show(<StorageSection />);
  for (const title of [
    "Where the library lies",
    "What takes room",
    "Trash",
    "Backups",
    "Check the library",
    "Archives",
    "Watched folders",
    "Log folder",
  ]) {
    expect(await screen.findByRole("heading", { name: title })).toBeVisible();
  }
});

it.each([
  "listChores",
  "libraryFolder",
  "storageUse",
  "trashUse",
  "listBackups",
  "watchedFolders",
] as const)("shows no button below what is still being read (%s)", async (question) => {
  const slow: MockInstance<() => Promise<unknown>> = vi.mocked(api[question]);
  const usual = await api[question]();
  let answer = (_: unknown) => {};
  slow.mockReturnValue(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  const { client, redraw } = show(<StorageSection />);
  await waitFor(() => expect(client.isFetching({ type: "active" })).toBe(1));
  redraw(<StorageSection />);
  expect(screen.getByRole("status", { name: "Looking at what is kept" })).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
  slow.mockResolvedValue(usual);
  answer(usual);
  for (const name of ["Export everything…", "Bring in an archive…", "Watch a folder…"]) {
    expect(await screen.findByRole("button", { name })).toBeVisible();
  }
});

it("goes on showing the rest while a part that could not be read is read again", async () => {
  const failed = problem({ code: "internal", message: "It did not answer." });
  vi.mocked(api.trashUse).mockRejectedValueOnce(new StudioError(failed));
  show(<StorageSection />);
  const button = await screen.findByRole("button", { name: "Watch a folder…" });
  vi.mocked(api.trashUse).mockReturnValue(new Promise(() => {}));
  await press("Try again");
  await waitFor(() => expect(screen.queryByText("It did not answer.")).toBeNull());
  expect(button).toBeVisible();
});

it("keeps a line for every kind of media, also where the last thing of it went", async () => {
  const use = await api.storageUse();
  const { changed } = show(<MeterGroup />);
  const lines = async () =>
    within(await screen.findByRole("list", { name: "What takes room" }))
      .getAllByRole("listitem")
      .map((line) => line.textContent);
  expect(await lines()).toEqual([
    "Pictures4 MB",
    "Sound1 MB",
    "Videos0 bytes",
    "Documents0 bytes",
    "Trash0 bytes",
    "Thumbnails and cache70 kB",
    "Database90 kB",
    "Backups90 kB",
  ]);
  vi.mocked(api.storageUse).mockResolvedValue({ ...use, kinds: use.kinds.slice(0, 1) });
  await changed("assets");
  await waitFor(async () => expect(await lines()).toContain("Sound0 bytes"));
  expect(await lines()).toHaveLength(8);
});

it("tells of what was kept and cannot be shown only where there is such a thing", async () => {
  const use = await api.storageUse();
  vi.mocked(api.storageUse).mockResolvedValue({ ...use, set_aside: { files: 1, bytes: 20_000 } });
  show(<MeterGroup />);
  expect(await screen.findByText("Cannot be shown here")).toBeVisible();
  expect(screen.getByText("20 kB")).toBeVisible();
});

it("shows the same numbers as bars and as a table, by kind and by project", async () => {
  show(<MeterGroup />);
  const bars = await screen.findByRole("list", { name: "What takes room" });
  expect(within(bars).getByText("Pictures")).toBeVisible();
  await userEvent.click(screen.getByRole("radio", { name: "Project" }));
  await userEvent.click(screen.getByRole("radio", { name: "Table" }));
  const table = screen.getByRole("table", { name: "What takes room" });
  expect(within(table).getByRole("row", { name: /Film 3 MB 4/ })).toBeVisible();
  expect(within(table).getByRole("row", { name: /Without a project 2 MB 9/ })).toBeVisible();
});

it("measures anew when a chore has ended, and not while it runs", async () => {
  const use = vi.mocked(api.storageUse);
  const { client, changed } = show(
    <>
      <MeterGroup />
      <BackupsGroup />
    </>,
  );
  const settled = ["assets", "storage-use", [], [backup.id]];
  await waitFor(() => expect(client.getQueryData(settled)).toBeDefined());
  use.mockClear();
  vi.mocked(api.listChores).mockResolvedValue([
    chore("backup", { is: "running", step: "files", done: 1, total: 4 }),
  ]);
  await changed("storage");
  expect(await screen.findByText("Copying files")).toBeVisible();
  expect(use).not.toHaveBeenCalled();
  vi.mocked(api.listChores).mockResolvedValue([
    chore("backup", { is: "finished", outcome: { outcome: "backed-up", backup } }),
  ]);
  await changed("storage");
  await waitFor(() => expect(use).toHaveBeenCalledOnce());
  expect(screen.getByRole("list", { name: "What takes room" })).toBeVisible();
});

it("empties the trash only when it was asked and answered", async () => {
  const empty = vi.spyOn(api, "emptyTrash").mockResolvedValue(3);
  show(<TrashGroup />);
  await press("Empty now…");
  expect(empty).not.toHaveBeenCalled();
  await press("Empty the trash");
  await waitFor(() => expect(empty).toHaveBeenCalledOnce());
  expect(toast.show).toHaveBeenCalledWith({ title: "3 things went for good" });
});

it("offers no way back for what went for good", async () => {
  vi.mocked(toast.show).mockRestore();
  vi.spyOn(api, "emptyTrash").mockResolvedValue(1);
  show(
    <>
      <TrashGroup />
      <ToastOutlet />
    </>,
  );
  toast.show({ title: "Deleted “Hello”", action: { label: "Undo", run: () => {} } });
  expect(await screen.findByText("Undo")).toBeInTheDocument();
  await press("Empty now…");
  await press("Empty the trash");
  await screen.findByText("1 thing went for good");
  const left = screen.queryByText("Undo")?.closest("[role=dialog]");
  expect(left ?? null).toSatisfy(
    (toast: Element | null) => toast === null || toast.hasAttribute("data-ending-style"),
  );
});

it("says in words that backups lie on the same disk, and moves them elsewhere", async () => {
  const set = vi.spyOn(api, "setBackupFolder").mockResolvedValue(null);
  show(<BackupsGroup />);
  expect(await screen.findByText(/the same disk as the library/)).toBeVisible();
  await press("Choose another folder…");
  await waitFor(() => expect(set).toHaveBeenCalledExactlyOnceWith("/chosen"));
});

it("brings back the conversations that were picked", async () => {
  const restore = vi.spyOn(api, "restoreConversations").mockResolvedValue(null);
  show(<BackupsGroup />);
  await press(/Restore from/);
  await userEvent.click(await screen.findByRole("checkbox", { name: "A cat" }));
  await press("Bring back 1 conversation");
  await waitFor(() => expect(restore).toHaveBeenCalledExactlyOnceWith(backup.id, ["c1"]));
});

it("tells what would go before the whole library is replaced", async () => {
  const restore = vi.spyOn(api, "restoreBackup").mockResolvedValue(null);
  show(<BackupsGroup />);
  await press(/Restore from/);
  await userEvent.click(await screen.findByRole("radio", { name: "The whole library" }));
  expect(screen.getByText("5 items in the library")).toBeVisible();
  await press("Replace the library");
  await waitFor(() => expect(restore).toHaveBeenCalledExactlyOnceWith(backup.id));
});

it("offers the restart that a replacement waits for, and the way back", async () => {
  vi.mocked(api.listBackups).mockResolvedValue({ ...backups, pending: backup });
  const restart = vi.spyOn(api, "restartStudio").mockResolvedValue();
  const giveUp = vi.spyOn(api, "giveUpRestore").mockResolvedValue(null);
  show(<BackupsGroup />);
  await press("Restart now");
  expect(restart).toHaveBeenCalledOnce();
  await press("Keep the present one");
  await waitFor(() => expect(giveUp).toHaveBeenCalledOnce());
});

it("shows a running backup with a way to stop it, and a failed one with its reason", async () => {
  vi.mocked(api.listChores).mockResolvedValue([
    chore("backup", { is: "running", step: "files", done: 1, total: 4 }),
  ]);
  const stop = vi.spyOn(api, "stopChore").mockResolvedValue(null);
  show(<BackupsGroup />);
  expect(await screen.findByText("Copying files")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Back up now" })).toBeNull();
  await press("Stop");
  expect(stop).toHaveBeenCalledExactlyOnceWith("backup");
  cleanup();
  vi.mocked(api.listChores).mockResolvedValue([
    chore("backup", { is: "failed", problem: problem({ message: "No room." }) }),
  ]);
  show(<BackupsGroup />);
  expect(await screen.findByText("No room.")).toBeVisible();
});

it("lists what a check found and repairs nothing by itself", async () => {
  const file = { hash: "aa", byte_size: 10, title: "A lost cat" };
  vi.mocked(api.listChores).mockResolvedValue([
    chore("check", {
      is: "finished",
      outcome: {
        outcome: "checked",
        report: {
          files: 9,
          full: false,
          missing: [file],
          marked_missing: 0,
          damaged: [],
          orphans: [{ hash: "bb", byte_size: 3 }],
          stray_thumbnails: 0,
          unlisted: 0,
        },
      },
    }),
  ]);
  const repair = vi.spyOn(api, "repairLibrary").mockResolvedValue(null);
  show(<CheckGroup />);
  expect(await screen.findByText("A lost cat")).toBeVisible();
  expect(repair).not.toHaveBeenCalled();
  await press("Look for them in a folder…");
  await waitFor(() =>
    expect(repair).toHaveBeenCalledExactlyOnceWith({ repair: "relink", folder: "/chosen" }),
  );
  await press("Delete them");
  expect(repair).toHaveBeenCalledOnce();
  const dialog = await screen.findByRole("alertdialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete them" }));
  await waitFor(() => expect(repair).toHaveBeenLastCalledWith({ repair: "delete-orphans" }));
});

it("previews an archive before it is brought in", async () => {
  vi.spyOn(api, "pickArchive").mockResolvedValue({
    file: "/a.zip",
    scope: { scope: "everything" },
    name: null,
    files: 3,
    byte_size: 1_000,
    preview,
  });
  const bring = vi.spyOn(api, "importArchive").mockResolvedValue(null);
  show(<ArchiveGroup />);
  await press("Bring in an archive…");
  await press("Add it");
  await waitFor(() => expect(bring).toHaveBeenCalledExactlyOnceWith("/a.zip", false));
});

it("writes an archive of one project", async () => {
  const write = vi.spyOn(api, "exportArchive").mockResolvedValue(true);
  show(<ArchiveGroup />);
  await press("Export a project…");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Film" }));
  expect(write).toHaveBeenCalledExactlyOnceWith({ scope: "project", id: "p1" });
});

it("moves the library, and says why where it cannot", async () => {
  const move = vi.spyOn(api, "moveLibrary").mockResolvedValue(null);
  show(<LocationGroup />);
  await press("Move the library…");
  await waitFor(() => expect(move).toHaveBeenCalledExactlyOnceWith("/chosen"));
  cleanup();
  vi.mocked(api.libraryFolder).mockResolvedValue({
    folder: "/data",
    free_bytes: null,
    can_move: false,
    moving_to: null,
    move_is_ready: false,
  });
  show(<LocationGroup />);
  expect(await screen.findByText(/named when the studio was started/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Move the library…" })).toBeNull();
});

it("adds, pauses and removes watched folders, and lists what was refused", async () => {
  vi.mocked(api.watchedFolders).mockResolvedValue({
    folders: [{ folder: "/in", paused: false, added: 2, problem: null }],
    refused: [{ file: "/in/bad.png", problem: problem({ message: "It is cut off." }), at: 0 }],
  });
  const watch = vi.spyOn(api, "watchFolder").mockResolvedValue(null);
  const pause = vi.spyOn(api, "pauseWatchedFolder").mockResolvedValue(null);
  const remove = vi.spyOn(api, "unwatchFolder").mockResolvedValue(null);
  show(<WatchedGroup />);
  expect(await screen.findByText("2 files came in since the start")).toBeVisible();
  expect(screen.getByText("It is cut off.")).toBeVisible();
  await press("Watch a folder…");
  await waitFor(() => expect(watch).toHaveBeenCalledExactlyOnceWith("/chosen"));
  await press("Pause /in");
  expect(pause).toHaveBeenCalledExactlyOnceWith("/in", true);
  await press("Stop watching /in");
  await waitFor(() => expect(remove).toHaveBeenCalledExactlyOnceWith("/in"));
});
