import { stateWords } from "@/features/generation/state-words";
import type { ActivityRun, Progress } from "@/ipc/client";
import { i18n } from "@/messages";

/** What a person would call it. */
export function nameOf({ kind, title, model_name }: ActivityRun): string {
  if (kind === "chat") return i18n.t("shell:activity.chatWith", { model: model_name });
  return title ?? model_name;
}

/** Where a run stands and what it waits for, in words. */
export function runWords(
  run: ActivityRun,
  progress: Progress | null,
  paused: boolean,
  now: number,
): string {
  const t = i18n.getFixedT(null, "shell");
  if (run.held) return t("activity.held");
  if (run.state !== "queued") return stateWords(run, progress, now);
  if (paused) return t("activity.paused");
  if (progress?.waiting_for === "rate-limit") return stateWords(run, progress, now);
  if (run.place !== null && run.place > 1) return t("activity.place", { place: run.place });
  return stateWords(run, null, now);
}

/** What stands in the line that opens the tray. */
export function lineWords(runs: ActivityRun[], paused: boolean): string {
  const t = i18n.getFixedT(null, "shell");
  const waiting = runs.filter(({ state }) => state === "queued").length;
  const working = runs.filter(({ state }) => state === "submitted" || state === "running");
  const lost = runs.filter(({ state }) => state === "unknown").length;
  const [first] = runs;
  if (paused && working.length === 0 && waiting > 0) {
    return t("activity.pausedCount", { count: waiting });
  }
  if (working.length + waiting === 1 && first) return nameOf(first);
  if (working.length + waiting > 1) return t("activity.count", { count: working.length + waiting });
  if (lost > 0) return t("activity.lostCount", { count: lost });
  if (runs.length > 0) return t("activity.endedCount", { count: runs.length });
  return t("activity.nothing");
}
