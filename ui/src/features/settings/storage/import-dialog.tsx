import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { Segmented } from "@/components/segmented";
import { formatBytes, formatDateTime } from "@/features/media/format";
import { type ArchivePreview, api, toProblem } from "@/ipc/client";
import { PreviewFacts } from "./preview-facts";

interface ImportDialogProps {
  archive: ArchivePreview;
  onClose: () => void;
}

/** What an archive holds, and adding it or replacing the library by it. */
export function ImportDialog({ archive, onClose }: ImportDialogProps) {
  const { t } = useTranslation(["storage", "shell"]);
  const [how, setHow] = useState<"add" | "replace">("add");
  const start = useMutation({
    mutationFn: () => api.importArchive(archive.file, how === "replace"),
    onSuccess: onClose,
  });
  const { scope } = archive.scope;
  const replaces = how === "replace";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("storage:archive.previewTitle")}
      description={t(`storage:archive.scope.${scope}`, { name: archive.name ?? "" })}
      footer={
        <>
          <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
          <Button
            variant={replaces ? "danger" : "primary"}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t(replaces ? "storage:archive.startReplace" : "storage:archive.start")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="text-sm text-muted">
          {t("storage:archive.made", {
            date: formatDateTime(archive.preview.created_at),
            size: formatBytes(archive.byte_size),
          })}
        </p>
        {scope === "everything" && (
          <Segmented
            label={t("storage:archive.how")}
            value={how}
            options={[
              { value: "add", label: t("storage:archive.add") },
              { value: "replace", label: t("storage:archive.replace") },
            ]}
            onChange={setHow}
          />
        )}
        <p className="text-sm text-muted">
          {t(replaces ? "storage:archive.replaceText" : "storage:archive.addText")}
        </p>
        <PreviewFacts preview={archive.preview} whole={replaces} />
        {start.error && <ErrorCard compact problem={toProblem(start.error)} omit={["provider"]} />}
      </div>
    </Dialog>
  );
}
