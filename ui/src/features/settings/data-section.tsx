import { Copy, FolderOpen } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { Skeleton } from "@/components/skeleton";
import { api, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { useAbout } from "./queries";
import { SettingsGroup } from "./settings-group";

function Path({ path, children }: { path: string; children?: ReactNode }) {
  const { t } = useTranslation("settings");
  const copy = async () => {
    await navigator.clipboard.writeText(path);
    toast.show({ title: t("data.copied") });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <code className="selectable min-w-0 flex-1 rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs wrap-anywhere">
        {path}
      </code>
      <IconButton
        label={t("data.copy")}
        icon={Copy}
        onClick={() => copy().catch(toast.showProblem)}
      />
      {children}
    </div>
  );
}

/** Where everything lies. */
export function DataSection() {
  const { t } = useTranslation("settings");
  const { data: about, error, refetch } = useAbout();
  if (error) return <ErrorCard problem={toProblem(error)} onRetry={() => void refetch()} />;
  if (!about) return <Skeleton className="h-40 max-w-2xl" />;
  return (
    <div className="max-w-2xl">
      <SettingsGroup title={t("data.folder")}>
        <p className="text-sm text-muted">{t("data.folderText")}</p>
        <Path path={about.data_folder}>
          <Button icon={FolderOpen} onClick={() => api.revealDataFolder().catch(toast.showProblem)}>
            {t("data.reveal")}
          </Button>
        </Path>
      </SettingsGroup>
      <SettingsGroup title={t("data.logs")}>
        <p className="text-sm text-muted">{t("data.logsText")}</p>
        <Path path={about.log_folder} />
      </SettingsGroup>
      <SettingsGroup
        title={t("data.database")}
        aside={<span className="tabular-nums">{about.database_version}</span>}
      >
        {null}
      </SettingsGroup>
    </div>
  );
}
