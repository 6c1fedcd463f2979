import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import { cn } from "./cn";

interface ResizablePaneProps {
  /** Its accessible name. */
  label: string;
  /** What the grip does, for those who cannot see it. */
  gripLabel: string;
  /** The window edge it lies at. */
  side: "left" | "right";
  width: number;
  min: number;
  max: number;
  onResize: (width: number) => void;
  className?: string;
  children: ReactNode;
}

const KEY_STEP = 16;

/** A pane whose inner edge can be dragged, or moved with the arrow keys. */
export function ResizablePane(props: ResizablePaneProps) {
  const { label, gripLabel, side, width, min, max, onResize, className, children } = props;
  const [dragged, setDragged] = useState<number | null>(null);
  const direction = side === "left" ? 1 : -1;
  const within = (value: number) => Math.round(Math.min(Math.max(value, min), max));
  const shown = dragged ?? within(width);

  const drag = (event: PointerEvent<HTMLElement>) => {
    const grip = event.currentTarget;
    const start = event.clientX;
    const from = shown;
    let latest = from;
    grip.setPointerCapture(event.pointerId);
    grip.onpointermove = (move) => {
      latest = within(from + (move.clientX - start) * direction);
      setDragged(latest);
    };
    grip.onlostpointercapture = () => {
      grip.onpointermove = null;
      grip.onlostpointercapture = null;
      setDragged(null);
      onResize(latest);
    };
  };

  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: KEY_STEP, ArrowLeft: -KEY_STEP };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onResize(within(shown + by * direction));
  };

  return (
    <aside
      aria-label={label}
      style={{ width: shown }}
      className={cn("relative flex shrink-0 flex-col", className)}
    >
      {children}
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot take the focus; this is the window splitter pattern */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={gripLabel}
        aria-valuenow={shown}
        aria-valuemin={min}
        aria-valuemax={max}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={press}
        className={cn(
          "absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:left-1/2 after:w-px after:transition-colors hover:after:bg-control focus-visible:outline-none focus-visible:after:w-0.5 focus-visible:after:bg-accent-text",
          side === "left" ? "-right-1" : "-left-1",
        )}
      />
    </aside>
  );
}
