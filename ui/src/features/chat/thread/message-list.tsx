import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import {
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { cn } from "@/components/cn";
import { Spinner } from "@/components/spinner";
import type { MessageId, ThreadMessage } from "@/ipc/client";
import { AnswerMessage } from "./answer-message";
import { followsEnd, type ScrollEvent } from "./stick-to-end";
import { UserMessage } from "./user-message";

/** What a message is taken to measure until it was drawn once. */
const ESTIMATE = { user: 96, assistant: 320, system: 0 } as const;
/** So near to the beginning of what is loaded, the page before it is asked for. */
const AHEAD = 4;
const EVERYTHING = 1e9;
/** How long a message that somebody was led to stays marked. */
const MARKED_MS = 2500;

export interface MessageListHandle {
  /** Shows the end and stays there. */
  toEnd: () => void;
  /** Shows a message that is loaded, and marks it for a moment; false where it is not. */
  toMessage: (id: MessageId) => boolean;
}

interface MessageListProps {
  messages: readonly ThreadMessage[];
  loadingOlder: boolean;
  /** Asks for the page before; absent at the beginning. */
  onNearStart?: () => void;
  handle: RefObject<MessageListHandle | null>;
}

/** Follows the end of what scrolls until the reader moves away from it. */
function useFollowing(scroller: RefObject<HTMLElement | null>) {
  const [following, setFollowing] = useState(true);
  const now = useRef(true);
  const position = useRef(0);
  const note = useCallback((event: ScrollEvent) => {
    now.current = followsEnd(now.current, event);
    setFollowing(now.current);
  }, []);
  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const to = element.scrollTop;
    const distance = element.scrollHeight - element.clientHeight - to;
    note({ type: "moved", from: position.current, to, distance });
    position.current = to;
  }, [scroller, note]);
  const pin = useCallback(() => {
    const element = scroller.current;
    if (!element || !now.current) return;
    element.scrollTop = element.scrollHeight;
    position.current = element.scrollTop;
  }, [scroller]);
  return { following, note, onScroll, pin };
}

/** The message that is marked, until its moment is over. */
function useMark() {
  const [marked, mark] = useState<MessageId | null>(null);
  useEffect(() => {
    if (marked === null) return;
    const timer = setTimeout(() => mark(null), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked]);
  return [marked, mark] as const;
}

/** The messages of a thread, of which only those near the view are in the page. */
export function MessageList({ messages, loadingOlder, onNearStart, handle }: MessageListProps) {
  const { t } = useTranslation("chat");
  const scroller = useRef<HTMLDivElement>(null);
  const { following, note, onScroll, pin } = useFollowing(scroller);
  const [marked, mark] = useMark();

  const estimate = (index: number) => ESTIMATE[messages[index]?.role ?? "assistant"];
  const virtualizer = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: estimate,
    // Opens at the end: nothing of the beginning is drawn first.
    initialOffset: () => messages.reduce((sum, _, index) => sum + estimate(index), 0),
    getItemKey: (index) => messages[index]?.id ?? index,
    overscan: 4,
    paddingStart: 24,
    paddingEnd: 24,
    // The web view does not anchor its scrolling: what is read stays put while pages join above.
    anchorTo: "end",
    scrollEndThreshold: following ? EVERYTHING : -1,
  });
  const items = virtualizer.getVirtualItems();
  const total = virtualizer.getTotalSize();
  const first = items[0];

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height and the view are what move the end
  useLayoutEffect(pin, [total, items.length]);
  // A window that changes its height moves the end as well.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(pin);
    observer.observe(element);
    return () => observer.disconnect();
  }, [pin]);
  useEffect(() => {
    if (first && first.index <= AHEAD && !loadingOlder) onNearStart?.();
  }, [first, loadingOlder, onNearStart]);

  const toEnd = (type: "jumped" | "sent") => {
    note({ type });
    pin();
  };
  const toMessage = (id: MessageId) => {
    const index = messages.findIndex((message) => message.id === id);
    if (index === -1) return false;
    note({ type: "away" });
    virtualizer.scrollToIndex(index, { align: "center" });
    mark(id);
    return true;
  };
  useImperativeHandle(handle, () => ({ toEnd: () => toEnd("sent"), toMessage }));

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="log"
        aria-label={t("thread.label")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        className="ring-inside min-h-0 flex-1 overflow-x-hidden overflow-y-auto px-6"
      >
        <div className="relative mx-auto w-full max-w-[72ch] text-chat" style={{ height: total }}>
          <div
            // Not a transform: what sticks within a message is laid out without it.
            className="absolute inset-x-0"
            style={{ top: first?.start ?? 0 }}
          >
            {items.map(({ index, key }) => {
              const message = messages[index];
              if (!message) return null;
              return (
                <div
                  key={key}
                  data-index={index}
                  ref={virtualizer.measureElement}
                  className={cn(
                    "rounded-lg transition-colors duration-200",
                    marked === message.id && "bg-accent-soft",
                  )}
                >
                  {message.role === "user" && <UserMessage message={message} />}
                  {message.role === "assistant" && (
                    <AnswerMessage message={message} last={index === messages.length - 1} />
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {loadingOlder && (
        <p
          role="status"
          className="pointer-events-none absolute inset-x-0 top-2 flex justify-center"
        >
          <span className="flex items-center gap-2 rounded-full bg-floating px-3 py-1 text-xs text-muted shadow-float">
            <Spinner className="size-3.5" />
            {t("thread.older")}
          </span>
        </p>
      )}
      {!following && (
        <div className="pointer-events-none absolute inset-x-0 bottom-2 flex justify-center">
          <Button
            size="sm"
            icon={ArrowDown}
            onClick={() => toEnd("jumped")}
            className="pointer-events-auto rounded-full bg-floating shadow-float"
          >
            {t("thread.jump")}
          </Button>
        </div>
      )}
    </div>
  );
}
