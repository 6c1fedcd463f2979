import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type Generation, type GenerationEvent } from "@/ipc/client";
import { i18n } from "@/messages";
import { spanWords, stateWords } from "./state-words";

/** What the timeline needs to know of a generation. */
type Told = Pick<Generation, "id" | "provider_name"> & Partial<Pick<Generation, "first_output_at">>;

interface Moment {
  key: string;
  words: string;
  detail: string | null;
  at: number;
}

function eventWords(event: GenerationEvent, provider: string): string {
  const t = i18n.getFixedT(null, "generation");
  if (event.from === null) return t("timeline.created");
  if (event.to === "submitted") return t("timeline.submitted", { provider });
  if (event.to === "running") {
    return t(event.from === "unknown" ? "timeline.again" : "timeline.running", { provider });
  }
  return stateWords({ state: event.to });
}

/** The steps of a generation's life and its first result, in order. */
export function momentsOf(generation: Told, events: readonly GenerationEvent[]): Moment[] {
  const t = i18n.getFixedT(null, "generation");
  const steps: Moment[] = events.map((event) => ({
    key: String(event.number),
    words: eventWords(event, generation.provider_name),
    detail: event.detail,
    at: event.at,
  }));
  const first = generation.first_output_at;
  if (first === null || first === undefined) return steps;
  const at = steps.findIndex((step, index) => index > 0 && step.at > first);
  const moment = { key: "first", words: t("timeline.first"), detail: null, at: first };
  // What arrives in the moment of its end arrived before it.
  return steps.toSpliced(at === -1 ? Math.max(steps.length - 1, 1) : at, 0, moment);
}

/** What happened to a generation and when, each moment counted from the one before. */
export function GenerationTimeline({ generation }: { generation: Told }) {
  const { t } = useTranslation("generation");
  const { data: events } = useQuery({
    queryKey: ["generations", "events", generation.id],
    queryFn: () => api.listGenerationEvents(generation.id),
  });
  const moments = momentsOf(generation, events ?? []);
  const clock = new Intl.DateTimeFormat(i18n.language, { timeStyle: "medium" });
  return (
    <section aria-label={t("timeline.title")}>
      <h3 className="mb-2 text-xs font-medium text-muted">{t("timeline.title")}</h3>
      <ol className="flex flex-col">
        {moments.map((moment, index) => {
          const before = moments[index - 1];
          return (
            <li key={moment.key} className="relative flex gap-3 pb-3 text-sm last:pb-0">
              {index < moments.length - 1 && (
                <span
                  aria-hidden
                  className="absolute top-3 bottom-[-6px] left-[3px] w-px bg-line"
                />
              )}
              <span
                aria-hidden
                className="relative mt-[6px] size-[7px] shrink-0 rounded-full bg-control"
              />
              <span className="min-w-0 flex-1 wrap-anywhere">
                {moment.words}
                {moment.detail && <span className="text-muted"> · {moment.detail}</span>}
              </span>
              <time
                dateTime={new Date(moment.at).toISOString()}
                title={clock.format(moment.at)}
                className="shrink-0 text-xs leading-5 text-muted tabular-nums"
              >
                {before
                  ? t("timeline.after", { elapsed: spanWords(moment.at - before.at) })
                  : clock.format(moment.at)}
              </time>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
