import { RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { toProblem } from "@/ipc/client";
import { useOfflineVoices } from "../queries";
import { SettingsGroup } from "../settings-group";
import { PiperFolderForm } from "./piper-folder-form";
import { SpeakerRow } from "./speaker-row";

/** Which programs that speak are installed, and how to get them. */
export function OfflineVoicesGroup() {
  const { t } = useTranslation("local");
  const { data, error, isFetching, refetch } = useOfflineVoices();
  return (
    <SettingsGroup
      title={t("voices.title")}
      aside={
        <Button size="sm" icon={RefreshCw} loading={isFetching} onClick={() => void refetch()}>
          {t("voices.again")}
        </Button>
      }
    >
      <p className="text-sm text-muted">{t("voices.text")}</p>
      {error && <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-28" />}
      {data && (
        <>
          <ul aria-label={t("voices.title")} className="flex flex-col divide-y divide-line">
            <SpeakerRow speaker="espeak-ng" path={data.espeak_ng} />
            <SpeakerRow speaker="piper" path={data.piper} />
          </ul>
          <PiperFolderForm key={data.piper_folder} folder={data.piper_folder} />
        </>
      )}
    </SettingsGroup>
  );
}
