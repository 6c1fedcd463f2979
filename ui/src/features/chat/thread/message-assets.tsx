import { useQuery } from "@tanstack/react-query";
import { cn } from "@/components/cn";
import { BlobImage } from "@/features/media/blob-image";
import { KIND_ICONS } from "@/features/media/kind-icons";
import { assetQuery } from "@/features/media/queries";
import type { AssetId, MessagePart } from "@/ipc/client";
import { navigate } from "@/state/navigation";

const SIDE = 320;

/** A picture or file of a message; pressing it shows it in the library. */
function MessageAsset({ id }: { id: AssetId }) {
  const { data } = useQuery(assetQuery(id));
  const asset = data?.asset;
  if (!asset) return null;
  if (asset.kind !== "image") {
    const Icon = KIND_ICONS[asset.kind];
    return (
      <button
        type="button"
        title={asset.title}
        onClick={() => navigate.toAsset(id)}
        className="flex h-10 max-w-80 min-w-0 items-center gap-2 rounded-lg border border-line bg-raised px-3 text-sm transition-colors hover:bg-hover"
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
        <span className="truncate">{asset.title}</span>
      </button>
    );
  }
  const ratio = (asset.width ?? 1) / (asset.height ?? 1);
  return (
    <button
      type="button"
      onClick={() => navigate.toAsset(id)}
      style={{ width: Math.min(SIDE, SIDE * ratio), aspectRatio: ratio }}
      className="overflow-hidden rounded-lg"
    >
      <BlobImage hash={asset.blob} alt={asset.title} longSide={SIDE} />
    </button>
  );
}

interface MessageAssetsProps {
  parts: readonly MessagePart[];
  className?: string;
}

/** What belongs to a message beside its text; nothing where there is none. */
export function MessageAssets({ parts, className }: MessageAssetsProps) {
  const ids = parts.flatMap((part) => (part.kind === "asset" ? [part.asset_id] : []));
  if (ids.length === 0) return null;
  return (
    <div className={cn("mt-3 flex flex-wrap gap-3", className)}>
      {ids.map((id) => (
        <MessageAsset key={id} id={id} />
      ))}
    </div>
  );
}
