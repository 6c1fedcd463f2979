import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, type ConversationId, type ThreadMessage } from "@/ipc/client";

const CONVERSATIONS_AT_ONCE = 100;
const MESSAGES_AT_ONCE = 60;

/** The conversations whose title contains the search, the latest changed first. */
export const conversationsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["conversations", "list", search],
    queryFn: ({ pageParam }) =>
      api.listConversations({ cursor: pageParam, limit: CONVERSATIONS_AT_ONCE }, search || null),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** The shown branch of a conversation, its end first, earlier pages as they are asked for. */
export const messagesQuery = (id: ConversationId) =>
  infiniteQueryOptions({
    queryKey: ["messages", id],
    queryFn: ({ pageParam }) => api.listMessages(id, pageParam, MESSAGES_AT_ONCE),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** The pages of a branch as one list, oldest first. */
export function inOrder(pages: readonly { items: ThreadMessage[] }[]): ThreadMessage[] {
  return pages.toReversed().flatMap((page) => page.items);
}
