import { Grid3x3, KeyRound, Sparkles } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { Button } from "@/components/button";
import { cn } from "@/components/cn";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { TextArea } from "@/components/text-area";
import { BatchDialog } from "@/features/batch/batch-dialog";
import { bringIn, filesOf } from "@/features/media/intake";
import { useAssetDrop } from "@/features/media/use-asset-drop";
import { ModelPicker } from "@/features/models/model-picker";
import { PriceLine } from "@/features/models/price-line";
import type { Asset } from "@/ipc/client";
import { navigate } from "@/state/navigation";
import { useMainPrompt } from "@/state/prompt-focus";
import { PromptCounter } from "./prompt-counter";
import { SlotRow } from "./slot-row";
import { spread } from "./spread";
import type { Request } from "./use-request";

interface PromptBarProps {
  request: Request;
  /** Whether the model is chosen here, since the inspector does not show. */
  withModel: boolean;
}

/** Where something is described, given what it needs, and asked for. */
export function PromptBar({ request, withModel }: PromptBarProps) {
  const { t } = useTranslation(["generate", "batch"]);
  const [several, setSeveral] = useState(false);
  const prompt = useRef<HTMLTextAreaElement>(null);
  useMainPrompt(prompt);
  const { making, choice, hindrance, problem, inputs } = request;
  const { model } = choice;
  const slots = model?.inputs ?? [];
  const kinds = [...new Set(slots.flatMap(({ accepts }) => accepts))];

  const take = (assets: readonly Asset[]) => {
    for (const [slot, next] of spread(slots, inputs.assetsIn, assets)) inputs.put(slot, next);
  };
  const drop = useAssetDrop(kinds, take, kinds.length > 0);
  const paste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData);
    if (files.length === 0 || kinds.length === 0) return;
    event.preventDefault();
    void bringIn(files, kinds).then(take);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter with Ctrl or Command does the same, for those who are used to it.
    if (event.key !== "Enter" || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    request.generate();
  };
  const words = { provider: model?.provider_name ?? "", slot: inputs.missing?.label ?? "" };
  const promptUse = model?.prompt ?? "required";

  return (
    <div className="flex flex-col gap-3">
      <div
        {...drop.handlers}
        onPaste={paste}
        className={cn(
          "rounded-xl border border-control bg-raised transition-colors focus-within:border-accent-text focus-within:shadow-[0_0_0_1px_var(--accent-text)]",
          drop.over && "border-accent-text bg-accent-soft",
        )}
      >
        {slots.length > 0 && <SlotRow slots={slots} inputs={inputs} />}
        {promptUse !== "unused" && (
          <TextArea
            ref={prompt}
            bare
            autoGrow
            hideLabel
            label={t("prompt")}
            placeholder={
              promptUse === "optional"
                ? t(`placeholderOptional.${making}`)
                : t(`placeholder.${making}`)
            }
            rows={2}
            maxRows={8}
            dir="auto"
            value={request.prompt}
            onChange={({ target }) => request.setPrompt(target.value)}
            onKeyDown={press}
            inputClassName="px-4 pt-3 pb-1 text-chat"
          />
        )}
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2 p-2 pl-2">
          {withModel && (
            <ModelPicker
              modality={making}
              size="sm"
              value={choice.choice}
              onChange={choice.choose}
            />
          )}
          {hindrance === "key-missing" && (
            <Button
              variant="ghost"
              icon={KeyRound}
              className="text-accent-text"
              onClick={() => navigate.toSettings("providers", model?.provider_id)}
            >
              {t("addKey")}
            </Button>
          )}
          <span className="flex-1" />
          {promptUse !== "unused" && (
            <PromptCounter prompt={request.prompt} limit={model?.prompt_limit ?? null} />
          )}
          {model && <PriceLine estimate={request.estimate} free={model.free} />}
          {model && (
            <IconButton
              icon={Grid3x3}
              label={t("batch:open")}
              disabledReason={
                // Prompts of its own take the place of one that is missing here.
                hindrance && hindrance !== "noPrompt" && hindrance !== "promptTooLong"
                  ? t(`reason.${hindrance}`, words)
                  : undefined
              }
              onClick={() => setSeveral(true)}
            />
          )}
          <Button
            variant="primary"
            icon={Sparkles}
            shortcut="enter"
            aria-label={t("generate")}
            loading={request.generating}
            disabledReason={hindrance ? t(`reason.${hindrance}`, words) : undefined}
            onClick={request.generate}
          >
            {t("generate")}
          </Button>
        </div>
      </div>
      {model && request.asked && (
        <BatchDialog
          // What was chosen for one model may mean nothing to another.
          key={`${model.provider_id}/${model.id}`}
          open={several}
          onOpenChange={setSeveral}
          base={request.asked}
          model={model}
        />
      )}
      {problem && (
        <ErrorCard
          compact
          problem={problem}
          providerId={model?.provider_id}
          onRetry={request.generate}
        />
      )}
    </div>
  );
}
