import type { LucideIcon } from "lucide-react";
import { MessageCircle, Search } from "lucide-react";
import { type Action, availableActions, runAction } from "@/actions/registry";
import { searchFor } from "@/features/search/search-state";
import type { Conversation } from "@/ipc/client";
import { i18n } from "@/messages";
import { navigate } from "@/state/navigation";

/** One line of the palette. */
export interface Result {
  id: string;
  group: "actions" | "conversations" | "everywhere";
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

function everywhere(text: string): Result {
  return {
    id: "search-everywhere",
    group: "everywhere",
    label: i18n.t("shell:palette.everywhere", { text }),
    icon: Search,
    shortcut: "mod+shift+f",
    run: () => {
      searchFor(text);
      navigate.toPage("search");
    },
  };
}

/** The palette's lines: commands that match, the conversations that were found, the way to the rest. */
export function paletteResults(search: string, conversations: readonly Conversation[]): Result[] {
  const actions = availableActions()
    .filter(({ id, label }) => id !== "palette" && matches(label, search))
    .map(fromAction);
  const rest = search === "" ? [] : [everywhere(search)];
  return [...actions, ...conversations.map(fromConversation), ...rest];
}
