import { Search, Trash2, Upload, X } from "lucide-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { PageHeader } from "@/components/page-header";
import { setFilter, useLibraryFilter } from "./library-filter";

interface LibraryToolbarProps {
  /** The name of the part that is shown. */
  title: string;
  searchField: RefObject<HTMLInputElement | null>;
  onImport: () => void;
}

/** What is shown, the field that looks for words, and the ways to import and to the trash. */
export function LibraryToolbar({ title, searchField, onImport }: LibraryToolbarProps) {
  const { t } = useTranslation("library");
  const { search, trash } = useLibraryFilter();
  const onSearch = (text: string) => setFilter({ search: text });
  return (
    <PageHeader
      title={trash ? t("trash.show") : title}
      actions={
        <div className="flex min-w-0 items-center gap-2">
          <label className="flex h-8 w-56 min-w-0 items-center gap-2 rounded-md border border-control bg-raised pl-2.5 transition-colors focus-within:border-accent-text hover:border-muted">
            <Search aria-hidden size={14} strokeWidth={1.75} className="shrink-0 text-muted" />
            <input
              ref={searchField}
              type="search"
              aria-label={t("search")}
              placeholder={t("search")}
              autoComplete="off"
              value={search}
              onChange={({ target }) => onSearch(target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Escape" || search === "") return;
                event.preventDefault();
                onSearch("");
              }}
              className="h-full min-w-0 flex-1 truncate bg-transparent text-sm outline-none [&::-webkit-search-cancel-button]:hidden"
            />
            {search !== "" && (
              <IconButton
                size="sm"
                icon={X}
                label={t("clearSearch")}
                onClick={() => onSearch("")}
                className="mr-0.5 size-6"
              />
            )}
          </label>
          {!trash && (
            <Button variant="ghost" icon={Upload} onClick={onImport}>
              {t("intake.import")}
            </Button>
          )}
          <Button
            variant="ghost"
            icon={Trash2}
            aria-pressed={trash}
            onClick={() => setFilter({ trash: !trash })}
          >
            {t("trash.show")}
          </Button>
        </div>
      }
    />
  );
}
