import { useQuery } from "@tanstack/react-query";
import { Grid3x3 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { ProgressBar } from "@/components/progress-bar";
import { Skeleton } from "@/components/skeleton";
import { ClampedText } from "@/features/generation/clamped-text";
import { whenWords } from "@/features/generation/generation-facts";
import { AssetThumb } from "@/features/media/asset-thumb";
import { type AssetId, type Batch, type BatchId, toProblem } from "@/ipc/client";
import { ContactSheet } from "./contact-sheet";
import { batchQuery } from "./queries";
import { layOut, progressOf } from "./sheet-layout";

/** How many results stand in the stream; the sheet has them all. */
const SHOWN = 12;

interface BatchBlockProps {
  batchId: BatchId;
  onOpen: (id: AssetId) => void;
}

/** A batch among the runs: how far it is, its first results, and the way to its sheet. */
export function BatchBlock({ batchId, onOpen }: BatchBlockProps) {
  const batch = useQuery(batchQuery(batchId));
  if (batch.data) return <Block batch={batch.data} onOpen={onOpen} />;
  if (batch.isError) {
    return <ErrorCard problem={toProblem(batch.error)} onRetry={() => void batch.refetch()} />;
  }
  return <Skeleton className="h-40 rounded-lg" />;
}

function Block({ batch, onOpen }: { batch: Batch; onOpen: (id: AssetId) => void }) {
  const { t } = useTranslation("batch");
  const [opened, setOpened] = useState(false);
  const { done, failed, going } = progressOf(batch);
  const count = batch.cells.length;
  const words = t("sheet.progress", { done, count });
  const assets = layOut(batch, "all").items.flatMap(({ asset }) => asset ?? []);
  const model = batch.cells[0]?.generation.model_name;
  return (
    <article aria-label={batch.title} className="flex min-w-0 flex-col gap-3">
      <header className="flex min-w-0 items-start gap-3">
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <ClampedText text={batch.title} lines={2} className="text-base text-text" />
          <p className="truncate text-xs text-muted tabular-nums">
            {[t("count", { count }), model, whenWords(batch.created_at)]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <Button size="sm" icon={Grid3x3} onClick={() => setOpened(true)}>
          {t("sheet.open")}
        </Button>
      </header>
      {going > 0 && <ProgressBar value={(done + failed) / count} label={words} />}
      {going === 0 && failed > 0 && (
        <p role="status" className="text-xs text-muted tabular-nums">
          {words} · {t("sheet.failed", { count: failed })}
        </p>
      )}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-2">
        {assets.slice(0, SHOWN).map((asset) => (
          <li key={asset.id}>
            <button
              type="button"
              aria-label={asset.title}
              onClick={() => onOpen(asset.id)}
              className="block aspect-square w-full overflow-hidden rounded-lg bg-media ring-inside"
            >
              <AssetThumb asset={asset} longSide={180} fit="cover" />
            </button>
          </li>
        ))}
      </ul>
      {opened && <ContactSheet batchId={batch.id} onClose={() => setOpened(false)} />}
    </article>
  );
}
