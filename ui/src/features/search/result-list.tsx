import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { type Choosable, isChoosable, keyOf, type ResultLine } from "./result-lines";
import { HitContent } from "./search-hit";

const HEADING = 36;
const LINE = 56;
/** So near to the end of what is loaded, the next page is asked for. */
const AHEAD = 10;

interface ResultListProps {
  id: string;
  lines: readonly ResultLine[];
  active: number;
  onPoint: (index: number) => void;
  onChoose: (line: Choosable) => void;
  /** Asks for the next page; absent at the end and while one is on its way. */
  onNearEnd?: () => void;
}

/** What was found, of which only the lines in view are in the page. The field has the focus. */
export function ResultList(props: ResultListProps) {
  const { id, lines, active, onPoint, onChoose, onNearEnd } = props;
  const { t } = useTranslation("search");
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === "heading" ? HEADING : LINE),
    getItemKey: (index) => {
      const line = lines[index];
      return line ? keyOf(line) : index;
    },
    overscan: 8,
    paddingEnd: 24,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - AHEAD) onNearEnd?.();
  }, [last, lines.length, onNearEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a move scrolls
  useEffect(() => {
    // The heading above the first line comes into view with it.
    if (active >= 0) virtual.scrollToIndex(active === 1 ? 0 : active, { align: "auto" });
  }, [active]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-4">
      <div
        id={id}
        role="listbox"
        aria-label={t("results")}
        style={{ height: virtual.getTotalSize() }}
        className="relative mx-auto max-w-[60rem]"
      >
        {items.map(({ key, index, start, size }) => {
          const line = lines[index];
          return (
            line && (
              <ResultRow
                key={key}
                id={`${id}-${index}`}
                line={line}
                active={index === active}
                style={{ transform: `translateY(${start}px)`, height: size }}
                onPoint={() => onPoint(index)}
                onChoose={onChoose}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

interface ResultRowProps {
  id: string;
  line: ResultLine;
  active: boolean;
  style: React.CSSProperties;
  onPoint: () => void;
  onChoose: (line: Choosable) => void;
}

function ResultRow({ id, line, active, style, onPoint, onChoose }: ResultRowProps) {
  const { t } = useTranslation("search");
  if (!isChoosable(line)) {
    return (
      <div
        role="presentation"
        style={style}
        className="absolute inset-x-0 flex items-end px-3 pb-1 text-xs font-medium text-muted"
      >
        {t(`found.${line.subject}`)}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus and names the option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search field's
    <div
      id={id}
      role="option"
      aria-selected={active}
      style={style}
      onPointerMove={onPoint}
      onClick={() => onChoose(line)}
      className={cn(
        "absolute inset-x-0 flex items-center gap-3 rounded-md px-3",
        active && "bg-selected",
      )}
    >
      {line.kind === "hit" ? (
        <HitContent hit={line.hit} />
      ) : (
        <span className="flex items-center gap-1 text-sm text-accent-text">
          {t("showAll")}: {t(`found.${line.subject}`)}
          <ChevronRight aria-hidden size={14} strokeWidth={1.75} />
        </span>
      )}
    </div>
  );
}
