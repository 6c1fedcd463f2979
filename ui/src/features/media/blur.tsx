import { useEffect, useRef } from "react";
import type { Looks } from "@/ipc/client";
import { blurhashPixels } from "./blurhash";

/** Pixels of the blur, across and down; the canvas stretches them softly. */
const WIDTH = 16;
const HEIGHT = 12;

interface BlurProps {
  looks: Looks | null | undefined;
}

/** What stands in the place of a picture until it is there: its colours, blurred. */
export function Blur({ looks }: BlurProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const hash = looks?.blurhash;
  useEffect(() => {
    const pixels = hash ? blurhashPixels(hash, WIDTH, HEIGHT) : null;
    const context = pixels && canvas.current?.getContext("2d");
    if (context) context.putImageData(new ImageData(pixels, WIDTH, HEIGHT), 0, 0);
  }, [hash]);
  if (!hash) return <div aria-hidden className="absolute inset-0 animate-pulse-soft bg-pressed" />;
  return (
    <canvas
      ref={canvas}
      aria-hidden
      data-blur={hash}
      width={WIDTH}
      height={HEIGHT}
      className="absolute inset-0 size-full"
      style={{ backgroundColor: looks?.colours[0]?.rgb }}
    />
  );
}
