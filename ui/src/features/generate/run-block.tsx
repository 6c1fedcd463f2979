import { Copy, RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { ClampedText } from "@/features/generation/clamped-text";
import { useReuseSettings } from "@/features/generation/generate-settings";
import { GenerationFacts } from "@/features/generation/generation-facts";
import { GenerationOutcome } from "@/features/generation/generation-outcome";
import { GenerationProgress } from "@/features/generation/generation-progress";
import { hasEnded } from "@/features/generation/live-generation";
import { TimelineButton } from "@/features/generation/timeline-button";
import { useCurrentGeneration } from "@/features/generation/use-generation";
import { copyPrompt } from "@/features/media/asset-commands";
import type { AssetId, Generation } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { RunInputs } from "./run-inputs";
import { RunOutputs } from "./run-outputs";

interface RunBlockProps {
  /** The row of the ledger. */
  row: Generation;
  onOpen: (id: AssetId) => void;
}

/** What a person would call a run: its prompt, else what it was given, else who made it. */
export function titleOf({ prompt, inputs, model_name }: Generation): string {
  return prompt || inputs[0]?.asset.title || model_name;
}

/** One run: what was asked for, what came of it or is on its way, and what can be done with it. */
export function RunBlock({ row, onOpen }: RunBlockProps) {
  const { t } = useTranslation("generate");
  const reuse = useReuseSettings();
  const { generation, live } = useCurrentGeneration(row);
  const { prompt } = generation;
  const title = titleOf(generation);
  const ended = hasEnded(generation);
  const useSettings = () => void reuse(generation).catch(toast.showProblem);
  return (
    <article aria-label={title} className="flex min-w-0 flex-col gap-3">
      <header className="flex min-w-0 items-start gap-3">
        <RunInputs inputs={generation.inputs} />
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <ClampedText text={title} lines={2} className="text-base text-text" />
          <GenerationFacts generation={generation} />
        </div>
        <div className="flex shrink-0 items-center gap-1">
          {prompt && (
            <IconButton
              size="sm"
              icon={Copy}
              label={t("copyPrompt")}
              onClick={() => void copyPrompt(prompt)}
            />
          )}
          <TimelineButton generation={generation} />
          <Button size="sm" icon={RotateCcw} onClick={useSettings}>
            {t("useSettings")}
          </Button>
        </div>
      </header>
      {!ended && <GenerationProgress generation={generation} progress={live?.progress ?? null} />}
      <RunOutputs
        generation={generation}
        waiting={!ended}
        onOpen={onOpen}
        onUseSettings={useSettings}
      />
      {ended && <GenerationOutcome generation={generation} />}
      {!ended && generation.problem && <ErrorCard compact problem={generation.problem} />}
    </article>
  );
}
