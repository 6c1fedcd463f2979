import { Pencil } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import type { ThreadMessage } from "@/ipc/client";
import { CopyButton } from "../copy-button";
import { beginEdit, EditMessage } from "./edit-message";
import { MessageAssets } from "./message-assets";
import { MessageTime } from "./message-meta";
import { textOf } from "./message-text";
import { PlainText } from "./plain-text";
import { SiblingSwitcher } from "./sibling-switcher";
import { useThread } from "./thread-context";

/** Beyond this a text field would no longer answer at once. */
const LONGEST_TO_EDIT = 200_000;

export const UserMessage = memo(({ message }: { message: ThreadMessage }) => {
  const { t } = useTranslation("chat");
  const { editing, edit, busy } = useThread();
  const text = textOf(message.parts, "text");
  const reason =
    text.length > LONGEST_TO_EDIT
      ? t("message.tooLongToEdit")
      : busy
        ? t("message.busy")
        : undefined;
  return (
    <article
      aria-label={t("message.yours")}
      className="group flex min-w-0 flex-col items-end pt-4 pb-1"
    >
      {editing === message.id ? (
        <EditMessage message={message} />
      ) : (
        <>
          <MessageAssets parts={message.parts} className="mt-0 mb-2 max-w-[85%] justify-end" />
          {text !== "" && (
            <div className="max-w-[85%] min-w-0 rounded-xl rounded-br-sm bg-pressed px-3.5 py-2 text-chat">
              <PlainText text={text} />
            </div>
          )}
          <div className="mt-1 flex h-7 items-center gap-0.5">
            <div className="flex items-center gap-0.5 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100">
              <p className="px-1 text-xs text-muted">
                <MessageTime at={message.created_at} />
              </p>
              <CopyButton text={text} label={t("message.copy")} />
              <IconButton
                size="sm"
                icon={Pencil}
                label={t("message.edit")}
                disabledReason={reason}
                onClick={() => {
                  beginEdit(message);
                  edit(message.id);
                }}
              />
            </div>
            <SiblingSwitcher message={message} />
          </div>
        </>
      )}
    </article>
  );
});
