import { FolderOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { formatBytes } from "@/features/media/format";
import { api, type LibraryFolder, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { SettingsGroup } from "../settings-group";
import { ChoreStatus } from "./chore-status";
import { Path } from "./path";
import { useChore, useLibraryFolder } from "./queries";
import { RestartNote } from "./restart-note";
import { useAction } from "./use-action";

/** Where the library lies, and moving it to another folder. */
export function LocationGroup() {
  const { t } = useTranslation("storage");
  const { data: library, error, refetch } = useLibraryFolder();
  return (
    <SettingsGroup
      title={t("location.title")}
      aside={
        library?.free_bytes != null && (
          <span className="text-xs text-muted tabular-nums">
            {t("location.free", { size: formatBytes(library.free_bytes) })}
          </span>
        )
      }
    >
      <p className="text-sm text-muted">{t("location.text")}</p>
      {error && <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />}
      {!library && !error && <Skeleton className="h-9" />}
      {library && <Folder library={library} />}
    </SettingsGroup>
  );
}

function Folder({ library }: { library: LibraryFolder }) {
  const { t } = useTranslation("storage");
  const chore = useChore("move");
  const [busy, run] = useAction();
  const running = chore?.state.is === "running";
  const move = () =>
    run(async () => {
      const folder = await api.pickFolder();
      if (folder !== null) await api.moveLibrary(folder);
    });
  return (
    <>
      <Path path={library.folder}>
        <Button
          icon={FolderOpen}
          onClick={() => void api.revealDataFolder().catch(toast.showProblem)}
        >
          {t("reveal")}
        </Button>
      </Path>
      {!library.can_move && <p className="text-xs text-muted">{t("location.cannotMove")}</p>}
      {library.can_move && !library.moving_to && (
        <div>
          <Button loading={busy} onClick={move}>
            {t("location.move")}
          </Button>
        </div>
      )}
      {chore?.state.is !== "finished" && (
        <ChoreStatus chore={chore} outcome={() => null} onRetry={move} />
      )}
      {library.moving_to && !running && <Underway library={library} folder={library.moving_to} />}
    </>
  );
}

/** A move that waits for the next start, or that did not come to its end. */
function Underway({ library, folder }: { library: LibraryFolder; folder: string }) {
  const { t } = useTranslation("storage");
  const [busy, run] = useAction();
  const giveUp = () =>
    run(async () => {
      await api.giveUpMove();
      toast.show({ title: t("location.gaveUp") });
    });
  const stay = (
    <Button size="sm" loading={busy} onClick={giveUp}>
      {t("location.giveUp")}
    </Button>
  );
  if (library.move_is_ready) {
    return <RestartNote text={t("location.ready", { folder })}>{stay}</RestartNote>;
  }
  return (
    <div className="flex flex-col gap-2.5 rounded-lg bg-sunken p-3 text-sm">
      <p className="wrap-anywhere">{t("location.unfinished", { folder })}</p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => run(() => api.moveLibrary(folder))}>
          {t("location.goOn")}
        </Button>
        {stay}
      </div>
    </div>
  );
}
