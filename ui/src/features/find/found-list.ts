import type { AssetKind, StockItem, StockItemRef } from "@/ipc/client";

/** What a list of things that were found is given, whatever its look. */
export interface FoundListProps {
  items: readonly StockItem[];
  kind: AssetKind;
  /** The one whose details are shown. */
  active: string | null;
  refOf: (id: string) => StockItemRef;
  onOpen: (id: string) => void;
}

/** The one that the Tab key comes to. */
export function reachableOf(items: readonly StockItem[], active: string | null): string | null {
  const shown = items.find(({ id }) => id === active);
  return (shown ?? items[0])?.id ?? null;
}

/** Everything of these pages once: a service may show a thing again when others came before it. */
export function withoutRepeats(pages: readonly { items: StockItem[] }[]): StockItem[] {
  const all = pages.flatMap(({ items }) => items);
  return [...new Map(all.map((item) => [item.id, item])).values()];
}
