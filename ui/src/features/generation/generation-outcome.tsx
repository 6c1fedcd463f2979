import { RotateCw, Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { formatMoney } from "@/features/models/money";
import type { Generation } from "@/ipc/client";
import { stateWords } from "./state-words";
import { useGenerationCommands } from "./use-generation-commands";

/** What went wrong with a generation and what can be done; nothing where nothing did. */
export function GenerationOutcome({ generation }: { generation: Generation }) {
  const { t } = useTranslation("generation");
  const { retry } = useGenerationCommands(generation.id);
  if (generation.state === "unknown") return <UnknownCard generation={generation} />;
  if (generation.state === "cancelled" || (generation.state === "failed" && !generation.problem)) {
    const kept = generation.outputs.length > 0;
    const stopped = kept ? t("stopped") : t("stoppedEmpty");
    return (
      <div className="flex flex-wrap items-center gap-3 text-sm text-muted">
        <span>{generation.state === "cancelled" ? stopped : stateWords(generation)}</span>
        <Button size="sm" icon={RotateCw} loading={retry.isPending} onClick={() => retry.mutate()}>
          {t("retry")}
        </Button>
      </div>
    );
  }
  if (generation.state !== "failed" || !generation.problem) return null;
  return (
    <ErrorCard
      problem={generation.problem}
      providerId={generation.provider_id}
      onRetry={() => retry.mutate()}
    />
  );
}

/** A result may exist that was paid for: sending again is the person's choice, with its price. */
function UnknownCard({ generation }: { generation: Generation }) {
  const { t } = useTranslation("generation");
  const { retry, close } = useGenerationCommands(generation.id);
  const { estimated_cost: cost, provider_name: provider } = generation;
  return (
    <div role="alert" className="flex min-w-0 gap-3 rounded-lg bg-warning-soft p-4">
      <Unplug aria-hidden size={16} strokeWidth={1.75} className="mt-0.5 shrink-0 text-warning" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium text-text">{t("unknown.title")}</p>
        <p className="measure mt-0.5 wrap-anywhere text-muted">{t("unknown.text", { provider })}</p>
        <div className="mt-2.5 flex flex-wrap gap-2">
          <Button size="sm" loading={close.isPending} onClick={() => close.mutate()}>
            {t("unknown.close")}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            icon={RotateCw}
            loading={retry.isPending}
            onClick={() => retry.mutate()}
          >
            {cost
              ? t("unknown.sendAgainFor", { price: formatMoney(cost) })
              : t("unknown.sendAgain")}
          </Button>
        </div>
      </div>
    </div>
  );
}
