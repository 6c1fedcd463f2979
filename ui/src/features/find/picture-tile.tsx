import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { formatLength } from "@/features/media/format";
import type { AssetKind, StockItem, StockItemRef } from "@/ipc/client";
import { ImportButton } from "./import-button";
import { ItemTerms } from "./item-terms";
import { ItemThumb } from "./item-thumb";

interface PictureTileProps {
  item: StockItem;
  itemRef: StockItemRef;
  kind: AssetKind;
  active: boolean;
  /** Whether the Tab key comes to it. */
  reachable: boolean;
  onOpen: () => void;
}

/** A picture or video that was found, with its terms. */
export function PictureTile({ item, itemRef, kind, active, reachable, onOpen }: PictureTileProps) {
  const { t } = useTranslation("find");
  const { title, duration_ms: length } = item;
  return (
    <li className="flex min-w-0 flex-col gap-1">
      <button
        type="button"
        data-roving
        aria-label={t("item.open", { title })}
        aria-pressed={active}
        tabIndex={reachable ? 0 : -1}
        onClick={onOpen}
        className={cn(
          "relative aspect-4/3 overflow-hidden rounded-md bg-media",
          active && "shadow-[0_0_0_2px_var(--background),0_0_0_4px_var(--accent)]",
        )}
      >
        <ItemThumb item={item} itemRef={itemRef} kind={kind} />
        {length !== null && (
          <span className="absolute right-1.5 bottom-1.5 rounded-sm bg-floating px-1 text-xs text-text tabular-nums">
            {formatLength(length)}
          </span>
        )}
      </button>
      <div className="flex min-w-0 items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="truncate text-sm font-medium" title={title}>
            {title}
          </p>
          <ItemTerms item={item} />
        </div>
        <ImportButton item={item} itemRef={itemRef} />
      </div>
    </li>
  );
}
