import { KeyRound, Sparkles } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isComposing } from "@/actions/shortcut";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { TextArea } from "@/components/text-area";
import { ModelPicker } from "@/features/models/model-picker";
import { PriceLine } from "@/features/models/price-line";
import { navigate } from "@/state/navigation";
import { useMainPrompt } from "@/state/prompt-focus";
import type { ImageRequest } from "./use-image-request";

interface PromptBarProps {
  request: ImageRequest;
  /** Whether the model is chosen here, since the inspector does not show. */
  withModel: boolean;
}

/** Where a picture is described and asked for. */
export function PromptBar({ request, withModel }: PromptBarProps) {
  const { t } = useTranslation("images");
  const prompt = useRef<HTMLTextAreaElement>(null);
  useMainPrompt(prompt);
  const { choice, hindrance, problem } = request;
  const provider = choice.model?.provider_name ?? "";

  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter with Ctrl or Command does the same, for those who are used to it.
    if (event.key !== "Enter" || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    request.generate();
  };

  return (
    <div className="flex flex-col gap-3">
      <div className="rounded-xl border border-control bg-raised transition-colors focus-within:border-accent-text focus-within:shadow-[0_0_0_1px_var(--accent-text)]">
        <TextArea
          ref={prompt}
          bare
          autoGrow
          hideLabel
          label={t("prompt")}
          placeholder={t("placeholder")}
          rows={2}
          maxRows={8}
          value={request.prompt}
          onChange={({ target }) => request.setPrompt(target.value)}
          onKeyDown={press}
          inputClassName="px-4 pt-3 pb-1 text-chat"
        />
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2 p-2 pl-2">
          {withModel && (
            <ModelPicker
              modality="image"
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
              onClick={() => navigate.toSettings("providers", choice.model?.provider_id)}
            >
              {t("addKey")}
            </Button>
          )}
          <span className="flex-1" />
          {choice.model && <PriceLine estimate={request.estimate} free={choice.model.free} />}
          <Button
            variant="primary"
            icon={Sparkles}
            shortcut="enter"
            aria-label={t("generate")}
            loading={request.generating}
            disabledReason={hindrance ? t(`reason.${hindrance}`, { provider }) : undefined}
            onClick={request.generate}
          >
            {t("generate")}
          </Button>
        </div>
      </div>
      {problem && (
        <ErrorCard
          compact
          problem={problem}
          providerId={choice.model?.provider_id}
          onRetry={request.generate}
        />
      )}
    </div>
  );
}
