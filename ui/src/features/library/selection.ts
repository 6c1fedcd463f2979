/** What is selected among ordered items, which of them has the focus, and where a range begins. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly active: string | null;
  readonly anchor: string | null;
}

export interface Modifiers {
  /** Ctrl or Command: adds or takes away one. */
  toggle: boolean;
  /** Shift: everything from the anchor to here. */
  range: boolean;
}

export const NOTHING: Selection = { ids: new Set(), active: null, anchor: null };

export function only(id: string): Selection {
  return { ids: new Set([id]), active: id, anchor: id };
}

export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, active: id, anchor: id };
}

function between(order: readonly string[], from: string | null, to: string): string[] {
  const end = order.indexOf(to);
  const start = from === null ? -1 : order.indexOf(from);
  if (start === -1) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** A range from the anchor, which stays; `add` keeps what was selected besides. */
export function extended(
  selection: Selection,
  order: readonly string[],
  id: string,
  add = false,
): Selection {
  const range = between(order, selection.anchor, id);
  return {
    ids: new Set(add ? [...selection.ids, ...range] : range),
    active: id,
    anchor: selection.anchor ?? id,
  };
}

export function clicked(
  selection: Selection,
  order: readonly string[],
  id: string,
  { toggle, range }: Modifiers,
): Selection {
  if (range) return extended(selection, order, id, toggle);
  return toggle ? toggled(selection, id) : only(id);
}

/** After an arrow key: Shift extends, Ctrl moves the focus alone. */
export function moved(
  selection: Selection,
  order: readonly string[],
  id: string,
  { toggle, range }: Modifiers,
): Selection {
  if (range) return extended(selection, order, id);
  return toggle ? { ...selection, active: id } : only(id);
}

export function all(selection: Selection, order: readonly string[]): Selection {
  return {
    ids: new Set(order),
    active: selection.active ?? order[0] ?? null,
    anchor: order[0] ?? null,
  };
}

/**
 * The selection after the items changed; the focus goes to what took the place of what left.
 * What was not among the items before may still be loading, and stays.
 */
export function pruned(
  selection: Selection,
  before: readonly string[],
  after: readonly string[],
): Selection {
  if (selection.active === null && selection.ids.size === 0) return selection;
  const present = new Set(after);
  const gone = new Set(before.filter((id) => !present.has(id)));
  const kept = (id: string | null) => (id !== null && gone.has(id) ? null : id);
  const ids = new Set([...selection.ids].filter((id) => !gone.has(id)));
  const place = selection.active === null ? -1 : before.indexOf(selection.active);
  const heir = place === -1 ? null : (after[Math.min(place, after.length - 1)] ?? null);
  const active = kept(selection.active) ?? heir;
  const anchor = kept(selection.anchor);
  const same =
    active === selection.active && anchor === selection.anchor && ids.size === selection.ids.size;
  return same ? selection : { ids, active, anchor };
}
