import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { api, type RefusedFile, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { SettingsGroup } from "../settings-group";
import { useWatchedFolders } from "./queries";
import { useAction } from "./use-action";
import { WatchedRow } from "./watched-row";

/** Folders whose new files come into the library. */
export function WatchedGroup() {
  const { t } = useTranslation("storage");
  const { data: watched, error, refetch } = useWatchedFolders();
  const [busy, run] = useAction();
  const add = () =>
    run(async () => {
      const folder = await api.pickFolder();
      if (folder !== null) await api.watchFolder(folder);
    });
  return (
    <SettingsGroup title={t("watched.title")}>
      <p className="text-sm text-muted">{t("watched.text")}</p>
      {error && <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />}
      {!watched && !error && <Skeleton className="h-12" />}
      {watched?.folders.length === 0 && <p className="text-sm text-muted">{t("watched.empty")}</p>}
      <ul
        aria-label={t("watched.list")}
        className="flex flex-col divide-y divide-line empty:hidden"
      >
        {watched?.folders.map((folder) => (
          <WatchedRow key={folder.folder} watched={folder} />
        ))}
      </ul>
      <div>
        <Button loading={busy} onClick={add}>
          {t("watched.add")}
        </Button>
      </div>
      {watched && watched.refused.length > 0 && <Refused files={watched.refused} />}
    </SettingsGroup>
  );
}

/** The files that were not taken, each with its reason. */
function Refused({ files }: { files: RefusedFile[] }) {
  const { t } = useTranslation("storage");
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-3">
        <p className="text-sm font-medium">{t("watched.refused", { count: files.length })}</p>
        <Button
          size="sm"
          variant="ghost"
          onClick={() => void api.forgetRefusedFiles().catch(toast.showProblem)}
        >
          {t("watched.forget")}
        </Button>
      </div>
      <ul className="max-h-48 divide-y divide-line overflow-y-auto rounded-md bg-sunken px-3">
        {files.map(({ file, problem }) => (
          <li key={file} className="py-1.5 text-sm">
            <p className="wrap-anywhere">{file}</p>
            <p className="text-xs text-muted">{problem.message}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
