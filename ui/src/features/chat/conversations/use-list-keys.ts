import { type KeyboardEvent, useRef } from "react";
import { isComposing } from "@/actions/shortcut";
import type { Conversation } from "@/ipc/client";
import { TypeAhead } from "./type-ahead";

const PAGE = 10;

interface ListKeys {
  conversations: readonly Conversation[];
  goTo: (conversation: Conversation) => void;
  rename: (conversation: Conversation) => void;
  remove: (conversation: Conversation, next: Conversation | undefined) => void;
}

/** Where a key leads from a place in a list of `count`; null for keys that lead nowhere. */
function destination(key: string, at: number, count: number): number | null {
  const last = count - 1;
  const places: Record<string, number> = {
    ArrowDown: Math.min(at + 1, last),
    ArrowUp: Math.max(at - 1, 0),
    PageDown: Math.min(at + PAGE, last),
    PageUp: Math.max(at - PAGE, 0),
    Home: 0,
    End: last,
  };
  return places[key] ?? null;
}

const isLetter = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
  key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;

/** The keys of the conversation list: arrows, Home, End, F2, Delete and type-ahead. */
export function useListKeys({ conversations, goTo, rename, remove }: ListKeys) {
  const ahead = useRef(new TypeAhead());
  return (conversation: Conversation, event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const at = conversations.findIndex(({ id }) => id === conversation.id);
    const place = destination(event.key, at, conversations.length);
    if (place !== null) {
      const target = conversations[place];
      if (target) goTo(target);
    } else if (event.key === "F2") {
      rename(conversation);
    } else if (event.key === "Delete" || (event.key === "Backspace" && event.metaKey)) {
      remove(conversation, conversations[at + 1] ?? conversations[at - 1]);
    } else if (isLetter(event)) {
      const titles = conversations.map(({ title }) => title);
      const found = conversations[ahead.current.find(event.key, titles, at, event.timeStamp)];
      if (found) goTo(found);
    } else return;
    event.preventDefault();
  };
}
