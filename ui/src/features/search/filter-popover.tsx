import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { NumberField } from "@/components/number-field";
import { Popover } from "@/components/popover";
import { Select } from "@/components/select";
import { TextField } from "@/components/text-field";
import { api, type CostRange, type SearchFilter, type SizeRange } from "@/ipc/client";
import { chipsOf } from "./chips";
import { dayOf, startOf } from "./day";
import { changeFilter, NO_FILTER } from "./search-state";

const ANY = "any";
const STARS = ["1", "2", "3", "4", "5"] as const;
const NANOS = 1e9;
const MEGABYTE = 1e6;
/** In which most services bill. */
const CURRENCY = "USD";
const DAY_MS = 86_400_000;

/** The providers and models there are to choose from. */
function useSources(providerId: string | null) {
  const { data } = useQuery({ queryKey: ["models", "catalog"], queryFn: () => api.catalog() });
  const models = (data ?? []).map(({ model }) => model);
  const providers = new Map(models.map((model) => [model.provider_id, model.provider_name]));
  const offered = models.filter((model) => !providerId || model.provider_id === providerId);
  return { providers: [...providers], models: [...new Map(offered.map((it) => [it.id, it.name]))] };
}

function Source({ filter }: { filter: SearchFilter }) {
  const { t } = useTranslation("search");
  const { providers, models } = useSources(filter.provider_id);
  const options = (all: [string, string][], any: string) => [
    { value: ANY, label: any },
    ...all.map(([value, label]) => ({ value, label })),
  ];
  const chosen = (value: string) => (value === ANY ? null : value);
  return (
    <>
      <Select
        label={t("filter.provider")}
        value={filter.provider_id ?? ANY}
        onChange={(value) => changeFilter({ provider_id: chosen(value), model_id: null })}
        options={options(providers, t("filter.anyProvider"))}
      />
      <Select
        label={t("filter.model")}
        value={filter.model_id ?? ANY}
        onChange={(value) => changeFilter({ model_id: chosen(value) })}
        options={options(models, t("filter.anyModel"))}
      />
    </>
  );
}

function Days({ filter }: { filter: SearchFilter }) {
  const { t } = useTranslation("search");
  return (
    <div className="grid grid-cols-2 gap-2">
      <TextField
        type="date"
        label={t("filter.from")}
        value={filter.from === null ? "" : dayOf(filter.from)}
        onChange={({ target }) => changeFilter({ from: startOf(target.value) })}
      />
      <TextField
        type="date"
        label={t("filter.until")}
        value={filter.before === null ? "" : dayOf(filter.before - DAY_MS / 2)}
        onChange={({ target }) => changeFilter({ before: startOf(target.value, 1) })}
      />
    </div>
  );
}

interface RangeProps {
  range: { least: number | null; most: number | null } | null;
  labels: [string, string];
  unit: string;
  /** How many of what is stored make one of the unit. */
  per: number;
  step: number;
  onChange: (range: { least: number | null; most: number | null } | null) => void;
}

function Range({ range, labels, unit, per, step, onChange }: RangeProps) {
  const { least, most } = range ?? { least: null, most: null };
  const shown = (value: number | null) => (value === null ? null : value / per);
  const change = (end: "least" | "most") => (value: number | null) => {
    const next = { least, most, [end]: value === null ? null : Math.round(value * per) };
    onChange(next.least === null && next.most === null ? null : next);
  };
  const field = { min: 0, step, unit, plain: true };
  return (
    <div className="grid grid-cols-2 gap-2">
      <NumberField {...field} label={labels[0]} value={shown(least)} onChange={change("least")} />
      <NumberField {...field} label={labels[1]} value={shown(most)} onChange={change("most")} />
    </div>
  );
}

/** Everything that narrows a search down beside the kind of thing. */
export function FilterPopover({ filter }: { filter: SearchFilter }) {
  const { t } = useTranslation("search");
  const count = chipsOf(filter).length;
  const cost = (range: Omit<CostRange, "currency"> | null) =>
    changeFilter({ cost: range && { ...range, currency: CURRENCY } });
  const size = (range: SizeRange | null) => changeFilter({ size: range });
  return (
    <Popover
      hideTitle
      title={t("filters")}
      align="end"
      trigger={
        <Button icon={SlidersHorizontal}>
          {count === 0 ? t("filters") : t("filtersSet", { count })}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Source filter={filter} />
        <Days filter={filter} />
        <Select
          label={t("filter.rating")}
          value={filter.least_rating === null ? ANY : String(filter.least_rating)}
          onChange={(value) => changeFilter({ least_rating: value === ANY ? null : Number(value) })}
          options={[
            { value: ANY, label: t("filter.anyRating") },
            ...STARS.map((value) => ({
              value,
              label: t("filter.ratingAtLeast", { count: Number(value) }),
            })),
          ]}
        />
        <Range
          range={filter.cost}
          labels={[t("filter.leastCost"), t("filter.mostCost")]}
          unit={CURRENCY}
          per={NANOS}
          step={0.01}
          onChange={cost}
        />
        <Range
          range={filter.size}
          labels={[t("filter.leastSize"), t("filter.mostSize")]}
          unit="MB"
          per={MEGABYTE}
          step={0.1}
          onChange={size}
        />
        {count > 0 && (
          <Button
            variant="ghost"
            onClick={() =>
              changeFilter({
                ...NO_FILTER,
                subject: filter.subject,
                asset_kind: filter.asset_kind,
              })
            }
          >
            {t("filter.reset")}
          </Button>
        )}
      </div>
    </Popover>
  );
}
