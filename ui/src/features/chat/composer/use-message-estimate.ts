import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSettled } from "@/features/generation/use-settled";
import { useCostOutlook } from "@/features/spending/use-cost-outlook";
import {
  api,
  type ConversationId,
  type CostOutlook,
  type EstimateMessage,
  type Money,
} from "@/ipc/client";
import type { Answerer } from "../use-answerer";

const DELAY_MS = 250;

interface Written {
  conversationId: ConversationId | null;
  answerer: Answerer;
  characters: number;
  attachments: number;
}

export interface MessageEstimate {
  /** Undefined while it is being worked out, null where no price is known. */
  cost: Money | null | undefined;
  outlook: CostOutlook | null;
}

/** What the answer to what is written is expected to cost; null while nothing is, or if free. */
export function useMessageEstimate(written: Written): MessageEstimate | null {
  const { conversationId, answerer, characters, attachments } = written;
  const { model, request: asked } = answerer;
  const wanted = asked && model && !model.free && characters + attachments > 0;
  const request: EstimateMessage | null = wanted
    ? { conversation_id: conversationId, characters, attachments, ...asked }
    : null;
  // As text, so that the same request at another drawing is the same.
  const settled = useSettled(request && JSON.stringify(request), DELAY_MS);
  const { data, isError } = useQuery({
    queryKey: ["models", "estimate-message", settled],
    queryFn: () =>
      settled === null ? null : api.estimateMessage(JSON.parse(settled) as EstimateMessage),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    meta: { tags: ["messages"] },
  });
  const cost = isError ? null : data;
  const outlook = useCostOutlook(wanted ? model : null, cost, conversationId);
  return wanted ? { cost, outlook } : null;
}
