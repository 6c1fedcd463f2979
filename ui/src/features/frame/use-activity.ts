import { useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import {
  type Activity,
  type ActivityRun,
  api,
  type GenerationState,
  type QueueSettings,
} from "@/ipc/client";
import { toast } from "@/state/toasts";

const ACTIVE: ReadonlySet<GenerationState> = new Set(["queued", "submitted", "running"]);

export const ACTIVITY = {
  queryKey: ["queue", "activity"],
  queryFn: () => api.listActivity(),
  meta: { tags: ["generations"] },
};

const NONE: Activity = {
  settings: { paused: false, resume_at_start: true },
  runs: [],
  left_off: 0,
};

/** What runs and waits, what is lost, and what ended since the start. */
export function useActivity(): Activity {
  return useQuery(ACTIVITY).data ?? NONE;
}

/** Whether it waits or works. */
export function isActive({ state }: Pick<ActivityRun, "state">): boolean {
  return ACTIVE.has(state);
}

interface Tray {
  open: boolean;
}

/** Whether the tray is open. It is one, wherever its trigger stands. */
export const useTray = create<Tray>(() => ({ open: false }));

export function setTrayOpen(open: boolean): void {
  useTray.setState({ open });
}

export function toggleTray(): void {
  useTray.setState(({ open }) => ({ open: !open }));
}

/** Changes how the queue behaves. */
export async function changeQueue(change: Partial<QueueSettings>): Promise<void> {
  try {
    await api.setQueueSettings({ ...(await api.getQueueSettings()), ...change });
  } catch (cause) {
    toast.showProblem(cause);
  }
}
