import type { Generation, GenerationState, Progress, WaitReason } from "@/ipc/client";
import { i18n } from "@/messages";

const ACTIVE: ReadonlySet<GenerationState> = new Set(["queued", "submitted", "running"]);

/** Why work waits, how many go before it, and about for how long. */
function waitWords(progress: Progress, reason: WaitReason, now: number): string {
  const t = i18n.getFixedT(null, "generation");
  const { ahead, until } = progress;
  const words = ahead ? t("behind", { count: ahead }) : t(`waiting.${reason}`);
  if (until === null || until === undefined || until <= now) return words;
  const seconds = Math.ceil((until - now) / 1000) * 1000;
  return t("about", { words, span: spanWords(seconds) });
}

/** Where a generation stands, in words. `now` is what a wait is counted from. */
export function stateWords(
  { state }: Pick<Generation, "state">,
  progress: Progress | null = null,
  now: number = Date.now(),
): string {
  const t = i18n.getFixedT(null, "generation");
  const active = ACTIVE.has(state);
  const reason = progress?.waiting_for;
  const words = active && reason ? waitWords(progress, reason, now) : t(`state.${state}`);
  if (!active || progress?.fraction == null) return words;
  return t("withPercent", { words, percent: Math.round(progress.fraction * 100) });
}

/** A span of time in words: `12 s`, `1 min 5 s`, `2 h 3 min`. */
export function spanWords(ms: number): string {
  const t = i18n.getFixedT(null, "generation");
  const seconds = Math.max(ms, 0) / 1000;
  if (seconds < 10) {
    const tenths = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
    return t("seconds", { seconds: tenths.format(seconds) });
  }
  const whole = Math.round(seconds);
  if (whole < 60) return t("seconds", { seconds: whole });
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return t("minutes", { minutes, seconds: whole % 60 });
  return t("hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** How long a generation took from being asked for to its end; null while it runs. */
export function tookMs({ created_at, ended_at }: Generation): number | null {
  return ended_at === null ? null : ended_at - created_at;
}

/** The seed that was sent, where one was. */
export function seedOf({ params }: Generation): number | null {
  const seed = params.seed;
  return typeof seed === "number" ? seed : null;
}
