import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { BlobImage } from "@/features/media/blob-image";
import { KIND_ICONS } from "@/features/media/kind-icons";
import type { AssetKind, StockItem, StockItemRef } from "@/ipc/client";
import { stockThumbnailQuery } from "./queries";
import { useSeen } from "./use-seen";

interface ItemThumbProps {
  item: StockItem;
  itemRef: StockItemRef;
  kind: AssetKind;
}

/** The small picture of something that was found, fetched when it comes into view. */
export function ItemThumb({ item, itemRef, kind }: ItemThumbProps) {
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  const { data: hash, isError } = useQuery({
    ...stockThumbnailQuery(itemRef),
    enabled: seen && item.has_thumbnail,
  });
  const Icon = KIND_ICONS[kind];
  const without = isError || !item.has_thumbnail;
  return (
    <div ref={place} className="flex size-full items-center justify-center bg-media text-muted">
      {hash !== undefined && <BlobImage hash={hash} alt={item.title} />}
      {without && <Icon aria-hidden size={28} strokeWidth={1.5} />}
      {hash === undefined && !without && (
        <div aria-hidden className="size-full animate-pulse-soft bg-pressed" />
      )}
    </div>
  );
}
