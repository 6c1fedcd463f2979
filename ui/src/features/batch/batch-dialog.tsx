import { useMutation, useQuery } from "@tanstack/react-query";
import { Grid3x3 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { ErrorCard } from "@/components/error-card";
import { NumberField } from "@/components/number-field";
import { TextArea } from "@/components/text-area";
import { useSettled } from "@/features/generation/use-settled";
import { api, type Generate, type GenerateBatch, type Model, toProblem } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { AxisField } from "./axis-field";
import { BatchCost } from "./batch-cost";
import { EMPTY_DRAFT, requestOf } from "./batch-draft";
import { batchEstimateQuery } from "./queries";
import { VariablesField } from "./variables-field";

const ESTIMATE_DELAY_MS = 300;
const MOST_SEEDS = 100;

interface BatchDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What all have in common. */
  base: Generate;
  model: Model;
}

/** Where many results are asked for at once, with what they come to. */
export function BatchDialog({ open, onOpenChange, base, model }: BatchDialogProps) {
  const { t } = useTranslation("batch");
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const { parameters, modality } = model;
  const request = requestOf(draft, base, parameters);
  const written = request && JSON.stringify(request);
  const settled = useSettled(open ? written : null, ESTIMATE_DELAY_MS);
  const estimate = useQuery(batchEstimateQuery(settled));
  const start = useMutation({
    mutationFn: (asked: GenerateBatch) => api.generateBatch(asked),
    onSuccess: () => {
      onOpenChange(false);
      toast.show({ title: t("started"), tone: "positive" });
    },
  });
  const isCurrent = settled === written && estimate.isSuccess && !estimate.isPlaceholderData;
  const reason = () => {
    if (!request) return t("nothing");
    if (estimate.isError) return toProblem(estimate.error).message;
    return isCurrent ? undefined : t("working");
  };
  const problem = start.error ?? (settled === written ? estimate.error : null);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("text")}
      className="w-[min(44rem,calc(100vw-2rem))]"
      footer={
        <>
          <span role="status" className="mr-auto">
            {isCurrent && estimate.data ? (
              <BatchCost estimate={estimate.data} />
            ) : (
              <span className="text-xs text-muted">{request && !problem && t("working")}</span>
            )}
          </span>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
          <Button
            variant="primary"
            icon={Grid3x3}
            loading={start.isPending}
            disabledReason={reason()}
            onClick={() => request && start.mutate(request)}
          >
            {t("start")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <NumberField
          label={t("seeds")}
          help={t("seedsHelp")}
          value={draft.seeds}
          min={1}
          max={MOST_SEEDS}
          step={1}
          className="max-w-56"
          onChange={(seeds) => setDraft({ ...draft, seeds: seeds ?? 1 })}
        />
        {model.prompt !== "unused" && (
          <>
            <TextArea
              label={t("prompts")}
              help={t("promptsHelp")}
              placeholder={base.prompt}
              autoGrow
              rows={3}
              maxRows={8}
              dir="auto"
              value={draft.prompts}
              onChange={({ target }) => setDraft({ ...draft, prompts: target.value })}
            />
            <VariablesField
              variables={draft.variables}
              onChange={(variables) => setDraft({ ...draft, variables })}
            />
          </>
        )}
        <div className="flex flex-wrap gap-4">
          {(["columns", "rows"] as const).map((side) => (
            <AxisField
              key={side}
              label={t(side)}
              making={modality}
              parameters={parameters}
              axis={draft[side]}
              onChange={(axis) => setDraft({ ...draft, [side]: axis })}
            />
          ))}
        </div>
        {isCurrent && estimate.data && estimate.data.prompts.length > 1 && (
          <details className="text-xs">
            <summary className="cursor-default text-muted">{t("first")}</summary>
            <ol className="mt-2 flex max-h-32 list-decimal flex-col gap-1 overflow-y-auto pl-6">
              {estimate.data.prompts.map((prompt, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two prompts may be the same
                <li key={index} className="wrap-anywhere" dir="auto">
                  {prompt}
                </li>
              ))}
            </ol>
          </details>
        )}
        {problem && <ErrorCard compact problem={toProblem(problem)} />}
      </div>
    </Dialog>
  );
}
