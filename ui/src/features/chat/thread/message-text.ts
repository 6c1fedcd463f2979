import type { MessagePart, ThreadMessage } from "@/ipc/client";

/** What a message says in one kind of its parts. */
export function textOf(parts: readonly MessagePart[], kind: "text" | "reasoning"): string {
  return parts.flatMap((part) => (part.kind === kind ? [part.text] : [])).join("");
}

/** The answer that is being written in this thread, if one is. */
export function runningAnswer(messages: readonly ThreadMessage[]): ThreadMessage | null {
  const last = messages.at(-1);
  const state = last?.generation?.state;
  return last && (state === "queued" || state === "submitted" || state === "running") ? last : null;
}
