import { Check } from "lucide-react";
import { type DragEvent, type MouseEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { AssetThumb } from "@/features/media/asset-thumb";
import type { Asset, AssetId } from "@/ipc/client";
import { CellMarks, useMarksInWords } from "./cell-marks";
import { tileShape } from "./justify";

interface AssetCellProps {
  asset: Asset;
  selected: boolean;
  /** Whether the Tab key comes to this cell. */
  reachable: boolean;
  column: number;
  left: number;
  width: number;
  height: number;
  /** The same object at every drawing, so that scrolling draws only the cells that come. */
  commands: CellCommands;
}

export interface CellCommands {
  click: (id: AssetId, event: MouseEvent) => void;
  toggle: (id: AssetId) => void;
  open: (id: AssetId) => void;
  drag: (asset: Asset, event: DragEvent) => void;
}

/** The cell that shows an asset, while it is drawn. */
export function cellOf(id: AssetId): HTMLElement | null {
  return document.querySelector(`[data-asset="${CSS.escape(id)}"]`);
}

/** One thing of the library. */
export const AssetCell = memo(function AssetCell(props: AssetCellProps) {
  const { asset, selected, reachable, column, left, width, height, commands } = props;
  const { t } = useTranslation("library");
  const marks = useMarksInWords(asset);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    // biome-ignore lint/a11y/useSemanticElements: cells are placed freely, which table cells cannot be
    <div
      role="gridcell"
      data-asset={asset.id}
      aria-label={t("item", { kind: t(`kind.${asset.kind}`), title: asset.title })}
      aria-description={marks === "" ? undefined : marks}
      aria-selected={selected}
      aria-colindex={column}
      tabIndex={reachable ? 0 : -1}
      title={asset.title}
      onClick={(event) => commands.click(asset.id, event)}
      onDoubleClick={() => commands.open(asset.id)}
      draggable
      onDragStart={(event) => commands.drag(asset, event)}
      style={{ left, width, height }}
      className={cn(
        "group absolute overflow-hidden rounded-md bg-media outline-none",
        "after:pointer-events-none after:absolute after:inset-0 after:rounded-md",
        selected &&
          "after:shadow-[inset_0_0_0_3px_var(--accent),inset_0_0_0_4px_var(--background)]",
        "focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent-text),inset_0_0_0_4px_var(--background)]",
      )}
    >
      <AssetThumb
        asset={asset}
        longSide={Math.max(width, height)}
        fit={tileShape(asset).whole ? "cover" : "contain"}
      />
      <CellMarks rating={asset.rating} flag={asset.flag} />
      <span
        aria-hidden
        onClick={(event) => {
          event.stopPropagation();
          commands.toggle(asset.id);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
        className={cn(
          "absolute top-2 left-2 z-10 flex size-5 items-center justify-center rounded-full shadow-float",
          selected
            ? "bg-accent text-on-accent"
            : "bg-floating text-muted opacity-0 group-hover:opacity-100",
        )}
      >
        <Check size={12} strokeWidth={2.5} />
      </span>
    </div>
  );
});
