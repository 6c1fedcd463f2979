import { useMutation } from "@tanstack/react-query";
import { CircleStop, Image, MessageCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { ProgressBar } from "@/components/progress-bar";
import { api, type Generation } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { formatElapsed, useNow, useProgress } from "./use-running";

/** What a person would call it. */
export function useGenerationName(): (generation: Generation) => string {
  const { t } = useTranslation("shell");
  return ({ prompt, model_name }) => prompt ?? t("activity.chatWith", { model: model_name });
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
  const Icon = generation.kind === "image" ? Image : MessageCircle;
  const waiting = progress?.waiting_for;
  const words = waiting
    ? t(`activity.waiting.${waiting}`)
    : t(`activity.state.${wordOf(generation)}`);
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

function wordOf({ state }: Generation): "queued" | "submitted" | "running" {
  return state === "queued" || state === "submitted" ? state : "running";
}
