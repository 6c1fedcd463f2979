import { useMemo } from "react";
import { create } from "zustand";
import { useRunning } from "@/features/frame/use-running";
import type { ConversationId, GenerationId } from "@/ipc/client";

/** Which conversation an answer belongs to, for the answers this window began or has shown. */
const useAnswers = create<Record<GenerationId, ConversationId>>(() => ({}));

export function noteAnswer(generation: GenerationId, conversation: ConversationId): void {
  if (useAnswers.getState()[generation] !== conversation) {
    useAnswers.setState({ [generation]: conversation });
  }
}

/** The conversations in which an answer is being written now. */
export function useRunningConversations(): ReadonlySet<ConversationId> {
  const answers = useAnswers();
  const running = useRunning();
  return useMemo(
    () => new Set(running.flatMap((run) => run.conversation_id ?? answers[run.id] ?? [])),
    [answers, running],
  );
}
