import { Check, Square, SquareCheck, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { cn } from "@/components/cn";
import { Skeleton } from "@/components/skeleton";
import { stateWords } from "@/features/generation/state-words";
import { useCurrentGeneration } from "@/features/generation/use-generation";
import { useNow } from "@/features/generation/use-now";
import { AssetThumb } from "@/features/media/asset-thumb";
import type { SheetItem } from "./sheet-layout";
import { verdictWords } from "./verdicts";

interface SheetCellProps {
  item: SheetItem;
  marked: boolean;
  /** Whether Tab comes to this one. */
  current: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

const LONG_SIDE = 240;

/** One result on the sheet: what came, or how it stands. */
export function SheetCell({ item, marked, current, onFocus, onOpen }: SheetCellProps) {
  const { t } = useTranslation("batch");
  const { asset, number } = item;
  const flag = asset?.flag ?? null;
  const name = [
    t("sheet.result", { number }),
    asset?.title,
    verdictWords(flag),
    marked && t("sheet.marked"),
    !asset && t("sheet.waiting"),
  ];
  return (
    <button
      type="button"
      data-item={item.key}
      aria-label={name.filter(Boolean).join(", ")}
      aria-pressed={marked}
      tabIndex={current ? 0 : -1}
      onFocus={onFocus}
      onClick={asset ? onOpen : undefined}
      className={cn(
        "relative aspect-square w-full min-w-0 overflow-hidden rounded-lg bg-media ring-inside",
        flag === "reject" && "opacity-40",
        marked && "shadow-[0_0_0_2px_var(--accent-text)]",
      )}
    >
      {asset ? <AssetThumb asset={asset} longSide={LONG_SIDE} /> : <Awaited item={item} />}
      {flag === "keep" && (
        <Badge tone="positive" icon={Check} className="absolute top-1.5 left-1.5">
          {t("sheet.kept")}
        </Badge>
      )}
      {flag === "reject" && (
        <Badge tone="danger" icon={X} className="absolute top-1.5 left-1.5">
          {t("sheet.rejected")}
        </Badge>
      )}
      {asset && (
        <span
          aria-hidden
          className="absolute top-1.5 right-1.5 rounded-sm bg-floating p-0.5 text-text"
        >
          {marked ? <SquareCheck size={14} /> : <Square size={14} />}
        </span>
      )}
    </button>
  );
}

/** What has not come: how it stands, or why it never will. */
function Awaited({ item }: { item: SheetItem }) {
  const now = useNow();
  const { generation, live } = useCurrentGeneration(item.cell.generation);
  const { problem } = generation;
  return (
    <span className="flex size-full flex-col items-center justify-center gap-2 p-3 text-center text-xs text-muted">
      {!problem && <Skeleton className="absolute inset-0 -z-10" />}
      <span className={cn("line-clamp-4 wrap-anywhere", problem && "text-danger")}>
        {problem?.message ?? stateWords(generation, live?.progress ?? null, now)}
      </span>
    </span>
  );
}
