import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { outlookInWords } from "@/features/spending/words";
import { api, type ConversationId, type GenerationId, toProblem } from "@/ipc/client";
import { i18n } from "@/messages";
import { clearDraft, useDraft } from "@/state/drafts";
import { useNavigation } from "@/state/navigation";
import { toast } from "@/state/toasts";
import { unreadable, useAttachments } from "../attachments/use-attachments";
import { noteAnswer } from "../conversations/running";
import { messagesQuery } from "../queries";
import type { Answerer } from "../use-answerer";
import { wholeMessage } from "./pasted-text";
import { useMessageEstimate } from "./use-message-estimate";

/** Where the draft of a conversation is kept; one for the conversation not begun yet. */
export const draftScope = (id: ConversationId | null) => `chat:${id ?? "new"}`;
export const attachmentScope = (id: ConversationId | null) => `${draftScope(id)}:attachments`;
const pastedScope = (id: ConversationId | null) => `${draftScope(id)}:pasted`;

interface ComposerOptions {
  conversationId: ConversationId | null;
  answerer: Answerer;
  running: GenerationId | null;
  onSent: () => void;
}

/** What is being written, what stands in its way, and sending it. */
export function useComposer({ conversationId, answerer, running, onSent }: ComposerOptions) {
  const { t } = useTranslation("chat");
  const client = useQueryClient();
  const [typed, setTyped] = useDraft(draftScope(conversationId));
  const [pasted, setPasted] = useDraft(pastedScope(conversationId));
  const attachments = useAttachments(attachmentScope(conversationId));
  const empty = typed.trim() === "" && pasted === "" && attachments.assets.length === 0;
  const kind = unreadable(answerer.model, attachments.assets);
  const objection = kind && t(`attach.unreadable.${kind}`, { model: answerer.model?.name ?? "" });
  const length = typed.length + pasted.length;
  const estimate = useMessageEstimate({
    conversationId,
    answerer,
    characters: length,
    attachments: attachments.assets.length,
  });
  const budget = estimate?.outlook?.budget;
  const refusal = budget?.passed ? outlookInWords(budget) : null;
  const obstacle = answerer.reason ?? objection ?? (empty ? t("composer.empty") : refusal);

  const send = useMutation({
    mutationFn: async (text: string) => {
      if (!answerer.request) throw new Error("nobody can answer");
      const sent = await api.sendMessage({
        conversation_id: conversationId,
        text,
        attachments: attachments.assets.map(({ id }) => id),
        ...answerer.request,
      });
      noteAnswer(sent.generation_id, sent.conversation_id);
      // A new conversation is shown with its messages, not with a moment of nothing.
      if (conversationId === null) {
        await client.prefetchInfiniteQuery(messagesQuery(sent.conversation_id));
      }
      return sent;
    },
    onSuccess: (sent) => {
      clearDraft(draftScope(conversationId));
      clearDraft(pastedScope(conversationId));
      clearDraft(attachmentScope(conversationId));
      const { conversationId: shown } = useNavigation.getState();
      if (conversationId === null && shown === null) {
        useNavigation.setState({ conversationId: sent.conversation_id });
      }
      onSent();
    },
  });
  // A failure belongs to the conversation it happened in.
  const { reset } = send;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is what starts over
  useEffect(reset, [conversationId]);
  const stop = useMutation({
    mutationFn: (id: GenerationId) => api.stopGeneration(id),
    onError: toast.showProblem,
  });
  return {
    typed,
    setTyped,
    pasted,
    setPasted,
    addPasted: (text: string) => setPasted(wholeMessage(pasted, text)),
    attachments,
    objection,
    length,
    lengthText: new Intl.NumberFormat(i18n.language).format(length),
    obstacle,
    /** What the answer is expected to cost; null while nothing is written, or where it is free. */
    estimate,
    send,
    stop,
    problem: toProblem(send.error),
    trySend: () => {
      if (obstacle === null && running === null && !send.isPending) {
        send.mutate(wholeMessage(pasted, typed));
      }
    },
  };
}
