import { createContext, useContext } from "react";
import type { MessageId } from "@/ipc/client";
import type { Answerer } from "../use-answerer";

/** What the messages of a thread share. */
export interface ThreadContext {
  answerer: Answerer;
  /** True while an answer is being written in this thread. */
  busy: boolean;
  /** The message being edited. It lives above the messages, which come and go as one scrolls. */
  editing: MessageId | null;
  edit: (id: MessageId | null) => void;
  /** Told after something was sent, so that the end is shown. */
  onSent: () => void;
}

const Context = createContext<ThreadContext | null>(null);

export const ThreadProvider = Context.Provider;

export function useThread(): ThreadContext {
  const context = useContext(Context);
  if (!context) throw new Error("a message stands outside a thread");
  return context;
}
