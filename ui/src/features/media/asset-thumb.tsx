import { useCallback, useState } from "react";
import type { Asset } from "@/ipc/client";
import { BlobImage } from "./blob-image";
import { FilmThumb } from "./film-thumb";
import { formatLength, formatType } from "./format";
import { KIND_ICONS } from "./kind-icons";

interface AssetThumbProps {
  asset: Asset;
  longSide: number;
  fit?: "contain" | "cover";
}

/** A thing of the library in small: the picture, the film's poster, or its name and length. */
export function AssetThumb({ asset, longSide, fit = "contain" }: AssetThumbProps) {
  const [unseen, setUnseen] = useState(false);
  const showNothing = useCallback(() => setUnseen(true), []);
  if (asset.kind === "image") {
    return (
      <BlobImage
        hash={asset.blob}
        alt={asset.title}
        longSide={longSide}
        fit={fit}
        looks={asset.looks}
      />
    );
  }
  const Icon = KIND_ICONS[asset.kind];
  const length = asset.duration_ms === null ? null : formatLength(asset.duration_ms);
  if (asset.kind === "video" && !unseen) {
    return (
      <div className="relative size-full bg-media">
        <FilmThumb
          key={asset.blob}
          asset={asset}
          longSide={longSide}
          fit={fit}
          onUnseen={showNothing}
        />
        <span className="absolute right-1.5 bottom-1.5 flex items-center gap-1 rounded-sm bg-floating px-1 text-xs text-text tabular-nums">
          <Icon aria-hidden size={12} strokeWidth={2} />
          {length}
        </span>
      </div>
    );
  }
  return (
    <div className="flex size-full flex-col items-center justify-center gap-2 bg-media p-3 text-center text-xs text-muted">
      <Icon aria-hidden size={24} strokeWidth={1.5} />
      <span className="line-clamp-3 wrap-anywhere text-text">{asset.title}</span>
      <span className="tabular-nums">{length ?? formatType(asset.mime)}</span>
    </div>
  );
}
