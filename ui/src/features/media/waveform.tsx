import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Asset } from "@/ipc/client";
import { formatLength } from "./format";
import { peaksFor } from "./peaks";

interface WaveformProps {
  asset: Pick<Asset, "blob" | "byte_size" | "title">;
  atMs: number;
  lengthMs: number;
  onSeek: (ms: number) => void;
}

const BAR = 2;
const GAP = 1;
const STEP_MS = 5_000;

/** The width of an element, followed. */
function useCanvasWidth() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { canvas, width };
}

function draw(canvas: HTMLCanvasElement, width: number, peaks: readonly number[], part: number) {
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  const density = window.devicePixelRatio || 1;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  context.scale(density, density);
  const style = getComputedStyle(canvas);
  const heard = style.getPropertyValue("--accent");
  const ahead = style.getPropertyValue("--control");
  const bars = Math.floor(width / (BAR + GAP));
  for (let bar = 0; bar < bars; bar += 1) {
    const peak = peaks[Math.floor((bar / bars) * peaks.length)] ?? 0;
    const tall = Math.max(peak * (height - 2), 2);
    context.fillStyle = bar / bars < part ? heard : ahead;
    context.fillRect(bar * (BAR + GAP), (height - tall) / 2, BAR, tall);
  }
}

/** The shape of a sound, and where in it one is: press it or use the arrow keys to go elsewhere. */
export function Waveform({ asset, atMs, lengthMs, onSeek }: WaveformProps) {
  const { t } = useTranslation("library");
  const { canvas, width } = useCanvasWidth();
  const [peaks, setPeaks] = useState<readonly number[]>([]);
  const { blob, byte_size } = asset;
  useEffect(() => {
    let shown = true;
    void peaksFor(blob, byte_size).then((found) => {
      if (shown && found) setPeaks(found);
    });
    return () => {
      shown = false;
    };
  }, [blob, byte_size]);

  const part = lengthMs > 0 ? atMs / lengthMs : 0;
  useEffect(() => {
    if (canvas.current) draw(canvas.current, width, peaks, part);
  }, [canvas, width, peaks, part]);

  const point = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    onSeek(((event.clientX - box.left) / box.width) * lengthMs);
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowRight: atMs + STEP_MS,
      ArrowUp: atMs + STEP_MS,
      ArrowLeft: atMs - STEP_MS,
      ArrowDown: atMs - STEP_MS,
      Home: 0,
      End: lengthMs,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(to);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("player.position", { name: asset.title })}
      aria-valuemin={0}
      aria-valuemax={Math.round(lengthMs / 1000)}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={t("player.of", { at: formatLength(atMs), length: formatLength(lengthMs) })}
      onPointerDown={point}
      onPointerMove={point}
      onKeyDown={press}
      className="h-12 min-w-0 flex-1 touch-none rounded-sm"
    >
      <canvas ref={canvas} aria-hidden className="block size-full" />
    </div>
  );
}
