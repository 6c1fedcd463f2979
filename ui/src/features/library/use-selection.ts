import { useMemo, useState } from "react";
import type { Asset } from "@/ipc/client";
import { NOTHING, pruned, type Selection } from "./selection";

export interface SelectionState {
  selection: Selection;
  select: (selection: Selection) => void;
  /** The ids of the items, in order. */
  order: readonly string[];
  /** What is selected, in order. */
  selected: Asset[];
}

/** The selection among items that load, leave and come back. */
export function useSelection(items: readonly Asset[]): SelectionState {
  const order = useMemo(() => items.map(({ id }) => id), [items]);
  const [state, setState] = useState({ selection: NOTHING, order });
  let { selection } = state;
  if (state.order !== order) {
    selection = pruned(selection, state.order, order);
    setState({ selection, order });
  }
  const selected = useMemo(
    () => items.filter(({ id }) => selection.ids.has(id)),
    [items, selection.ids],
  );
  return {
    selection,
    select: (next) => setState({ selection: next, order }),
    order,
    selected,
  };
}
