import { Ellipsis, FileArchive, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/cn";
import { IconButton } from "@/components/icon-button";
import { ContextMenu, Menu, MenuItem } from "@/components/menu";
import { Spinner } from "@/components/spinner";
import type { Conversation } from "@/ipc/client";
import { exportConversation } from "./export-conversation";
import { ProjectItems } from "./project-items";
import { RenameField } from "./rename-field";

export interface RowCommands {
  open: (conversation: Conversation) => void;
  startRename: (conversation: Conversation) => void;
  endRename: (conversation: Conversation, title: string | null) => void;
  remove: (conversation: Conversation) => void;
  focus: (conversation: Conversation) => void;
  press: (conversation: Conversation, event: KeyboardEvent) => void;
}

interface ConversationRowProps {
  conversation: Conversation;
  current: boolean;
  /** True for the one row that Tab reaches. */
  reachable: boolean;
  renaming: boolean;
  running: boolean;
  commands: RowCommands;
}

export const ConversationRow = memo((props: ConversationRowProps) => {
  const { conversation, current, reachable, renaming, running, commands } = props;
  const { t } = useTranslation(["chat", "storage"]);
  const [menuOpen, setMenuOpen] = useState(false);
  const title = conversation.title || t("chat:list.untitled");
  if (renaming) {
    return (
      <RenameField
        title={conversation.title}
        onDone={(next) => commands.endRename(conversation, next)}
      />
    );
  }
  const items = (
    <>
      <MenuItem
        icon={Pencil}
        label={t("chat:list.rename")}
        shortcut="f2"
        onSelect={() => commands.startRename(conversation)}
      />
      <ProjectItems conversation={conversation} />
      <MenuItem
        icon={FileArchive}
        label={t("storage:archive.exportConversation")}
        onSelect={() => void exportConversation(conversation.id)}
      />
      <MenuItem
        icon={Trash2}
        label={t("chat:list.delete")}
        shortcut="delete"
        danger
        onSelect={() => commands.remove(conversation)}
      />
    </>
  );
  return (
    <ContextMenu items={items}>
      <div className="group relative">
        <button
          type="button"
          data-conversation={conversation.id}
          tabIndex={reachable ? 0 : -1}
          aria-current={current ? "true" : undefined}
          title={title}
          onClick={() => commands.open(conversation)}
          onFocus={() => commands.focus(conversation)}
          onKeyDown={(event) => commands.press(conversation, event)}
          className={cn(
            "ring-inside flex h-8 w-full min-w-0 items-center gap-2 rounded-md pr-2 pl-2 text-left text-sm transition-colors group-focus-within:pr-8 group-hover:pr-8 hover:bg-hover",
            menuOpen && "bg-hover pr-8",
            current ? "bg-selected font-medium text-text" : "text-text",
          )}
        >
          <span dir="auto" className="min-w-0 flex-1 truncate">
            {title}
          </span>
          {running && (
            <span className="flex text-accent-text group-hover:hidden">
              <Spinner className="size-3.5" />
              <span className="sr-only">{t("chat:list.running")}</span>
            </span>
          )}
        </button>
        <Menu
          align="end"
          open={menuOpen}
          onOpenChange={setMenuOpen}
          trigger={
            <IconButton
              size="sm"
              icon={Ellipsis}
              label={t("chat:list.more", { title })}
              // The menu key and the row's own keys do the same from the keyboard.
              tabIndex={-1}
              className={cn(
                "absolute top-0.5 right-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100",
                menuOpen && "opacity-100",
              )}
            />
          }
        >
          {items}
        </Menu>
      </div>
    </ContextMenu>
  );
});
