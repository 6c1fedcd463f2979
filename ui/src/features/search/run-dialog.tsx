import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { RunBlock } from "@/features/generate/run-block";
import { type AssetId, api, type GenerationId, toProblem } from "@/ipc/client";

interface RunDialogProps {
  id: GenerationId | null;
  onClose: () => void;
  onOpen: (id: AssetId) => void;
}

/** One run of a model, wherever it stands in the ledger. */
export function RunDialog({ id, onClose, onOpen }: RunDialogProps) {
  const { t } = useTranslation("search");
  return (
    <Dialog
      open={id !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t("run")}
      className="w-[min(52rem,calc(100vw-2rem))]"
    >
      {id !== null && <Run id={id} onOpen={onOpen} />}
    </Dialog>
  );
}

function Run({ id, onOpen }: { id: GenerationId; onOpen: (id: AssetId) => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["generations", "one", id],
    queryFn: () => api.getGeneration(id),
    meta: { tags: ["assets"] },
  });
  if (data) return <RunBlock row={data} onOpen={onOpen} />;
  if (error) return <ErrorCard problem={toProblem(error)} onRetry={() => void refetch()} />;
  return <Skeleton className="h-40 rounded-lg" />;
}
