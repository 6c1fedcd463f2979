import { useEffect, useMemo, useState } from "react";
import { type ActivityRun, type Progress, watchGeneration } from "@/ipc/client";
import { isActive, useActivity } from "./use-activity";

/** The runs that wait or work now. */
export function useRunning(): ActivityRun[] {
  const { runs } = useActivity();
  return useMemo(() => runs.filter(isActive), [runs]);
}

/** How far a run is, while it tells; what was known before until then. */
export function useProgress(run: ActivityRun): Progress | null {
  const [progress, setProgress] = useState<Progress | null>(null);
  const active = isActive(run);
  useEffect(() => {
    if (!active) return;
    return watchGeneration(run.id, (update) => {
      if (update.type === "progress") setProgress(update.progress);
    });
  }, [run.id, active]);
  return active ? (progress ?? run.progress) : null;
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
