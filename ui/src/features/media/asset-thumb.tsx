import { useState } from "react";
import type { Asset } from "@/ipc/client";
import { playbackUrl } from "@/ipc/media-url";
import { BlobImage } from "./blob-image";
import { formatLength, formatType } from "./format";
import { KIND_ICONS } from "./kind-icons";

interface AssetThumbProps {
  asset: Asset;
  longSide: number;
  fit?: "contain" | "cover";
}

/** A thing of the library in small: the picture, the first frame, or its name and length. */
export function AssetThumb({ asset, longSide, fit = "contain" }: AssetThumbProps) {
  const [unseen, setUnseen] = useState(false);
  if (asset.kind === "image") {
    return <BlobImage hash={asset.blob} alt={asset.title} longSide={longSide} fit={fit} />;
  }
  const Icon = KIND_ICONS[asset.kind];
  const length = asset.duration_ms === null ? null : formatLength(asset.duration_ms);
  if (asset.kind === "video" && !unseen) {
    return (
      <div className="relative size-full bg-media">
        <video
          // A moment in: many films begin with black.
          src={`${playbackUrl(asset.blob)}#t=0.1`}
          muted
          playsInline
          preload="metadata"
          aria-label={asset.title}
          tabIndex={-1}
          onError={() => setUnseen(true)}
          className={fit === "cover" ? "size-full object-cover" : "size-full object-contain"}
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
