import { useMutation } from "@tanstack/react-query";
import { CircleStop, MessageCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ProgressBar } from "@/components/progress-bar";
import { isMaking, MAKING_ICONS } from "@/features/generation/making";
import { stateWords } from "@/features/generation/state-words";
import { useNow } from "@/features/generation/use-now";
import { api, type Generation } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { formatElapsed, useProgress } from "./use-running";

/** What a person would call it. */
export function useGenerationName(): (generation: Generation) => string {
  const { t } = useTranslation("shell");
  return ({ kind, prompt, model_name, inputs }) => {
    if (kind === "chat") return t("activity.chatWith", { model: model_name });
    return prompt || inputs[0]?.asset.title || model_name;
  };
}

/** One running generation in the tray. */
export function ActivityRow({ generation }: { generation: Generation }) {
  const { t } = useTranslation("shell");
  const now = useNow();
  const progress = useProgress(generation.id);
  const stop = useMutation({
    mutationFn: () => api.stopGeneration(generation.id),
    onError: toast.showProblem,
  });
  const name = useGenerationName()(generation);
  const { kind } = generation;
  const Icon = isMaking(kind) ? MAKING_ICONS[kind] : MessageCircle;
  const words = stateWords(generation, progress, now);
  return (
    <li className="flex items-start gap-2.5 py-2">
      <Icon aria-hidden size={16} strokeWidth={1.75} className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm" title={name}>
          {name}
        </p>
        <p className="text-xs text-muted tabular-nums">
          {words} · {formatElapsed(now - generation.created_at)}
        </p>
        {progress && progress.fraction !== null && (
          <ProgressBar value={progress.fraction} label={words} hideLabel className="mt-1.5" />
        )}
      </div>
      <Button
        size="sm"
        icon={CircleStop}
        loading={stop.isPending}
        onClick={() => stop.mutate()}
        aria-label={t("activity.stop", { name })}
      >
        {t("activity.stopShort")}
      </Button>
    </li>
  );
}
