import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { formatBytes } from "@/features/media/format";
import { type ArchivePreview, api } from "@/ipc/client";
import { SettingsGroup } from "../settings-group";
import { ChoreStatus } from "./chore-status";
import { ImportDialog } from "./import-dialog";
import { ProjectMenu } from "./project-menu";
import { useChore } from "./queries";
import { useAction } from "./use-action";
import { useCounts } from "./use-counts";

/** One file for the whole library: writing it, and bringing one in. */
export function ArchiveGroup() {
  const { t } = useTranslation("storage");
  const counts = useCounts();
  const exporting = useChore("export");
  const importing = useChore("import");
  const [picking, pick] = useAction();
  const [, run] = useAction();
  const [archive, setArchive] = useState<ArchivePreview | null>(null);
  const write = () => run(() => api.exportArchive({ scope: "everything" }));
  return (
    <SettingsGroup title={t("archive.title")}>
      <p className="text-sm text-muted">{t("archive.text")}</p>
      <div className="flex flex-wrap gap-2">
        {exporting?.state.is !== "running" && (
          <>
            <Button onClick={write}>{t("archive.export")}</Button>
            <ProjectMenu />
          </>
        )}
        {importing?.state.is !== "running" && (
          <Button
            loading={picking}
            onClick={() => pick(async () => setArchive(await api.pickArchive()))}
          >
            {t("archive.import")}
          </Button>
        )}
      </div>
      <ChoreStatus
        chore={exporting}
        onRetry={write}
        outcome={(outcome) =>
          outcome.outcome === "exported" && (
            <p>
              {t("archive.exported", { file: outcome.file, size: formatBytes(outcome.byte_size) })}{" "}
              {outcome.missing_files > 0 && t("archive.missing", { count: outcome.missing_files })}
            </p>
          )
        }
      />
      <ChoreStatus
        chore={importing}
        outcome={(outcome) => {
          if (outcome.outcome === "prepared") return t("archive.prepared");
          if (outcome.outcome !== "added") return null;
          return (
            <p>
              {t("archive.added", { what: counts(outcome.counts) })}{" "}
              {outcome.missing_files > 0 &&
                t("restore.addedMissing", { count: outcome.missing_files })}
            </p>
          );
        }}
      />
      {archive && <ImportDialog archive={archive} onClose={() => setArchive(null)} />}
    </SettingsGroup>
  );
}
