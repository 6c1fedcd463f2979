import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { formatBytes, formatDate } from "@/features/media/format";
import { api, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { SettingsGroup } from "../settings-group";
import { ConfirmDialog } from "./confirm-dialog";
import { useTrash } from "./queries";

/** What is in the trash, and emptying it before its time. */
export function TrashGroup() {
  const { t } = useTranslation("storage");
  const { data: trash, error, refetch } = useTrash();
  const [asking, setAsking] = useState(false);
  if (error) {
    return (
      <SettingsGroup title={t("trash.title")}>
        <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />
      </SettingsGroup>
    );
  }
  if (!trash) return <Skeleton className="h-24" />;
  const isEmpty = trash.assets === 0 && trash.conversations === 0;
  const holds = {
    assets: t("counts.assets", { count: trash.assets }),
    conversations: t("counts.conversations", { count: trash.conversations }),
    size: formatBytes(trash.bytes),
  };
  const empty = async () => {
    const count = await api.emptyTrash();
    // What went for good cannot be brought back by the notice of its deletion.
    toast.withdrawOffers();
    toast.show({ title: t("trash.emptied", { count }) });
  };
  return (
    <SettingsGroup title={t("trash.title")}>
      <p className="text-sm text-muted">{t("trash.text", { count: trash.kept_days })}</p>
      <p className="text-sm">{isEmpty ? t("trash.empty") : t("trash.holds", holds)}</p>
      {trash.next_at !== null && (
        <p className="text-xs text-muted">{t("trash.next", { date: formatDate(trash.next_at) })}</p>
      )}
      {!isEmpty && (
        <div>
          <Button variant="danger" onClick={() => setAsking(true)}>
            {t("trash.emptyNow")}
          </Button>
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t("trash.confirmTitle")}
          text={t("trash.confirmText", holds)}
          confirm={t("trash.confirm")}
          act={empty}
          onClose={() => setAsking(false)}
        />
      )}
    </SettingsGroup>
  );
}
