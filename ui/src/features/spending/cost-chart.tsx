import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { useWidth } from "@/features/library/use-width";
import { formatMoney } from "@/features/models/money";
import type { Currency } from "@/ipc/client";
import { type Column, niceTop, OTHERS } from "./chart-columns";
import { whenInWords } from "./words";

const HEIGHT = 180;
const FOOT = 20;
const LEFT = 64;
/** About one label of the time axis for so many pixels. */
const LABEL_WIDTH = 72;

const FILLS = ["fill-chart-1", "fill-chart-2", "fill-chart-3", "fill-chart-4", "fill-chart-5"];

/** The colour of a part, by its place in the legend. */
export function fillOf(key: string, legend: readonly string[]): string {
  const at = legend.indexOf(key);
  return (key === OTHERS ? undefined : FILLS[at]) ?? "fill-chart-other";
}

interface CostChartProps {
  columns: readonly Column[];
  legend: readonly string[];
  currency: Currency;
  nameOf: (key: string) => string;
}

/** Bars of cost over time. One of them has the focus; the arrow keys move it. */
export function CostChart({ columns, legend, currency, nameOf }: CostChartProps) {
  const { t } = useTranslation("spending");
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [active, setActive] = useState<number | null>(null);
  const top = niceTop(Math.max(0, ...columns.map(({ nanos }) => nanos)));
  const step = Math.max(0, width - LEFT) / Math.max(1, columns.length);
  const bar = Math.max(1, Math.min(40, step * 0.7));
  const y = (nanos: number) => HEIGHT - (nanos / top) * HEIGHT;
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / Math.max(1, step)));
  const money = (nanos: number) => formatMoney({ nanos, currency });
  const said = ({ when, nanos, parts }: Column) => {
    const words = { when: whenInWords(when), amount: money(nanos) };
    if (parts.length < 2) return t("chart.bar", words);
    const named = parts.map((part) =>
      t("chart.part", { name: nameOf(part.key), amount: money(part.nanos) }),
    );
    return t("chart.barWith", { ...words, parts: named.join(", ") });
  };
  const move = (event: KeyboardEvent<SVGSVGElement>) => {
    const last = columns.length - 1;
    const at = active ?? last;
    const moves: Record<string, number> = {
      ArrowLeft: Math.max(0, at - 1),
      ArrowRight: Math.min(last, at + 1),
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const bars = event.currentTarget.querySelectorAll<SVGGElement>("[data-bar]");
    bars[next]?.focus();
  };
  const first = columns[0];
  const last = columns.at(-1);
  const shown = active === null ? undefined : columns[active];
  return (
    <div ref={frame} className="flex min-w-0 flex-col gap-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing has no fieldset */}
      <svg
        role="group"
        aria-label={t("chart.label", {
          from: first ? whenInWords(first.when) : "",
          to: last ? whenInWords(last.when) : "",
        })}
        width={Math.max(width, LEFT)}
        height={HEIGHT + FOOT + 8}
        viewBox={`0 -8 ${Math.max(width, LEFT)} ${HEIGHT + FOOT + 8}`}
        onKeyDown={move}
        className="max-w-full"
      >
        {[1, 0.5, 0].map((part) => (
          <g key={part} aria-hidden>
            <line
              x1={LEFT}
              x2={width}
              y1={y(top * part)}
              y2={y(top * part)}
              className="stroke-line"
            />
            <text
              x={LEFT - 8}
              y={y(top * part) + 4}
              textAnchor="end"
              className="fill-muted text-xs tabular-nums"
            >
              {part === 0 ? "0" : money(top * part)}
            </text>
          </g>
        ))}
        {columns.map((column, index) => (
          // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a bar is read, not pressed
          <g
            key={column.when}
            data-bar
            role="img"
            // The arrow keys move from bar to bar.
            tabIndex={index === (active ?? columns.length - 1) ? 0 : -1}
            aria-label={said(column)}
            onFocus={() => setActive(index)}
            onPointerEnter={() => setActive(index)}
            className="group outline-none"
          >
            <rect
              x={LEFT + index * step}
              y={0}
              width={step}
              height={HEIGHT}
              className={cn(
                "fill-transparent group-focus-visible:stroke-accent-text group-focus-visible:stroke-2",
                index === active && "fill-hover",
              )}
            />
            <Bar
              column={column}
              legend={legend}
              x={LEFT + index * step + (step - bar) / 2}
              width={bar}
              y={y}
            />
            {(columns.length - 1 - index) % every === 0 && (
              <text
                aria-hidden
                x={LEFT + (index + 0.5) * step}
                y={HEIGHT + 16}
                textAnchor={index === columns.length - 1 && step < LABEL_WIDTH ? "end" : "middle"}
                className="fill-muted text-xs tabular-nums"
              >
                {whenInWords(column.when)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <p aria-hidden className="min-h-5 text-xs text-muted tabular-nums">
        {shown ? said(shown) : t("chart.hint")}
      </p>
    </div>
  );
}

interface BarProps {
  column: Column;
  legend: readonly string[];
  x: number;
  width: number;
  y: (nanos: number) => number;
}

/** The parts of a bar, each on top of the one before. */
function Bar({ column, legend, x, width, y }: BarProps) {
  let below = 0;
  return column.parts.map(({ key, nanos }) => {
    const [bottom, top] = [y(below), y(below + nanos)];
    below += nanos;
    return (
      <rect
        key={key}
        x={x}
        y={top}
        width={width}
        // A sliver stays to be seen.
        height={Math.max(0.75, bottom - top)}
        className={fillOf(key, legend)}
      />
    );
  });
}
