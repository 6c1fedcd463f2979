import { Dialog } from "@base-ui/react/dialog";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleStop, Columns2, RotateCcw, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/skeleton";
import { moveToTrash } from "@/features/media/asset-commands";
import { AssetViewer } from "@/features/media/asset-viewer";
import { type Asset, type AssetId, api, type Batch, type BatchId, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { batchQuery } from "./queries";
import { SheetCompare } from "./sheet-compare";
import { SheetGrid } from "./sheet-grid";
import { SheetKeys } from "./sheet-keys";
import { layOut, progressOf, type Verdict } from "./sheet-layout";

const MOST_COMPARED = 4;
const VERDICTS = ["all", "undecided", "keep", "reject"] as const;

interface ContactSheetProps {
  batchId: BatchId;
  onClose: () => void;
}

/** Everything a batch made, to compare, keep and reject. */
export function ContactSheet({ batchId, onClose }: ContactSheetProps) {
  const { t } = useTranslation("batch");
  const batch = useQuery(batchQuery(batchId));
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Popup className="fixed inset-0 z-40 flex flex-col bg-background text-sm text-text outline-none">
          <Dialog.Title className="sr-only">{t("sheet.title")}</Dialog.Title>
          {batch.data ? (
            <Opened batch={batch.data} />
          ) : batch.isError ? (
            <div className="p-6">
              <ErrorCard problem={toProblem(batch.error)} onRetry={() => void batch.refetch()} />
            </div>
          ) : (
            <div className="p-4">
              <Skeleton className="h-8 w-1/2" />
            </div>
          )}
          <Dialog.Close
            render={<IconButton label={t("sheet.close")} shortcut="escape" icon={X} />}
            className="absolute top-2 right-2"
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Opened({ batch }: { batch: Batch }) {
  const { t } = useTranslation("batch");
  const [verdict, setVerdict] = useState<Verdict>("all");
  const [marked, setMarked] = useState<ReadonlySet<AssetId>>(new Set());
  const [comparing, setComparing] = useState(false);
  const [shown, setShown] = useState<AssetId | null>(null);
  const sheet = layOut(batch, verdict);
  const all = layOut(batch, "all").items.flatMap(({ asset }) => asset ?? []);
  const compared = all.filter(({ id }) => marked.has(id)).slice(0, MOST_COMPARED);
  const mark = (id: AssetId) => {
    const next = new Set(marked);
    if (!next.delete(id)) next.add(id);
    setMarked(next);
  };
  const compare = () => {
    if (compared.length > 1) setComparing(true);
  };
  return (
    <>
      <SheetHeader batch={batch} assets={all} onCompare={compare} comparable={compared.length > 1}>
        <Segmented
          hideLabel
          label={t("sheet.show")}
          value={verdict}
          onChange={setVerdict}
          options={VERDICTS.map((value) => ({ value, label: t(`sheet.${value}`) }))}
        />
      </SheetHeader>
      {comparing && compared.length > 1 ? (
        <SheetCompare assets={compared} onBack={() => setComparing(false)} />
      ) : sheet.items.length === 0 ? (
        <p className="flex-1 p-6 text-muted">{t("sheet.nothing")}</p>
      ) : (
        <SheetGrid
          sheet={sheet}
          marked={marked}
          onMark={mark}
          onOpen={setShown}
          onCompare={compare}
        />
      )}
      <SheetKeys />
      <AssetViewer assets={all} assetId={shown} onShow={setShown} />
    </>
  );
}

interface SheetHeaderProps {
  batch: Batch;
  assets: readonly Asset[];
  comparable: boolean;
  onCompare: () => void;
  children: React.ReactNode;
}

function SheetHeader({ batch, assets, comparable, onCompare, children }: SheetHeaderProps) {
  const { t } = useTranslation("batch");
  const { done, failed, going } = progressOf(batch);
  const rejected = assets.filter(({ flag }) => flag === "reject").map(({ id }) => id);
  const onError = toast.showProblem;
  const stop = useMutation({ mutationFn: () => api.stopBatch(batch.id), onError });
  const retry = useMutation({ mutationFn: () => api.retryBatch(batch.id), onError });
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line py-2 pr-14 pl-4">
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold" title={batch.title}>
          {batch.title}
        </h2>
        <p role="status" className="text-xs text-muted tabular-nums">
          {t("sheet.progress", { done, count: batch.cells.length })}
          {failed > 0 && ` · ${t("sheet.failed", { count: failed })}`}
        </p>
      </div>
      {children}
      <Button
        icon={Columns2}
        disabledReason={comparable ? undefined : t("sheet.compareFirst")}
        onClick={onCompare}
      >
        {t("sheet.compare")}
      </Button>
      {going > 0 && (
        <Button icon={CircleStop} loading={stop.isPending} onClick={() => stop.mutate()}>
          {t("sheet.stop")}
        </Button>
      )}
      {failed > 0 && going === 0 && (
        <Button icon={RotateCcw} loading={retry.isPending} onClick={() => retry.mutate()}>
          {t("sheet.retry")}
        </Button>
      )}
      <Button
        icon={Trash2}
        disabledReason={rejected.length > 0 ? undefined : t("sheet.trashNone")}
        onClick={() => void moveToTrash(rejected)}
      >
        {t("sheet.trash")}
      </Button>
    </header>
  );
}
