import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ProgressBar } from "@/components/progress-bar";
import { Segmented } from "@/components/segmented";
import { SwitchField } from "@/components/switch-field";
import { type Asset, api, type ExportProgress, type ExportShape } from "@/ipc/client";
import { updatePreferences, usePreferences } from "@/state/preferences";
import { toast } from "@/state/toasts";
import { runExport } from "./run-export";

interface ExportDialogProps {
  assets: readonly Asset[];
  onClose: () => void;
}

/** How things leave the library. What was begun goes on when the dialog is closed. */
export function ExportDialog({ assets, onClose }: ExportDialogProps) {
  const { t } = useTranslation(["exporting", "shell"]);
  const [shape, setShape] = useState<ExportShape>("files");
  const howMade = usePreferences((preferences) => preferences.export_how_made);
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<ExportProgress | null>(null);

  const start = async () => {
    setRunning(true);
    const ids = assets.map(({ id }) => id);
    const begun = await runExport(ids, shape, setProgress);
    setRunning(false);
    if (begun) onClose();
  };
  const stop = () => {
    if (progress) void api.cancelExport(progress.export).catch(toast.showProblem);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("exporting:title", { count: assets.length })}
      footer={
        running ? (
          <Button disabledReason={progress ? undefined : t("exporting:waiting")} onClick={stop}>
            {t("exporting:stop")}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("shell:control.cancel")}</Button>
            <Button variant="primary" onClick={() => void start()}>
              {t("exporting:start")}
            </Button>
          </>
        )
      }
    >
      {running ? (
        <ProgressBar
          value={progress ? progress.done / Math.max(progress.total, 1) : null}
          label={
            progress
              ? t("exporting:running", { ...progress, done: progress.done + 1 })
              : t("exporting:waiting")
          }
        />
      ) : (
        <div className="flex flex-col gap-4">
          <Segmented
            label={t("exporting:shape")}
            value={shape}
            onChange={setShape}
            options={[
              { value: "files", label: t("exporting:files") },
              { value: "archive", label: t("exporting:archive") },
            ]}
          />
          <SwitchField
            label={t("exporting:howMade")}
            help={t("exporting:howMadeHelp")}
            value={howMade}
            onChange={(export_how_made) => updatePreferences({ export_how_made })}
          />
        </div>
      )}
    </Dialog>
  );
}
