import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CostLine } from "@/features/models/price-line";
import type { Generation } from "@/ipc/client";
import { i18n } from "@/messages";
import { seedOf, spanWords, tookMs } from "./state-words";

/** Model, seed, time taken, cost and hour of a generation, on one line. */
export function GenerationFacts({ generation }: { generation: Generation }) {
  const { t } = useTranslation("generation");
  const seed = seedOf(generation);
  const took = tookMs(generation);
  const facts: [string, ReactNode][] = [["model", generation.model_name]];
  if (seed !== null) {
    facts.push([
      "seed",
      <span key="seed" className="selectable">
        {t("seed", { seed })}
      </span>,
    ]);
  }
  if (took !== null) facts.push(["took", spanWords(took)]);
  if (generation.actual_cost) {
    facts.push([
      "cost",
      <CostLine key="cost" cost={generation.actual_cost} basis={generation.cost_basis} />,
    ]);
  }
  facts.push(["at", whenWords(generation.created_at)]);
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted tabular-nums">
      {facts.map(([key, fact], index) => (
        <span key={key} className="flex min-w-0 items-center gap-2">
          {index > 0 && <span aria-hidden>·</span>}
          <span className="min-w-0 truncate">{fact}</span>
        </span>
      ))}
    </p>
  );
}

/** The hour for today, the day before that. */
export function whenWords(at: number, now: number = Date.now()): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const format: Intl.DateTimeFormatOptions = sameDay
    ? { timeStyle: "short" }
    : sameYear
      ? { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }
      : { dateStyle: "medium" };
  return new Intl.DateTimeFormat(i18n.language, format).format(at);
}
