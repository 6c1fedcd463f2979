import { useTranslation } from "react-i18next";
import type { Generation } from "@/ipc/client";
import { i18n } from "@/messages";
import { hasEnded } from "./live-generation";
import { spanWords, stateWords } from "./state-words";

interface Moment {
  key: string;
  words: string;
  at: number;
}

/** The moments of a generation that are known, in order. */
export function momentsOf(generation: Generation): Moment[] {
  const t = i18n.getFixedT(null, "generation");
  const { created_at, submitted_at, first_output_at, ended_at } = generation;
  const ended = hasEnded(generation) ? stateWords(generation) : t("timeline.ended");
  const moments = [
    { key: "created", words: t("timeline.created"), at: created_at },
    {
      key: "submitted",
      words: t("timeline.submitted", { provider: generation.provider_name }),
      at: submitted_at,
    },
    { key: "first", words: t("timeline.first"), at: first_output_at },
    { key: "ended", words: ended, at: ended_at },
  ];
  return moments.filter((moment): moment is Moment => moment.at !== null);
}

/** What happened to a generation and when, each moment counted from the one before. */
export function GenerationTimeline({ generation }: { generation: Generation }) {
  const { t } = useTranslation("generation");
  const moments = momentsOf(generation);
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
              <span className="min-w-0 flex-1 wrap-anywhere">{moment.words}</span>
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
