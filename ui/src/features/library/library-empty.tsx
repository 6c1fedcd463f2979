import { Images, SearchX, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { navigate } from "@/state/navigation";
import { focusPrompt } from "@/state/prompt-focus";

interface LibraryEmptyProps {
  search: string | null;
  trash: boolean;
  onClearSearch: () => void;
  onLeaveTrash: () => void;
}

/** Why nothing shows, with the one next step. */
export function LibraryEmpty({ search, trash, onClearSearch, onLeaveTrash }: LibraryEmptyProps) {
  const { t } = useTranslation("library");
  if (search !== null) {
    return (
      <EmptyState
        icon={SearchX}
        title={t("empty.noMatchTitle")}
        text={t("empty.noMatchText", { search })}
        className="wrap-anywhere"
        action={<Button onClick={onClearSearch}>{t("empty.noMatchAction")}</Button>}
      />
    );
  }
  if (trash) {
    return (
      <EmptyState
        icon={Trash2}
        title={t("trash.emptyTitle")}
        text={t("trash.emptyText")}
        action={<Button onClick={onLeaveTrash}>{t("trash.back")}</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={Images}
      title={t("empty.title")}
      text={t("empty.text")}
      action={
        <Button
          variant="primary"
          onClick={() => {
            navigate.toPage("generate");
            focusPrompt();
          }}
        >
          {t("empty.action")}
        </Button>
      }
    />
  );
}
