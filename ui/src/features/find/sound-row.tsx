import { Play, Square } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { IconButton } from "@/components/icon-button";
import { formatLength } from "@/features/media/format";
import type { Preview } from "@/features/media/use-preview";
import type { StockItem, StockItemRef } from "@/ipc/client";
import { ImportButton } from "./import-button";
import { ItemTerms } from "./item-terms";

interface SoundRowProps {
  item: StockItem;
  itemRef: StockItemRef;
  active: boolean;
  /** Whether the Tab key comes to it. */
  reachable: boolean;
  preview: Preview;
  onOpen: () => void;
}

/** A sound that was found: to hear, with its terms. */
export function SoundRow({ item, itemRef, active, reachable, preview, onOpen }: SoundRowProps) {
  const { t } = useTranslation("find");
  const { id, title, duration_ms: length, has_preview } = item;
  const heard = preview.active === id;
  return (
    <li
      className={cn(
        "flex min-w-0 items-center gap-3 rounded-md px-2 py-1.5 hover:bg-hover",
        active && "bg-selected",
      )}
    >
      {has_preview && (
        <IconButton
          icon={heard ? Square : Play}
          label={heard ? t("item.stop", { title }) : t("item.play", { title })}
          loading={heard && preview.loading}
          onClick={() => preview.toggle(id)}
        />
      )}
      <div className="min-w-0 flex-1">
        <button
          type="button"
          data-roving
          aria-pressed={active}
          tabIndex={reachable ? 0 : -1}
          title={title}
          onClick={onOpen}
          className="block max-w-full truncate rounded-sm text-left text-sm font-medium"
        >
          {title}
        </button>
        <ItemTerms item={item} />
      </div>
      {length !== null && (
        <span className="shrink-0 text-xs text-muted tabular-nums">{formatLength(length)}</span>
      )}
      <ImportButton item={item} itemRef={itemRef} />
    </li>
  );
}
