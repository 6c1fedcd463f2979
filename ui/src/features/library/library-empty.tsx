import { Briefcase, Images, LibraryBig, SearchX, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EmptyState } from "@/components/empty-state";
import { navigate } from "@/state/navigation";
import { focusPrompt } from "@/state/prompt-focus";
import { clearFilter, isNarrowed, setFilter, showPlace, useLibraryFilter } from "./library-filter";

/** Why nothing shows, with the one next step. */
export function LibraryEmpty({ words }: { words: string }) {
  const { t } = useTranslation("library");
  const filter = useLibraryFilter();
  if (isNarrowed(filter, words)) {
    const onlySearch = words !== "" && !isNarrowed(filter, "");
    return (
      <EmptyState
        icon={SearchX}
        title={t("empty.noMatchTitle")}
        text={onlySearch ? t("empty.noMatchText", { search: words }) : t("empty.noMatchFilterText")}
        className="wrap-anywhere"
        action={
          <Button onClick={clearFilter}>
            {onlySearch ? t("empty.noMatchAction") : t("filter.clear")}
          </Button>
        }
      />
    );
  }
  if (filter.trash) {
    return (
      <EmptyState
        icon={Trash2}
        title={t("trash.emptyTitle")}
        text={t("trash.emptyText")}
        action={<Button onClick={() => setFilter({ trash: false })}>{t("trash.back")}</Button>}
      />
    );
  }
  if (filter.place.type !== "all") {
    return (
      <EmptyState
        icon={filter.place.type === "collection" ? LibraryBig : Briefcase}
        title={t(`empty.${filter.place.type}Title`)}
        text={t(`empty.${filter.place.type}Text`)}
        action={
          <Button onClick={() => showPlace({ type: "all" })}>{t("empty.placeAction")}</Button>
        }
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
