import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { Select } from "@/components/select";
import { api, type SearchFilter } from "@/ipc/client";
import { chipsOf } from "./chips";
import { FilterPopover } from "./filter-popover";
import { changeFilter, setText, useSearchState } from "./search-state";
import { filterFor, WHATS, whatOf } from "./what";

interface SearchBarProps {
  text: string;
  filter: SearchFilter;
  /** The list of results, and the line of it that is chosen. */
  listId: string;
  activeId: string | undefined;
  onKeyDown: (event: KeyboardEvent) => void;
}

function useAskedFocus() {
  const field = useRef<HTMLInputElement>(null);
  const asked = useSearchState((state) => state.focusAsked);
  // Not put off: what is typed as soon as the field is seen goes into it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each asking counts
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [asked]);
  return field;
}

function Chips({ filter }: { filter: SearchFilter }) {
  const { t } = useTranslation("search");
  const { data } = useQuery({ queryKey: ["models", "catalog"], queryFn: () => api.catalog() });
  const nameOf = (id: string) => {
    const model = data?.find(({ model }) => model.id === id || model.provider_id === id)?.model;
    return (model?.id === id ? model.name : model?.provider_name) ?? id;
  };
  const chips = chipsOf(filter, nameOf);
  if (chips.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-1.5">
      {chips.map(({ key, label, without }) => (
        <Button
          key={key}
          size="sm"
          icon={X}
          aria-label={t("filter.remove", { name: label })}
          onClick={() => changeFilter(without)}
          className="rounded-full"
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

/** The one field that searches everywhere, and what narrows the search down. */
export function SearchBar({ text, filter, listId, activeId, onKeyDown }: SearchBarProps) {
  const { t } = useTranslation("search");
  const field = useAskedFocus();
  return (
    <search className="mx-auto flex w-full max-w-[62rem] shrink-0 flex-col gap-2 px-4 pb-3">
      <div className="flex flex-wrap items-end gap-2">
        <label className="flex h-9 min-w-56 flex-1 items-center gap-2 rounded-md border border-control bg-raised pl-3 transition-colors focus-within:border-accent-text hover:border-muted">
          <Search aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
          <input
            ref={field}
            role="combobox"
            aria-label={t("field")}
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={activeId}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            placeholder={t("field")}
            maxLength={1000}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={onKeyDown}
            className="h-full min-w-0 flex-1 truncate bg-transparent text-base outline-none"
          />
          {text !== "" && (
            <IconButton size="sm" icon={X} label={t("clear")} onClick={() => setText("")} />
          )}
        </label>
        <Select
          hideLabel
          label={t("what.label")}
          value={whatOf(filter)}
          onChange={(what) => changeFilter(filterFor(what))}
          options={WHATS.map((value) => ({ value, label: t(`what.${value}`) }))}
          className="w-36"
        />
        <FilterPopover filter={filter} />
      </div>
      <Chips filter={filter} />
    </search>
  );
}
