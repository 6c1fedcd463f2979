import { create } from "zustand";
import type { Asset } from "@/ipc/client";

/** What is to be exported, asked for from a menu that is gone once it was chosen from. */
export const useExportDialog = create<{ assets: readonly Asset[] | null }>(() => ({
  assets: null,
}));

export const exportDialog = {
  open: (assets: readonly Asset[]) => useExportDialog.setState({ assets }),
  close: () => useExportDialog.setState({ assets: null }),
};
