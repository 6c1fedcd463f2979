import { LibraryBig, MessageCircle, Sparkles } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { UsedIn } from "@/ipc/client";

interface UsedInListProps {
  used: UsedIn;
  /** Makes a conversation something to press; absent: it is named only. */
  onConversation?: (id: string) => void;
}

/** Whether something is used anywhere. */
export function isUsed({ conversations, generations, collections }: UsedIn): boolean {
  return conversations.length + generations.length + collections.length > 0;
}

/** The conversations, generations and collections that use something. */
export function UsedInList({ used, onConversation }: UsedInListProps) {
  const { t } = useTranslation("library");
  return (
    <ul className="flex flex-col gap-0.5 text-sm">
      {used.conversations.map(({ id, title }) => (
        <Line key={id} icon={<MessageCircle size={14} strokeWidth={1.75} />}>
          {onConversation ? (
            <button
              type="button"
              onClick={() => onConversation(id)}
              className="min-w-0 truncate rounded-sm text-left text-accent-text hover:underline"
            >
              {title || t("usedIn.untitled")}
            </button>
          ) : (
            <span className="min-w-0 truncate">{title || t("usedIn.untitled")}</span>
          )}
        </Line>
      ))}
      {used.generations.map(({ id, prompt, model_name }) => (
        <Line key={id} icon={<Sparkles size={14} strokeWidth={1.75} />}>
          <span className="min-w-0 truncate">
            {t("usedIn.generation", { prompt: prompt ?? t("usedIn.noPrompt"), model: model_name })}
          </span>
        </Line>
      ))}
      {used.collections.map(({ id, name }) => (
        <Line key={id} icon={<LibraryBig size={14} strokeWidth={1.75} />}>
          <span className="min-w-0 truncate">{t("usedIn.collection", { name })}</span>
        </Line>
      ))}
      {used.more && <li className="text-muted">{t("usedIn.more")}</li>}
    </ul>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex min-w-0 items-center gap-2 py-0.5">
      <span aria-hidden className="shrink-0 text-muted">
        {icon}
      </span>
      {children}
    </li>
  );
}
