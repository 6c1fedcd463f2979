import { type PointerEvent, type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import type { Asset } from "@/ipc/client";
import { BlobImage } from "./blob-image";
import { MediaPlayer } from "./media-player";

export type Zoom = "fit" | "actual";

interface ViewerStageProps {
  asset: Asset;
  zoom: Zoom;
  onToggleZoom: () => void;
  ref: RefObject<HTMLElement | null>;
}

/** The size in CSS pixels at which one pixel of the picture is one of the screen. */
function actualSize(asset: Asset): { width: number; height: number } {
  const density = window.devicePixelRatio || 1;
  return { width: (asset.width ?? 0) / density, height: (asset.height ?? 0) / density };
}

/** Scrolls the stage with the pointer that drags it. */
function useDragToPan(ref: RefObject<HTMLElement | null>, enabled: boolean) {
  const [panning, setPanning] = useState(false);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const stage = ref.current;
    if (!enabled || !stage || event.button !== 0) return;
    const from = { x: event.clientX, y: event.clientY };
    const start = { left: stage.scrollLeft, top: stage.scrollTop };
    stage.setPointerCapture(event.pointerId);
    setPanning(true);
    stage.onpointermove = (move) =>
      stage.scrollTo(start.left + from.x - move.clientX, start.top + from.y - move.clientY);
    stage.onlostpointercapture = () => {
      stage.onpointermove = null;
      stage.onlostpointercapture = null;
      setPanning(false);
    };
  };
  return { panning, onPointerDown };
}

/** The thing itself: a picture that fits or shows each of its pixels, or a player. */
export function ViewerStage({ asset, zoom, onToggleZoom, ref }: ViewerStageProps) {
  const { t } = useTranslation("library");
  const actual = zoom === "actual";
  const { panning, onPointerDown } = useDragToPan(ref, actual);
  const size = actualSize(asset);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture starts in its middle
  useEffect(() => {
    const stage = ref.current;
    if (!stage || !actual) return;
    stage.scrollTo(
      (stage.scrollWidth - stage.clientWidth) / 2,
      (stage.scrollHeight - stage.clientHeight) / 2,
    );
  }, [ref, actual, asset.id]);

  if (asset.kind !== "image") {
    return (
      <section
        ref={ref}
        aria-label={asset.title}
        className="flex min-h-0 min-w-0 flex-1 items-center justify-center bg-media p-6"
      >
        <MediaPlayer asset={asset} />
      </section>
    );
  }
  return (
    <section
      ref={ref}
      // A region that scrolls must be reachable.
      tabIndex={actual ? 0 : undefined}
      aria-label={t("viewer.stage", { zoom: actual ? t("viewer.actual") : t("viewer.fit") })}
      onDoubleClick={onToggleZoom}
      onPointerDown={onPointerDown}
      className={cn(
        "ring-inside flex min-h-0 min-w-0 flex-1 bg-media",
        actual ? "overflow-auto" : "overflow-hidden p-4",
        actual && (panning ? "cursor-grabbing" : "cursor-grab"),
      )}
    >
      <div
        className={cn("m-auto", actual ? "shrink-0" : "size-full")}
        style={
          actual ? size : { maxWidth: size.width || undefined, maxHeight: size.height || undefined }
        }
      >
        <BlobImage hash={asset.blob} alt={asset.title} />
      </div>
    </section>
  );
}
