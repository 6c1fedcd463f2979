import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { SquarePen } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { PageHeader } from "@/components/page-header";
import { useLayout } from "@/features/frame/layout";
import { Page } from "@/features/frame/page";
import { providersQuery } from "@/features/models/queries";
import type { ConversationId } from "@/ipc/client";
import { navigate, useNavigation } from "@/state/navigation";
import { focusPrompt } from "@/state/prompt-focus";
import { Composer } from "./composer/composer";
import { ConversationList } from "./conversations/conversation-list";
import { conversationsQuery } from "./queries";
import type { MessageListHandle } from "./thread/message-list";
import { Thread, useMessages } from "./thread/thread";
import { type Answerer, useAnswerer } from "./use-answerer";
import { SampleHint, Welcome } from "./welcome";

function startNew(): void {
  useLayout.setState({ sidebarSheet: false });
  navigate.toConversation(null);
  focusPrompt();
}

function useTitle(id: ConversationId | null): string {
  const { t } = useTranslation("chat");
  const { data } = useInfiniteQuery(conversationsQuery(""));
  if (id === null) return t("list.new");
  const known = data?.pages.flatMap((page) => page.items).find((each) => each.id === id);
  return known?.title || t("title");
}

function useIsSample({ choice }: Answerer): boolean {
  const { data } = useQuery(providersQuery);
  return data?.find(({ id }) => id === choice?.provider_id)?.kind === "built-in";
}

interface ConversationProps {
  id: ConversationId | null;
  answerer: Answerer;
}

/** One conversation, or the place where one begins. */
function Conversation({ id, answerer }: ConversationProps) {
  const list = useRef<MessageListHandle>(null);
  const thread = useMessages(id);
  const isSample = useIsSample(answerer);
  return (
    <>
      {id === null ? (
        <Welcome />
      ) : (
        <Thread key={id} thread={thread} answerer={answerer} list={list} />
      )}
      {id === null && isSample && <SampleHint />}
      <Composer
        conversationId={id}
        answerer={answerer}
        running={thread.running?.generation?.id ?? null}
        onSent={() => list.current?.toEnd()}
      />
    </>
  );
}

/** Conversations with models: the list, the thread and the place to write. */
export function ChatPage() {
  const { t } = useTranslation("chat");
  const id = useNavigation((navigation) => navigation.conversationId);
  const answerer = useAnswerer();
  const create = (
    <IconButton
      size="sm"
      icon={SquarePen}
      label={t("list.new")}
      shortcut="mod+n"
      onClick={startNew}
    />
  );
  return (
    <Page
      sidebar={<ConversationList />}
      sidebarTitle={t("list.title")}
      sidebarActions={create}
      header={<PageHeader title={useTitle(id)} />}
    >
      <Conversation id={id} answerer={answerer} />
    </Page>
  );
}
