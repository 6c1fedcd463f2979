import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { ProgressBar } from "@/components/progress-bar";
import { formatBytes } from "@/features/media/format";
import { stepOf } from "./pull-step";
import { type Pull, pulls } from "./pulls";

/** A model on its way: how far it is, and the way to stop it. */
export function PullRow({ pull }: { pull: Pull }) {
  const { t } = useTranslation("local");
  const { providerId, model, progress, problem, cancelling } = pull;
  if (problem) {
    return (
      <li>
        <p className="mb-1.5 text-sm font-medium wrap-anywhere">
          {t("pull.failed", { name: model })}
        </p>
        <ErrorCard
          compact
          problem={problem}
          omit={["provider"]}
          onRetry={() => void pulls.start(providerId, model)}
          actions={
            <Button size="sm" variant="ghost" onClick={() => pulls.dismiss(providerId, model)}>
              {t("pull.dismiss")}
            </Button>
          }
        />
      </li>
    );
  }
  const total = progress?.total_bytes ?? null;
  const done = progress?.completed_bytes ?? null;
  const known = total !== null && total > 0 && done !== null;
  const stepName = stepOf(progress?.step ?? null);
  const step = "known" in stepName ? t(`pull.step.${stepName.known}`) : stepName.other;
  const words = known
    ? t("pull.bytes", { step, done: formatBytes(done), total: formatBytes(total) })
    : step;
  return (
    <li className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <p className="mb-1 truncate text-sm font-medium" title={model}>
          {model}
        </p>
        <ProgressBar
          value={known ? done / total : null}
          label={cancelling ? t("pull.cancelling") : words}
        />
      </div>
      <IconButton
        size="sm"
        icon={X}
        label={t("pull.cancel", { name: model })}
        loading={cancelling}
        onClick={() => void pulls.cancel(providerId, model)}
      />
    </li>
  );
}
