import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/skeleton";
import { formatDateTime } from "@/features/media/format";
import { api, type Backup, type ConversationId, toProblem } from "@/ipc/client";
import { ConversationPicker } from "./conversation-picker";
import { PreviewFacts } from "./preview-facts";

/** What a backup holds, and bringing the whole of it or conversations back. */
export function RestoreDialog({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const { t } = useTranslation(["storage", "shell"]);
  const [how, setHow] = useState<"whole" | "some">("some");
  const [chosen, setChosen] = useState<ReadonlySet<ConversationId>>(new Set());
  const preview = useQuery({
    queryKey: ["storage-preview", backup.id],
    queryFn: () => api.previewBackup(backup.id),
    staleTime: 0,
    gcTime: 0,
  });
  const start = useMutation({
    mutationFn: () =>
      how === "whole"
        ? api.restoreBackup(backup.id)
        : api.restoreConversations(backup.id, [...chosen]),
    onSuccess: onClose,
  });
  const isWhole = how === "whole";
  const label = isWhole
    ? t("storage:restore.startWhole")
    : t("storage:restore.startSome", { count: chosen.size });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("storage:restore.title", { date: formatDateTime(backup.created_at) })}
      footer={
        <>
          <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
          <Button
            variant={isWhole ? "danger" : "primary"}
            loading={start.isPending}
            disabled={!preview.data}
            disabledReason={
              preview.data && !isWhole && chosen.size === 0
                ? t("storage:restore.choose")
                : undefined
            }
            onClick={() => start.mutate()}
          >
            {label}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {preview.error && (
          <ErrorCard compact problem={toProblem(preview.error)} omit={["provider"]} />
        )}
        {preview.isPending && (
          <div role="status" aria-label={t("storage:restore.reading")}>
            <Skeleton className="h-32" />
          </div>
        )}
        {preview.data && (
          <>
            <Segmented
              label={t("storage:restore.how")}
              value={how}
              options={[
                { value: "some", label: t("storage:restore.some") },
                { value: "whole", label: t("storage:restore.whole") },
              ]}
              onChange={setHow}
            />
            <p className="text-sm text-muted">
              {t(isWhole ? "storage:restore.wholeText" : "storage:restore.someText")}
            </p>
            <PreviewFacts preview={preview.data} whole={isWhole} />
            {!isWhole && (
              <ConversationPicker
                conversations={preview.data.conversations}
                chosen={chosen}
                onChange={setChosen}
              />
            )}
          </>
        )}
        {start.error && <ErrorCard compact problem={toProblem(start.error)} omit={["provider"]} />}
      </div>
    </Dialog>
  );
}
