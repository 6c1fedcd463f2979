import { useQuery } from "@tanstack/react-query";
import { BlobImage } from "@/features/media/blob-image";
import { assetQuery } from "@/features/media/queries";
import type { AssetId, MessagePart } from "@/ipc/client";
import { navigate } from "@/state/navigation";

const SIDE = 320;

/** A picture of a message; pressing it shows it in the library. */
function MessageAsset({ id }: { id: AssetId }) {
  const { data } = useQuery(assetQuery(id));
  const asset = data?.asset;
  if (asset?.kind !== "image") return null;
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

/** The pictures that belong to a message; nothing where there are none. */
export function MessageAssets({ parts }: { parts: readonly MessagePart[] }) {
  const ids = parts.flatMap((part) => (part.kind === "asset" ? [part.asset_id] : []));
  if (ids.length === 0) return null;
  return (
    <div className="mt-3 flex flex-wrap gap-3">
      {ids.map((id) => (
        <MessageAsset key={id} id={id} />
      ))}
    </div>
  );
}
