import { RotateCw, Search, Unplug } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { useActivity } from "@/features/frame/use-activity";
import { formatMoney } from "@/features/models/money";
import type { Generation } from "@/ipc/client";
import { SendAgainDialog } from "./send-again-dialog";
import { useGenerationCommands } from "./use-generation-commands";

/** A result may exist that was paid for: what is done about it is the person's choice. */
export function UnknownCard({ generation }: { generation: Generation }) {
  const { t } = useTranslation("generation");
  const { retry, close, lookAgain } = useGenerationCommands(generation.id);
  const [asks, setAsks] = useState(false);
  const { runs } = useActivity();
  const canLook = runs.some(({ id, can_look_again }) => id === generation.id && can_look_again);
  const { estimated_cost: cost, provider_name: provider, problem } = generation;
  return (
    <div role="alert" className="flex min-w-0 gap-3 rounded-lg bg-warning-soft p-4">
      <Unplug aria-hidden size={16} strokeWidth={1.75} className="mt-0.5 shrink-0 text-warning" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium text-text">{problem?.message ?? t("unknown.title")}</p>
        <p className="measure mt-0.5 wrap-anywhere text-muted">{t("unknown.text", { provider })}</p>
        <div className="mt-2.5 flex flex-wrap gap-2">
          {canLook && (
            <Button
              size="sm"
              icon={Search}
              loading={lookAgain.isPending}
              onClick={() => lookAgain.mutate()}
            >
              {t("unknown.lookAgain")}
            </Button>
          )}
          <Button size="sm" loading={close.isPending} onClick={() => close.mutate()}>
            {t("unknown.close")}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            icon={RotateCw}
            loading={retry.isPending}
            onClick={() => setAsks(true)}
          >
            {cost && cost.nanos > 0
              ? t("unknown.sendAgainFor", { price: formatMoney(cost) })
              : t("unknown.sendAgain")}
          </Button>
        </div>
      </div>
      <SendAgainDialog
        generation={generation}
        open={asks}
        onOpenChange={setAsks}
        onSend={() => retry.mutate()}
      />
    </div>
  );
}
