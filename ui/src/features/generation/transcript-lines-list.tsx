import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { formatLength } from "@/features/media/format";
import type { Spoken } from "@/ipc/client";
import { lineAt } from "./transcript-lines";

interface TranscriptLinesProps {
  lines: readonly Spoken[];
  /** Where the sound is; null while it was not played. */
  atMs: number | null;
  /** Goes to a moment of the sound; absent where there is none. */
  onSeek?: (ms: number) => void;
}

/** Lines with their times; the one that is heard is marked and kept in sight. */
export function TranscriptLines({ lines, atMs, onSeek }: TranscriptLinesProps) {
  const { t } = useTranslation("generation");
  const list = useRef<HTMLOListElement>(null);
  const current = atMs === null ? -1 : lineAt(lines, atMs);
  useEffect(() => {
    const line = current < 0 ? null : list.current?.children[current];
    line?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <ol ref={list} aria-label={t("transcript.lines")} className="max-h-96 overflow-y-auto">
      {lines.map((line, index) => {
        const { start_ms, speaker, text } = line;
        const named = speaker !== null && speaker !== lines[index - 1]?.speaker;
        const time = formatLength(start_ms);
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may begin at the same time
            key={`${start_ms}-${index}`}
            aria-current={index === current || undefined}
            className={cn(
              "flex min-w-0 items-baseline gap-2 rounded-md px-1 py-0.5",
              index === current && "bg-accent-soft",
            )}
          >
            {onSeek ? (
              <button
                type="button"
                aria-label={t("transcript.playFrom", { time })}
                onClick={() => onSeek(start_ms)}
                className="w-14 shrink-0 rounded-sm text-right text-xs text-accent-text tabular-nums hover:underline"
              >
                {time}
              </button>
            ) : (
              <span className="w-14 shrink-0 text-right text-xs text-muted tabular-nums">
                {time}
              </span>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the time before it is the button */}
            <p
              onClick={() => onSeek?.(start_ms)}
              className="selectable measure min-w-0 text-base wrap-anywhere"
            >
              {named && <strong className="mr-1.5 font-semibold">{speaker}:</strong>}
              {text}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
