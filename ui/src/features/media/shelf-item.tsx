import { ChevronLeft, ChevronRight, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import type { Asset } from "@/ipc/client";
import { BlobImage } from "./blob-image";
import { formatBytes, formatLength } from "./format";
import { KIND_ICONS } from "./kind-icons";

interface ShelfItemProps {
  asset: Asset;
  onRemove: () => void;
  onEarlier?: () => void;
  onLater?: () => void;
}

/** One thing that was put somewhere: what it is, and the way to take it out again. */
export function ShelfItem({ asset, onRemove, onEarlier, onLater }: ShelfItemProps) {
  const { t } = useTranslation("library");
  const { kind, title, duration_ms, byte_size } = asset;
  const Icon = KIND_ICONS[kind];
  const name = { name: title };
  return (
    <div
      title={title}
      className="flex h-14 min-w-0 items-center gap-2 rounded-lg border border-line bg-raised pr-1"
    >
      {kind === "image" ? (
        <div className="size-14 shrink-0 overflow-hidden rounded-l-lg">
          <BlobImage hash={asset.blob} alt={title} longSide={64} fit="cover" />
        </div>
      ) : (
        <>
          <Icon aria-hidden size={20} strokeWidth={1.5} className="ml-3 shrink-0 text-muted" />
          <span className="flex max-w-40 min-w-0 flex-col">
            <span className="truncate text-xs">{title}</span>
            <span className="text-xs text-muted tabular-nums">
              {duration_ms === null ? formatBytes(byte_size) : formatLength(duration_ms)}
            </span>
          </span>
        </>
      )}
      <div className="flex shrink-0 items-center">
        {onEarlier && (
          <IconButton
            size="sm"
            icon={ChevronLeft}
            label={t("shelf.earlier", name)}
            onClick={onEarlier}
            className="size-6"
          />
        )}
        {onLater && (
          <IconButton
            size="sm"
            icon={ChevronRight}
            label={t("shelf.later", name)}
            onClick={onLater}
            className="size-6"
          />
        )}
        <IconButton
          size="sm"
          icon={X}
          label={t("shelf.remove", name)}
          onClick={onRemove}
          className="size-6"
        />
      </div>
    </div>
  );
}
