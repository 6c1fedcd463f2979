import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { formatBytes, formatDateTime } from "@/features/media/format";
import type { Backup } from "@/ipc/client";
import { useCounts } from "./use-counts";

interface BackupRowProps {
  backup: Backup;
  onRestore: () => void;
  onDelete: () => void;
}

export function BackupRow({ backup, onRestore, onDelete }: BackupRowProps) {
  const { t } = useTranslation("storage");
  const counts = useCounts();
  const date = formatDateTime(backup.created_at);
  return (
    <li className="flex items-center gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="text-sm">
          {date}{" "}
          <span className="text-muted">
            · {t(`backups.reason.${backup.reason}`)} · {t("backups.checked")}
          </span>
        </p>
        <p className="truncate text-xs text-muted">
          {t("backups.holds", { what: counts(backup.counts), size: formatBytes(backup.byte_size) })}
        </p>
      </div>
      <Button size="sm" aria-label={t("backups.restoreOf", { date })} onClick={onRestore}>
        {t("backups.restore")}
      </Button>
      <IconButton
        size="sm"
        icon={Trash2}
        label={t("backups.removeOf", { date })}
        onClick={onDelete}
      />
    </li>
  );
}
