import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import type { Generation } from "@/ipc/client";
import { stateWords } from "./state-words";
import { UnknownCard } from "./unknown-card";
import { useGenerationCommands } from "./use-generation-commands";

/** What went wrong with a generation and what can be done; nothing where nothing did. */
export function GenerationOutcome({ generation }: { generation: Generation }) {
  const { t } = useTranslation("generation");
  const { retry } = useGenerationCommands(generation.id);
  if (generation.state === "unknown") return <UnknownCard generation={generation} />;
  if (generation.state === "cancelled" || (generation.state === "failed" && !generation.problem)) {
    const kept = generation.outputs.length > 0;
    const told = generation.problem;
    // What was stopped may still be charged: that is said in place of the plain words.
    const stopped = told
      ? [told.message, told.hint].filter(Boolean).join(" ")
      : t(kept ? "stopped" : "stoppedEmpty");
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
