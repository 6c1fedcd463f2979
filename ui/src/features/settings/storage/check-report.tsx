import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { formatBytes } from "@/features/media/format";
import { api, type FaultyFile, type LibraryReport, type Repair } from "@/ipc/client";
import { ChoreStatus } from "./chore-status";
import { ConfirmDialog } from "./confirm-dialog";
import { useChore } from "./queries";
import { useAction } from "./use-action";

/** What a look through the library found. Nothing is put right without being asked. */
export function CheckReport({ report }: { report: LibraryReport }) {
  const { t } = useTranslation("storage");
  const repairing = useChore("repair");
  const [, run] = useAction();
  const [doomed, setDoomed] = useState(false);
  const repair = (what: Repair) => run(() => api.repairLibrary(what));
  const relink = () =>
    run(async () => {
      const folder = await api.pickFolder();
      if (folder !== null) await api.repairLibrary({ repair: "relink", folder });
    });
  const { missing, damaged, orphans, marked_missing, stray_thumbnails, unlisted } = report;
  const lost = missing.length + damaged.length + marked_missing;
  const isSound = lost + orphans.length + stray_thumbnails === 0;
  const sound = t(report.full ? "check.soundFull" : "check.sound", { count: report.files });
  return (
    <div className="flex flex-col gap-4">
      {isSound && <p>{sound}</p>}
      {missing.length > 0 && (
        <Finding title={t("check.missing", { count: missing.length })}>
          <Files files={missing} />
        </Finding>
      )}
      {damaged.length > 0 && (
        <Finding title={t("check.damaged", { count: damaged.length })}>
          <Files files={damaged} />
        </Finding>
      )}
      {marked_missing > 0 && (
        <p className="text-muted">{t("check.marked", { count: marked_missing })}</p>
      )}
      {lost > 0 && (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={relink}>
            {t("check.relink")}
          </Button>
          {missing.length > 0 && (
            <Button size="sm" onClick={() => repair({ repair: "mark-missing" })}>
              {t("check.markMissing")}
            </Button>
          )}
        </div>
      )}
      {orphans.length > 0 && (
        <Finding title={t("check.orphans", { count: orphans.length })}>
          <div className="flex flex-wrap gap-2">
            <Button size="sm" onClick={() => repair({ repair: "adopt-orphans" })}>
              {t("check.adopt")}
            </Button>
            <Button size="sm" variant="danger" onClick={() => setDoomed(true)}>
              {t("check.deleteOrphans")}
            </Button>
          </div>
        </Finding>
      )}
      {stray_thumbnails > 0 && (
        <Finding title={t("check.strays", { count: stray_thumbnails })}>
          <div>
            <Button size="sm" onClick={() => repair({ repair: "delete-stray-thumbnails" })}>
              {t("check.deleteStrays")}
            </Button>
          </div>
        </Finding>
      )}
      {unlisted > 0 && <p className="text-muted">{t("check.unlisted", { count: unlisted })}</p>}
      <ChoreStatus
        chore={repairing}
        outcome={(outcome) =>
          outcome.outcome === "repaired" && (
            <p>
              {outcome.files > 0
                ? t("check.repaired", { count: outcome.files })
                : t("check.repairedNone")}{" "}
              {outcome.left > 0 && t("check.left", { count: outcome.left })}
            </p>
          )
        }
      />
      {doomed && (
        <ConfirmDialog
          title={t("check.deleteTitle", { count: orphans.length })}
          text={t("check.deleteText")}
          confirm={t("check.deleteOrphans")}
          act={() => api.repairLibrary({ repair: "delete-orphans" })}
          onClose={() => setDoomed(false)}
        />
      )}
    </div>
  );
}

function Finding({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-2">
      <p className="font-medium">{title}</p>
      {children}
    </div>
  );
}

function Files({ files }: { files: FaultyFile[] }) {
  const { t } = useTranslation("storage");
  return (
    <ul className="max-h-48 divide-y divide-line overflow-y-auto rounded-md bg-sunken px-3">
      {files.map(({ hash, title, byte_size }) => (
        <li key={hash} className="flex justify-between gap-3 py-1.5">
          <span className="truncate" title={hash}>
            {title || t("check.nameless")}
          </span>
          <span className="shrink-0 text-xs text-muted tabular-nums">{formatBytes(byte_size)}</span>
        </li>
      ))}
    </ul>
  );
}
