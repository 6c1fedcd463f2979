import { Search, Trash2, X } from "lucide-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { PageHeader } from "@/components/page-header";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { WIDE } from "@/features/frame/layout";
import { useMediaQuery } from "@/features/frame/use-media-query";
import type { AssetKind } from "@/ipc/client";

export type KindChoice = AssetKind | "all";

interface LibraryToolbarProps {
  search: string;
  onSearch: (text: string) => void;
  searchField: RefObject<HTMLInputElement | null>;
  kind: KindChoice;
  onKind: (kind: KindChoice) => void;
  /** The kinds there are; the filter shows once there is more than one. */
  kinds: readonly AssetKind[];
  trash: boolean;
  onTrash: (shown: boolean) => void;
}

/** What narrows the library down. */
export function LibraryToolbar(props: LibraryToolbarProps) {
  const { search, onSearch, kind, onKind, kinds, trash, onTrash } = props;
  const { t } = useTranslation("library");
  const wide = useMediaQuery(WIDE);
  const options = (["all", ...kinds] as const).map((value) => ({
    value,
    label: t(`filter.${value}`),
  }));
  const filter = { label: t("filter.label"), hideLabel: true, value: kind, onChange: onKind };
  return (
    <PageHeader
      title={trash ? t("trash.show") : t("title")}
      actions={
        <div className="flex min-w-0 items-center gap-2">
          {kinds.length > 1 &&
            (wide ? (
              <Segmented {...filter} options={options} />
            ) : (
              <Select {...filter} options={options} size="md" className="w-28" />
            ))}
          <label className="flex h-8 w-56 min-w-0 items-center gap-2 rounded-md border border-control bg-raised pl-2.5 transition-colors focus-within:border-accent-text hover:border-muted">
            <Search aria-hidden size={14} strokeWidth={1.75} className="shrink-0 text-muted" />
            <input
              ref={props.searchField}
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
          <Button
            variant="ghost"
            icon={Trash2}
            aria-pressed={trash}
            onClick={() => onTrash(!trash)}
          >
            {t("trash.show")}
          </Button>
        </div>
      }
    />
  );
}
