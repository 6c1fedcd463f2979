import { useMutation } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { Spinner } from "@/components/spinner";
import { Elapsed } from "@/features/generation/elapsed";
import { hasEnded, type LiveGeneration } from "@/features/generation/live-generation";
import { stateWords } from "@/features/generation/state-words";
import { api, type Generation, type ThreadMessage } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { CopyButton } from "../copy-button";
import { Markdown } from "../markdown/markdown";
import { AnswerState } from "./answer-state";
import { MessageAssets } from "./message-assets";
import { AnswerMeta } from "./message-meta";
import { textOf } from "./message-text";
import { Reasoning } from "./reasoning";
import { SiblingSwitcher } from "./sibling-switcher";
import { Sources } from "./sources";
import { useThread } from "./thread-context";
import { sourcesOf } from "./unique-sources";
import { useLiveAnswer } from "./use-live-answer";

interface AnswerMessageProps {
  message: ThreadMessage;
  /** The last one shows what can be done with it without being asked. */
  last: boolean;
}

/** An answer as it stands: what is being received while it runs, what was stored once it ended. */
function useAnswer(message: ThreadMessage) {
  const row = message.generation;
  const running = row !== null && !hasEnded(row);
  const { live, problem } = useLiveAnswer(running ? row.id : null);
  const shown: LiveGeneration | null = running ? live : null;
  return {
    text: shown?.text || textOf(message.parts, "text"),
    reasoning: shown?.reasoning || textOf(message.parts, "reasoning"),
    sources: shown && shown.citations.length > 0 ? shown.citations : sourcesOf(message.parts),
    generation: shown?.generation ?? row,
    progress: shown?.progress ?? null,
    problem,
  };
}

export const AnswerMessage = memo(({ message, last }: AnswerMessageProps) => {
  const { t } = useTranslation("chat");
  const { text, reasoning, sources, generation, progress, problem } = useAnswer(message);
  const running = generation !== null && !hasEnded(generation);
  const hasText = text.trim() !== "";
  return (
    <article
      aria-label={t("message.answer", { model: generation?.model_name ?? "" })}
      // A reader that speaks waits until the answer is whole.
      aria-busy={running}
      className="group min-w-0 pt-1 pb-1"
    >
      {reasoning !== "" && <Reasoning text={reasoning} growing={running && !hasText} />}
      {text !== "" && <Markdown text={text} growing={running} />}
      <MessageAssets parts={message.parts} />
      <Sources sources={sources} />
      {generation && !running && (
        <div className={cn("empty:hidden", (hasText || reasoning !== "") && "mt-3")}>
          <AnswerState generation={generation} hasText={hasText} />
        </div>
      )}
      {problem && <ErrorCard compact problem={problem} className="mt-3" />}
      {running && generation.problem && (
        <ErrorCard compact problem={generation.problem} className="mt-3" />
      )}
      <div className="mt-1 -ml-1.5 flex min-h-7 items-center gap-0.5">
        {running ? (
          <p
            role="status"
            className="flex items-center gap-2 px-1.5 text-xs text-muted tabular-nums"
          >
            <Spinner className="size-3.5" />
            <span>{hasText ? t("message.writing") : stateWords(generation, progress)}</span>
            <span aria-hidden className="-ml-1">
              · <Elapsed since={generation.created_at} />
            </span>
          </p>
        ) : (
          <AnswerActions message={message} text={text} generation={generation} last={last} />
        )}
      </div>
    </article>
  );
});

interface AnswerActionsProps extends AnswerMessageProps {
  text: string;
  generation: Generation | null;
}

function AnswerActions({ message, text, generation, last }: AnswerActionsProps) {
  const { t } = useTranslation("chat");
  const { answerer, busy, onSent } = useThread();
  const regenerate = useMutation({
    mutationFn: () => {
      if (!answerer.request) throw new Error("nobody can answer");
      return api.regenerateMessage({ message_id: message.id, ...answerer.request });
    },
    onSuccess: onSent,
    onError: toast.showProblem,
  });
  const reason = busy ? t("message.busy") : (answerer.reason ?? undefined);
  const hidden =
    "opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100";
  return (
    <>
      <SiblingSwitcher message={message} />
      <div className={cn("flex items-center gap-0.5", !last && hidden)}>
        {text !== "" && <CopyButton text={text} label={t("message.copy")} />}
        <IconButton
          size="sm"
          icon={RefreshCw}
          label={t("message.regenerate")}
          loading={regenerate.isPending}
          disabledReason={reason}
          onClick={() => regenerate.mutate()}
        />
      </div>
      {generation && (
        <div className={cn("min-w-0", hidden)}>
          <AnswerMeta generation={generation} at={message.created_at} />
        </div>
      )}
    </>
  );
}
