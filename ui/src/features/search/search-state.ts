import { create } from "zustand";
import type { SearchFilter } from "@/ipc/client";

/** A filter that leaves everything in. */
export const NO_FILTER: SearchFilter = {
  subject: null,
  asset_kind: null,
  provider_id: null,
  model_id: null,
  project_id: null,
  from: null,
  before: null,
  least_rating: null,
  cost: null,
  size: null,
};

interface SearchState {
  text: string;
  filter: SearchFilter;
  /** Grows each time the field is asked to take the focus. */
  focusAsked: number;
}

/** What is searched for. It outlives the page, so that coming back shows what was found. */
export const useSearchState = create<SearchState>(() => ({
  text: "",
  filter: NO_FILTER,
  focusAsked: 0,
}));

export function setText(text: string): void {
  useSearchState.setState({ text });
}

export function changeFilter(change: Partial<SearchFilter>): void {
  useSearchState.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}

/** Puts the cursor into the search field, with what stands there selected. */
export function focusSearch(): void {
  useSearchState.setState(({ focusAsked }) => ({ focusAsked: focusAsked + 1 }));
}

/** Searches for a text among everything. */
export function searchFor(text: string): void {
  useSearchState.setState({ text, filter: NO_FILTER });
  focusSearch();
}
