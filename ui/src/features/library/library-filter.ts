import { create } from "zustand";
import type {
  AssetFilter,
  AssetKind,
  AssetOrigin,
  CollectionId,
  Flag,
  ModelRef,
  ProjectId,
  Rating,
  Tag,
} from "@/ipc/client";

export type KindChoice = AssetKind | "all";

/** The part of the library that is shown. */
export type Place =
  | { type: "all" }
  | { type: "collection"; id: CollectionId }
  | { type: "project"; id: ProjectId };

export interface LibraryFilter {
  place: Place;
  search: string;
  kind: KindChoice;
  trash: boolean;
  rating: Rating | null;
  flag: Flag | null;
  tags: readonly Tag[];
  model: ModelRef | null;
  origin: AssetOrigin | null;
  /** Days as `2026-11-20`; empty where time does not narrow the list. */
  from: string;
  until: string;
}

export const EVERYTHING: LibraryFilter = {
  place: { type: "all" },
  search: "",
  kind: "all",
  trash: false,
  rating: null,
  flag: null,
  tags: [],
  model: null,
  origin: null,
  from: "",
  until: "",
};

/** What narrows the library down, kept while other pages are shown. */
export const useLibraryFilter = create<LibraryFilter>(() => EVERYTHING);

export const setFilter = (change: Partial<LibraryFilter>) => useLibraryFilter.setState(change);

/** Takes away everything that narrows the list; the place and the trash stay. */
export function clearFilter(): void {
  const { place, trash } = useLibraryFilter.getState();
  useLibraryFilter.setState({ ...EVERYTHING, place, trash });
}

/** Shows another part of the library, without the trash. */
export const showPlace = (place: Place) => setFilter({ place, trash: false });

/** The first moment of a day where the person is, so many days later; null for no day. */
function startOf(day: string, later = 0): number | null {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const at = new Date(year, month - 1, date + later).getTime();
  return Number.isNaN(at) ? null : at;
}

/** The filter as the core takes it; `words` is the search once typing has settled. */
export function toAssetFilter(filter: LibraryFilter, words: string): AssetFilter {
  const { place, kind, model } = filter;
  return {
    kinds: kind === "all" ? [] : [kind],
    search: words === "" ? null : words,
    trash: filter.trash,
    rating: filter.rating,
    flag: filter.flag,
    tags: [...filter.tags],
    collection_id: !filter.trash && place.type === "collection" ? place.id : null,
    project_id: !filter.trash && place.type === "project" ? place.id : null,
    provider_id: model?.provider_id ?? null,
    model_id: model?.model_id ?? null,
    origin: filter.origin,
    from: startOf(filter.from),
    until: startOf(filter.until, 1),
  };
}

/** Whether anything narrows the list beside the place and the trash. */
export function isNarrowed({ place, trash, ...rest }: LibraryFilter, words: string): boolean {
  const { search: _, ...narrowing } = rest;
  return (
    words !== "" ||
    narrowing.kind !== "all" ||
    narrowing.tags.length > 0 ||
    narrowing.from !== "" ||
    narrowing.until !== "" ||
    narrowing.rating !== null ||
    narrowing.flag !== null ||
    narrowing.model !== null ||
    narrowing.origin !== null
  );
}
