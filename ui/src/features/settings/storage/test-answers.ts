import { vi } from "vitest";
import { api, type Backup, type Backups, type Chore, type RestorePreview } from "@/ipc/client";
import { toast } from "@/state/toasts";

const none = { conversations: 0, messages: 0, assets: 0, generations: 0 };

export const backup: Backup = {
  id: "20270115-080000-000",
  created_at: Date.UTC(2027, 0, 15, 8),
  reason: "automatic",
  counts: { ...none, conversations: 2, assets: 3 },
  files: 3,
  byte_size: 4_000_000,
  missing_files: 0,
  studio: "0.1.0",
};

export const backups: Backups = {
  on: true,
  folder: "/data/backups",
  is_default_folder: true,
  same_disk: true,
  items: [backup],
  problem: null,
  pending: null,
};

export const preview: RestorePreview = {
  holds: backup.counts,
  now: { ...none, conversations: 1 },
  created_at: backup.created_at,
  returns: { ...none, conversations: 1 },
  leaves: { ...none, assets: 5 },
  conversations: [
    { id: "c1", title: "A cat", messages: 4, updated_at: backup.created_at, is_here: false },
    { id: "c2", title: "", messages: 2, updated_at: backup.created_at, is_here: true },
  ],
  missing_files: 0,
};

export const chore = (kind: Chore["kind"], state: Chore["state"]): Chore => ({
  kind,
  started_at: 0,
  state,
});

const amount = (bytes: number, files: number) => ({ bytes, files });

/** A library with something of everything in it, and nothing under way. */
export function answerAsUsual(): void {
  vi.spyOn(toast, "show").mockReturnValue("");
  vi.spyOn(toast, "showProblem").mockReturnValue("");
  vi.spyOn(api, "listChores").mockResolvedValue([]);
  vi.spyOn(api, "listBackups").mockResolvedValue(backups);
  vi.spyOn(api, "previewBackup").mockResolvedValue(preview);
  vi.spyOn(api, "pickFolder").mockResolvedValue("/chosen");
  vi.spyOn(api, "storageUse").mockResolvedValue({
    kinds: [
      { kind: "image", amount: amount(4_000_000, 12) },
      { kind: "audio", amount: amount(1_000_000, 1) },
    ],
    projects: [
      { id: "p1", name: "Film", amount: amount(3_000_000, 4) },
      { id: null, name: null, amount: amount(2_000_000, 9) },
    ],
    trash: amount(0, 0),
    set_aside: amount(0, 0),
    thumbnails: amount(70_000, 30),
    database: amount(90_000, 1),
    backups: amount(90_000, 2),
    free_bytes: 9_000_000_000,
  });
  vi.spyOn(api, "trashUse").mockResolvedValue({
    assets: 2,
    conversations: 1,
    bytes: 5_000_000,
    kept_days: 30,
    next_at: Date.UTC(2027, 1, 1),
  });
  vi.spyOn(api, "libraryFolder").mockResolvedValue({
    folder: "/data",
    free_bytes: 9_000_000_000,
    can_move: true,
    moving_to: null,
    move_is_ready: false,
  });
  vi.spyOn(api, "watchedFolders").mockResolvedValue({ folders: [], refused: [] });
  vi.spyOn(api, "about").mockResolvedValue({
    version: "0.1.0",
    data_folder: "/data",
    log_folder: "/data/logs",
    database_version: 3,
    playback_base: "",
    platform: "linux",
  });
}
