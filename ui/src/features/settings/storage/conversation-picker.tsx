import { useTranslation } from "react-i18next";
import { CheckField } from "@/components/check-field";
import { formatDateTime } from "@/features/media/format";
import type { ConversationId, KeptConversation } from "@/ipc/client";

interface ConversationPickerProps {
  conversations: KeptConversation[];
  chosen: ReadonlySet<ConversationId>;
  onChange: (chosen: ReadonlySet<ConversationId>) => void;
}

/** The conversations of a backup, to pick some out. */
export function ConversationPicker({ conversations, chosen, onChange }: ConversationPickerProps) {
  const { t } = useTranslation("storage");
  if (conversations.length === 0) return <p className="text-sm text-muted">{t("restore.none")}</p>;
  const choose = (id: ConversationId, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <ul
      aria-label={t("restore.conversations")}
      className="flex max-h-64 flex-col gap-2.5 overflow-y-auto rounded-md bg-sunken p-3"
    >
      {conversations.map(({ id, title, messages, updated_at, is_here }) => (
        <li key={id}>
          <CheckField
            label={title || t("restore.untitled")}
            help={[
              t("restore.messages", { count: messages }),
              formatDateTime(updated_at),
              is_here && t("restore.isHere"),
            ]
              .filter(Boolean)
              .join(" · ")}
            value={chosen.has(id)}
            onChange={(isChosen) => choose(id, isChosen)}
          />
        </li>
      ))}
    </ul>
  );
}
