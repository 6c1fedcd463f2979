import { CircleStop } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ProgressBar } from "@/components/progress-bar";
import type { Generation, Progress } from "@/ipc/client";
import { Elapsed } from "./elapsed";
import { stateWords } from "./state-words";
import { useGenerationCommands } from "./use-generation-commands";
import { useNow } from "./use-now";

interface GenerationProgressProps {
  generation: Generation;
  progress: Progress | null;
}

/** How a running generation stands, and the button that stops it. */
export function GenerationProgress({ generation, progress }: GenerationProgressProps) {
  const { t } = useTranslation("generation");
  const { stop } = useGenerationCommands(generation.id);
  const words = stateWords(generation, progress, useNow());
  return (
    <div className="flex min-w-0 items-center gap-3">
      <div className="min-w-0 flex-1">
        <div className="mb-1.5 flex justify-between gap-3 text-xs text-muted">
          <span role="status" className="truncate tabular-nums">
            {words}
          </span>
          <Elapsed since={generation.created_at} />
        </div>
        <ProgressBar value={progress?.fraction ?? null} label={words} hideLabel className="gap-0" />
      </div>
      <Button size="sm" icon={CircleStop} loading={stop.isPending} onClick={() => stop.mutate()}>
        {t("stop")}
      </Button>
    </div>
  );
}
