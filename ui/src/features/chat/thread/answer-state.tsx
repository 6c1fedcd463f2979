import { CircleStop, type LucideIcon, MessageCircleDashed, RotateCw, Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ErrorCard } from "@/components/error-card";
import { UnknownCard } from "@/features/generation/unknown-card";
import { useGenerationCommands } from "@/features/generation/use-generation-commands";
import type { Generation } from "@/ipc/client";

function Note({ icon: Icon, text }: { icon: LucideIcon; text: string }) {
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />
      {text}
    </p>
  );
}

interface AnswerStateProps {
  generation: Generation;
  /** Whether any text arrived. */
  hasText: boolean;
}

/** How an answer ended, where it did not simply succeed, and what can be done about it. */
export function AnswerState({ generation, hasText }: AnswerStateProps) {
  const { t } = useTranslation("chat");
  const { retry } = useGenerationCommands(generation.id);
  const { state, problem } = generation;
  const again = (
    <Button size="sm" icon={RotateCw} loading={retry.isPending} onClick={() => retry.mutate()}>
      {t("state.retry")}
    </Button>
  );
  if (state === "unknown") return <UnknownCard generation={generation} />;
  if (state === "cancelled") {
    const words = t(hasText ? "state.stopped" : "state.stoppedEmpty");
    // What was stopped may still be charged: that is said in place of the plain words.
    const text = problem ? [problem.message, problem.hint].filter(Boolean).join(" ") : words;
    return <Note icon={CircleStop} text={text} />;
  }
  if (state === "succeeded" && !hasText) {
    return (
      <div className="flex flex-wrap items-center gap-3">
        <Note icon={MessageCircleDashed} text={t("state.empty")} />
        {again}
      </div>
    );
  }
  // An answer can end well and early, at its length limit for one.
  if (state === "succeeded" && problem) return <ErrorCard compact problem={problem} />;
  if (state !== "failed") return null;
  if (problem?.code === "interrupted") {
    return (
      <div className="flex flex-wrap items-center gap-3 rounded-lg bg-warning-soft p-3">
        <Unplug aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-warning" />
        <p className="min-w-48 flex-1 text-sm text-text">
          {t(hasText ? "state.interrupted" : "state.interruptedEmpty")}
        </p>
        {again}
      </div>
    );
  }
  if (!problem) {
    return (
      <div className="flex flex-wrap items-center gap-3">
        <Note icon={Unplug} text={t("state.lost")} />
        {again}
      </div>
    );
  }
  return (
    <ErrorCard
      problem={problem}
      providerId={generation.provider_id}
      onRetry={() => retry.mutate()}
    />
  );
}
