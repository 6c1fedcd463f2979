import { create } from "zustand";
import { api, type Preferences as WirePreferences } from "@/ipc/client";
import { reportCaught } from "@/ipc/ui-reports";
import { debounce } from "./debounce";

export type Preferences = Required<WirePreferences>;

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "system",
  last_page: "chat",
  sidebar_width: 272,
  sidebar_collapsed: false,
  inspector_width: 312,
  inspector_collapsed: false,
  notify_when_done: true,
  export_how_made: true,
};

const SAVE_DELAY_MS = 400;

export const usePreferences = create<Preferences>(() => DEFAULT_PREFERENCES);

const save = debounce(() => {
  // Losing these loses nothing of value: the log is enough.
  api
    .setPreferences(usePreferences.getState())
    .catch((cause: unknown) => reportCaught(cause, "preferences"));
}, SAVE_DELAY_MS);

/** Reads what was kept; the defaults stand where nothing can be read. */
export async function loadPreferences(): Promise<void> {
  try {
    usePreferences.setState({ ...DEFAULT_PREFERENCES, ...(await api.getPreferences()) });
  } catch (cause) {
    reportCaught(cause, "preferences");
  }
}

/** Changes some of them at once and keeps them soon after. */
export function updatePreferences(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  save();
}
