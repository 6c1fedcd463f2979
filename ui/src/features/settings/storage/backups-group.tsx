import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { SwitchField } from "@/components/switch-field";
import { formatDateTime } from "@/features/media/format";
import { api, type Backup, type Backups, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { SettingsGroup } from "../settings-group";
import { BackupRow } from "./backup-row";
import { ChoreStatus } from "./chore-status";
import { ConfirmDialog } from "./confirm-dialog";
import { Path } from "./path";
import { useBackups, useChore } from "./queries";
import { RestartNote } from "./restart-note";
import { RestoreDialog } from "./restore-dialog";
import { RestoreStatus } from "./restore-status";
import { useAction } from "./use-action";
import { useCounts } from "./use-counts";

/** The backups: how they are made, those there are, and bringing one back. */
export function BackupsGroup() {
  const { t } = useTranslation("storage");
  const { data: backups, error, refetch } = useBackups();
  return (
    <SettingsGroup title={t("backups.title")}>
      {error && <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />}
      {!backups && !error && <Skeleton className="h-40" />}
      {backups && (
        <>
          <BackupSettings backups={backups} />
          <BackupNow />
          <RestoreStatus />
          {backups.pending && <Pending backup={backups.pending} />}
          <BackupList items={backups.items} />
        </>
      )}
    </SettingsGroup>
  );
}

function BackupSettings({ backups }: { backups: Backups }) {
  const { t } = useTranslation("storage");
  const [busy, run] = useAction();
  const choose = () =>
    run(async () => {
      const folder = await api.pickFolder();
      if (folder !== null) await api.setBackupFolder(folder);
    });
  return (
    <>
      <SwitchField
        label={t("backups.on")}
        help={t("backups.onHelp")}
        value={backups.on}
        onChange={(on) => run(() => api.setBackupsOn(on))}
      />
      <div className="flex flex-col gap-2">
        <p className="text-sm">{t("backups.folder")}</p>
        <Path path={backups.folder}>
          <Button loading={busy} onClick={choose}>
            {t("backups.choose")}
          </Button>
          {!backups.is_default_folder && (
            <Button onClick={() => run(() => api.setBackupFolder(null))}>
              {t("backups.useDefault")}
            </Button>
          )}
        </Path>
        {backups.same_disk !== null && (
          <p className="text-xs text-muted">
            {t(backups.same_disk ? "backups.sameDisk" : "backups.otherDisk")}
          </p>
        )}
      </div>
    </>
  );
}

function BackupNow() {
  const { t } = useTranslation("storage");
  const counts = useCounts();
  const chore = useChore("backup");
  const [, run] = useAction();
  const start = () => run(() => api.backUp());
  return (
    <>
      {chore?.state.is !== "running" && (
        <div>
          <Button onClick={start}>{t("backups.now")}</Button>
        </div>
      )}
      <ChoreStatus
        chore={chore}
        onRetry={start}
        outcome={(outcome) =>
          outcome.outcome === "backed-up" && (
            <p>
              {t("backups.made", { what: counts(outcome.backup.counts) })}{" "}
              {outcome.backup.missing_files > 0 &&
                t("backups.madeMissing", { count: outcome.backup.missing_files })}
            </p>
          )
        }
      />
    </>
  );
}

function Pending({ backup }: { backup: Backup }) {
  const { t } = useTranslation("storage");
  const [busy, run] = useAction();
  const giveUp = () =>
    run(async () => {
      await api.giveUpRestore();
      toast.show({ title: t("backups.gaveUp") });
    });
  return (
    <RestartNote text={t("backups.pending", { date: formatDateTime(backup.created_at) })}>
      <Button size="sm" loading={busy} onClick={giveUp}>
        {t("backups.giveUp")}
      </Button>
    </RestartNote>
  );
}

function BackupList({ items }: { items: Backup[] }) {
  const { t } = useTranslation("storage");
  const [chosen, setChosen] = useState<Backup | null>(null);
  const [doomed, setDoomed] = useState<Backup | null>(null);
  const remove = async (backup: Backup) => {
    await api.deleteBackup(backup.id);
    toast.show({ title: t("backups.removed") });
  };
  if (items.length === 0) return <p className="text-sm text-muted">{t("backups.empty")}</p>;
  return (
    <>
      <ul
        aria-label={t("backups.list")}
        className="flex max-h-80 flex-col divide-y divide-line overflow-y-auto"
      >
        {items.map((backup) => (
          <BackupRow
            key={backup.id}
            backup={backup}
            onRestore={() => setChosen(backup)}
            onDelete={() => setDoomed(backup)}
          />
        ))}
      </ul>
      {chosen && <RestoreDialog backup={chosen} onClose={() => setChosen(null)} />}
      {doomed && (
        <ConfirmDialog
          title={t("backups.removeTitle", { date: formatDateTime(doomed.created_at) })}
          text={t("backups.removeText")}
          confirm={t("backups.removeConfirm")}
          act={() => remove(doomed)}
          onClose={() => setDoomed(null)}
        />
      )}
    </>
  );
}
