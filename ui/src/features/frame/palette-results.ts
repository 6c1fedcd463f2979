import type { LucideIcon } from "lucide-react";
import { MessageCircle } from "lucide-react";
import { type Action, availableActions, runAction } from "@/actions/registry";
import type { Conversation } from "@/ipc/client";
import { navigate } from "@/state/navigation";

/** One line of the palette. */
export interface Result {
  id: string;
  group: "actions" | "conversations";
  label: string;
  icon: LucideIcon;
  shortcut?: string;
  run: () => void;
}

/** True where every word of the search stands somewhere in the label. */
export function matches(label: string, search: string): boolean {
  const text = label.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function fromAction(action: Action): Result {
  const { id, label, icon, shortcut } = action;
  return { id, group: "actions", label, icon, shortcut, run: () => void runAction(action) };
}

function fromConversation({ id, title }: Conversation): Result {
  return {
    id: `conversation-${id}`,
    group: "conversations",
    label: title,
    icon: MessageCircle,
    run: () => navigate.toConversation(id),
  };
}

/** The palette's lines: commands that match first, then the conversations that were found. */
export function paletteResults(search: string, conversations: readonly Conversation[]): Result[] {
  const actions = availableActions()
    .filter(({ id, label }) => id !== "palette" && matches(label, search))
    .map(fromAction);
  return [...actions, ...conversations.map(fromConversation)];
}
