import { useTranslation } from "react-i18next";
import { ChoreStatus } from "./chore-status";
import { useChore } from "./queries";
import { useCounts } from "./use-counts";

/** How bringing something back stands. What waits for the next start is told elsewhere. */
export function RestoreStatus() {
  const { t } = useTranslation("storage");
  const counts = useCounts();
  return (
    <ChoreStatus
      chore={useChore("restore")}
      outcome={(outcome) =>
        outcome.outcome === "added" && (
          <p>
            {t("restore.added", { what: counts(outcome.counts) })}{" "}
            {outcome.missing_files > 0 &&
              t("restore.addedMissing", { count: outcome.missing_files })}
          </p>
        )
      }
    />
  );
}
