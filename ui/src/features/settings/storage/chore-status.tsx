import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { ProgressBar } from "@/components/progress-bar";
import { api, type Chore, type ChoreOutcome } from "@/ipc/client";
import { toast } from "@/state/toasts";

interface ChoreStatusProps {
  chore: Chore | undefined;
  /** What came of it, in words. */
  outcome: (outcome: ChoreOutcome) => ReactNode;
  onRetry?: () => void;
}

/** How a chore stands: a progress that can be stopped, its end in words, or why it failed. */
export function ChoreStatus({ chore, outcome, onRetry }: ChoreStatusProps) {
  const { t } = useTranslation("storage");
  if (!chore) return null;
  const { state } = chore;
  switch (state.is) {
    case "running": {
      const value = state.total ? state.done / state.total : null;
      return (
        <div className="flex items-end gap-3">
          <ProgressBar value={value} label={t(`chore.step.${state.step}`)} />
          <Button size="sm" onClick={() => void api.stopChore(chore.kind).catch(toast.showProblem)}>
            {t("chore.stop")}
          </Button>
        </div>
      );
    }
    case "failed":
      return <ErrorCard compact problem={state.problem} omit={["provider"]} onRetry={onRetry} />;
    case "stopped":
      return (
        <p role="status" className="text-sm text-muted">
          {t("chore.stopped")}
        </p>
      );
    case "finished":
      return (
        <div role="status" className="text-sm text-text wrap-anywhere">
          {outcome(state.outcome)}
        </div>
      );
  }
}
