import { useQuery } from "@tanstack/react-query";
import type { ConversationId, CostOutlook, Model, Money } from "@/ipc/client";
import { costOutlookQuery } from "./queries";

/**
 * What an expected cost means in the user's currency and for the budgets. `cost` is undefined
 * while it is being worked out, and null where no price is known.
 */
export function useCostOutlook(
  model: Model | null,
  cost: Money | null | undefined,
  conversationId: ConversationId | null = null,
): CostOutlook | null {
  const known = model !== null && !model.free && cost !== undefined;
  const request = known
    ? { provider_id: model.provider_id, conversation_id: conversationId, cost }
    : null;
  // Without an answer the request itself says what stands in its way.
  return useQuery(costOutlookQuery(request)).data ?? null;
}
