import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Asset } from "@/ipc/client";
import { imageUrl } from "@/ipc/media-url";
import { drawStrokes, type Point, type Stroke } from "./strokes";

interface MaskCanvasProps {
  picture: Asset;
  width: number;
  height: number;
  strokes: readonly Stroke[];
  mode: Stroke["mode"];
  /** The brush's diameter in pixels of the picture. */
  size: number;
  onStroke: (stroke: Stroke) => void;
}

/** The picture with what is painted over it. */
export function MaskCanvas(props: MaskCanvasProps) {
  const { picture, width, height, strokes, mode, size, onStroke } = props;
  const { t } = useTranslation("generate");
  const canvas = useRef<HTMLCanvasElement>(null);
  const [current, setCurrent] = useState<readonly Point[]>([]);
  const [pointer, setPointer] = useState<Point | null>(null);

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context) return;
    context.clearRect(0, 0, width, height);
    const colour = getComputedStyle(canvas.current).getPropertyValue("--accent");
    drawStrokes(context, [...strokes, { mode, size, points: current }], colour);
  }, [strokes, current, mode, size, width, height]);

  const place = (event: PointerEvent<HTMLElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    };
  };
  const end = () => {
    if (current.length > 0) onStroke({ mode, size, points: current });
    setCurrent([]);
  };
  return (
    <div
      style={{
        aspectRatio: `${width} / ${height}`,
        // As large as its place lets it be, whatever the picture's own size.
        width: `min(100cqw, calc(100cqh * ${width / height}))`,
      }}
      className="relative m-auto overflow-hidden rounded-md bg-media"
    >
      <img src={imageUrl(picture.blob)} alt="" draggable={false} className="block size-full" />
      <canvas
        ref={canvas}
        role="img"
        aria-label={t("mask.canvas", { name: picture.title })}
        width={width}
        height={height}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setCurrent([place(event)]);
        }}
        onPointerMove={(event) => {
          const at = place(event);
          setPointer(at);
          if (current.length > 0) setCurrent([...current, at]);
        }}
        onPointerUp={end}
        onPointerCancel={() => setCurrent([])}
        onPointerLeave={() => setPointer(null)}
        className="absolute inset-0 size-full cursor-none touch-none opacity-60"
      />
      {pointer && (
        <span
          aria-hidden
          style={{
            left: `${(pointer.x / width) * 100}%`,
            top: `${(pointer.y / height) * 100}%`,
            width: `${(size / width) * 100}%`,
          }}
          className="pointer-events-none absolute aspect-square -translate-1/2 rounded-full border-2 border-accent bg-transparent shadow-[0_0_0_1px_var(--background)]"
        />
      )}
    </div>
  );
}
