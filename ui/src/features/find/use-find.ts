import { useMemo, useState } from "react";
import { useSettled } from "@/features/generation/use-settled";
import { fittingValues, type ParamValues } from "@/features/models/parameter-values";
import type { Parameter, ProviderId, StockLibrary, StockSearch } from "@/ipc/client";
import type { StockRequest } from "./queries";

/** Each change of what narrows a search down asks the service, so a number being typed waits. */
const SETTLE_MS = 400;

export interface FindState {
  service: StockLibrary;
  search: StockSearch;
  /** What stands in the field, which may not be searched for yet. */
  words: string;
  values: ParamValues;
  /** Whether anything beside the words narrows the search down. */
  isNarrowed: boolean;
  /** What is searched for; null before anything is, and where the service cannot be asked. */
  request: StockRequest | null;
  setService: (id: ProviderId) => void;
  setSearch: (id: string) => void;
  setWords: (words: string) => void;
  setValues: (values: ParamValues) => void;
  submit: () => void;
}

/**
 * What is searched for, and where. The words, the kind and what narrows them down stay while
 * services change, so that the same is looked for at another one; null where there is no service.
 */
export function useFind(services: readonly StockLibrary[]): FindState | null {
  const [serviceId, setService] = useState<ProviderId | null>(null);
  const [wanted, setWanted] = useState<Pick<StockSearch, "id" | "kind"> | null>(null);
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  const [values, setValues] = useState<ParamValues>({});

  const service =
    services.find(({ provider_id }) => provider_id === serviceId) ??
    services.find(({ usable }) => usable) ??
    services[0];
  const search =
    service?.searches.find(({ id }) => id === wanted?.id) ??
    service?.searches.find(({ kind }) => kind === wanted?.kind) ??
    service?.searches[0];
  const settled = useSettled(values, SETTLE_MS);
  const params = useMemo(() => fittingValues(settled, search?.parameters ?? []), [settled, search]);
  if (!service || !search) return null;
  const request =
    asked !== "" && service.usable
      ? { provider_id: service.provider_id, search: search.id, words: asked, params }
      : null;
  return {
    service,
    search,
    words,
    values: fittingValues(values, search.parameters),
    isNarrowed: Object.keys(params).length > 0,
    request,
    setService,
    setSearch: (id) => setWanted(service.searches.find((each) => each.id === id) ?? null),
    setWords,
    setValues: (next) => setValues({ ...without(values, search.parameters), ...next }),
    submit: () => setAsked(words.trim()),
  };
}

function without(values: ParamValues, parameters: readonly Parameter[]): ParamValues {
  const known = new Set(parameters.map(({ id }) => id));
  return Object.fromEntries(Object.entries(values).filter(([id]) => !known.has(id)));
}
