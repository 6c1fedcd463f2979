import { RotateCw, Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { formatMoney } from "@/features/models/money";
import type { Generation } from "@/ipc/client";
import { useGenerationCommands } from "./use-generation-commands";

/** A result may exist that was paid for: sending again is the person's choice, with its price. */
export function UnknownCard({ generation }: { generation: Generation }) {
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
            {cost && cost.nanos > 0
              ? t("unknown.sendAgainFor", { price: formatMoney(cost) })
              : t("unknown.sendAgain")}
          </Button>
        </div>
      </div>
    </div>
  );
}
