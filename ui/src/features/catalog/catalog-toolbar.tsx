import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Select } from "@/components/select";
import { TextField } from "@/components/text-field";
import type { Capabilities, CatalogEntry, Modality } from "@/ipc/client";
import type { CatalogFilter, Standing } from "./catalog-filter";

interface CatalogToolbarProps {
  entries: readonly CatalogEntry[];
  filter: CatalogFilter;
  onFilter: (filter: CatalogFilter) => void;
}

const CAPABILITIES: readonly (keyof Capabilities)[] = [
  "vision",
  "pdf",
  "tools",
  "reasoning",
  "web_search",
];
const STANDINGS: readonly Standing[] = ["ready", "experimental", "coming-soon", "vanished", "off"];

/** What narrows the catalogue down. */
export function CatalogToolbar({ entries, filter, onFilter }: CatalogToolbarProps) {
  const { t } = useTranslation("catalog");
  const known = useMemo(
    () => ({
      modalities: [...new Set(entries.map(({ model }) => model.modality))],
      providers: [...new Map(entries.map(({ model }) => [model.provider_id, model.provider_name]))],
    }),
    [entries],
  );
  const change = (part: Partial<CatalogFilter>) => onFilter({ ...filter, ...part });
  const toggle = (capability: keyof Capabilities) =>
    change({
      capabilities: filter.capabilities.includes(capability)
        ? filter.capabilities.filter((other) => other !== capability)
        : [...filter.capabilities, capability],
    });
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pb-3">
      <TextField
        label={t("search")}
        hideLabel
        type="search"
        placeholder={t("search")}
        value={filter.search}
        onChange={({ target }) => change({ search: target.value })}
        className="w-56"
      />
      <Select<Modality | "all">
        hideLabel
        label={t("modalityLabel")}
        value={filter.modality}
        onChange={(modality) => change({ modality })}
        options={(["all", ...known.modalities] as const).map((value) => ({
          value,
          label: t(`modality.${value}`),
        }))}
        className="w-36"
      />
      <Select
        hideLabel
        label={t("provider")}
        value={filter.provider}
        onChange={(provider) => change({ provider })}
        options={[
          { value: "all", label: t("anyProvider") },
          ...known.providers.map(([value, label]) => ({ value, label })),
        ]}
        className="w-40"
      />
      <Select<Standing | "all">
        hideLabel
        label={t("standingLabel")}
        value={filter.standing}
        onChange={(standing) => change({ standing })}
        options={(["all", ...STANDINGS] as const).map((value) => ({
          value,
          label: t(`standing.${value}`),
        }))}
        className="w-36"
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div role="group" aria-label={t("capabilities")} className="flex flex-wrap gap-1">
        {CAPABILITIES.map((capability) => (
          <Button
            key={capability}
            size="sm"
            variant="ghost"
            aria-pressed={filter.capabilities.includes(capability)}
            onClick={() => toggle(capability)}
          >
            {t(`capability.${capability}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
