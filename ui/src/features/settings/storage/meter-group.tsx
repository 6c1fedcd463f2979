import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/skeleton";
import { toProblem } from "@/ipc/client";
import { SettingsGroup } from "../settings-group";
import { MeterBars } from "./meter-bars";
import { meterParts, type Split } from "./meter-parts";
import { MeterTable } from "./meter-table";
import { useStorageUse } from "./queries";

/** What takes how much of the disk, as bars or as a table. */
export function MeterGroup() {
  const { t } = useTranslation("storage");
  const { data: use, error, refetch } = useStorageUse();
  const [split, setSplit] = useState<Split>("kind");
  const [view, setView] = useState<"chart" | "table">("chart");
  const parts = use && meterParts(use, split, t);
  return (
    <SettingsGroup title={t("meter.title")}>
      {error && <ErrorCard compact problem={toProblem(error)} onRetry={() => void refetch()} />}
      {!parts && !error && <Skeleton className="h-48" />}
      {parts && (
        <>
          <div className="flex flex-wrap gap-3">
            <Segmented
              label={t("meter.by")}
              value={split}
              options={[
                { value: "kind", label: t("meter.byKind") },
                { value: "project", label: t("meter.byProject") },
              ]}
              onChange={setSplit}
            />
            <Segmented
              label={t("meter.show")}
              value={view}
              options={[
                { value: "chart", label: t("meter.chart") },
                { value: "table", label: t("meter.table") },
              ]}
              onChange={setView}
            />
          </div>
          {view === "chart" ? <MeterBars parts={parts} /> : <MeterTable parts={parts} />}
          <p className="text-xs text-muted">{t("meter.shared")}</p>
        </>
      )}
    </SettingsGroup>
  );
}
