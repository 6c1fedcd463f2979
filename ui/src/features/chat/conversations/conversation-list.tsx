import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { MessageCircle, Search, X } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/empty-state";
import { ErrorCard } from "@/components/error-card";
import { IconButton } from "@/components/icon-button";
import { Skeleton } from "@/components/skeleton";
import { TextField } from "@/components/text-field";
import { useLayout } from "@/features/frame/layout";
import { type Conversation, toProblem } from "@/ipc/client";
import { i18n } from "@/messages";
import { navigate, useNavigation } from "@/state/navigation";
import { conversationsQuery } from "../queries";
import { ConversationRow, type RowCommands } from "./conversation-row";
import { type DayGroup, groupByDay, type ListRow } from "./group-by-day";
import { useRunningConversations } from "./running";
import { useConversationCommands } from "./use-conversation-commands";
import { useListKeys } from "./use-list-keys";
import { useToday } from "./use-today";

const ROW = 34;
const HEADING = 32;
/** So near to the last line, the next page is asked for. */
const AHEAD = 15;

function headingText(group: DayGroup, now: number): string {
  if (group.kind !== "month") return i18n.t(`chat:list.${group.kind}`);
  const sameYear = new Date(now).getFullYear() === group.year;
  return new Intl.DateTimeFormat(i18n.language, {
    month: "long",
    year: sameYear ? undefined : "numeric",
  }).format(new Date(group.year, group.month, 1));
}

function SearchField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation("chat");
  return (
    <div className="relative shrink-0 px-3 pb-2">
      <Search
        aria-hidden
        size={14}
        strokeWidth={1.75}
        className="pointer-events-none absolute top-2.25 left-5.5 z-10 text-muted"
      />
      <TextField
        label={t("list.search")}
        hideLabel
        type="text"
        role="searchbox"
        placeholder={t("list.search")}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && value !== "") onChange("");
        }}
        className="[&_input]:pl-8"
        trailing={
          value !== "" && (
            <IconButton
              size="sm"
              icon={X}
              label={t("list.clearSearch")}
              onClick={() => onChange("")}
            />
          )
        }
      />
    </div>
  );
}

function ListSkeleton() {
  const { t } = useTranslation("chat");
  return (
    <div role="status" aria-busy aria-label={t("list.loading")} className="space-y-4 px-5 pt-3">
      {["w-16", "w-4/5", "w-3/5", "w-full", "w-2/3", "w-3/4"].map((width) => (
        <Skeleton key={width} className={`h-3.5 ${width}`} />
      ))}
    </div>
  );
}

/** The conversations, by day. It scrolls by itself and reads on as it is scrolled. */
export function ConversationList() {
  const { t } = useTranslation("chat");
  const [search, setSearch] = useState("");
  const query = useInfiniteQuery(conversationsQuery(search.trim()));
  const now = useToday();
  const conversations = useMemo(
    () => query.data?.pages.flatMap((page) => page.items) ?? [],
    [query.data],
  );
  const rows = useMemo(() => groupByDay(conversations, now), [conversations, now]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  const list = () => {
    if (query.isPending) return <ListSkeleton />;
    if (query.isError) {
      return (
        <ErrorCard
          compact
          problem={toProblem(query.error)}
          onRetry={() => void query.refetch()}
          className="mx-3"
        />
      );
    }
    if (rows.length > 0) {
      return <Rows rows={rows} conversations={conversations} now={now} onNearEnd={readOn} />;
    }
    if (search.trim() !== "") {
      return (
        <p className="px-5 py-4 text-sm wrap-anywhere text-muted">
          {t("list.noMatch", { search: search.trim() })}
        </p>
      );
    }
    return (
      <EmptyState icon={MessageCircle} title={t("list.emptyTitle")} text={t("list.emptyText")} />
    );
  };
  return (
    <>
      <SearchField value={search} onChange={setSearch} />
      {list()}
    </>
  );
}

interface RowsProps {
  rows: readonly ListRow[];
  conversations: readonly Conversation[];
  now: number;
  onNearEnd: () => void;
}

function Rows({ rows, conversations, now, onNearEnd }: RowsProps) {
  const { t } = useTranslation("chat");
  const scroller = useRef<HTMLDivElement>(null);
  const current = useNavigation((navigation) => navigation.conversationId);
  const running = useRunningConversations();
  const [active, setActive] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const { rename, remove } = useConversationCommands();

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === "heading" ? HEADING : ROW),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    paddingEnd: 12,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onNearEnd();
  }, [last, rows.length, onNearEnd]);

  const focusRow = useCallback((id: string | null) => {
    wanted.current = id;
    const row = id && scroller.current?.querySelector<HTMLElement>(`[data-conversation="${id}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  }, []);
  // A row that was scrolled to, or whose title was just edited, is there only after drawing.
  useEffect(() => {
    if (wanted.current !== null) focusRow(wanted.current);
  });

  const goTo = ({ id }: Conversation) => {
    setActive(id);
    virtualizer.scrollToIndex(rows.findIndex((row) => row.key === id));
    focusRow(id);
  };
  const press = useListKeys({
    conversations,
    goTo,
    rename: ({ id }) => setRenaming(id),
    remove: (conversation, next) => {
      remove(conversation);
      if (next) goTo(next);
    },
  });
  const latest = useRef({ press, rename, remove });
  latest.current = { press, rename, remove };
  const commands = useMemo<RowCommands>(
    () => ({
      open: ({ id }) => {
        useLayout.setState({ sidebarSheet: false });
        navigate.toConversation(id);
      },
      startRename: ({ id }) => setRenaming(id),
      endRename: ({ id }, title) => {
        setRenaming(null);
        wanted.current = id;
        if (title !== null) latest.current.rename(id, title);
      },
      remove: (conversation) => latest.current.remove(conversation),
      focus: ({ id }) => setActive(id),
      press: (conversation, event) => latest.current.press(conversation, event),
    }),
    [],
  );

  const known = (id: string | null) => id !== null && conversations.some((each) => each.id === id);
  const reachable = known(active) ? active : known(current) ? current : conversations[0]?.id;
  return (
    <nav
      ref={scroller}
      aria-label={t("list.title")}
      className="min-h-0 flex-1 overflow-y-auto px-3"
    >
      <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index];
          if (!row) return null;
          const place = { transform: `translateY(${start}px)` };
          return row.kind === "heading" ? (
            <li
              key={key}
              style={place}
              className="absolute inset-x-0 top-0 px-2 pt-3 text-xs font-medium text-muted"
            >
              {headingText(row.group, now)}
            </li>
          ) : (
            <li key={key} style={place} className="absolute inset-x-0 top-0">
              <ConversationRow
                conversation={row.conversation}
                current={row.conversation.id === current}
                reachable={row.conversation.id === reachable}
                renaming={row.conversation.id === renaming}
                running={running.has(row.conversation.id)}
                commands={commands}
              />
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
