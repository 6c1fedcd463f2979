import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import {
  api,
  type Generation,
  type GenerationState,
  type Progress,
  watchGeneration,
} from "@/ipc/client";

const ACTIVE: ReadonlySet<GenerationState> = new Set(["queued", "submitted", "running"]);
/** What runs is young: it stands among the newest rows of the ledger. */
const LOOK_BACK = 100;

const NONE: Generation[] = [];

/** The generations that wait or work now, newest first. */
export function useRunning(): Generation[] {
  const { data } = useQuery({
    queryKey: ["generations", "running"],
    queryFn: () => api.listGenerations(null, { cursor: null, limit: LOOK_BACK }),
    select: (page) => page.items.filter(({ state }) => ACTIVE.has(state)),
  });
  return data ?? NONE;
}

/** How far a generation is, while it tells. */
export function useProgress(id: string): Progress | null {
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(
    () =>
      watchGeneration(id, (update) => {
        if (update.type === "progress") setProgress(update.progress);
      }),
    [id],
  );
  return progress;
}

/** A span of time as `0:07` or `1:02:03`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown
    .map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0")))
    .join(":");
}
