import { Search } from "lucide-react";
import type { FormEvent, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { TextField } from "@/components/text-field";
import { KIND_ICONS } from "@/features/media/kind-icons";
import type { StockLibrary } from "@/ipc/client";
import { FindFilters } from "./find-filters";
import type { FindState } from "./use-find";

interface FindToolbarProps {
  services: readonly StockLibrary[];
  find: FindState;
  field: RefObject<HTMLInputElement | null>;
}

/** Where one searches, what for, and within what. */
export function FindToolbar({ services, find, field }: FindToolbarProps) {
  const { t } = useTranslation("find");
  const { service, search } = find;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find.submit();
  };
  return (
    <search>
      <form onSubmit={submit} className="flex shrink-0 flex-wrap items-center gap-2 px-4 pb-3">
        <Select
          hideLabel
          label={t("service")}
          value={service.provider_id}
          onChange={find.setService}
          options={services.map(({ provider_id, name, usable }) => ({
            value: provider_id,
            label: name,
            description: usable ? undefined : t("needsKey"),
          }))}
          className="w-40"
        />
        {service.searches.length > 1 && (
          <Segmented
            hideLabel
            label={t("what")}
            value={search.id}
            onChange={find.setSearch}
            options={service.searches.map(({ id, name, kind }) => ({
              value: id,
              label: name,
              icon: KIND_ICONS[kind],
            }))}
          />
        )}
        <TextField
          ref={field}
          hideLabel
          type="search"
          label={t("search", { name: service.name })}
          placeholder={t("search", { name: service.name })}
          value={find.words}
          onChange={({ target }) => find.setWords(target.value)}
          className="min-w-48 flex-1"
        />
        <Button type="submit" variant="primary" icon={Search} disabled={!service.usable}>
          {t("submit")}
        </Button>
        <FindFilters
          parameters={search.parameters}
          values={find.values}
          onChange={find.setValues}
        />
      </form>
    </search>
  );
}
