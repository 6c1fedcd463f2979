import type { Capabilities, CatalogEntry, Modality, ProviderId } from "@/ipc/client";

export type Standing = "ready" | "experimental" | "coming-soon" | "vanished" | "off";

export interface CatalogFilter {
  search: string;
  modality: Modality | "all";
  provider: ProviderId | "all";
  standing: Standing | "all";
  capabilities: readonly (keyof Capabilities)[];
}

export const EVERYTHING: CatalogFilter = {
  search: "",
  modality: "all",
  provider: "all",
  standing: "all",
  capabilities: [],
};

/** Where a model stands: what keeps it from being chosen first. */
export function standingOf({ model, provider_enabled, vanished_at }: CatalogEntry): Standing {
  if (vanished_at !== null) return "vanished";
  if (model.status === "coming-soon") return "coming-soon";
  if (!provider_enabled) return "off";
  return model.status === "experimental" ? "experimental" : "ready";
}

/** The entries that fit, in the order they came. */
export function filterCatalog(
  entries: readonly CatalogEntry[],
  filter: CatalogFilter,
): CatalogEntry[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const { model } = entry;
    if (filter.modality !== "all" && model.modality !== filter.modality) return false;
    if (filter.provider !== "all" && model.provider_id !== filter.provider) return false;
    if (filter.standing !== "all" && standingOf(entry) !== filter.standing) return false;
    if (!filter.capabilities.every((capability) => model.capabilities[capability])) return false;
    if (words.length === 0) return true;
    const text =
      `${model.name} ${model.id} ${model.provider_name} ${model.description ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What a list of models draws: providers as headings, each followed by its models. */
export type CatalogLine =
  | { kind: "provider"; id: ProviderId; name: string; count: number }
  | { kind: "model"; entry: CatalogEntry };

export function linesOf(entries: readonly CatalogEntry[]): CatalogLine[] {
  const groups = new Map<ProviderId, CatalogEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.model.provider_id);
    if (group) group.push(entry);
    else groups.set(entry.model.provider_id, [entry]);
  }
  return [...groups].flatMap(([id, group]): CatalogLine[] => [
    { kind: "provider", id, name: group[0]?.model.provider_name ?? id, count: group.length },
    ...group.map((entry): CatalogLine => ({ kind: "model", entry })),
  ]);
}
