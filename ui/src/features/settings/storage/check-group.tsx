import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { api } from "@/ipc/client";
import { SettingsGroup } from "../settings-group";
import { CheckReport } from "./check-report";
import { ChoreStatus } from "./chore-status";
import { useChore } from "./queries";
import { useAction } from "./use-action";

/** Looks through the library and tells what it found, with what can be done about it. */
export function CheckGroup() {
  const { t } = useTranslation("storage");
  const chore = useChore("check");
  const [, run] = useAction();
  const running = chore?.state.is === "running";
  const check = (full: boolean) => run(() => api.checkLibrary(full));
  return (
    <SettingsGroup title={t("check.title")}>
      <p className="text-sm text-muted">{t("check.text")}</p>
      {!running && (
        <div className="flex flex-wrap items-center gap-2">
          <Button onClick={() => check(false)}>{t("check.quick")}</Button>
          <Button onClick={() => check(true)}>{t("check.full")}</Button>
          <span className="text-xs text-muted">{t("check.fullHelp")}</span>
        </div>
      )}
      <ChoreStatus
        chore={chore}
        onRetry={() => check(false)}
        outcome={(outcome) =>
          outcome.outcome === "checked" && <CheckReport report={outcome.report} />
        }
      />
    </SettingsGroup>
  );
}
