import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Popover } from "@/components/popover";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { WIDE } from "@/features/frame/layout";
import { useMediaQuery } from "@/features/frame/use-media-query";
import { formatDay } from "@/features/media/format";
import type { AssetKind } from "@/ipc/client";
import { FilterForm } from "./filter-form";
import { clearFilter, type LibraryFilter, setFilter, useLibraryFilter } from "./library-filter";
import { libraryModelsQuery } from "./queries";

/** The kinds to choose from, what else narrows the list down as chips, and the way to narrow it. */
export function FilterBar({ kinds }: { kinds: readonly AssetKind[] }) {
  const { t } = useTranslation("library");
  const wide = useMediaQuery(WIDE);
  const filter = useLibraryFilter();
  const chips = useChips(filter);
  const options = (["all", ...kinds] as const).map((value) => ({
    value,
    label: t(`filter.${value}`),
  }));
  const kind = {
    label: t("filter.label"),
    hideLabel: true,
    value: filter.kind,
    onChange: (value: LibraryFilter["kind"]) => setFilter({ kind: value }),
  };
  return (
    <section
      aria-label={t("filter.bar")}
      className="flex shrink-0 flex-wrap items-center gap-2 px-4 pb-2"
    >
      {kinds.length > 1 &&
        (wide ? (
          <Segmented {...kind} options={options} />
        ) : (
          <Select {...kind} options={options} size="md" className="w-28" />
        ))}
      <Popover
        title={t("filter.title")}
        trigger={
          <Button icon={SlidersHorizontal} size="sm">
            {t("filter.open")}
          </Button>
        }
      >
        <FilterForm />
      </Popover>
      {chips.length > 0 && (
        <>
          <ul aria-label={t("filter.active")} className="flex min-w-0 flex-wrap gap-1.5">
            {chips.map(({ id, label, remove }) => (
              <li
                key={id}
                className="flex min-w-0 items-center rounded-md bg-accent-soft pl-2 text-xs text-accent-text"
              >
                <span className="min-w-0 truncate">{label}</span>
                <button
                  type="button"
                  aria-label={t("filter.remove", { label })}
                  onClick={remove}
                  className="flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-hover"
                >
                  <X aria-hidden size={12} strokeWidth={2} />
                </button>
              </li>
            ))}
          </ul>
          <Button variant="ghost" size="sm" onClick={clearFilter}>
            {t("filter.clear")}
          </Button>
        </>
      )}
    </section>
  );
}

interface Chip {
  id: string;
  label: string;
  remove: () => void;
}

function useChips(filter: LibraryFilter): Chip[] {
  const { t } = useTranslation("library");
  const models = useQuery({ ...libraryModelsQuery, enabled: filter.model !== null }).data ?? [];
  const { rating, flag, model, origin, from, until } = filter;
  const chips: Chip[] = [];
  const add = (id: string, label: string, change: Partial<LibraryFilter>) =>
    chips.push({ id, label, remove: () => setFilter(change) });
  if (rating !== null) add("rating", t("filter.atLeast", { count: rating }), { rating: null });
  if (flag !== null) add("flag", t(`flag.${flag}`), { flag: null });
  for (const tag of filter.tags) {
    add(`tag/${tag}`, t("filter.tag", { tag }), {
      tags: filter.tags.filter((other) => other !== tag),
    });
  }
  if (model !== null) {
    const known = models.find(
      (one) => one.provider_id === model.provider_id && one.model_id === model.model_id,
    );
    add("model", known?.model_name ?? model.model_id, { model: null });
  }
  if (origin !== null) add("origin", t(`filter.origin.${origin}`), { origin: null });
  if (from !== "") add("from", t("filter.fromDay", { day: formatDay(from) }), { from: "" });
  if (until !== "") add("until", t("filter.untilDay", { day: formatDay(until) }), { until: "" });
  return chips;
}
