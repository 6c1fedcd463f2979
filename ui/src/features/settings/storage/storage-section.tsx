import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { toProblem } from "@/ipc/client";
import { useAbout } from "../queries";
import { SettingsGroup } from "../settings-group";
import { ArchiveGroup } from "./archive-group";
import { BackupsGroup } from "./backups-group";
import { CheckGroup } from "./check-group";
import { LocationGroup } from "./location-group";
import { MeterGroup } from "./meter-group";
import { Path } from "./path";
import { useWasRead } from "./queries";
import { TrashGroup } from "./trash-group";
import { WatchedGroup } from "./watched-group";

/** What is kept on the disk: where, how much, whether it is sound, and its copies. */
export function StorageSection() {
  const wasRead = useWasRead();
  return (
    <>
      {!wasRead && <LoadingSkeleton />}
      {/* Shown as a whole: nothing that can be pressed stands below what is still growing. */}
      <div hidden={!wasRead} className="max-w-2xl">
        <LocationGroup />
        <MeterGroup />
        <TrashGroup />
        <BackupsGroup />
        <CheckGroup />
        <ArchiveGroup />
        <WatchedGroup />
        <LogsGroup />
      </div>
    </>
  );
}

function LoadingSkeleton() {
  const { t } = useTranslation("storage");
  return (
    <div role="status" aria-label={t("loading")} className="flex max-w-2xl flex-col gap-10">
      <Skeleton className="h-24" />
      <Skeleton className="h-64" />
      <Skeleton className="h-24" />
      <Skeleton className="h-40" />
    </div>
  );
}

function LogsGroup() {
  const { t } = useTranslation("storage");
  const { data: about, error, refetch } = useAbout();
  if (error) return <ErrorCard problem={toProblem(error)} onRetry={() => void refetch()} />;
  if (!about) return <Skeleton className="h-20" />;
  return (
    <>
      <SettingsGroup title={t("location.logs")}>
        <p className="text-sm text-muted">{t("location.logsText")}</p>
        <Path path={about.log_folder} />
      </SettingsGroup>
      <SettingsGroup
        title={t("location.database")}
        aside={<span className="tabular-nums">{about.database_version}</span>}
      >
        {null}
      </SettingsGroup>
    </>
  );
}
