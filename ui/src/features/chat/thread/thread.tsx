import { useInfiniteQuery } from "@tanstack/react-query";
import { MessageCircleDashed } from "lucide-react";
import { type RefObject, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorCard } from "@/components/error-card";
import { Skeleton } from "@/components/skeleton";
import { type ConversationId, type MessageId, toProblem } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { noteAnswer } from "../conversations/running";
import { inOrder, messagesQuery } from "../queries";
import type { Answerer } from "../use-answerer";
import { MessageList, type MessageListHandle } from "./message-list";
import { runningAnswer } from "./message-text";
import { ThreadProvider } from "./thread-context";

/** The messages of the shown branch, and the answer that is being written in it. */
export function useMessages(id: ConversationId | null) {
  const query = useInfiniteQuery({ ...messagesQuery(id ?? ""), enabled: id !== null });
  const messages = useMemo(() => inOrder(query.data?.pages ?? []), [query.data]);
  const running = id === null ? null : runningAnswer(messages);
  const generation = running?.generation?.id;
  useEffect(() => {
    if (id !== null && generation !== undefined) noteAnswer(generation, id);
  }, [id, generation]);
  return { query, messages, running };
}

type List = RefObject<MessageListHandle | null>;

interface ThreadProps {
  thread: ReturnType<typeof useMessages>;
  answerer: Answerer;
  list: List;
}

function ThreadSkeleton() {
  const { t } = useTranslation("chat");
  return (
    <div
      role="status"
      aria-busy
      aria-label={t("thread.loading")}
      className="mx-auto flex w-full max-w-[calc(72ch+3rem)] flex-1 flex-col justify-end gap-4 p-6"
    >
      <Skeleton className="h-10 w-2/5 self-end rounded-xl" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-11/12" />
      <Skeleton className="h-4 w-3/5" />
    </div>
  );
}

/** Leads to the message that was asked for, loading what lies above until it is there. */
function useWantedMessage({ query, messages }: ReturnType<typeof useMessages>, list: List): void {
  const wanted = useNavigation((navigation) => navigation.messageId);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    if (wanted === null || messages.length === 0) return;
    if (list.current?.toMessage(wanted)) useNavigation.setState({ messageId: null });
    else if (hasNextPage && !isFetching) void fetchNextPage();
  }, [wanted, messages, hasNextPage, isFetching, fetchNextPage, list]);
}

/** One conversation: its messages, its loading and its failure to load. */
export function Thread({ thread, answerer, list }: ThreadProps) {
  const { t } = useTranslation("chat");
  const [editing, setEditing] = useState<MessageId | null>(null);
  const { query, messages, running } = thread;
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  useWantedMessage(thread, list);
  const readOn = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const context = useMemo(
    () => ({
      answerer,
      busy: running !== null,
      editing,
      edit: setEditing,
      onSent: () => list.current?.toEnd(),
    }),
    [answerer, running, editing, list],
  );
  if (query.isPending) return <ThreadSkeleton />;
  if (query.isError && messages.length === 0) {
    return (
      <div className="mx-auto w-full max-w-[calc(72ch+3rem)] flex-1 p-6">
        <ErrorCard problem={toProblem(query.error)} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (messages.length === 0) {
    return (
      <div className="flex flex-1 flex-col items-center justify-center gap-2 text-sm text-muted">
        <MessageCircleDashed aria-hidden size={24} strokeWidth={1.5} />
        {t("thread.empty")}
      </div>
    );
  }
  return (
    <ThreadProvider value={context}>
      <MessageList
        messages={messages}
        loadingOlder={isFetchingNextPage}
        onNearStart={hasNextPage ? readOn : undefined}
        handle={list}
      />
    </ThreadProvider>
  );
}
